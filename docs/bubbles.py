"""Draws a message of a chat, with the buttons under it, as SVG. All lengths are in pixels."""

import base64
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from xml.sax.saxutils import escape

from bot.rendering.markup import Run, Tag, parse
from docs.wrapping import Line, is_rtl, lines, shortened, width

LINE = 20
MARGIN = 20

_PADDING = 12
_BAR = 10
"""The room of the bar beside a quote."""
_HEAD = 16
_REPLY = 40
_BUTTON, _BETWEEN = 28, 5
_LEAST_KEYBOARD = 340
_LEAST_SIZE = 0.7
"""How small a label may be for the sake of its last letters."""
_NOTE = 22
_PICTURE = 400
"""The width of a picture."""
_SHARE = 0.88
"""How much of the width of a chat a message may take."""
_STYLES = {
    "b": 'font-weight="bold"',
    "i": 'font-style="italic" fill="#5b6770"',
    "code": 'font-family="Menlo, Consolas, \'DejaVu Sans Mono\', monospace" font-size="12" fill="#2b6cb0"',
    "a": 'fill="#2b6cb0" text-decoration="underline"',
    "mention": 'fill="#2b6cb0"',
}
_MENTION = re.compile(r"(@\w+)")
_COLOURS = ("#517da2", "#b3402a", "#1d7373", "#7a3e9d", "#8a5a00")
"""Of names; the first is the bot's."""


@dataclass(frozen=True, slots=True)
class Bubble:
    """A message: the plain text of a person, or the HTML of the bot with the rows of its buttons' labels.

    `is_person` is whether it is of the person whose app is drawn. A message that is a `picture`, a PNG of some size in
    pixels, has no text. In a group, `name` tells whose it is, in a colour by number, and `reply_to` to whose message it
    replies, with its text. `via` names the bot through which it was sent.
    """

    text: str
    is_person: bool
    buttons: tuple[tuple[str, ...], ...] = ()
    picture: bytes = b""
    pixels: tuple[int, int] = (0, 0)
    name: str = ""
    colour: int = 0
    reply_to: tuple[str, str] | None = None
    via: str = ""
    is_html: bool = True


