"""What a quote is on its page: a heading, a field list, a line of code, a lead-in, or prose.

It is read from the markup itself, not from what the program made of it.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from enum import Enum
from functools import lru_cache
from pathlib import Path

from lxml import html

from benchmarks.retrieval.archives.sentence_keys import words_of

_PROSE = "//p[not(contains(@class, 'title'))]"
_FENCE = re.compile(r" *(```|~~~)")
_INDENTED = re.compile(r" {4,}(?![-*|]|\d+\.)\S")


class Shape(Enum):
    """What a quote is on its page."""

    HEADING = "heading"
    FIELDS = "field list"
    CODE = "code line"
    LEAD_IN = "ends in a colon"
    PROSE = "prose"


_MARKUP: Mapping[Shape, str] = {
    Shape.HEADING: "//h1|//h2|//h3|//h4|//h5|//h6|//title|//p[contains(@class, 'title')]",
    Shape.FIELDS: "//dt|//dl[contains(@class, 'field-list')]",
    Shape.CODE: "//pre",
}


def shape_of(quote: str, page: Path) -> Shape:
    """Return what a quote is on the page, which is a file of HTML or Markdown."""
    if quote.rstrip().rstrip("*_`").endswith((":", "\uff1a")):
        return Shape.LEAD_IN
    words = _joined(quote)
    parts = _html_parts(page) if page.suffix == ".html" else _markdown_parts(page)
    if any(words in it for it in parts[Shape.PROSE]):
        return Shape.PROSE
    return next((shape for shape, its in parts.items() if any(words in it for it in its)), Shape.PROSE)


@lru_cache(maxsize=64)
def _html_parts(page: Path) -> Mapping[Shape, Sequence[str]]:
    tree = html.document_fromstring(page.read_bytes())
    paths = {Shape.PROSE: _PROSE, **_MARKUP}
    return {shape: [_joined(it.text_content()) for it in tree.xpath(path)] for shape, path in paths.items()}


@lru_cache(maxsize=64)
def _markdown_parts(page: Path) -> Mapping[Shape, Sequence[str]]:
    parts: dict[Shape, list[str]] = {Shape.PROSE: [], Shape.HEADING: [], Shape.CODE: []}
    for block in _markdown_blocks(page.read_text(encoding="utf-8").splitlines()):
        shape, lines = block
        parts[shape].append(_joined("\n".join(lines)))
    return parts


def _markdown_blocks(lines: Iterable[str]) -> Iterable[tuple[Shape, Sequence[str]]]:
    """Yield the blocks of Markdown: headings, code that is fenced or indented, and paragraphs."""
    prose: list[str] = []
    in_fence = False
    for line in lines:
        is_fence = _FENCE.match(line) is not None
        in_fence ^= is_fence
        is_code = in_fence or is_fence or (not prose and _INDENTED.match(line) is not None)
        if not is_code and line.strip() and not line.startswith("#"):
            prose.append(line)
            continue
        if prose:
            yield Shape.PROSE, prose
            prose = []
        if line.strip() and not is_fence:
            yield (Shape.CODE if is_code else Shape.HEADING), [line]
    if prose:
        yield Shape.PROSE, prose


def _joined(text: str) -> str:
    """Return the words with a blank around each, so that whole words alone are found in others."""
    return f" {' '.join(words_of(text))} "
