"""Parses HTML, and renders a tree as blocks of text: one for each paragraph, heading, list item and table row."""

import re
from collections.abc import Container
from typing import TYPE_CHECKING

from retrieval.corpus.loaders.blocks import TextBlock
from retrieval.corpus.loaders.errors import UnusableError
from retrieval.corpus.loaders.html.kinds import is_statement, kind_of
from retrieval.models import SentenceKind

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# Limits the memory of a hostile page's tree. A page has some 1,000 tags, a long book on one page some 100,000.
MOST_TAGS = 300_000


def word_set(text: str) -> frozenset[str]:
    """Return the words of a text as a set."""
    return frozenset(text.split())


_LINE_BREAKS = word_set("br lb")
_CELLS = word_set("td th cell")
# Inline elements; any other element is a block. The last names are trafilatura's.
_INLINE = word_set(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i img input ins kbd label mark nobr output q ruby s "
    "samp small span strike strong sub sup time tt u var wbr picture source hi ref graphic"
)
_NO_TEXT = word_set(
    "script style noscript template svg math canvas object embed iframe audio video select option datalist textarea "
    "button head title meta link rp rt"
)
_MOST_ATTRIBUTES, _MOST_OF_A_TAG = 1_000_000, 10_000
_TAG = re.compile(r"<[A-Za-z][^<>]*")
_LONG_TAG = 1_000  # with long values, such as an embedded picture
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)
# White space of HTML that is not a single blank; a hard blank does not count.
_BLANKS = re.compile(r"[ \t\n\r\f]{2,}|[\t\n\r\f]")
_MANY_BLANKS = re.compile(r" {2,}")
_AROUND_LINE_END = re.compile(r" ?\n ?")
ENDS_SENTENCE = re.compile(r"[.!?:;…][\"'”’»)\]]*$")
_XHTML = re.compile(r"\s*(?:<\?xml\b|<!DOCTYPE[^<>]*\bXHTML\b|<html[^<>]*\bxmlns\s*=)", re.IGNORECASE)
# XML declarations, whose end HTML would take for text. Bounded, so that an unclosed one costs little.
_OWN_ENTITIES = re.compile(r"<!DOCTYPE[^<>\[]{0,1000}\[[^\]]{0,100000}\]\s*>", re.IGNORECASE)
_CLOSED_AT_ONCE = re.compile(r"<(?P<tag>[A-Za-z][\w.-]*)(?P<rest>\s[^<>]*)?/>")
_VOID = word_set("area base br col embed hr img input link meta param source track wbr")


def parse(markup: str) -> "HtmlElement | None":
    """Return the page as a tree without comments; None if it is empty.

    Raises `UnusableError` where it is nested too deeply or has too many tags.
    """
    from lxml import html  # noqa: PLC0415
    from lxml.etree import ParserError, XMLSyntaxError  # noqa: PLC0415

    _check_tags(markup)
    markup = _OWN_ENTITIES.sub("", markup, count=1)
    if _XHTML.match(markup):  # in HTML <script/> or <title/> would only open, and swallow the page
        markup = _CLOSED_AT_ONCE.sub(_closed, markup)
    parser = html.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=True, recover=True
    )
    try:
        tree = html.document_fromstring(markup.encode("utf-8", "replace"), parser=parser)
    except (ParserError, XMLSyntaxError, ValueError, AssertionError):  # lxml's errors for an empty page
        tree = None
    if any("depth" in error.message for error in parser.error_log.filter_from_fatals()):
        raise UnusableError("is nested too deeply")
    return tree


