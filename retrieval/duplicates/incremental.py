"""Incremental duplicate detection: the result of a full run, at the cost of the change.

Whether a document is kept depends only on earlier kept documents that share a key with it. So the documents whose
result may have changed are decided again, in corpus order, until no result changes.
"""

from collections.abc import Iterable, Sequence
from heapq import heappop, heappush
from typing import Final

import numpy as np
from numpy.typing import NDArray

from retrieval.duplicates.band_table import BandTable
from retrieval.duplicates.fingerprints import Fingerprints
from retrieval.duplicates.sequential import Deduplicator
from retrieval.duplicates.signatures import (
    BANDS,
    HASH_BYTES,
    KEYS,
    MOST_SHARING,
    are_near_duplicates,
    band_keys,
    keys_of,
)

Numbers = NDArray[np.int64]

KEPT: Final = -1
ABSENT: Final = -2
"""The result of a number that no document of the corpus has."""

_BLOCK: Final = 4096


def find_duplicates(order: Numbers, fingerprints: Fingerprints) -> Numbers:
    """Return by document number the number of the kept document that it copies, or `KEPT`.

    `order` are the numbers of all documents in corpus order, which decides which copy is kept.
    """
    assigned = np.full(int(order.max(initial=-1)) + 1, ABSENT, dtype=np.int64)
    assigned[order] = KEPT
    kept = Deduplicator()
    related = order[_share_a_key(order, fingerprints)]  # the others are kept and have no copies
    for begin in range(0, len(related), _BLOCK):
        block = related[begin : begin + _BLOCK]
        signatures, hashes = fingerprints.rows(block)
        rows = zip(block.tolist(), hashes, signatures, band_keys(signatures).tolist(), strict=True)
        for number, text_hash, signature, keys in rows:
            copied = kept.add_with_keys(number, text_hash.tobytes(), signature, keys)
            assigned[number] = KEPT if copied is None else copied
    return assigned


def _share_a_key(numbers: Numbers, fingerprints: Fingerprints) -> NDArray[np.bool_]:
    """Return for each document whether it shares a key with another of them."""
    blocks = (numbers[begin : begin + _BLOCK] for begin in range(0, len(numbers), _BLOCK))
    keys = np.concatenate([np.empty((0, KEYS), np.uint64), *(keys_of(*fingerprints.rows(it)) for it in blocks)])
    in_order = np.sort(keys, axis=None)
    of_several = np.unique(in_order[1:][in_order[1:] == in_order[:-1]])
    shared = np.isin(keys, of_several[of_several != 0])
    return np.asarray(shared.any(axis=1), np.bool_)


def update_duplicates(  # noqa: PLR0913, PLR0917  (each describes the change in its own way)
    order: Numbers,
    previous: Numbers,
    added: Numbers,
    removed: Numbers,
    fingerprints: Fingerprints,
    tables: Sequence[BandTable],
    *,
    recompute_beyond: float = 0.05,
) -> Numbers:
    """Return what `find_duplicates(order, fingerprints)` would, given the `previous` result and the change.

    `order` is the corpus after the change; documents that stay keep their relative order. An edited document is
    removed, and added under a new number. `tables` hold every document of `order`, `fingerprints` the removed ones too.
    A full run is made where the share to decide again exceeds `recompute_beyond`: it is faster then.

    Raises `ValueError` where the tables lack an added document.
    """
    highest = max(int(numbers.max(initial=-1)) for numbers in (order, added, removed))
    assigned = np.full(max(len(previous), highest + 1), ABSENT, dtype=np.int64)
    assigned[: len(previous)] = previous
    removed_kept = removed[assigned[removed] == KEPT]
    orphans = np.flatnonzero(np.isin(assigned, removed_kept)) if len(removed_kept) else removed_kept
    assigned[removed] = ABSENT
    assigned[added] = ABSENT
    related = _has_related(added, fingerprints, tables)
    if len(removed_kept) + len(orphans) + np.count_nonzero(related) > recompute_beyond * len(order):
        everything = find_duplicates(order, fingerprints)
        assigned[:] = ABSENT
        assigned[: len(everything)] = everything
        return assigned
    assigned[added[~related]] = KEPT
    change = _Change(order, assigned, fingerprints, tables)
    change.queue(orphans)
    change.queue(added[related])
    change.queue_after_removal(removed_kept)
    change.run()
    return assigned


def _has_related(added: Numbers, fingerprints: Fingerprints, tables: Sequence[BandTable]) -> NDArray[np.bool_]:
    """Return for each added document whether another one, present or removed, shares a key with it."""
    related = np.zeros(len(added), dtype=np.bool_)
    for begin in range(0, len(added), _BLOCK):
        keys = keys_of(*fingerprints.rows(added[begin : begin + _BLOCK]))
        counts = np.zeros(keys.shape, dtype=np.int64)
        for table in tables:
            counts += table.counts(keys)
        if not counts[keys != 0].all():
            raise ValueError("the tables lack an added document: open the table of its segment too")
        related[begin : begin + _BLOCK] = ((counts > 1) & (keys != 0)).any(axis=1)
    return related


