"""The documents that a generation serves: which of several segments', in which order, and what is counted of them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.segments.frequencies import Totals
from retrieval.segments.segment import Segment


@dataclass(frozen=True, slots=True)
class Part:
    """A segment, whose documents are numbered from `first` on throughout the corpus.

    `frequencies` are of its documents that are served alone: how many sentences, windows and documents hold each of its
    terms, shape (3, terms).
    """

    name: str
    first: int
    segment: Segment
    frequencies: NDArray[np.int32]

    @property
    def end(self) -> int:
        """Return the number after its last document's."""
        return self.first + len(self.segment)


@dataclass(frozen=True, slots=True)
class Collection:
    """What is served: `order` has the numbers of its documents in the order of the corpus.

    Sentences are counted from 0 in this order: `first_sentence` has each document's first one by its place in the
    order, and at its end how many there are. `place_of` has the place in the order by number, -1 for what is not
    served. `parts` are in the order of their numbers.
    """

    parts: tuple[Part, ...]
    order: NDArray[np.uint32]
    first_sentence: NDArray[np.int64]
    place_of: NDArray[np.int64]
    totals: Totals

    @classmethod
    def of(cls, parts: Sequence[Part], order: NDArray[np.uint32], totals: Totals) -> "Collection":
        """Count the sentences of documents in this order."""
        counts = sentence_counts(parts)
        first_sentence = np.zeros(len(order) + 1, np.int64)
        np.cumsum(counts[order], out=first_sentence[1:])
        place_of = np.full(len(counts), -1, np.int64)
        place_of[order] = np.arange(len(order))
        return cls(tuple(parts), order, first_sentence, place_of, totals)

    def part_of(self, number: int) -> Part:
        """Return the segment that has a document. Raises `KeyError` where none has."""
        for part in self.parts:
            if part.first <= number < part.end:
                return part
        raise KeyError(number)


def sentence_counts(parts: Sequence[Part]) -> NDArray[np.int64]:
    """Return how many sentences each document has, by its number; 0 for numbers that no segment has."""
    counts = np.zeros(max((part.end for part in parts), default=0), np.int64)
    for part in parts:
        counts[part.first : part.end] = np.diff(part.segment.first_sentence.astype(np.int64))
    return counts
