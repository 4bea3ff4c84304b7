"""Term frequencies of large documents, counted once so that no question has to count them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

LARGE = 20_000
"""A document of more terms than this is large: about 1,700 sentences."""


@dataclass(frozen=True, slots=True)
class LargeDocuments:
    """The large documents of a segment, by number, each with its distinct terms in order and their frequencies.

    A title's terms are not among them.
    """

    documents: NDArray[np.uint32]
    lengths: NDArray[np.uint64]
    first_term: NDArray[np.uint64]
    ids: NDArray[np.uint32]
    frequencies: NDArray[np.uint32]

    def counts(self, document: int, ids: NDArray[np.uint32]) -> tuple[NDArray[np.uint32], int]:
        """Return the frequencies of some terms in a large document, and its number of terms."""
        place = int(np.searchsorted(self.documents, document))
        start, end = self.first_term[place : place + 2].tolist()
        own = self.ids[start:end]
        at = np.searchsorted(own, ids)
        at[at == len(own)] = 0
        counts = np.where(own[at] == ids, self.frequencies[start:end][at], 0).astype(np.uint32)
        return counts, int(self.lengths[place])


def large_columns(
    term_ids: NDArray[np.uint32], first_term: NDArray[np.uint32], first_sentence: NDArray[np.uint64]
) -> Iterator[dict[str, NDArray[Any]]]:
    """Yield what to append to the columns of large documents, given the columns of all documents' terms."""
    begins = first_term[first_sentence.astype(np.intp)]
    lengths = np.diff(begins)
    documents = np.flatnonzero(lengths > LARGE)
    yield {"large_documents": documents.astype(np.uint32), "large_lengths": lengths[documents].astype(np.uint64)}
    for document in documents.tolist():
        own, counts = np.unique(term_ids[int(begins[document]) : int(begins[document + 1])], return_counts=True)
        yield {"first_large_term": np.array([len(own)]), "large_ids": own, "large_counts": counts.astype(np.uint32)}
