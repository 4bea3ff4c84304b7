"""Where the hashes and signatures of all documents are found by the documents' numbers."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.duplicates.signatures import HASH_BYTES, SLOTS


@dataclass(frozen=True, slots=True)
class SegmentFingerprints:
    """What one segment holds, usually mapped from its files: the rows of the documents from number `first` on."""

    first: int
    signatures: NDArray[np.uint32]
    hashes: NDArray[np.uint8]


class Fingerprints:
    """The rows of several parts as if they were one array, in no order that matters."""

    def __init__(self, parts: Sequence[SegmentFingerprints]) -> None:
        """Take parts whose ranges of numbers do not overlap."""
        self._parts = sorted((part for part in parts if len(part.hashes)), key=lambda part: part.first)
        self._firsts = np.array([part.first for part in self._parts], dtype=np.int64)

    @classmethod
    def of(cls, signatures: NDArray[np.uint32], hashes: NDArray[np.uint8]) -> "Fingerprints":
        """Take the rows of documents that are numbered from 0."""
        return cls([SegmentFingerprints(0, signatures, hashes)])

    def signatures(self, numbers: NDArray[np.int64]) -> NDArray[np.uint32]:
        """Return the signatures of these documents, a row each."""
        return self.rows(numbers)[0]

    def rows(self, numbers: NDArray[np.int64]) -> tuple[NDArray[np.uint32], NDArray[np.uint8]]:
        """Return the signatures and the hashes of these documents, a row each."""
        signatures = np.empty((len(numbers), SLOTS), dtype=np.uint32)
        hashes = np.empty((len(numbers), HASH_BYTES), dtype=np.uint8)
        owners = np.searchsorted(self._firsts, numbers, side="right") - 1
        for owner in np.unique(owners).tolist():
            (at,) = np.nonzero(owners == owner)
            part = self._parts[owner]
            rows = numbers[at] - part.first
            signatures[at], hashes[at] = part.signatures[rows], part.hashes[rows]
        return signatures, hashes
