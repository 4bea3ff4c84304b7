"""The order of all documents, and which of them are duplicates: decided anew where a change may have altered it."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from retrieval.duplicates import KEPT, UNKNOWN, BandTable, Fingerprints, regroup, stream
from retrieval.duplicates.fingerprints import Part as Fingerprinted
from retrieval.segments.collection import Part
from retrieval.store.previous import Base, end_of

Numbers = NDArray[np.int64]


def assign(
    order: Numbers, base: Base | None, parts: Sequence[Part], dropped: Sequence[Part]
) -> tuple[Numbers, Numbers]:
    """Return by number of which document each is a duplicate, and those of which the catalogue knows another.

    `order` are all documents in the order of the corpus. `dropped` are segments of the generation before which this one
    does without.
    """
    fingerprints = Fingerprints(
        [Fingerprinted(part.first, part.segment.signatures, part.segment.text_hashes) for part in (*dropped, *parts)]
    )
    if base is None:
        assigned = stream(order, fingerprints)
        return assigned, order[assigned[order] != KEPT]
    before = np.full(max(len(base.assigned), end_of(parts)), UNKNOWN, np.int64)
    before[: len(base.assigned)] = base.assigned
    is_there = np.zeros(len(before), np.bool_)
    is_there[order] = True
    came = order[before[order] == UNKNOWN]
    went = np.flatnonzero((before != UNKNOWN) & ~is_there)
    stayed = base.order[is_there[base.order]]
    if np.array_equal(order[before[order] != UNKNOWN], stayed):
        tables = [BandTable.open(part.segment.folder / "bands") for part in parts]
        assigned = regroup(order, base.assigned, came, went, fingerprints, tables)
    else:  # an unchanged article stands elsewhere, as when its file was renamed: another one may come first
        assigned = stream(order, fingerprints)
    before[came] = KEPT  # as the catalogue has it of what is new
    return assigned, order[assigned[order] != before[order]]
