"""The terms of large documents, counted: what stands in a book is not counted anew for every question."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval.segments.arrays import mapped_as, starts_of

LARGE = 20_000
"""A document of more terms than this is large: about 1,700 sentences."""


@dataclass(frozen=True, slots=True)
class LargeDocuments:
    """The large documents of a segment, by number, with the distinct terms of each in order and how often they stand.

    A title's terms are not among them.
    """

    documents: NDArray[np.uint32]
    _starts: NDArray[np.uint64]
    _ids: NDArray[np.uint32]
    _counts: NDArray[np.uint32]
    _lengths: NDArray[np.uint64]

    def counts(self, document: int, ids: NDArray[np.uint32]) -> tuple[NDArray[np.uint32], int]:
        """Count some terms in a large document, and all of them together."""
        place = int(np.searchsorted(self.documents, document))
        start, end = self._starts[place : place + 2].tolist()
        own = self._ids[start:end]
        at = np.searchsorted(own, ids)
        at[at == len(own)] = 0
        counts = np.where(own[at] == ids, self._counts[start:end][at], 0).astype(np.uint32)
        return counts, int(self._lengths[place])

    @classmethod
    def open(cls, folder: Path) -> "LargeDocuments":
        """Open what `write_large` wrote."""
        return cls(
            mapped_as(folder / "large", np.uint32),
            mapped_as(folder / "large.starts", np.uint64),
            mapped_as(folder / "large.ids", np.uint32),
            mapped_as(folder / "large.counts", np.uint32),
            mapped_as(folder / "large.lengths", np.uint64),
        )


def write_large(folder: Path) -> None:
    """Count the terms of the large documents of a segment whose other files are written."""
    ids = mapped_as(folder / "term_ids", np.uint32)
    first_term = mapped_as(folder / "term_counts.starts", np.uint32)
    begins = first_term[mapped_as(folder / "sentence_counts.starts", np.uint64).astype(np.intp)]
    lengths = np.diff(begins)
    documents = np.flatnonzero(lengths > LARGE)
    lengths[documents].astype(np.uint64).tofile(folder / "large.lengths")
    sizes = []
    with (folder / "large.ids").open("wb") as of_ids, (folder / "large.counts").open("wb") as of_counts:
        for document in documents.tolist():
            own, counts = np.unique(ids[int(begins[document]) : int(begins[document + 1])], return_counts=True)
            of_ids.write(own.tobytes())
            of_counts.write(counts.astype(np.uint32).tobytes())
            sizes.append(len(own))
    documents.astype(np.uint32).tofile(folder / "large")
    starts_of(np.array(sizes, np.uint64)).tofile(folder / "large.starts")
