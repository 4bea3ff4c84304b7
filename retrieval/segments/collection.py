"""The documents that a generation serves: their segments, their order and their totals."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.models import language_code
from retrieval.segments.frequencies import Totals
from retrieval.segments.segment import Segment

_NO_DUPLICATES = np.empty((2, 0), np.int64)


@dataclass(frozen=True, slots=True)
class Part:
    """A segment whose documents are numbered from `first` throughout the corpus.

    `frequencies` counts the sentences, windows and documents that contain each term, among its served documents only:
    shape (3, terms).
    """

    name: str
    first: int
    segment: Segment
    frequencies: NDArray[np.int32]

    @property
    def end(self) -> int:
        """Return the number after that of its last document."""
        return self.first + len(self.segment)


@dataclass(frozen=True, slots=True)
class Collection:
    """The served documents: `order` has their numbers in the order of the corpus.

    Sentences are numbered from 0 in this order: `first_sentence` has the first sentence of each place in the order, and
    at its end the number of sentences. `place_of` maps a document's number to its place, -1 if it is not served.
    `parts` are in the order of their numbers. `duplicates` has a row of documents that are not served since they
    duplicate another one, and a row of those that are served in their place.
    """

    parts: tuple[Part, ...]
    order: NDArray[np.uint32]
    first_sentence: NDArray[np.int64]
    place_of: NDArray[np.int64]
    totals: Totals
    duplicates: NDArray[np.int64]

    @classmethod
    def of(
        cls,
        parts: Sequence[Part],
        order: NDArray[np.uint32],
        totals: Totals,
        duplicates: NDArray[np.int64] = _NO_DUPLICATES,
    ) -> "Collection":
        """Return the collection of the documents in `order`."""
        counts = np.zeros(max((part.end for part in parts), default=0), np.int64)
        for part in parts:
            counts[part.first : part.end] = np.diff(part.segment.first_sentence.view(np.int64))
        first_sentence = np.zeros(len(order) + 1, np.int64)
        np.cumsum(counts[order], out=first_sentence[1:])
        place_of = np.full(len(counts), -1, np.int64)
        place_of[order] = np.arange(len(order))
        return cls(tuple(parts), order, first_sentence, place_of, totals, duplicates)

    def languages(self) -> tuple[str, ...]:
        """Return the codes of the languages of the served documents, those of most documents first."""
        counts: Counter[int] = Counter()
        for part in self.parts:
            served = part.segment.languages[self.place_of[part.first : part.end] >= 0]
            if len(served) and (served == served[0]).all():  # several times as fast
                counts[int(served[0])] += len(served)
            else:
                numbers, documents = np.unique(served, return_counts=True)
                counts.update(dict(zip(numbers.tolist(), documents.tolist(), strict=True)))
        return tuple(language_code(it) for it, _ in sorted(counts.items(), key=lambda its: (-its[1], its[0])))

    def part_of(self, number: int) -> Part:
        """Return the segment of a document. Raises `KeyError` if there is none."""
        for part in self.parts:
            if part.first <= number < part.end:
                return part
        raise KeyError(number)
