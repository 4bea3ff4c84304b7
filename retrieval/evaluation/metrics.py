"""Success@k, MRR, AUROC and Brier score of outcomes, with seeded bootstrap intervals."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.evaluation.outcomes import Outcome

RESAMPLES = 1_000
_SEED = 7
_LOW, _HIGH = 0.025, 0.975
# Samples drawn at once: 1,000 resamples of a large set would take hundreds of megabytes.
_DRAWN_AT_ONCE = 1 << 20

Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A metric with its 95 % interval: the percentiles of bootstrap resamples (Efron and Tibshirani 1993, ch. 13)."""

    value: float
    low: float
    high: float


def success(outcomes: Sequence[Outcome], most: int) -> Estimate | None:
    """Return S@`most`: the share of answerable questions with a relevant hit within that rank; None without any."""
    return mean_of([float(rank <= most) for rank in _ranks(outcomes)])


def reciprocal_rank(outcomes: Sequence[Outcome], most: int = 10) -> Estimate | None:
    """Return MRR@`most`: over answerable questions, the mean of 1/rank, 0 beyond that rank; None without any."""
    return mean_of([1 / rank if rank <= most else 0.0 for rank in _ranks(outcomes)])


def auroc(outcomes: Sequence[Outcome]) -> Estimate | None:
    """Return the area under the ROC curve of the confidence, answerable questions against unanswerable ones.

    It is the probability that an answerable question has more confidence than an unanswerable one, a tie
    counting one half: U / (m n) of Mann and Whitney (1947). None if either class is missing.
    """
    answerable = np.array([it.confidence for it in outcomes if it.question.answerable])
    unanswerable = np.array([it.confidence for it in outcomes if not it.question.answerable])
    if not (answerable.size and unanswerable.size):
        return None
    levels = np.unique(np.concatenate([answerable, unanswerable]))
    above, below = np.searchsorted(levels, answerable), np.searchsorted(levels, unanswerable)

    def area(above: NDArray[np.intp], below: NDArray[np.intp]) -> float:
        positives, negatives = (np.bincount(at, minlength=levels.size) for at in (above, below))
        won = positives * (np.cumsum(negatives) - negatives / 2)
        return float(won.sum() / (above.size * below.size))

    generator = np.random.default_rng(_SEED)
    areas = [
        area(above[generator.integers(0, above.size, above.size)], below[generator.integers(0, below.size, below.size)])
        for _ in range(RESAMPLES)
    ]
    return _estimate(area(above, below), np.array(areas))


def brier(outcomes: Sequence[Outcome]) -> float | None:
    """Return the mean of (confidence − right)², right being 1 if the first hit is relevant, else 0 (Brier 1950)."""
    if not outcomes:
        return None
    return float(np.mean([(it.confidence - it.is_right) ** 2 for it in outcomes]))


def _ranks(outcomes: Sequence[Outcome]) -> list[float]:
    return [it.rank or float("inf") for it in outcomes if it.question.answerable]


def mean_of(values: Sequence[float]) -> Estimate | None:
    """Return the mean of values; None without any."""
    if not values:
        return None
    given = np.array(values)
    return _estimate(float(given.mean()), _resampled_means(given))


def _resampled_means(values: Values) -> Values:
    generator = np.random.default_rng(_SEED)
    at_once = max(1, _DRAWN_AT_ONCE // values.size)
    means = [
        values[generator.integers(0, values.size, (min(at_once, RESAMPLES - done), values.size))].mean(axis=1)
        for done in range(0, RESAMPLES, at_once)
    ]
    return np.concatenate(means)


def _estimate(value: float, resampled: Values) -> Estimate:
    low, high = np.quantile(resampled, [_LOW, _HIGH])
    return Estimate(value, float(low), float(high))
