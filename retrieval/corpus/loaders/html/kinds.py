"""Tells by its markup what a block of a page is: a heading, a field, code."""

import re
from typing import TYPE_CHECKING

from retrieval.models import SentenceKind

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "legend"})
_LISTINGS = frozenset({"pre", "listing", "xmp"})
# Whole names of classes, of generators of documentation among others (DocBook, Sphinx, Javadoc, Doxygen).
_HEADING_CLASSES = re.compile(r"(?:^|\s)(?:title|rubric|admonition-title|topic-title|caption-text)(?:$|\s)")
_CODE_CLASSES = re.compile(
    r"(?:^|\s)(?:programlisting|synopsis|screen|sourceCode|highlight|codehilite|code-header|memproto|member-signature|"
    r"func_signature|sig)(?:$|\s)"
)
_SIGNATURE_NAMES = re.compile(r"(?:^|\s)(?:descname|sig-name)(?:$|\s)")
_LETTERS = r"[A-Za-z\x80-\U0010ffff]+"
_WORD = re.compile(rf"[\"'(]*{_LETTERS}(?:['-]{_LETTERS})*[,;:.!?)\"']*")
_SENTENCE_END = re.compile(r"[^\W\d_]{2}[.!?…][)\"'”’»]*(?:\s|$)|[。！？।]")
_LEAST_OF_PROSE = 0.85
"""The share of words among what stands between blanks, from which preformatted text is prose."""

_READ_OF_LISTING = 2_000
_LONG_HEADING = 8
_FULL_STOP = re.compile(r"[.!…][\"'”’»)\]]*$")


def kind_of(element: "HtmlElement") -> SentenceKind | None:
    """Return the kind of a block by its element; None where the element gives none."""
    tag = element.tag
    if tag in _HEADINGS:
        return SentenceKind.HEADING
    if tag in _LISTINGS:
        return SentenceKind.CODE if _is_code(element) else None
    if tag == "dt":
        return SentenceKind.CODE if _is_signature(element) else SentenceKind.FIELD
    classes = element.get("class")
    if not classes:
        return SentenceKind.HEADING if element.get("role") == "heading" else None
    if tag == "p" and _HEADING_CLASSES.search(classes):
        return SentenceKind.HEADING
    return SentenceKind.CODE if _CODE_CLASSES.search(classes) and tag in {"div", "p"} else None


def is_statement(heading: str) -> bool:
    """Return whether a heading is a full sentence, as where a news page has its first paragraph in one."""
    return _FULL_STOP.search(heading) is not None and len(heading.split()) >= _LONG_HEADING


def _is_code(element: "HtmlElement") -> bool:
    """Return whether preformatted text is no prose, as in an old text that stands on a page as it was written."""
    if _CODE_CLASSES.search(element.get("class", "")):
        return True
    text = "".join(element.itertext())[:_READ_OF_LISTING]
    pieces = text.split()
    words = sum(_WORD.fullmatch(it) is not None for it in pieces)
    return words < _LEAST_OF_PROSE * len(pieces) or _SENTENCE_END.search(text) is None


def _is_signature(element: "HtmlElement") -> bool:
    if _CODE_CLASSES.search(element.get("class", "")):
        return True
    return any(_SIGNATURE_NAMES.search(it.get("class", "")) for it in element.iter("span", "code", "tt"))
