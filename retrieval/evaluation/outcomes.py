"""What a ranking made of a question: where the first relevant sentence stands, and what was said.

The metrics take these, so that any ranking can be measured by them, not the searcher's alone.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from retrieval.evaluation.questions import Gold, Question
from retrieval.models import AnswerKind, Hit, Sentence


@dataclass(frozen=True, slots=True)
class Outcome:
    """A question with what was returned for it.

    `rank` is that of the first relevant hit, from 1, and None where no hit is relevant; `found` is the gold
    sentence that it overlaps. `confidence` must be within 0..1 for what is said of calibration and thresholds;
    AUROC takes any score that grows with certainty.
    """

    question: Question
    first: Hit | None
    rank: int | None
    found: Gold | None
    confidence: float
    answered: bool
    kind: AnswerKind | None = None

    @property
    def is_right(self) -> bool:
        """Whether the first hit answers; of an unanswerable question it never does."""
        return self.rank == 1

    @property
    def gold(self) -> Gold | None:
        """The gold sentence to show: the one that was found, else the first."""
        return self.found or next(iter(self.question.gold), None)

    @property
    def loss(self) -> float:
        """How bad the outcome is, within 0..1: (1 − 1/rank) × confidence, half of that where nothing was answered.

        1/rank is 0 where no answer was found, as always for an unanswerable question: so a gold sentence that
        stands deep counts more, and an error that was stated with confidence most.
        """
        depth = 1.0 if self.rank is None else 1 - 1 / self.rank
        return depth * self.confidence * (1 if self.answered else 0.5)


def is_relevant(sentence: Sentence, gold: Gold) -> bool:
    """Tell whether the sentence overlaps the gold sentence by at least half of the shorter of the two.

    Spans are compared, not texts, and not for equality: sentence splitters differ.
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
    question: Question,
    hits: Sequence[Hit],
    confidence: float,
    *,
    answered: bool = True,
    kind: AnswerKind | None = None,
) -> Outcome:
    """Judge the hits, best first, of some ranking."""
    rank, found = first_relevant(hits, question.gold) or (None, None)
    return Outcome(question, hits[0] if hits else None, rank, found, confidence, answered, kind)
