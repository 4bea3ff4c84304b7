"""Calibration of the confidence, and the precision and recall of answering above a threshold of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from retrieval.evaluation.outcomes import Outcome

_Flags = NDArray[np.bool_]

BINS = 10
STEPS = 100
_Z = 1.959964  # the normal quantile of 95 %, two-sided


@dataclass(frozen=True, slots=True)
class ReliabilityBin:
    """The questions with a confidence from `start` to `end`: their mean confidence, and the share of right answers.

    `low` and `high` are the 95 % interval of the share (Wilson 1927). All are 0 if `count` is.
    """

    start: float
    end: float
    count: int
    confidence: float
    right: float
    low: float
    high: float


def reliability(outcomes: Sequence[Outcome], bins: int = BINS) -> tuple[ReliabilityBin, ...]:
    """Return bins of equal width over 0..1; the last includes a confidence of 1."""
    binned: list[list[Outcome]] = [[] for _ in range(bins)]
    for outcome in outcomes:
        binned[min(int(outcome.confidence * bins), bins - 1)].append(outcome)
    return tuple(_bin(number / bins, (number + 1) / bins, inside) for number, inside in enumerate(binned))


def calibration_error(outcomes: Sequence[Outcome], bins: int = BINS) -> float | None:
    """Return the expected calibration error: Σ count/n · |right − confidence| over the bins (Naeini et al. 2015)."""
    if not outcomes:
        return None
    return sum(it.count * abs(it.right - it.confidence) for it in reliability(outcomes, bins)) / len(outcomes)


@dataclass(frozen=True, slots=True)
class Decisions:
    """How many questions were answered and abstained from, by the quality of the first hit.

    `…_right`: the first hit is relevant. `…_wrong`: only other sentences are. `…_unanswerable`: none is.
    """

    answered_right: int
    answered_wrong: int
    answered_unanswerable: int
    abstained_right: int
    abstained_wrong: int
    abstained_unanswerable: int

    @property
    def answered(self) -> int:
        """The number of questions that were answered."""
        return self.answered_right + self.answered_wrong + self.answered_unanswerable

    @property
    def abstained(self) -> int:
        """The number of questions that were not answered."""
        return self.abstained_right + self.abstained_wrong + self.abstained_unanswerable


def decisions(outcomes: Sequence[Outcome]) -> Decisions:
    """Count the decisions by their outcome."""

    def count(*, answered: bool, right: bool, answerable: bool) -> int:
        case = (answered, right, answerable)
        return sum((it.answered, it.is_right, it.question.answerable) == case for it in outcomes)

    return Decisions(
        answered_right=count(answered=True, right=True, answerable=True),
        answered_wrong=count(answered=True, right=False, answerable=True),
        answered_unanswerable=count(answered=True, right=False, answerable=False),
        abstained_right=count(answered=False, right=True, answerable=True),
        abstained_wrong=count(answered=False, right=False, answerable=True),
        abstained_unanswerable=count(answered=False, right=False, answerable=False),
    )


@dataclass(frozen=True, slots=True)
class TradeOff:
    """The effect of answering from a confidence of `threshold` on.

    `answered`: answers / questions. `precision`: right answers / answers, None without answers.
    `recall`: right answers / answerable questions, and `refused`: unanswerable questions that get no answer
    / unanswerable questions, each None without such questions. `balance`: 2 · precision · recall /
    (precision + recall), the F1 score, which is 2 · right answers / (answers + answerable questions); 0 if both are 0.
    """

    threshold: float
    answered: float
    precision: float | None
    recall: float | None
    refused: float | None
    balance: float


def trade_off(outcomes: Sequence[Outcome], steps: int = STEPS) -> tuple[TradeOff, ...]:
    """Return the curve at `steps` + 1 thresholds from 0 to 1; a question without hits is answered at none."""
    confidence = np.array([it.confidence if it.first is not None else -1.0 for it in outcomes])
    is_right = np.array([it.is_right for it in outcomes], dtype=bool)
    answerable = np.array([it.question.answerable for it in outcomes], dtype=bool)
    return tuple(
        _trade_off(step / steps, confidence >= step / steps, is_right, answerable) for step in range(steps + 1)
    )


def operating_point(outcomes: Sequence[Outcome], threshold: float) -> TradeOff:
    """Return the point of the decisions as they were made, at the given threshold."""
    return _trade_off(
        threshold,
        np.array([it.answered for it in outcomes], dtype=bool),
        np.array([it.is_right for it in outcomes], dtype=bool),
        np.array([it.question.answerable for it in outcomes], dtype=bool),
    )


def _trade_off(threshold: float, answered: _Flags, is_right: _Flags, answerable: _Flags) -> TradeOff:
    answers, right = int(answered.sum()), int((answered & is_right).sum())
    questions, with_answer = answerable.size, int(answerable.sum())
    return TradeOff(
        threshold=threshold,
        answered=_share(answers, questions) or 0.0,
        precision=_share(right, answers),
        recall=_share(right, with_answer),
        refused=_share(int((~answered & ~answerable).sum()), questions - with_answer),
        balance=_share(2 * right, answers + with_answer) or 0.0,
    )


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _bin(start: float, end: float, outcomes: Sequence[Outcome]) -> ReliabilityBin:
    count = len(outcomes)
    if not count:
        return ReliabilityBin(start, end, 0, 0.0, 0.0, 0.0, 0.0)
    confidence = sum(it.confidence for it in outcomes) / count
    right = sum(it.is_right for it in outcomes) / count
    middle = (right + _Z**2 / (2 * count)) / (1 + _Z**2 / count)
    reach = _Z / (1 + _Z**2 / count) * sqrt(right * (1 - right) / count + _Z**2 / (4 * count**2))
    return ReliabilityBin(start, end, count, confidence, right, max(0.0, middle - reach), min(1.0, middle + reach))