def _check_tags(markup: str) -> None:
    """Raise `UnusableError` where the page's tree would fill the memory."""
    if markup.count("<") > MOST_TAGS:
        raise UnusableError(f"has more than {MOST_TAGS:,} tags")
    attributes = 0
    for match in _TAG.finditer(markup):
        tag = _QUOTED.sub("", match[0]) if match.end() - match.start() > _LONG_TAG else match[0]
        here = tag.count(" ") + tag.count("\n") + tag.count("\t") + tag.count("/")
        attributes += here
        if attributes > _MOST_ATTRIBUTES or here > _MOST_OF_A_TAG:
            raise UnusableError("has more attributes than any page needs")


def tree_blocks(root: "HtmlElement", skipped: Container[str] = _NO_TEXT) -> list[TextBlock]:
    """Return the uncleaned text of an element as blocks, without elements of `skipped` tags."""
    from lxml.etree import iterwalk  # noqa: PLC0415

    blocks = _Blocks()
    walk = iterwalk(root, events=("start", "end"))  # no recursion, however deep it goes
    for event, element in walk:
        is_skipped = element.tag in skipped or _is_hidden(element)
        if event == "start" and is_skipped:
            walk.skip_subtree()
        elif event == "start":
            blocks.open(element)
        else:
            if not is_skipped:
                blocks.close(element.tag)
            if element is not root:
                blocks.add(element.tail)
    return blocks.all()


class _Blocks:
    """Collects the blocks of a text during the walk through a tree."""

    def __init__(self) -> None:
        self._blocks: list[TextBlock] = []
        self._pieces: list[str] = []
        self._preformatted = 0
        self._kinds = [SentenceKind.PROSE]  # of the blocks that are open, the innermost last
        self._has_cells = False

    def open(self, element: "HtmlElement") -> None:
        tag = element.tag
        if tag in _LINE_BREAKS:
            self._pieces.append("\n")
        elif tag in _CELLS:
            self._begin_cell(is_first=element.getprevious() is None)
        elif tag not in _INLINE:
            self._end_block()
            self._preformatted += tag == "pre"
            kind = kind_of(element)
            self._kinds.append(self._kinds[-1] if kind is None else kind)
        self.add(element.text)

    def close(self, tag: str) -> None:
        if tag not in _INLINE and tag not in _LINE_BREAKS and tag not in _CELLS:
            self._end_block()
            self._preformatted -= tag == "pre"
            self._kinds.pop()

    def add(self, text: str | None) -> None:
        if text:
            self._pieces.append(text if self._preformatted else _BLANKS.sub(" ", text))

    def all(self) -> list[TextBlock]:
        self._end_block()
        return self._blocks

    def _begin_cell(self, *, is_first: bool) -> None:
        """Separate a cell from the previous one: by a bar, or by a new block if that is prose."""
        before = next((words for piece in reversed(self._pieces) if (words := piece.rstrip())), "")
        if is_first or not before or ENDS_SENTENCE.search(before):
            self._end_block()
        else:
            self._pieces.append(" | ")
            self._has_cells = True

    def _end_block(self) -> None:
        block = _tidy("".join(self._pieces))
        self._pieces.clear()
        if block:
            self._blocks.append(TextBlock(block, self._kind(block)))
        self._has_cells = False

    def _kind(self, block: str) -> SentenceKind:
        kind = self._kinds[-1]
        if kind == SentenceKind.PROSE and self._has_cells and not ENDS_SENTENCE.search(block):
            return SentenceKind.FIELD
        return SentenceKind.PROSE if kind == SentenceKind.HEADING and is_statement(block) else kind


def _is_hidden(element: "HtmlElement") -> bool:
    attributes = element.attrib
    return "hidden" in attributes or ("style" in attributes and _HIDDEN.search(attributes["style"]) is not None)


def _tidy(block: str) -> str:
    """Return a block with single blanks and none at the ends of its lines."""
    return _AROUND_LINE_END.sub("\n", _MANY_BLANKS.sub(" ", block)).strip()


def _closed(tag: re.Match[str]) -> str:
    name = tag["tag"]
    return tag[0] if name.lower() in _VOID else f"<{name}{tag['rest'] or ''}></{name}>"
