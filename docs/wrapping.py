"""Breaks texts into lines that fit a width, each with its direction."""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby

from bot.rendering.markup import Run

_WIDTHS = {
    **dict.fromkeys("ijlI'|", 4.3),
    **dict.fromkeys(" .,:;!·‹›/()[]frt-", 5.6),
    **dict.fromkeys("mwMW@%—…👍👎", 14.0),
}
"""Of letters in pixels, at a size of 14, in the widest of the fonts that a reader may have."""
_LOWER, _UPPER, _ARABIC, _FULL = 8.8, 9.9, 7.5, 15.0
_BOLD = 1.13
"""How much wider bold letters are."""
_OPEN, _CLOSE = "\u2066\u2067\u2068", "\u2069"
_RIGHT_TO_LEFT = frozenset({"R", "AL"})


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a text. `is_rtl` is whether it runs from right to left, as its paragraph does."""

    runs: tuple[Run, ...]
    is_rtl: bool

    @property
    def width(self) -> float:
        """Its width in pixels, rather too large than too small."""
        return sum(width(run.text, is_bold=has(run, "b")) for run in self.runs)

    @property
    def is_quote(self) -> bool:
        """Whether it is of a block quote."""
        return any(has(run, "blockquote") for run in self.runs)


def has(run: Run, name: str) -> bool:
    """Tell whether a run stands inside a tag."""
    return any(tag.name == name for tag in run.tags)


def width(text: str, *, is_bold: bool = False) -> float:
    """Return the width of a text in pixels at a size of 14."""
    return sum(map(_width, text)) * (_BOLD if is_bold else 1)


@cache
def _width(character: str) -> float:
    if unicodedata.category(character) in {"Mn", "Me", "Cf"}:  # marks upon letters, and of direction
        return 0
    if unicodedata.east_asian_width(character) in "WF":
        return _FULL
    if unicodedata.bidirectional(character) == "AL":
        return _ARABIC
    return _WIDTHS.get(character, _UPPER if character.isupper() else _LOWER)


def is_rtl(text: str, *, by_default: bool = False) -> bool:
    """Tell whether a paragraph runs from right to left: by its first letter that stands in no isolate."""
    depth = 0
    for character in text:
        depth += (character in _OPEN) - (character in _CLOSE)
        kind = unicodedata.bidirectional(character)
        if depth <= 0 and (kind == "L" or kind in _RIGHT_TO_LEFT):
            return kind in _RIGHT_TO_LEFT
    return by_default


def lines(runs: Iterable[Run], room: float, *, is_rtl_by_default: bool = False) -> Iterator[Line]:
    """Yield the lines of a text, broken at blanks, or within what is wider than `room` pixels by itself."""
    for paragraph in _paragraphs(runs):
        direction = is_rtl("".join(run.text for run in paragraph), by_default=is_rtl_by_default)
        for broken in _isolated(_broken(paragraph, room)):
            yield Line(tuple(broken), direction)


def shortened(text: str, room: float, *, is_bold: bool = False) -> str:
    """Return a text on one line that fits a width, its end left out if need be."""
    text = " ".join(text.split())
    if width(text, is_bold=is_bold) <= room:
        return text
    while text and width(f"{text}…", is_bold=is_bold) > room:
        text = text[:-1]
    return f"{text.rstrip()}…"


def _paragraphs(runs: Iterable[Run]) -> Iterator[list[Run]]:
    paragraph: list[Run] = []
    for run in runs:
        for number, text in enumerate(run.text.split("\n")):
            if number:
                yield paragraph
                paragraph = []
            # An empty line keeps its tags, by which a quote goes on.
            paragraph.append(Run(text, run.tags))
    yield paragraph


def _broken(paragraph: Sequence[Run], room: float) -> Iterator[list[Run]]:
    """Yield the lines of a paragraph. A word may have several tags, so that letters are laid one by one."""
    letters = [(letter, run.tags) for run in paragraph for letter in run.text] or [("", paragraph[0].tags)]
    begin = 0
    while begin < len(letters):
        end, used, last_blank = begin, 0.0, 0
        while end < len(letters):
            letter, tags = letters[end]
            used += width(letter, is_bold=has(Run("", tags), "b"))
            if used > room and letter != " " and end > begin:
                break
            end += 1
            if letter == " ":
                last_blank = end
        if end < len(letters) and last_blank:
            end = last_blank
        yield [
            Run("".join(letter for letter, _ in group), tags)
            for tags, group in groupby(letters[begin:end], key=lambda it: it[1])
        ]
        begin = end


def _isolated(broken: Iterable[list[Run]]) -> Iterator[list[Run]]:
    """Close the isolates that are open at the end of each line, and open them again in the next."""
    is_open = ""
    for line in broken:
        before = is_open
        for character in "".join(run.text for run in line):
            if character in _OPEN:
                is_open += character
            elif character in _CLOSE:
                is_open = is_open[:-1]
        first, last = line[0], line[-1]
        line[0] = Run(before + first.text, first.tags)
        last = line[-1]
        line[-1] = Run(last.text + _CLOSE * len(is_open), last.tags)
        yield line
