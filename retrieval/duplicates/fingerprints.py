"""The text hashes and MinHash signatures of all documents, looked up by document number."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.duplicates.signatures import HASH_BYTES, SLOTS


@dataclass(frozen=True, slots=True)
class SegmentFingerprints:
    """The rows of one segment, usually mapped from its files; row 0 is document number `first`."""

    first: int
    signatures: NDArray[np.uint32]
    hashes: NDArray[np.uint8]


class Fingerprints:
    """The rows of several segments, addressed as one array."""

    def __init__(self, parts: Sequence[SegmentFingerprints]) -> None:
        """Take segments, in any order, whose ranges of numbers do not overlap."""
        self._parts = sorted((part for part in parts if len(part.hashes)), key=lambda part: part.first)
        self._firsts = np.array([part.first for part in self._parts], dtype=np.int64)

    @classmethod
    def of(cls, signatures: NDArray[np.uint32], hashes: NDArray[np.uint8]) -> "Fingerprints":
        """Take the rows of documents numbered from 0."""
        return cls([SegmentFingerprints(0, signatures, hashes)])

    def signatures(self, numbers: NDArray[np.int64]) -> NDArray[np.uint32]:
        """Return the signatures of these documents, one row each."""
        return self.rows(numbers)[0]

    def rows(self, numbers: NDArray[np.int64]) -> tuple[NDArray[np.uint32], NDArray[np.uint8]]:
        """Return the signatures and the text hashes of these documents, one row each."""
        signatures = np.empty((len(numbers), SLOTS), dtype=np.uint32)
        hashes = np.empty((len(numbers), HASH_BYTES), dtype=np.uint8)
        owners = np.searchsorted(self._firsts, numbers, side="right") - 1
        for owner in np.unique(owners).tolist():
            (at,) = np.nonzero(owners == owner)
            part = self._parts[owner]
            rows = numbers[at] - part.first
            signatures[at], hashes[at] = part.signatures[rows], part.hashes[rows]
        return signatures, hashes
