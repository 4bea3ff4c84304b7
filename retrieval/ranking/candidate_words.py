"""The words of all candidates as numbers of the query, so that numpy can compare and count them."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.ranking.answer_cues import AnswerCues, Indexes
from retrieval.ranking.query_view import QueryView

FeatureColumn = NDArray[np.float64]

_COARSE = 2.0**20


@dataclass(frozen=True, slots=True)
class CandidateWords:
    """The words of all candidates, concatenated, as numbers of `QueryView.numbers`.

    `rows` are the indexes of their candidates, `positions` the positions in the sentence.
    """

    numbers: Indexes
    rows: Indexes
    positions: Indexes
    is_content: NDArray[np.bool_]
    candidates: int

    @classmethod
    def of(cls, question: QueryView, cues: AnswerCues) -> "CandidateWords":
        """Return the words of the candidates."""
        return cls(
            numbers=question.numbers_of(cues.terms, cues.numbers),
            rows=cues.rows,
            positions=cues.positions,
            is_content=cues.is_content,
            candidates=cues.sentences,
        )

    def count(self, which: NDArray[np.bool_]) -> NDArray[np.intp]:
        """Count the selected words of each candidate, with repetitions."""
        return np.bincount(self.rows[which], minlength=self.candidates)

    def first(self, which: NDArray[np.bool_]) -> FeatureColumn:
        """Return the position of the first selected word of each candidate; infinity if it has none."""
        firsts = np.full(self.candidates, np.inf)
        (at,) = which.nonzero()
        at = at[::-1]  # the last write wins
        firsts[self.rows[at]] = self.positions[at]
        return firsts

    def ngrams(self, question: QueryView, wanted: Collection[tuple[int, ...]], length: int) -> NDArray[np.intp]:
        """Count the distinct n-grams of each candidate that are among the `wanted`; n is `length`."""
        begins = self.positions[length - 1 :] >= length - 1  # all are of one candidate
        for offset in range(length):
            begins = begins & question.is_sequence[self.numbers[offset : len(begins) + offset]]
        (at,) = begins.nonzero()
        ngrams = zip(*[self.numbers[at + offset].tolist() for offset in range(length)], strict=True)
        found = {(row, it) for row, it in zip(self.rows[at].tolist(), ngrams, strict=True) if it in wanted}
        return np.bincount(np.array([row for row, _ in found], dtype=np.intp), minlength=self.candidates)


def sums(weights: FeatureColumn, numbers: Indexes, rows: Indexes, candidates: int) -> FeatureColumn:
    """Sum the weights of each candidate's words without rounding errors, so that their order does not matter.

    Each weight is split into two parts, both of which add up exactly as long as the lexicon has few decimals.
    """
    coarse = np.round(weights * _COARSE) / _COARSE
    parts = [np.bincount(rows, part[numbers], minlength=candidates) for part in (coarse, weights - coarse)]
    return np.add(*parts)
