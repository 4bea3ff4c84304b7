"""The progress of reading articles, in words."""

import pytest

from bot.messages import Reloading
from bot.rendering.progress import duration, megabytes, seconds_left, sentences_per_second, time_left
from retrieval.models import Progress
from tests.bot.samples import html, visible

HALF_WAY = Progress(400, 81_250, files=12, files_total=400, bytes_read=1_000, bytes_total=10_000, seconds=2.5)


@pytest.mark.parametrize(
    ("seconds", "told"),
    [(0.04, "0.0 s"), (0.44, "0.4 s"), (12.3, "12 s"), (59.6, "1 min 0 s"), (185, "3 min 5 s"), (7_830, "2 h 10 min")],
)
def test_a_duration_is_told_in_the_units_that_fit_it(seconds: float, told: str) -> None:
    assert duration(seconds) == told


@pytest.mark.parametrize(
    ("size", "told"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1_440, "1.4 kB"),
        (999_960, "1.0 MB"),
        (23_500_000, "23.5 MB"),
        (4 * 10**12, "4,000.0 GB"),
    ],
)
def test_a_size_is_told_in_the_unit_that_fits_it(size: int, told: str) -> None:
    assert megabytes(size) == told


def test_speed_and_the_time_that_is_left_follow_from_what_was_read() -> None:
    assert sentences_per_second(HALF_WAY) == 32_500
    assert seconds_left(HALF_WAY) == 22.5
    assert time_left(HALF_WAY) == "22 s"


@pytest.mark.parametrize(("left", "told"), [(0, "1 s"), (59, "59 s"), (119, "2 min"), (9_000, "2 h 30 min")])
def test_a_guess_of_the_time_is_no_more_exact_than_it_can_be(left: int, told: str) -> None:
    assert time_left(Progress(1, 1, bytes_read=10, bytes_total=10 + left, seconds=10.0)) == told


@pytest.mark.parametrize(
    "progress",
    [
        Progress(1, 5, files=1, files_total=9, bytes_read=1, bytes_total=9, seconds=0.5),
        Progress(0, 0, files_total=9, bytes_total=9, seconds=5.0),
    ],
)
def test_at_first_nothing_is_said_of_what_cannot_be_known_yet(progress: Progress) -> None:
    assert (sentences_per_second(progress), time_left(progress)) == (None, None)


@pytest.mark.parametrize(
    ("progress", "told"),
    [
        (None, ""),
        (Progress(2, 5), " 2 articles, 5 sentences so far."),
        (Progress(0, 0, stage="looking"), " Looking for what has changed."),
        (
            Progress(0, 0, files=120, files_total=4_000, stage="looking"),
            " Looking for what has changed: 120 of 4,000 files.",
        ),
        (
            HALF_WAY,
            " 12 of 400 files, 81,250 sentences so far, 32,500 sentences a second; about 22 s left.",
        ),
        (
            Progress(400, 75_000, 400, 400, 10, 10, 2.5, "finishing"),
            " 400 of 400 files, 75,000 sentences so far, 30,000 sentences a second; putting them in order.",
        ),
    ],
)
def test_a_reload_tells_its_stage_and_figures(progress: Progress | None, told: str) -> None:
    [block] = html(Reloading(progress))
    assert visible(block) == f"Reading the articles anew…{told}"
