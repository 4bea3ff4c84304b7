"""Rebuilds paragraphs from the lines of PDF pages: drops running heads and page numbers, joins hyphenated words."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

# The number of lines at either end of a page that may be a running head or foot.
_EDGE = 3
# Such a line is one if, ignoring numbers, it occurs on this share of the pages, or on several pages close together.
_OFTEN, _LEAST = 0.4, 2
_IN_CHAPTER, _PAGES_APART = 2, 2
_LONGEST_HEAD = 120
_NUMBER = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"\W*(?:page|p\.|pg\.|seite|página|pagina)?\s*(?:\d{1,4}|x{0,3}(?:ix|iv|v?i{1,3}|[vx]))"
    r"(?:\s*(?:of|/|von|de|di|sur)\s*\d{1,4})?\W*",
    re.IGNORECASE,
)
_ENDS_SENTENCE = re.compile(r"[.!?:;…][\"'”’»)\]]*$")
_ITEM = re.compile(r"(?:[-*+•–—◦▪●·‣]|\(?\d{1,3}[.)]|\(?[a-z]\))\s+\S")
_BULLET = re.compile(r"^[•◦▪●·‣]\s+")
_BROKEN = re.compile(r"(?<=[^\W\d_])[-\u2010\xad]$")
_LAST_WORD, _FIRST_WORD = re.compile(r"[\w\u2010-]+$"), re.compile(r"\w+")
_HYPHENATED = re.compile(r"\w+(?:[-\u2010]\w+)+|\w+")
# Shares of a full line. A shorter line than the first ends its paragraph if it ends a sentence. A shorter line than the
# second always does, or is a heading.
_SHORT, _VERY_SHORT = 0.85, 0.6
_LINES_TO_MEASURE = 5
# Ligatures, as separate letters.
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "ft", "ﬆ": "st"})


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a page; `width` is the length of a full line there. `text` is empty for a blank line."""

    text: str
    width: float
    page: int


def paragraphs_of(pages: Sequence[str]) -> str:
    """Return the text of pages as paragraphs with a blank line between them.

    A word hyphenated at a line end is joined: without its hyphen, unless only the hyphenated form is found elsewhere in
    the document.
    """
    lines = list(_measured(_without_heads([_lines(page) for page in pages])))
    words = {word for line in lines for word in _HYPHENATED.findall(line.text.lower())}
    paragraphs: list[list[str]] = []
    before = nothing = _Line("", 0, 0)
    for line, after in pairwise([*lines, nothing]):
        if not line.text:
            before = line if line.page == before.page else before  # a page end ends no paragraph
        else:
            if before.text and _continues(before, line, after):
                _append(paragraphs[-1], line.text, words)
            else:
                paragraphs.append([_BULLET.sub("", line.text)])
            before = line
    return "\n\n".join(" ".join(paragraph) for paragraph in paragraphs)


def _lines(page: str) -> list[str]:
    return [" ".join(line.split()) for line in page.translate(_LIGATURES).splitlines()]


def _without_heads(pages: list[list[str]]) -> Iterator[list[str]]:
    """Yield the lines of each page without page numbers and lines repeated at the edges of pages."""
    edges = [{_key(page[place]) for place in _edge_places(page)} for page in pages]
    count = Counter(key for keys in edges for key in keys)
    often = max(_LEAST, _OFTEN * len(pages))
    for number, page in enumerate(pages):
        around = edges[max(0, number - _PAGES_APART) : number] + edges[number + 1 : number + 1 + _PAGES_APART]
        near = set().union(*around)
        heads = {key for key in edges[number] if count[key] >= often or (count[key] >= _IN_CHAPTER and key in near)}
        dropped = {
            place
            for place in _edge_places(page)
            if _PAGE_NUMBER.fullmatch(page[place]) or (_key(page[place]) in heads and _may_be_head(page[place]))
        }
        yield [line for place, line in enumerate(page) if place not in dropped]


def _edge_places(page: list[str]) -> list[int]:
    """Return the indices of the first and last lines of a page that are not blank."""
    places = [place for place, line in enumerate(page) if line]
    return sorted({*places[:_EDGE], *places[-_EDGE:]})


def _key(line: str) -> str:
    return _NUMBER.sub("#", line).casefold()


def _may_be_head(line: str) -> bool:
    return len(line) <= _LONGEST_HEAD and any(map(str.isalpha, line))


def _measured(pages: Iterator[list[str]]) -> Iterator[_Line]:
    kept = list(pages)
    overall = _full_length([line for page in kept for line in page])
    for number, page in enumerate(kept):
        width = _full_length(page) if len(page) >= _LINES_TO_MEASURE else overall
        yield from (_Line(line, width, number) for line in page)


def _full_length(lines: Sequence[str]) -> float:
    """Return the 90th percentile of the lengths of lines."""
    lengths = sorted(len(line) for line in lines if line)
    return lengths[len(lengths) * 9 // 10] if lengths else 0


def _continues(before: _Line, line: _Line, after: _Line) -> bool:
    """Return whether a line continues the paragraph of the previous line."""
    ends_sentence = _ENDS_SENTENCE.search(before.text) is not None
    if line.text[0].islower() and not ends_sentence:
        return True
    if _BROKEN.search(before.text):
        return True
    if _ITEM.match(line.text) or len(before.text) < _VERY_SHORT * before.width:
        return False
    if ends_sentence:
        is_last = len(before.text) < _SHORT * before.width or before.page != line.page
        return not is_last and not _is_heading(line, after)
    return True


def _is_heading(line: _Line, after: _Line) -> bool:
    return (
        len(line.text) < _VERY_SHORT * line.width
        and not _ENDS_SENTENCE.search(line.text)
        and not after.text[:1].islower()
        and bool(after.text)
    )


def _append(paragraph: list[str], line: str, words: set[str]) -> None:
    """Append a line to a paragraph, joining a hyphenated word."""
    last = paragraph[-1]
    if not _BROKEN.search(last):
        paragraph.append(line)
        return
    if not line[0].islower():  # "Jean-" and "Paul"
        paragraph[-1] = last.rstrip("\xad") + line
        return
    first_half, second_half = _LAST_WORD.search(last.lower()), _FIRST_WORD.match(line.lower())
    hyphenated = (first_half[0] if first_half else "") + (second_half[0] if second_half else "")
    is_compound = last[-1] != "\xad" and hyphenated in words and hyphenated.replace("-", "") not in words
    paragraph[-1] = (last if is_compound else last[:-1]) + line
