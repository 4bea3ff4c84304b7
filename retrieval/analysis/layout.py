"""Text to blocks: the stretches that no sentence crosses, as paragraphs, lines and list items lay them out."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

_BREAK = r"(?>\r\n|[\n\r\f\v\x85\u2028\u2029])"  # atomic: "\r\n" is one line break, never two
_LINE_BREAK = re.compile(_BREAK)
_BLANK_LINE = re.compile(rf"{_BREAK}(?:[^\S\n\r]*{_BREAK})+")
# What stands before the words of a heading or a quotation, and of a list's item.
_HEADING = re.compile(r"\s*(?:#{1,6}\s+|>\s*)*")
_ITEM = re.compile(r"(?:[-*+•–—]|\(?\d{1,3}[.)])\s+")
_ENDS_SENTENCE = re.compile(r"[.!?:;…][\"'”’»)\]]*$")
_WRAP_WIDTH = range(40, 121)
_LEAST_ITEMS = 2  # one line that begins with a dash or a number may be prose


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of text; `is_display` where it does not end like a sentence: a heading, a caption, a credit."""

    start: int
    end: int
    is_display: bool


def blocks(text: str, start: int = 0) -> Iterator[Block]:
    """Yield the blocks from `start` on, without the markers of headings, quotations and lists."""
    for blank in _BLANK_LINE.finditer(text, start):
        yield from _paragraph(text, start, blank.start())
        start = blank.end()
    yield from _paragraph(text, start, len(text))


def _paragraph(text: str, start: int, end: int) -> Iterator[Block]:
    """Yield the lines of one paragraph, each joined with those that only continue it."""
    bounds: list[tuple[int, int]] = []
    for line_break in _LINE_BREAK.finditer(text, start, end):
        bounds.append((start, line_break.start()))
        start = line_break.end()
    bounds.append((start, end))
    lines = [text[left:right].strip() for left, right in bounds]
    is_list = sum(_marker(line, is_list=True) > _marker(line, is_list=False) for line in lines) >= _LEAST_ITEMS
    is_wrapped = _is_wrapped(lines)
    left = bounds[0][0]
    for number, (line, after) in enumerate(pairwise(lines)):
        if _marker(after, is_list=is_list) or not _continues(line, after, is_wrapped=is_wrapped):
            yield _block(text, left, bounds[number][1], is_list=is_list)
            left = bounds[number + 1][0]
    yield _block(text, left, bounds[-1][1], is_list=is_list)


def _block(text: str, start: int, end: int, *, is_list: bool) -> Block:
    start += _marker(text[start:end], is_list=is_list)
    return Block(start, end, is_display=not _ENDS_SENTENCE.search(text[start:end].rstrip()))


def _marker(line: str, *, is_list: bool) -> int:
    """Return how long the markers are that the line begins with."""
    heading = _HEADING.match(line)
    end = heading.end() if heading else 0
    item = _ITEM.match(line, end) if is_list else None
    return item.end() if item else end


def _is_wrapped(lines: list[str]) -> bool:
    """Tell whether the lines look broken by width: each would have run over with one word more."""
    width = max(len(line) for line in lines)
    return (
        len(lines) > 1
        and width in _WRAP_WIDTH
        and all(len(line) + 1 + _first_word_length(after) > width for line, after in pairwise(lines))
    )


def _continues(line: str, after: str, *, is_wrapped: bool) -> bool:
    if not line or not after:
        return False
    if after[0].islower() and not _ENDS_SENTENCE.search(line):
        return True
    return is_wrapped and not line.startswith("#")


def _first_word_length(line: str) -> int:
    return len(line.split(maxsplit=1)[0]) if line else 0
