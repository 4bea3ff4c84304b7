"""The generation that an update begins with: what it serves, and what was decided on its documents."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval.duplicates import ABSENT
from retrieval.segments.collection import Part
from retrieval.store.catalogue import Catalogue
from retrieval.store.layout import Layout, Manifest
from retrieval.store.order import Order
from retrieval.store.segment_counts import open_parts

Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Base:
    """A generation that another one is made from.

    `order` are all its documents in the order of the corpus, `served` those of them that are no duplicates; `assigned`
    says by number of which one each is a duplicate.
    """

    manifest: Manifest
    folder: Path
    parts: tuple[Part, ...]
    served: Numbers
    order: Numbers
    assigned: Numbers

    @classmethod
    def open(cls, layout: Layout, manifest: Manifest) -> "Base":
        """Open the current generation."""
        folder = layout.generation(manifest.number)
        parts = tuple(open_parts(layout, manifest))
        order = Order.open(folder)
        assigned = np.full(end_of(parts), ABSENT, np.int64)
        assigned[order.numbers] = order.kept
        return cls(manifest, folder, parts, order.served.astype(np.int64), order.numbers.astype(np.int64), assigned)


def end_of(parts: Sequence[Part]) -> int:
    """Return the number after that of the last document."""
    return max((part.end for part in parts), default=0)


def among(numbers: Numbers | Sequence[int], end: int) -> NDArray[np.bool_]:
    """Tell of each number below the end whether it is one of these."""
    are = np.zeros(end, np.bool_)
    are[np.asarray(numbers, np.int64)] = True
    return are


def digest_of(parts: Sequence[Part], number: int) -> bytes:
    """Return the hash of a document."""
    part = next(part for part in parts if part.first <= number < part.end)
    return bytes(part.segment.digests[number - part.first])


def all_digests(layout: Layout, manifest: Manifest, catalogue: Catalogue) -> dict[str, bytes]:
    """Return the hashes of all documents of a generation by their ids; of a damaged one, or of another form, none."""
    try:
        parts = open_parts(layout, manifest)
    except (OSError, ValueError, KeyError):
        return {}
    return {row.id: digest_of(parts, row.number) for row in catalogue.documents()}