class _Change:
    """Propagates one change through the corpus.

    Invariant: every document outside the queue has the result that the current results of earlier documents imply.
    """

    def __init__(
        self, order: Numbers, assigned: Numbers, fingerprints: Fingerprints, tables: Sequence[BandTable]
    ) -> None:
        self._order = order
        self._assigned = assigned
        self._fingerprints = fingerprints
        self._tables = tables
        self._places = np.full(len(assigned), -1, dtype=np.int64)
        self._places[order] = np.arange(len(order))
        self._queue: list[int] = []  # a heap of places
        self._is_queued: set[int] = set()
        self._members: dict[int, Numbers] = {}

    def queue(self, numbers: Numbers) -> None:
        """Queue the documents of the corpus among these to be decided again."""
        for place in self._places[numbers].tolist():
            if place >= 0 and place not in self._is_queued:
                self._is_queued.add(place)
                heappush(self._queue, place)

    def queue_after_removal(self, removed_kept: Numbers) -> None:
        """Queue documents for which a full band has room for another kept document since these were removed."""
        if not len(removed_kept):
            return
        keys = np.unique(keys_of(*self._fingerprints.rows(removed_kept))[:, :BANDS], return_counts=True)
        sharing = np.zeros(len(keys[0]), dtype=np.int64)
        for table in self._tables:
            sharing += table.counts(keys[0])
        crowded = (sharing >= MOST_SHARING) & (keys[0] != 0)
        for key, gone in zip(keys[0][crowded].tolist(), keys[1][crowded].tolist(), strict=True):
            seen = self._kept(key)[:MOST_SHARING]
            # Where the removed ones stood is not known any more: assume all among the first.
            for newcomer in seen[max(0, MOST_SHARING - gone) :].tolist() if len(seen) == MOST_SHARING else ():
                self._queue_similar(newcomer, key)

    def run(self) -> None:
        """Decide the queued documents in corpus order until none is queued; a decision only queues later ones."""
        while self._queue:
            place = heappop(self._queue)
            self._is_queued.remove(place)
            number = int(self._order[place])
            before = self._assigned[number]
            signatures, hashes = self._fingerprints.rows(self._order[place : place + 1])
            keys = keys_of(signatures, hashes)[0].tolist()
            after = self._decide(place, signatures[0], hashes[0], keys)
            self._assigned[number] = after
            if after == KEPT != before:
                self._propagate_kept(number, keys)
            elif before == KEPT != after:
                self._propagate_dropped(number, keys)

    def _decide(
        self, place: int, signature: NDArray[np.uint32], text_hash: NDArray[np.uint8], keys: Sequence[int]
    ) -> int:
        if text_hash.any():
            same = self._before(self._kept(keys[BANDS]), place)
            for number in same.tolist():
                if self._hash(number) == text_hash.tobytes():
                    return int(number)
        if not keys[0]:
            return KEPT
        seen = [self._before(self._kept(key)[:MOST_SHARING], place) for key in keys[:BANDS]]
        candidates = self._order[np.unique(self._places[np.concatenate(seen)])]
        if not len(candidates):
            return KEPT
        alike = np.flatnonzero(are_near_duplicates(self._fingerprints.signatures(candidates), signature))
        return int(candidates[alike[0]]) if len(alike) else KEPT

    def _propagate_kept(self, number: int, keys: Sequence[int]) -> None:
        place = self._places[number]
        members = self._documents_with(keys[BANDS])
        self.queue(members[self._places[members] > place])
        for key in _nonzero(keys[:BANDS]):
            kept = self._kept(key)
            if np.count_nonzero(self._places[kept] < place) < MOST_SHARING:
                self._queue_similar(number, key)
                for pushed_out in kept[MOST_SHARING : MOST_SHARING + 1].tolist():
                    self._queue_copies(pushed_out, key)

    def _propagate_dropped(self, number: int, keys: Sequence[int]) -> None:
        place = self._places[number]
        for key in _nonzero(keys):
            self._queue_copies(number, key)
        for key in _nonzero(keys[:BANDS]):
            kept = self._kept(key)
            if np.count_nonzero(self._places[kept] < place) < MOST_SHARING:
                for admitted in kept[MOST_SHARING - 1 : MOST_SHARING].tolist():
                    self._queue_similar(admitted, key)

    def _queue_copies(self, number: int, key: int) -> None:
        members = self._documents_with(key)
        self.queue(members[self._assigned[members] == number])

    def _queue_similar(self, number: int, key: int) -> None:
        """Queue later documents that resemble this one and copy none before it."""
        place = self._places[number]
        members = self._documents_with(key)
        later = members[self._places[members] > place]
        copied = self._assigned[later]
        later = later[(copied == KEPT) | ((copied >= 0) & (self._places[copied] > place))]
        if len(later):
            own = self._fingerprints.signatures(np.array([number], dtype=np.int64))[0]
            self.queue(later[are_near_duplicates(self._fingerprints.signatures(later), own)])

    def _documents_with(self, key: int) -> Numbers:
        """Return the documents of the corpus that have the key, in corpus order."""
        members = self._members.get(key)
        if members is None:
            found = np.concatenate([table.documents_with(key) for table in self._tables]) if key else self._order[:0]
            found = found[found < len(self._places)]
            members = self._order[np.sort(self._places[found][self._places[found] >= 0])]
            self._members[key] = members
        return members

    def _kept(self, key: int) -> Numbers:
        members = self._documents_with(key)
        kept: Numbers = members[self._assigned[members] == KEPT]
        return kept

    def _before(self, numbers: Numbers, place: int) -> Numbers:
        before: Numbers = numbers[self._places[numbers] < place]
        return before

    def _hash(self, number: int) -> bytes:
        _, hashes = self._fingerprints.rows(np.array([number], dtype=np.int64))
        return hashes.tobytes()[:HASH_BYTES]


def _nonzero(keys: Sequence[int]) -> Iterable[int]:
    return (key for key in keys if key)
