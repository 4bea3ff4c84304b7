"""Decides which documents are duplicates, again only where a change may have altered that."""

from collections.abc import Sequence

import numpy as np

from retrieval.duplicates import (
    ABSENT,
    KEPT,
    BandTable,
    Fingerprints,
    Numbers,
    SegmentFingerprints,
    find_duplicates,
    update_duplicates,
)
from retrieval.segments.collection import Part
from retrieval.store.previous import PreviousGeneration, end_of


def assign(
    order: Numbers, base: PreviousGeneration | None, parts: Sequence[Part], dropped: Sequence[Part]
) -> tuple[Numbers, Numbers]:
    """Return by number the document that each duplicates, and the documents for which the catalogue has another.

    `order` has all documents in the order of the corpus. `dropped` are the segments of the previous generation that
    were merged into others.
    """
    fingerprints = Fingerprints(
        [
            SegmentFingerprints(part.first, part.segment.signatures, part.segment.text_hashes)
            for part in (*dropped, *parts)
        ]
    )
    if base is None:
        assigned = find_duplicates(order, fingerprints)
        return assigned, order[assigned[order] != KEPT]
    before = np.full(max(len(base.assigned), end_of(parts)), ABSENT, np.int64)
    before[: len(base.assigned)] = base.assigned
    is_there = np.zeros(len(before), np.bool_)
    is_there[order] = True
    came = order[before[order] == ABSENT]
    went = np.flatnonzero((before != ABSENT) & ~is_there)
    stayed = base.order[is_there[base.order]]
    if np.array_equal(order[before[order] != ABSENT], stayed):
        tables = [BandTable.open(part.segment.folder / "bands") for part in parts]
        assigned = update_duplicates(order, base.assigned, came, went, fingerprints, tables)
    else:  # unchanged documents moved, as when a file is renamed: another copy may come first now
        assigned = find_duplicates(order, fingerprints)
    before[came] = KEPT  # the value that the catalogue has for new documents
    return assigned, order[assigned[order] != before[order]]