@dataclass(frozen=True, slots=True)
class Note:
    """What somebody did, told between two messages."""

    text: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where a message is drawn: in a chat that begins at `left`, below `top`; in an app from right to left or not."""

    left: float
    top: float
    width: float
    is_rtl: bool = False


def drawn(item: Bubble | Note, place: Place) -> tuple[list[str], float]:
    """Return the elements of a message with its buttons, and the height that they take."""
    if isinstance(item, Note):
        return list(_note(item, place)), _NOTE
    if item.picture:
        height = _PICTURE * item.pixels[1] // item.pixels[0]
        return [_picture(item.picture, place, height)], height
    return _message(item, place)


def text_line(line: Line, left: float, right: float, baseline: float, style: str = "") -> Iterator[str]:
    """Yield a line between two edges, from the edge where it begins; a quote leaves room for its bar."""
    begin = right - _BAR * line.is_quote if line.is_rtl else left + _BAR * line.is_quote
    spans = "".join(f"<tspan{_style(run)}>{escape(run.text)}</tspan>" for run in line.runs if run.text)
    direction = ' direction="rtl"' if line.is_rtl else ""
    if spans:
        place = f'x="{begin:.0f}" y="{baseline:.0f}"{direction}'
        yield f'<text {place}{style and f" {style}"} xml:space="preserve">{spans}</text>'


def _message(bubble: Bubble, place: Place) -> tuple[list[str], float]:
    room = (place.width - 2 * MARGIN) * _SHARE - 2 * _PADDING
    text = list(lines(_runs(bubble), room - _BAR, is_rtl_by_default=place.is_rtl))
    longest = max(it.width + _BAR * it.is_quote for it in text)
    heads = [it for it in (bubble.name, f"via {bubble.via}" if bubble.via else "") if it]
    longest = max([longest, *(width(it, is_bold=True) for it in heads)])
    if bubble.reply_to is not None:
        longest = max(longest, min(room, 2 * _BAR + max(width(it, is_bold=True) for it in bubble.reply_to)))
    # In an app that runs from right to left the sides are swapped.
    is_right = bubble.is_person is not place.is_rtl
    wide = longest + 2 * _PADDING
    left = place.left + (place.width - MARGIN - wide if is_right else MARGIN)
    inner = left + _PADDING, left + _PADDING + longest
    parts: list[str] = []
    y = place.top + _PADDING
    for head in heads:
        colour = _COLOURS[bubble.colour % len(_COLOURS)] if head == bubble.name else "#5b6770"
        parts.append(aligned(head, inner, y + 8, f'font-weight="bold" font-size="13" fill="{colour}"'))
        y += _HEAD
    if bubble.reply_to is not None:
        parts += _reply(*bubble.reply_to, *inner, y)
        y += _REPLY
    parts += _bars(text, *inner, y - 3)
    for number, line in enumerate(text):
        parts += text_line(line, *inner, y + 12 + number * LINE)
    height = y + len(text) * LINE + _PADDING - 4 - place.top
    fill = "#dcf3c8" if bubble.is_person else "#ffffff"
    frame = f'x="{left:.0f}" y="{place.top:.0f}" width="{wide:.0f}" height="{height:.0f}"'
    parts.insert(0, f'<rect {frame} rx="12" fill="{fill}"/>')
    keys = (
        min(max(wide, _LEAST_KEYBOARD, *map(_least, bubble.buttons)), place.width - 2 * MARGIN) if bubble.buttons else 0
    )
    keyboard = (left + wide - keys, left + wide) if is_right else (left, left + keys)
    for row in bubble.buttons:
        parts += _row(row[::-1] if place.is_rtl else row, keyboard, place.top + height + _BETWEEN)
        height += _BUTTON + _BETWEEN
    return parts, height


def _bars(text: Sequence[Line], left: float, right: float, top: float) -> Iterator[str]:
    """Yield the bars beside the quotes of a text, each where its lines begin."""
    for (is_quote, is_from_right), group in groupby(text, key=lambda it: (it.is_quote, it.is_rtl)):
        height = len(list(group)) * LINE
        if is_quote:
            x = right - 3 if is_from_right else left
            yield f'<rect x="{x:.0f}" y="{top:.0f}" width="3" height="{height}" fill="#517da2"/>'
        top += height


def _runs(bubble: Bubble) -> list[Run]:
    if bubble.is_html and not bubble.is_person:
        return parse(bubble.text)
    mention = (Tag("mention", ""),)
    return [Run(it, mention if it.startswith("@") else ()) for it in _MENTION.split(bubble.text) if it]


def _least(labels: Sequence[str]) -> float:
    """Return the width that a row needs, so that each label is whole."""
    return len(labels) * (max(map(width, labels)) + _PADDING + _BETWEEN) - _BETWEEN


def _row(labels: Sequence[str], edges: tuple[float, float], top: float) -> Iterator[str]:
    """Yield a row of buttons, each of the same width."""
    left, right = edges
    each = (right - left - (len(labels) - 1) * _BETWEEN) / len(labels)
    for number, label in enumerate(labels):
        x = left + number * (each + _BETWEEN)
        yield f'<rect x="{x:.0f}" y="{top:.0f}" width="{each:.0f}" height="{_BUTTON}" rx="8" fill="#8fa9c0"/>'
        middle = f'x="{x + each / 2:.0f}" y="{top + 19:.0f}" text-anchor="middle"'
        direction = ' direction="rtl"' if is_rtl(label) else ""
        size = max(_LEAST_SIZE, min(1, (each - _BETWEEN) / width(label)))
        style = "" if size == 1 else f' font-size="{14 * size:.1f}"'
        text = shortened(label, (each - _BETWEEN) / size)
        yield f'<text {middle}{direction}{style} fill="#ffffff">{escape(text)}</text>'


def aligned(text: str, edges: tuple[float, float], baseline: float, style: str, *, from_right: bool = False) -> str:
    """Draw a text of one style between two edges: from the edge where it begins, which a text without letters lacks."""
    left, right = edges
    if is_rtl(text, by_default=from_right):
        return f'<text x="{right:.0f}" y="{baseline:.0f}" direction="rtl" {style}>{escape(text)}</text>'
    return f'<text x="{left:.0f}" y="{baseline:.0f}" {style}>{escape(text)}</text>'


def _reply(name: str, text: str, left: float, right: float, top: float) -> Iterator[str]:
    """Yield what is replied to: a name, and a line of the message."""
    room = right - left
    height = f'y="{top:.0f}" height="{_REPLY - 6}" fill="#517da2"'
    yield f'<rect x="{left:.0f}" width="{room:.0f}" {height} rx="4" opacity=".12"/>'
    yield f'<rect x="{right - 3 if is_rtl(text) else left:.0f}" width="3" {height}/>'
    edges = left + _BAR, right - _BAR
    yield aligned(name, edges, top + 13, 'font-weight="bold" font-size="12" fill="#517da2"')
    yield aligned(shortened(text, room - 2 * _BAR), edges, top + 28, 'font-size="12" fill="#333333"')


def _note(note: Note, place: Place) -> Iterator[str]:
    wide = width(note.text) + 2 * _PADDING
    middle = place.left + place.width / 2
    frame = f'x="{middle - wide / 2:.0f}" y="{place.top:.0f}" width="{wide:.0f}" height="{_NOTE}" rx="{_NOTE // 2}"'
    yield f'<rect {frame} fill="#5b7a95" opacity=".55"/>'
    direction = ' direction="rtl"' if is_rtl(note.text) else ""
    yield (
        f'<text x="{middle:.0f}" y="{place.top + 15:.0f}" text-anchor="middle" font-size="12" fill="#ffffff"'
        f"{direction}>{escape(note.text)}</text>"
    )


def _picture(png: bytes, place: Place, height: int) -> str:
    frame = f'x="{place.left + MARGIN:.0f}" y="{place.top:.0f}" width="{_PICTURE}" height="{height}"'
    return f'<image {frame} href="data:image/png;base64,{base64.b64encode(png).decode()}"/>'


def _style(run: Run) -> str:
    return "".join(f" {_STYLES[tag.name]}" for tag in run.tags if tag.name in _STYLES)
