"""Duplicates decided one document after the other: what all other ways of deciding must agree with."""

from array import array
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from retrieval.duplicates.signatures import HASH_BYTES, MOST_SHARING, SLOTS, band_keys, near

_NOTHING: Final = bytes(HASH_BYTES)


class Deduplicator:
    """The documents kept so far, searched by each further one.

    A document is a copy of the kept document with the same text, else of the earliest kept one that it shares a band
    with and resembles by 0.8; of a band, the first `MOST_SHARING` kept ones are looked at.
    """

    def __init__(self) -> None:
        """Begin with nothing kept."""
        self._numbers = array("q")  # of the kept, in order: their rank here is what everything below refers to
        self._signatures = np.empty((64, SLOTS), dtype=np.uint32)
        self._by_hash: dict[bytes, int] = {}  # to the number
        self._by_band = _KeyTable()
        self._further: dict[int, list[int]] = {}  # ranks, of the bands that several share

    def add(self, number: int, text_hash: bytes, signature: NDArray[np.uint32]) -> int | None:
        """Decide on the next document in corpus order: return the kept one's number, or None if this one is kept."""
        return self.add_with_keys(number, text_hash, signature, band_keys(signature)[0].tolist())

    def add_with_keys(
        self, number: int, text_hash: bytes, signature: NDArray[np.uint32], keys: Sequence[int]
    ) -> int | None:
        """Do as `add` for a document whose bands' keys were made before, together with others'."""
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
        for key, rank in self._by_band.find(keys):
            found.update(self._further.get(key) or (rank,))
        if not found:
            return None
        ranks = np.array(sorted(found), dtype=np.intp)
        alike = np.flatnonzero(near(self._signatures[ranks], signature))
        return int(ranks[alike[0]]) if alike.size else None

    def _keep_signature(self, signature: NDArray[np.uint32], keys: Sequence[int]) -> None:
        rank = len(self._numbers)
        if rank == len(self._signatures):
            larger = np.empty((rank + rank // 2, SLOTS), dtype=np.uint32)
            larger[:rank] = self._signatures
            self._signatures = larger
        self._signatures[rank] = signature
        for key, first in self._by_band.put(keys, rank):
            sharing = self._further.setdefault(key, [first])
            if len(sharing) < MOST_SHARING:
                sharing.append(rank)


class _KeyTable:
    """A hash table from keys other than 0 to ranks, in 12 bytes a place: a dict of Python's integers takes 100."""

    def __init__(self) -> None:
        self._count = 0
        self._allocate(1 << 10)

    def find(self, wanted: Sequence[int]) -> list[tuple[int, int]]:
        """Return those of the keys that have a rank, with it."""
        keys, mask = self._keys, self._mask
        found = []
        for key in wanted:
            place = key & mask
            while held := keys[place]:
                if held == key:
                    found.append((key, self._ranks[place]))
                    break
                place = (place + 1) & mask
        return found

    def put(self, wanted: Sequence[int], rank: int) -> list[tuple[int, int]]:
        """Give those of the keys the rank that have none, and return the others with theirs."""
        if 2 * (self._count + len(wanted)) > self._mask:
            self._grow()
        keys, mask = self._keys, self._mask
        had = []
        for key in wanted:
            place = key & mask
            while held := keys[place]:
                if held == key:
                    had.append((key, self._ranks[place]))
                    break
                place = (place + 1) & mask
            else:
                keys[place] = key
                self._ranks[place] = rank
        self._count += len(wanted) - len(had)
        return had

    def _allocate(self, places: int) -> None:
        self._mask = places - 1
        self._key_array = np.zeros(places, dtype=np.uint64)
        self._rank_array = np.zeros(places, dtype=np.int32)
        self._keys = self._key_array.data  # a single place is read five times as quickly as from numpy
        self._ranks = self._rank_array.data

    def _grow(self) -> None:
        held = self._key_array.nonzero()[0]
        keys, ranks = self._key_array[held], self._rank_array[held]
        self._allocate(2 * (self._mask + 1))
        mask = np.uint64(self._mask)
        places = keys & mask
        while keys.size:  # all at once: of those that want one free place, one gets it and the others move on
            free = self._key_array[places] == 0
            self._key_array[places[free]] = keys[free]
            settled = self._key_array[places] == keys
            self._rank_array[places[settled]] = ranks[settled]
            keys, ranks, places = keys[~settled], ranks[~settled], (places[~settled] + np.uint64(1)) & mask
