"""All candidates' words as the question's numbers, so that they are compared and counted at once."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.ranking.answer_cues import Offered
from retrieval.ranking.query_view import Asked

Column = NDArray[np.float64]
Numbers = NDArray[np.intp]

_COARSE = 2.0**20


@dataclass(frozen=True, slots=True)
class Words:
    """The words of all candidates, one after the other: `rows` says whose each is, `places` where it stands there.

    `numbers` are those of `Asked.numbers`.
    """

    numbers: Numbers
    rows: Numbers
    places: Numbers
    is_content: NDArray[np.bool_]
    candidates: int

    @classmethod
    def of(cls, asked: Asked, offered: Offered) -> "Words":
        """Return the words of the candidates."""
        return cls(
            numbers=asked.numbers_of(offered.terms, offered.numbers),
            rows=offered.rows,
            places=offered.places,
            is_content=offered.is_content,
            candidates=offered.sentences,
        )

    def count(self, which: NDArray[np.bool_]) -> NDArray[np.intp]:
        """Return how many of such words each candidate has, with repetitions."""
        return np.bincount(self.rows[which], minlength=self.candidates)

    def first(self, which: NDArray[np.bool_]) -> Column:
        """Return the place of each candidate's first such word; infinity where there is none."""
        firsts = np.full(self.candidates, np.inf)
        (at,) = which.nonzero()
        at = at[::-1]  # of several places that are given to a candidate the last one stays
        firsts[self.rows[at]] = self.places[at]
        return firsts

    def runs(self, asked: Asked, wanted: Collection[tuple[int, ...]], length: int) -> NDArray[np.intp]:
        """Return how many of the question's runs of so many words each candidate has side by side."""
        begins = self.places[length - 1 :] >= length - 1  # where all are of one candidate
        for offset in range(length):
            begins = begins & asked.is_sequence[self.numbers[offset : len(begins) + offset]]
        (at,) = begins.nonzero()
        runs = zip(*[self.numbers[at + offset].tolist() for offset in range(length)], strict=True)
        found = {(row, run) for row, run in zip(self.rows[at].tolist(), runs, strict=True) if run in wanted}
        return np.bincount(np.array([row for row, _ in found], dtype=np.intp), minlength=self.candidates)


def sums(weights: Column, numbers: Numbers, rows: Numbers, candidates: int) -> Column:
    """Return the weights of each candidate's words, added up as if without rounding: in no matter which order.

    What adds up exactly is each of two parts of a weight, as long as the lexicon has but a few decimals.
    """
    coarse = np.round(weights * _COARSE) / _COARSE
    parts = [np.bincount(rows, part[numbers], minlength=candidates) for part in (coarse, weights - coarse)]
    return np.add(*parts)
