"""The chart of questions by day, looked at pixel by pixel."""

import io
from collections.abc import Sequence

import numpy as np
import pytest
from PIL import Image

from bot.figures import DayFigures
from bot.rendering.chart import caption, draw
from tests.bot.samples import LANGUAGES, TEMPLATES

BLUE, ORANGE, GROUND = (79, 163, 227), (240, 160, 75), (23, 33, 43)
WEEK = [f"2026-11-{day}" for day in range(23, 30)]


def picture_of(days: Sequence[DayFigures]) -> Image.Image:
    """Draw a chart and open it."""
    return Image.open(io.BytesIO(draw(days, TEMPLATES.text))).convert("RGB")


def pixels(picture: Image.Image, colour: tuple[int, int, int], top: int = 120) -> int:
    """Count the pixels of a colour below the legend."""
    return int((np.asarray(picture)[top:] == colour).all(axis=2).sum())


def test_bars_are_as_high_as_the_numbers() -> None:
    picture = picture_of([DayFigures(day, answered=3 * (day == WEEK[-1])) for day in WEEK])
    twice = picture_of([DayFigures(day, answered=6 * (day == WEEK[-1]), likes=9) for day in WEEK])
    both = picture_of([DayFigures(day, answered=2 * (day == WEEK[-1]), not_answered=(day == WEEK[-1])) for day in WEEK])
    assert pixels(picture, BLUE) > 0
    assert pixels(picture, ORANGE) == 0
    assert pixels(twice, BLUE) == pytest.approx(pixels(picture, BLUE), rel=0.05)  # the scale follows
    assert pixels(both, BLUE) == pytest.approx(2 * pixels(both, ORANGE), rel=0.05)


@pytest.mark.parametrize("most", [0, 1, 4, 5, 99, 100, 101, 12_345, 999_999])
@pytest.mark.parametrize("number", [7, 30])
def test_whatever_the_numbers_a_chart_fits_the_picture(most: int, number: int) -> None:
    days = [DayFigures(f"2026-10-{1 + it:02}", answered=most if it == number - 1 else 0) for it in range(number)]
    picture = picture_of(days)
    width, height = picture.size
    assert width / height < 2
    for x in range(width):  # nothing is cut off at an edge
        assert picture.getpixel((x, 0)) == picture.getpixel((x, height - 1)) == GROUND
    for y in range(height):
        assert picture.getpixel((0, y)) == picture.getpixel((width - 1, y)) == GROUND
    assert (pixels(picture, BLUE) > 0) == (most > 0)


@pytest.mark.parametrize("language", ["zh", "ar", "ru", "fr"])
def test_the_legend_stands_below_the_picture_where_the_font_has_no_letters(language: str) -> None:
    days = [DayFigures(WEEK[0], answered=1, not_answered=1)]
    text = LANGUAGES.templates(language).text
    drawn = draw(days, text)
    assert drawn != draw(days, TEMPLATES.text)
    assert drawn == draw(days, LANGUAGES.templates("zh").text)
    assert caption(text) == f"🟦 {text('answered')} · 🟧 {text('not answered')}"


@pytest.mark.parametrize("words", ["é", "ü", "Ā", "не", "没", "لا"])
def test_no_letter_is_drawn_as_a_box(words: str) -> None:
    """Pillow's font has no letters but those of ASCII."""
    assert words in caption(lambda _: words)


@pytest.mark.parametrize("language", ["en", "de", "es"])
def test_a_picture_with_a_legend_needs_no_caption(language: str) -> None:
    days = [DayFigures(WEEK[0], answered=1)]
    text = LANGUAGES.templates(language).text
    assert caption(text) == ""
    assert (draw(days, text) == draw(days, TEMPLATES.text)) == (language == "en")
