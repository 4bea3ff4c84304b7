"""Outcomes: for each question the rank of the first relevant sentence, the confidence, and whether it was answered.

Metrics take outcomes, so that any ranking can be evaluated, not the searcher's alone.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from retrieval.evaluation.questions import Gold, Question
from retrieval.models import AnswerKind, Hit, Sentence


@dataclass(frozen=True, slots=True)
class Outcome:
    """The judged result for a question.

    `rank` is the rank of the first relevant hit, from 1, None without one; `found` is the gold sentence that it
    overlaps. `confidence` must be within 0..1 for calibration and thresholds; AUROC takes any monotonic score.
    `language` is the code of the language of the question's article, `asked_in` that of the question; None if unknown.
    """

    question: Question
    first: Hit | None
    rank: int | None
    found: Gold | None
    confidence: float
    answered: bool
    kind: AnswerKind | None = None
    language: str | None = None
    asked_in: str | None = None

    @property
    def is_right(self) -> bool:
        """Whether the first hit is relevant; for an unanswerable question it never is."""
        return self.rank == 1

    @property
    def gold(self) -> Gold | None:
        """The gold sentence to show: the one found, else the first."""
        return self.found or next(iter(self.question.gold), None)

    @property
    def loss(self) -> float:
        """The loss, within 0..1: (1 − 1/rank) × confidence, and half of that if the question was not answered.

        1/rank is 0 without a relevant hit, as for every unanswerable question. So low ranks lose more, and confident
        errors most.
        """
        depth = 1.0 if self.rank is None else 1 - 1 / self.rank
        return depth * self.confidence * (1 if self.answered else 0.5)


def is_relevant(sentence: Sentence, gold: Gold) -> bool:
    """Tell whether the sentence overlaps the gold sentence by at least half of the shorter of the two.

    Spans are compared by overlap, since sentence splitters differ.
    """
    if sentence.document_id != gold.document_id:
        return False
    overlap = min(sentence.end, gold.end) - max(sentence.start, gold.start)
    return overlap * 2 >= min(sentence.end - sentence.start, gold.end - gold.start)


def first_relevant(hits: Iterable[Hit], golds: Sequence[Gold]) -> tuple[int, Gold] | None:
    """Return the rank, from 1, of the first relevant hit and the gold sentence that it overlaps."""
    return next(
        ((rank, gold) for rank, hit in enumerate(hits, start=1) for gold in golds if is_relevant(hit.sentence, gold)),
        None,
    )


def outcome_of(
    question: Question, hits: Sequence[Hit], confidence: float, *, answered: bool = True, kind: AnswerKind | None = None
) -> Outcome:
    """Judge the hits of any ranking, best first."""
    rank, found = first_relevant(hits, question.gold) or (None, None)
    return Outcome(question, hits[0] if hits else None, rank, found, confidence, answered, kind)
