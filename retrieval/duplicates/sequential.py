"""Duplicate detection one document at a time: the reference that incremental detection must equal."""

from array import array
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from retrieval.duplicates.signatures import HASH_BYTES, MOST_SHARING, SLOTS, are_near_duplicates, band_keys

_NOTHING: Final = bytes(HASH_BYTES)


class Deduplicator:
    """Holds the documents kept so far and compares each further document with them.

    A document is a copy of the kept document with the same text, else of the earliest kept document that shares a band
    with it and has an estimated similarity of 0.8. Only the first `MOST_SHARING` kept documents of a band are compared.
    """

    def __init__(self) -> None:
        """Start with no documents."""
        self._numbers = array("q")  # of the kept documents, in order; a rank below is an index into this
        self._signatures = np.empty((64, SLOTS), dtype=np.uint32)
        self._by_hash: dict[bytes, int] = {}  # to the document number
        self._by_band: dict[int, int] = {}  # to the rank of the first document with the key
        self._ranks: dict[int, list[int]] = {}  # all ranks, for keys that several documents share

    def add(self, number: int, text_hash: bytes, signature: NDArray[np.uint32]) -> int | None:
        """Return the number of the kept document that this one, next in corpus order, copies; None if it is kept."""
        return self.add_with_keys(number, text_hash, signature, band_keys(signature)[0].tolist())

    def add_with_keys(
        self, number: int, text_hash: bytes, signature: NDArray[np.uint32], keys: Sequence[int]
    ) -> int | None:
        """Do as `add` with band keys that were computed beforehand, for many documents at once."""
        if text_hash != _NOTHING:
            kept = self._by_hash.get(text_hash)
            if kept is not None:
                return kept
        if keys[0]:
            rank = self._nearest(signature, keys)
            if rank is not None:
                return self._numbers[rank]
            self._keep_signature(signature, keys)
            self._numbers.append(number)
        if text_hash != _NOTHING:
            self._by_hash[text_hash] = number
        return None

    def _nearest(self, signature: NDArray[np.uint32], keys: Sequence[int]) -> int | None:
        found: set[int] = set()
        for key in keys:
            if (rank := self._by_band.get(key)) is not None:
                found.update(self._ranks.get(key) or (rank,))
        if not found:
            return None
        ranks = np.array(sorted(found), dtype=np.intp)
        alike = np.flatnonzero(are_near_duplicates(self._signatures[ranks], signature))
        return int(ranks[alike[0]]) if alike.size else None

    def _keep_signature(self, signature: NDArray[np.uint32], keys: Sequence[int]) -> None:
        rank = len(self._numbers)
        if rank == len(self._signatures):
            larger = np.empty((rank + rank // 2, SLOTS), dtype=np.uint32)
            larger[:rank] = self._signatures
            self._signatures = larger
        self._signatures[rank] = signature
        for key in keys:
            first = self._by_band.setdefault(key, rank)
            if first != rank:
                sharing = self._ranks.setdefault(key, [first])
                if len(sharing) < MOST_SHARING:
                    sharing.append(rank)
