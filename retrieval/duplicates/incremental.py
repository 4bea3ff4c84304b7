"""Duplicates after a change of the corpus: what deciding anew on every document would give, at the cost of the change.

Whether a document is kept depends only on kept ones before it that share a key with it. So those documents are decided
on again, in corpus order, whose answer may have become another one, until no answer changes.
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
"""Of a number that no document in the corpus has, or none yet."""

_BLOCK: Final = 4096


def find_duplicates(order: Numbers, fingerprints: Fingerprints) -> Numbers:
    """Decide on every document, in corpus order: return, by number, the number of the kept one, or `KEPT`."""
    assigned = np.full(int(order.max(initial=-1)) + 1, ABSENT, dtype=np.int64)
    assigned[order] = KEPT
    kept = Deduplicator()
    in_company = order[_share_a_key(order, fingerprints)]  # of the others each is kept, and no other is its copy
    for begin in range(0, len(in_company), _BLOCK):
        block = in_company[begin : begin + _BLOCK]
        signatures, hashes = fingerprints.rows(block)
        rows = zip(block.tolist(), hashes, signatures, band_keys(signatures).tolist(), strict=True)
        for number, text_hash, signature, keys in rows:
            copied = kept.add_with_keys(number, text_hash.tobytes(), signature, keys)
            assigned[number] = KEPT if copied is None else copied
    return assigned


def _share_a_key(numbers: Numbers, fingerprints: Fingerprints) -> NDArray[np.bool_]:
    """Tell of each of these documents whether it shares a key with another of them."""
    blocks = (numbers[begin : begin + _BLOCK] for begin in range(0, len(numbers), _BLOCK))
    keys = np.concatenate([np.empty((0, KEYS), np.uint64), *(keys_of(*fingerprints.rows(it)) for it in blocks)])
    in_order = np.sort(keys, axis=None)
    of_several = np.unique(in_order[1:][in_order[1:] == in_order[:-1]])
    shared = np.isin(keys, of_several[of_several != 0])
    return np.asarray(shared.any(axis=1), np.bool_)


def update_duplicates(  # noqa: PLR0913, PLR0917  (each is a fact of its own about the change)
    order: Numbers,
    previous: Numbers,
    came: Numbers,
    went: Numbers,
    fingerprints: Fingerprints,
    tables: Sequence[BandTable],
    *,
    recompute_beyond: float = 0.05,
) -> Numbers:
    """Return the assignment after a change, equal to `stream(order, fingerprints)` for the numbers in `order`.

    `order` is the corpus as it is now, `previous` the assignment as it was, by number; documents that stay keep their
    order among themselves. `tables` hold every document of `order`, those that came included, and `fingerprints` those
    that went as well. A document never changes: one that was edited went, and came under another number. Where more
    than the share `recompute_beyond` of the corpus is to be looked at, all are streamed, which is quicker then.
    """
    highest = max(int(numbers.max(initial=-1)) for numbers in (order, came, went))
    assigned = np.full(max(len(previous), highest + 1), ABSENT, dtype=np.int64)
    assigned[: len(previous)] = previous
    left = went[assigned[went] == KEPT]
    orphans = np.flatnonzero(np.isin(assigned, left)) if len(left) else left
    assigned[went] = ABSENT
    assigned[came] = ABSENT
    company = _has_company(came, fingerprints, tables)
    if len(left) + len(orphans) + np.count_nonzero(company) > recompute_beyond * len(order):
        everything = find_duplicates(order, fingerprints)
        assigned[:] = ABSENT
        assigned[: len(everything)] = everything
        return assigned
    assigned[came[~company]] = KEPT
    change = _Change(order, assigned, fingerprints, tables)
    change.ask_again(orphans)
    change.ask_again(came[company])
    change.let_in_after(left)
    change.settle()
    return assigned


def _has_company(came: Numbers, fingerprints: Fingerprints, tables: Sequence[BandTable]) -> NDArray[np.bool_]:
    """Tell of each document that came whether another one, there or gone, shares a key with it."""
    company = np.zeros(len(came), dtype=np.bool_)
    for begin in range(0, len(came), _BLOCK):
        keys = keys_of(*fingerprints.rows(came[begin : begin + _BLOCK]))
        counts = np.zeros(keys.shape, dtype=np.int64)
        for table in tables:
            counts += table.counts(keys)
        if not counts[keys != 0].all():
            raise ValueError("the tables lack a document that came: open the table of its segment too")
        company[begin : begin + _BLOCK] = ((counts > 1) & (keys != 0)).any(axis=1)
    return company


class _Change:
    """One change being followed to its end.

    Between two steps, whoever is not waiting has the answer that the present answers of those before it give.
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
        self._waiting: list[int] = []  # a heap of places
        self._is_waiting: set[int] = set()
        self._members: dict[int, Numbers] = {}

    def ask_again(self, numbers: Numbers) -> None:
        """Let the documents wait for being decided on again."""
        for place in self._places[numbers].tolist():
            if place >= 0 and place not in self._is_waiting:
                self._is_waiting.add(place)
                heappush(self._waiting, place)

    def let_in_after(self, left: Numbers) -> None:
        """Ask those again who see another document in a crowded band since these kept ones left it."""
        if not len(left):
            return
        keys = np.unique(keys_of(*self._fingerprints.rows(left))[:, :BANDS], return_counts=True)
        sharing = np.zeros(len(keys[0]), dtype=np.int64)
        for table in self._tables:
            sharing += table.counts(keys[0])
        crowded = (sharing >= MOST_SHARING) & (keys[0] != 0)
        for key, gone in zip(keys[0][crowded].tolist(), keys[1][crowded].tolist(), strict=True):
            seen = self._kept(key)[:MOST_SHARING]
            # Where the ones that left stood is not known any more: at worst all among the first.
            for newcomer in seen[max(0, MOST_SHARING - gone) :].tolist() if len(seen) == MOST_SHARING else ():
                self._ask_similar(newcomer, key)

    def settle(self) -> None:
        """Decide on those who wait, in corpus order, until nobody waits: a decision touches later ones only."""
        while self._waiting:
            place = heappop(self._waiting)
            self._is_waiting.remove(place)
            number = int(self._order[place])
            before = self._assigned[number]
            signatures, hashes = self._fingerprints.rows(self._order[place : place + 1])
            keys = keys_of(signatures, hashes)[0].tolist()
            after = self._decide(place, signatures[0], hashes[0], keys)
            self._assigned[number] = after
            if after == KEPT != before:
                self._spread_keeping(number, keys)
            elif before == KEPT != after:
                self._spread_giving_way(number, keys)

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

    def _spread_keeping(self, number: int, keys: Sequence[int]) -> None:
        place = self._places[number]
        members = self._sharing(keys[BANDS])
        self.ask_again(members[self._places[members] > place])
        for key in _nonzero(keys[:BANDS]):
            kept = self._kept(key)
            if np.count_nonzero(self._places[kept] < place) < MOST_SHARING:
                self._ask_similar(number, key)
                for pushed_out in kept[MOST_SHARING : MOST_SHARING + 1].tolist():
                    self._ask_copies(pushed_out, key)

    def _spread_giving_way(self, number: int, keys: Sequence[int]) -> None:
        place = self._places[number]
        for key in _nonzero(keys):
            self._ask_copies(number, key)
        for key in _nonzero(keys[:BANDS]):
            kept = self._kept(key)
            if np.count_nonzero(self._places[kept] < place) < MOST_SHARING:
                for let_in in kept[MOST_SHARING - 1 : MOST_SHARING].tolist():
                    self._ask_similar(let_in, key)

    def _ask_copies(self, number: int, key: int) -> None:
        members = self._sharing(key)
        self.ask_again(members[self._assigned[members] == number])

    def _ask_similar(self, number: int, key: int) -> None:
        """Ask those later ones again who would rather be a copy of this one than what they are."""
        place = self._places[number]
        members = self._sharing(key)
        later = members[self._places[members] > place]
        copied = self._assigned[later]
        later = later[(copied == KEPT) | ((copied >= 0) & (self._places[copied] > place))]
        if len(later):
            own = self._fingerprints.signatures(np.array([number], dtype=np.int64))[0]
            self.ask_again(later[are_near_duplicates(self._fingerprints.signatures(later), own)])

    def _sharing(self, key: int) -> Numbers:
        """Return the documents of the corpus that have the key, in order."""
        members = self._members.get(key)
        if members is None:
            found = np.concatenate([table.documents_with(key) for table in self._tables]) if key else self._order[:0]
            found = found[found < len(self._places)]
            members = self._order[np.sort(self._places[found][self._places[found] >= 0])]
            self._members[key] = members
        return members

    def _kept(self, key: int) -> Numbers:
        members = self._sharing(key)
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
