"""Generated documents and changing corpora, with the duplicates found by a full run."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from retrieval.duplicates import (
    ABSENT,
    HASH_BYTES,
    KEPT,
    SLOTS,
    BandTable,
    Deduplicator,
    Fingerprints,
    find_duplicates,
    update_duplicates,
)

Rows = tuple[NDArray[np.uint32], NDArray[np.uint8]]


def rows_of(documents: list[tuple[NDArray[np.uint32], bytes]]) -> Rows:
    """Lay signatures and hashes out as the files of a segment have them."""
    signatures = np.array([signature for signature, _ in documents], dtype=np.uint32).reshape(-1, SLOTS)
    hashes = np.frombuffer(b"".join(text_hash for _, text_hash in documents), dtype=np.uint8)
    return signatures, hashes.reshape(-1, HASH_BYTES)


@dataclass
class ChangingCorpus:
    """A corpus whose every change is a segment, as the store has it."""

    order: list[int] = field(default_factory=list)
    documents: list[tuple[NDArray[np.uint32], bytes]] = field(default_factory=list)
    tables: list[BandTable] = field(default_factory=list)
    assigned: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    recompute_beyond: float = np.inf

    def change(self, went: list[int], came: list[tuple[int, tuple[NDArray[np.uint32], bytes]]]) -> None:
        """Take documents out, put others in at these places, and bring the assignment up to date."""
        self.order = [number for number in self.order if number not in set(went)]
        numbers = []
        for place, document in came:
            numbers.append(len(self.documents))
            self.order.insert(place % (len(self.order) + 1), len(self.documents))
            self.documents.append(document)
        if numbers:
            self.tables.append(BandTable.of(*rows_of(self.documents[numbers[0] :]), _numbers(numbers)))
        self.assigned = update_duplicates(
            _numbers(self.order),
            self.assigned,
            _numbers(numbers),
            _numbers(went),
            self.fingerprints(),
            self.tables,
            recompute_beyond=self.recompute_beyond,
        )

    def fingerprints(self) -> Fingerprints:
        """Return what all documents are compared by."""
        return Fingerprints.of(*rows_of(self.documents))

    def from_scratch(self) -> NDArray[np.int64]:
        """Return the assignment that deciding on one document after the other gives, in the same shape."""
        assigned = np.full(len(self.assigned), ABSENT, dtype=np.int64)
        kept = Deduplicator()
        for number in self.order:
            signature, text_hash = self.documents[number]
            copied = kept.add(number, text_hash, signature)
            assigned[number] = KEPT if copied is None else copied
        return assigned

    def streamed(self) -> NDArray[np.int64]:
        """Return the assignment that streaming over all documents gives, likewise."""
        streamed = find_duplicates(_numbers(self.order), self.fingerprints())
        assigned = np.full(len(self.assigned), ABSENT, dtype=np.int64)
        assigned[: len(streamed)] = streamed
        return assigned


def _numbers(numbers: list[int]) -> NDArray[np.int64]:
    return np.array(numbers, dtype=np.int64)
