"""Sums of daily figures."""

from datetime import date

import pytest

from bot.figures import DayFigures, bucket_of, every_day, sums_of


@pytest.mark.parametrize(
    ("seconds", "bound"), [(0, 0.01), (0.01, 0.01), (0.011, 0.02), (0.2, 0.2), (4, 5), (90_000, 86_400)]
)
def test_a_latency_falls_into_the_first_bucket_that_reaches_it(seconds: float, bound: float) -> None:
    assert bucket_of(seconds) == bound


def test_days_are_summed_and_shares_of_the_latencies_told_by_their_buckets() -> None:
    days = [
        DayFigures("2026-11-28", 17, 2, 3, 1, latencies=((0.05, 10), (0.1, 8), (5, 1))),
        DayFigures("2026-11-29", 1, 0, 1, 0, latencies=((0.1, 1),)),
    ]
    period = sums_of(days, people=4)
    assert (period.days, period.questions, period.answered, period.not_answered) == (2, 20, 18, 2)
    assert (period.likes, period.dislikes, period.people) == (4, 1, 4)
    assert (period.median, period.nearly_all) == (0.05, 0.1)


def test_without_an_answer_there_is_no_latency() -> None:
    period = sums_of([DayFigures("2026-11-29")])
    assert (period.questions, period.median, period.nearly_all) == (0, None, None)


def test_days_on_which_nothing_was_counted_are_there_with_zeros() -> None:
    counted = [DayFigures("2026-02-28", 3), DayFigures("2026-02-01", 9)]
    days = every_day(counted, date(2026, 3, 1), 3)
    assert [(it.day, it.questions) for it in days] == [("2026-02-27", 0), ("2026-02-28", 3), ("2026-03-01", 0)]
