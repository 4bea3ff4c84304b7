"""Draws the messages of a chat as an SVG picture."""

import base64
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from bot.rendering.markup import Run, parse

_WIDTH = 760
_MARGIN = 20
_PADDING = 12
_LINE = 20
_GAP = 10
_HEADER = 44
_LINE_LENGTH = 74
_CHARACTER_WIDTH, _BOLD_WIDTH = 7.8, 8.8
_BUTTON, _BETWEEN = 28, 5
_LEAST_BUTTONS = 340
_PICTURE = 400
"""The width of a picture."""
_STYLES = {
    "b": 'font-weight="bold"',
    "i": 'font-style="italic" fill="#5b6770"',
    "code": 'font-family="Menlo, Consolas, \'DejaVu Sans Mono\', monospace" font-size="12" fill="#2b6cb0"',
    "a": 'fill="#2b6cb0" text-decoration="underline"',
}


@dataclass(frozen=True, slots=True)
class Bubble:
    """A message: the plain text of a person, or the HTML of the bot with the rows of its buttons' labels.

    A message that is a `picture`, a PNG of some size in pixels, has no text.
    """

    text: str
    is_person: bool
    buttons: tuple[tuple[str, ...], ...] = ()
    picture: bytes = b""
    pixels: tuple[int, int] = (0, 0)


def chat_svg(title: str, bubbles: Sequence[Bubble]) -> str:
    """Return the chat as SVG, with the person's messages on the right."""
    parts: list[str] = []
    top = float(_HEADER + _GAP)
    for bubble in bubbles:
        if bubble.picture:
            height = _PICTURE * bubble.pixels[1] // bubble.pixels[0]
            parts.append(_picture(bubble.picture, top, height))
            top += height + _GAP
            continue
        lines = list(_lines([Run(bubble.text)] if bubble.is_person else parse(bubble.text)))
        longest = max(sum(map(_width, line)) for line in lines)
        width = min(_WIDTH - 2 * _MARGIN, longest + 2 * _PADDING)
        height = len(lines) * _LINE + 2 * _PADDING - 4
        left = _WIDTH - _MARGIN - width if bubble.is_person else _MARGIN
        fill = "#dcf3c8" if bubble.is_person else "#ffffff"
        parts.append(
            f'<rect x="{left:.0f}" y="{top:.0f}" width="{width:.0f}" height="{height}" rx="12" fill="{fill}"/>'
        )
        for number, line in enumerate(lines):
            parts += _line(line, left + _PADDING, top + _PADDING + 12 + number * _LINE)
        top += height + _GAP
        for row in bubble.buttons:
            parts += _row(row, left, top - _GAP // 2, max(width, _LEAST_BUTTONS))
            top += _BUTTON + _GAP // 2
    height = int(top + _GAP)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" font-size="14"'
        " font-family=\"-apple-system, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif\">\n"
        f'<rect width="{_WIDTH}" height="{height}" rx="10" fill="#cfd9e3"/>\n'
        f'<path d="M0 10a10 10 0 0 1 10-10H{_WIDTH - 10}a10 10 0 0 1 10 10V{_HEADER}H0z" fill="#517da2"/>\n'
        f'<text x="{_MARGIN}" y="28" fill="#ffffff" font-size="16" font-weight="bold">{escape(title)}</text>\n'
        + "\n".join(parts)
        + "\n</svg>\n"
    )


def _picture(png: bytes, top: float, height: int) -> str:
    place = f'x="{_MARGIN}" y="{top:.0f}" width="{_PICTURE}" height="{height}"'
    return f'<image {place} href="data:image/png;base64,{base64.b64encode(png).decode()}"/>'


def _width(run: Run) -> float:
    return len(run.text) * (_BOLD_WIDTH if any(tag.name == "b" for tag in run.tags) else _CHARACTER_WIDTH)


def _row(labels: Sequence[str], left: float, top: float, width: float) -> Iterator[str]:
    """Yield a row of buttons, each of the same width."""
    each = (width - (len(labels) - 1) * _BETWEEN) / len(labels)
    for number, label in enumerate(labels):
        x = left + number * (each + _BETWEEN)
        yield f'<rect x="{x:.0f}" y="{top:.0f}" width="{each:.0f}" height="{_BUTTON}" rx="8" fill="#8fa9c0"/>'
        middle = f'x="{x + each / 2:.0f}" y="{top + 19:.0f}" text-anchor="middle"'
        yield f'<text {middle} fill="#ffffff">{escape(label)}</text>'


def _line(runs: Sequence[Run], left: float, baseline: float) -> Iterator[str]:
    if any(tag.name == "blockquote" for run in runs for tag in run.tags):
        yield f'<rect x="{left:.0f}" y="{baseline - 15:.0f}" width="3" height="{_LINE}" fill="#517da2"/>'
        left += 10
    spans = "".join(f"<tspan{_style(run)}>{escape(run.text)}</tspan>" for run in runs)
    yield f'<text x="{left:.0f}" y="{baseline:.0f}" xml:space="preserve">{spans}</text>'


def _style(run: Run) -> str:
    return "".join(f" {_STYLES[tag.name]}" for tag in run.tags if tag.name in _STYLES)


def _lines(runs: Sequence[Run]) -> Iterator[list[Run]]:
    """Yield the runs line by line, wrapped at blanks; adjacent words with the same tags are one run."""
    line: list[Run] = []
    used = 0
    for run in runs:
        for number, text in enumerate(run.text.split("\n")):
            if number:
                yield line
                line, used = [], 0
            for word in _words(text):
                if used and used + len(word.rstrip()) > _LINE_LENGTH:
                    yield line
                    line, used = [], 0
                previous = line.pop() if line and line[-1].tags == run.tags else Run("", run.tags)
                line.append(Run(previous.text + word, run.tags))
                used += len(word)
    yield line


def _words(text: str) -> list[str]:
    """Return the words, each with the blank after it."""
    *words, last = text.split(" ")
    return [*(f"{word} " for word in words), last]
