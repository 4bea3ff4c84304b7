"""A chart of questions by day, as a picture for the screen of a phone: it has its own background, dark as by night."""

import io
import math
from collections.abc import Callable, Sequence
from datetime import date
from itertools import cycle

from PIL import Image, ImageDraw, ImageFont

from bot.figures import DayFigures
from bot.texts.marking import gettext_noop

_WIDTH, _HEIGHT = 1000, 620
_LEFT, _RIGHT, _TOP, _BOTTOM = 36, 950, 120, 540
_TOP_WITHOUT_LEGEND = 60
"""The edges of the area of the bars; the labels of the scale take their room from it."""
_FONT_SIZE = 34
_Font = ImageFont.FreeTypeFont | ImageFont.ImageFont
_GROUND, _TEXT, _LINE = "#17212b", "#e8edf2", "#33424f"
_ANSWERED, _NOT_ANSWERED = "#4fa3e3", "#f0a04b"
_LEGEND = ((_ANSWERED, "🟦", gettext_noop("answered")), (_NOT_ANSWERED, "🟧", gettext_noop("not answered")))
"""What a colour stands for, and a sign of that colour."""
_NO_LETTER = "\uffff"
"""It is drawn as every letter is that the font does not have. The font that comes with Pillow has those of ASCII."""
_MOST_LINES = 4
_FEW_DAYS = 7
_BAR = 0.7
"""The width of a bar, as a share of the room for its day."""


def draw(days: Sequence[DayFigures], text: Callable[[str], str]) -> bytes:
    """Draw the questions of these days, answered below and not answered above, and return the PNG.

    `text` translates the words of the legend. There is none in a language whose letters the font does not have: then
    the picture has no words, and `caption` returns them.
    """
    picture = Image.new("RGB", (_WIDTH, _HEIGHT), _GROUND)
    pen = ImageDraw.Draw(picture)
    font = ImageFont.load_default(_FONT_SIZE)
    upper = _TOP_WITHOUT_LEGEND
    if _has_letters(font, text):
        upper = _TOP
        _draw_legend(pen, font, text)
    most = max(1, *(day.questions for day in days))
    step = _step(most)
    top = step * math.ceil(most / step)
    left = _LEFT + pen.textlength(f"{top:,}", font) + _FONT_SIZE // 2

    def height(questions: int) -> float:
        return _BOTTOM - (_BOTTOM - upper) * questions / top

    for value in range(0, top + 1, step):
        pen.line((left, height(value), _RIGHT, height(value)), _LINE, 2)
        pen.text((left - _FONT_SIZE // 2, height(value)), f"{value:,}", _TEXT, font, "rm")
    room = (_RIGHT - left) / len(days)
    for number, day in enumerate(days):
        middle = left + (number + 0.5) * room
        edges = round(middle - _BAR * room / 2), round(middle + _BAR * room / 2) - 1
        base = height(day.answered)
        if day.answered:
            pen.rectangle((edges[0], base, edges[1], _BOTTOM), _ANSWERED)
        if day.not_answered:
            pen.rectangle((edges[0], height(day.questions), edges[1], base), _NOT_ANSWERED)
        # Of many days only one a week is named, counted back from the last.
        if (len(days) - 1 - number) % (1 if len(days) <= _FEW_DAYS else _FEW_DAYS) == 0:
            pen.text((middle, _BOTTOM + _FONT_SIZE), f"{date.fromisoformat(day.day):%m-%d}", _TEXT, font, "mm")
    written = io.BytesIO()
    picture.save(written, "PNG", optimize=True)
    return written.getvalue()


def caption(text: Callable[[str], str]) -> str:
    """Return the legend as a line of text if the picture has none, else nothing."""
    if _has_letters(ImageFont.load_default(_FONT_SIZE), text):
        return ""
    return " · ".join(f"{sign} {text(english)}" for _, sign, english in _LEGEND)


def _has_letters(font: _Font, text: Callable[[str], str]) -> bool:
    """Tell whether the font has the letters of the legend."""
    letters = set().union(*(text(english) for _, _, english in _LEGEND)) - {" "}
    box = bytes(font.getmask(_NO_LETTER))
    return all(bytes(font.getmask(letter)) != box for letter in letters)


def _draw_legend(pen: ImageDraw.ImageDraw, font: _Font, text: Callable[[str], str]) -> None:
    at, middle = float(_LEFT), 60
    for colour, _, english in _LEGEND:
        name = text(english)
        pen.rectangle((at, middle - _FONT_SIZE / 2, at + _FONT_SIZE, middle + _FONT_SIZE / 2), colour)
        pen.text((at + 1.5 * _FONT_SIZE, middle), name, _TEXT, font, "lm")
        at += 3 * _FONT_SIZE + pen.textlength(name, font)


def _step(most: int) -> int:
    """Return the distance of the lines of the scale: 1, 2 or 5 times a power of ten, for a few lines."""
    step, factors = 1, cycle((2, 2.5, 2))
    while step * _MOST_LINES < most:
        step = int(step * next(factors))
    return step
