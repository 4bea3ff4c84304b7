"""Draws what an app lists above the line in which a person types a bot's name, as SVG. All lengths are in pixels."""

from collections.abc import Iterator
from dataclasses import dataclass
from xml.sax.saxutils import escape

from bot.rendering.markup import Run, Tag
from docs.bubbles import Place, aligned, text_line
from docs.wrapping import Line, lines, shortened, width

_INPUT = 44
_INSET = 12
_ICON = 40
_LINE = 18
_DESCRIPTION_LINES = 2


@dataclass(frozen=True, slots=True)
class Listed:
    """A person types `typed`; above it stand results, each a title and a description, and perhaps a button."""

    typed: str
    results: tuple[tuple[str, str], ...] = ()
    button: str = ""


def drawn_list(listed: Listed, place: Place) -> tuple[list[str], float]:
    """Return the elements, drawn from the height 0 on, and the height that they take."""
    parts: list[str] = []
    top = 0.0
    if listed.button:
        middle = f'x="{place.left + place.width / 2:.0f}" y="26" text-anchor="middle"'
        parts += [_stripe(place, top, _INPUT), f'<text {middle} fill="#2b6cb0">{escape(listed.button)}</text>']
        top += _INPUT
    left, right = place.left + 2 * _INSET + _ICON, place.left + place.width - _INSET
    for title, description in listed.results:
        text = _cut(description, right - left)
        height = 2 * _INSET + _LINE * (1 + len(text))
        parts += [_stripe(place, top, height), *_icon(title, place.left + _INSET, top + _INSET)]
        title_line = shortened(title, right - left, is_bold=True)
        parts.append(aligned(title_line, (left, right), top + 26, 'font-weight="bold"'))
        for number, line in enumerate(text):
            parts += text_line(line, left, right, top + 26 + (number + 1) * _LINE, 'font-size="13" fill="#5b6770"')
        top += height
    return [*parts, *_input(listed.typed, place, top)], top + _INPUT


def _cut(text: str, room: float) -> list[Line]:
    """Return the first lines of a description, as apps show it."""
    every = list(lines([Run(text)], room))
    if len(every) <= _DESCRIPTION_LINES:
        return every
    *kept, last = every[:_DESCRIPTION_LINES]
    cut = "".join(run.text for run in last.runs).rstrip()
    while width(f"{cut}…") > room:
        cut = cut[:-1]
    return [*kept, Line((Run(f"{cut}…"),), last.is_rtl)]


def _stripe(place: Place, top: float, height: float) -> str:
    frame = f'x="{place.left:.0f}" y="{top:.0f}" width="{place.width:.0f}" height="{height:.0f}"'
    return f'<rect {frame} fill="#ffffff" stroke="#dde4ea"/>'


def _icon(title: str, left: float, top: float) -> Iterator[str]:
    """Yield the square with the first letter of the title, which apps show for a result without a picture."""
    yield f'<rect x="{left:.0f}" y="{top:.0f}" width="{_ICON}" height="{_ICON}" rx="6" fill="#8fa9c0"/>'
    middle = f'x="{left + _ICON / 2:.0f}" y="{top + 27:.0f}" text-anchor="middle"'
    yield f'<text {middle} font-size="19" fill="#ffffff">{escape(title[:1])}</text>'


def _input(typed: str, place: Place, top: float) -> Iterator[str]:
    """Yield the line in which the person types, with the cursor behind it."""
    x, wide = place.left, place.width
    yield (
        f'<path d="M{x:.0f} {top:.0f}h{wide:.0f}v{_INPUT - 10}a10 10 0 0 1 -10 10h{20 - wide:.0f}a10 10 0 0 1 -10 -10z"'
        ' fill="#ffffff" stroke="#dde4ea"/>'
    )
    name, blank, question = typed.partition(" ")
    runs = Run(name, (Tag("mention", ""),)), Run(blank + question)
    spans = Line((*runs, Run(" "), Run("|", (Tag("mention", ""),))), is_rtl=False)
    yield from text_line(spans, place.left + _INSET, place.left + place.width - _INSET, top + 27)
