"""Figures of a bot's work: what was counted on each day, and sums over several. No ids, no texts. Pure."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

_BOUNDS = (
    *(0.01, 0.02, 0.03, 0.05, 0.07, 0.1, 0.15, 0.2, 0.3, 0.5, 0.7, 1, 1.5, 2, 3, 5, 7, 10, 15, 20, 30),
    *(60, 120, 300, 600, 1800, 3600, 4 * 3600, 24 * 3600),
)
"""The upper bounds of the buckets of latencies, in seconds. The last one takes what is longer as well."""


@dataclass(frozen=True, slots=True)
class DayFigures:
    """What was counted on one day of UTC, `YYYY-MM-DD`, that on which the questions were written.

    `latencies` are the upper bounds of buckets, in seconds from a question's arrival to its answer, each with how many
    answers fell into it, ascending.
    """

    day: str
    answered: int = 0
    not_answered: int = 0
    likes: int = 0
    dislikes: int = 0
    latencies: tuple[tuple[float, int], ...] = ()

    @property
    def questions(self) -> int:
        """How many questions got an answer, or were told that there is none."""
        return self.answered + self.not_answered


@dataclass(frozen=True, slots=True)
class Period:
    """The sums of the last `days` days, today included.

    `median` and `nearly_all` are within how many seconds half and 95 % of the answers came, None if there were none.
    `people` is how many asked, None if that is not stored.
    """

    days: int
    questions: int
    answered: int
    not_answered: int
    likes: int
    dislikes: int
    median: float | None
    nearly_all: float | None
    people: int | None = None


def bucket_of(seconds: float) -> float:
    """Return the upper bound of the bucket into which a latency falls."""
    return _BOUNDS[min(bisect_left(_BOUNDS, seconds), len(_BOUNDS) - 1)]


def sums_of(days: Sequence[DayFigures], people: int | None = None) -> Period:
    """Return the sums of these days, which are all days of a period."""
    latencies = Counter[float]()
    for day in days:
        latencies.update(dict(day.latencies))
    return Period(
        days=len(days),
        questions=sum(it.questions for it in days),
        answered=sum(it.answered for it in days),
        not_answered=sum(it.not_answered for it in days),
        likes=sum(it.likes for it in days),
        dislikes=sum(it.dislikes for it in days),
        median=_quantile(latencies, 0.5),
        nearly_all=_quantile(latencies, 0.95),
        people=people,
    )


def every_day(counted: Iterable[DayFigures], last: date, days: int) -> tuple[DayFigures, ...]:
    """Return the figures of each of the `days` days up to the last, in order: zeros where nothing was counted."""
    found = {it.day: it for it in counted}
    wanted = ((last - timedelta(back)).isoformat() for back in reversed(range(days)))
    return tuple(found.get(day, DayFigures(day)) for day in wanted)


def _quantile(latencies: Counter[float], share: float) -> float | None:
    """Return the bound below which at least this share of the latencies lies."""
    left = share * latencies.total()
    for bound, number in sorted(latencies.items()):
        left -= number
        if left <= 0:
            return bound
    return None
