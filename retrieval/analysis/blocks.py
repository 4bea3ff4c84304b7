"""Splits text into blocks that no sentence crosses: paragraphs, headings, list items."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

_RARE_BREAKS = "\r\f\v\x85\u2028\u2029"
_BREAK = rf"(?>\r\n|[\n{_RARE_BREAKS}])"  # atomic: "\r\n" is one line break, never two
_LINE_BREAK = re.compile(_BREAK)
_BLANK_LINE = re.compile(rf"{_BREAK}(?:[^\S\n\r]*{_BREAK})+")
# The markers before the words of a heading or a quotation, and of a list item.
_HEADING = re.compile(r"\s*(?:#{1,6}\s+|>\s*)*")
_ITEM = re.compile(r"(?:[-*+•–—]|\(?\d{1,3}[.)])\s+")
_MARKERS = "#>"  # the first characters of `_HEADING`
_ENDS = (".", "!", "?", ":", ";", "…")
_CLOSING = "\"'”’»)]"
_WRAP_WIDTH = range(40, 121)
_LEAST_ITEMS = 2  # a single line that begins with a dash or a number may be prose


Bounds = list[tuple[int, int]]


class Block(NamedTuple):
    """A range of a text; `is_display` if it does not end like a sentence: a heading, a caption, a credit."""

    start: int
    end: int
    is_display: bool


def blocks(text: str, start: int = 0) -> Iterator[Block]:
    """Yield the blocks of the text from `start` on, without the markers of headings, quotations and lists."""
    has_rare = any(mark in text for mark in _RARE_BREAKS)
    for lines in (paragraphs_of_any_text if has_rare else paragraphs)(text, start):
        if len(lines) == 1:
            yield _block(text, *lines[0], is_list=False)
        else:
            yield from _joined(text, lines)


def simple_blocks(text: str, start: int) -> tuple[list[tuple[int, int, bool]], int]:
    """Return the leading blocks of the simplest layout, equal to those of `blocks`, and the offset of the rest.

    That layout, the most common one, is paragraphs of one line each, without markers, one empty line apart. No block
    begins or ends with a blank, and each follows a line feed or begins the text.
    """
    found: list[tuple[int, int, bool]] = []
    length = len(text)
    if any(mark in text for mark in _RARE_BREAKS) or (start and text[start - 1] != "\n"):
        return found, start
    while start < length:
        if text[start].isspace() and found:  # further blank lines: they belong to the gap after the last paragraph
            start, _, _ = found.pop()
            break
        end = text.find("\n", start)
        if end < 0:
            end = length
        elif not text.startswith("\n", end + 1):
            break
        if text[start].isspace() or text[start] in _MARKERS or text[end - 1].isspace():
            break
        last = text[end - 1]
        found.append((start, end, last not in _ENDS and (last not in _CLOSING or not _ends_sentence(text[start:end]))))
        start = end + 2
    return found, min(start, length)


def paragraphs(text: str, start: int) -> Iterator[Bounds]:
    """Yield the bounds of each paragraph's lines, in a text whose only line breaks are line feeds."""
    lines: Bounds = []
    while (end := text.find("\n", start)) >= 0:
        if lines and (start == end or (text[start].isspace() and text[start:end].isspace())):
            yield lines
            start = end + 1
            while (end := text.find("\n", start)) >= 0 and (
                start == end or (text[start].isspace() and text[start:end].isspace())
            ):
                start = end + 1
            lines = []
        else:
            lines.append((start, end))
            start = end + 1
    lines.append((start, len(text)))
    yield lines


def paragraphs_of_any_text(text: str, start: int) -> Iterator[Bounds]:
    """Yield the bounds of each paragraph's lines, whatever the line breaks."""
    for blank in _BLANK_LINE.finditer(text, start):
        yield _lines(text, start, blank.start())
        start = blank.end()
    yield _lines(text, start, len(text))


def _lines(text: str, start: int, end: int) -> Bounds:
    bounds: Bounds = []
    for line_break in _LINE_BREAK.finditer(text, start, end):
        bounds.append((start, line_break.start()))
        start = line_break.end()
    return [*bounds, (start, end)]


def _joined(text: str, bounds: Bounds) -> Iterator[Block]:
    """Yield the blocks of one paragraph: its lines, each joined with those that continue it."""
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
    if start < end and text[start].isalpha() and text[end - 1] in _ENDS:  # the usual case: no marker to strip
        return Block(start, end, is_display=False)
    block = text[start:end]
    marker = _marker(block, is_list=is_list)
    return Block(start + marker, end, not _ends_sentence(block[marker:].rstrip()))


def _ends_sentence(line: str) -> bool:
    return line.rstrip(_CLOSING).endswith(_ENDS)


def _marker(line: str, *, is_list: bool) -> int:
    """Return the length of the markers at the beginning of the line."""
    if line[:1].isalpha():
        return 0
    heading = _HEADING.match(line)
    end = heading.end() if heading else 0
    item = _ITEM.match(line, end) if is_list else None
    return item.end() if item else end


def _is_wrapped(lines: list[str]) -> bool:
    """Return whether the lines look wrapped at a width: each would exceed it with the next word."""
    width = max(len(line) for line in lines)
    return (
        len(lines) > 1
        and width in _WRAP_WIDTH
        and all(len(line) + 1 + _first_word_length(after) > width for line, after in pairwise(lines))
    )


def _continues(line: str, after: str, *, is_wrapped: bool) -> bool:
    if not line or not after:
        return False
    if after[0].islower() and not _ends_sentence(line):
        return True
    return is_wrapped and not line.startswith("#")


def _first_word_length(line: str) -> int:
    return len(line.split(maxsplit=1)[0]) if line else 0
