"""The generation that an update starts from: its segments, their order, and its duplicates."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval.duplicates import ABSENT, Numbers
from retrieval.segments.collection import Part
from retrieval.store.catalogue import Catalogue
from retrieval.store.layout import Layout, Manifest
from retrieval.store.order import DocumentOrder
from retrieval.store.segment_files import open_parts


@dataclass(frozen=True, slots=True)
class PreviousGeneration:
    """A generation that the next one starts from.

    `order` has all its documents in the order of the corpus, `served` those that are not duplicates; `assigned` has by
    number the document that each duplicates.
    """

    manifest: Manifest
    folder: Path
    parts: tuple[Part, ...]
    served: Numbers
    order: Numbers
    assigned: Numbers

    @classmethod
    def open(cls, layout: Layout, manifest: Manifest) -> "PreviousGeneration":
        """Open the current generation."""
        folder = layout.generation(manifest.number)
        parts = tuple(open_parts(layout, manifest))
        order = DocumentOrder.open(folder)
        assigned = np.full(end_of(parts), ABSENT, np.int64)
        assigned[order.numbers] = order.kept
        return cls(manifest, folder, parts, order.served.astype(np.int64), order.numbers.astype(np.int64), assigned)


def end_of(parts: Sequence[Part]) -> int:
    """Return the number after that of the last document."""
    return max((part.end for part in parts), default=0)


def mask_of(numbers: Numbers | Sequence[int], end: int) -> NDArray[np.bool_]:
    """Return a mask of these numbers, of length `end`."""
    are = np.zeros(end, np.bool_)
    are[np.asarray(numbers, np.int64)] = True
    return are


def digest_of(parts: Sequence[Part], number: int) -> bytes:
    """Return the digest of a document."""
    part = next(part for part in parts if part.first <= number < part.end)
    return bytes(part.segment.digests[number - part.first])


def all_digests(layout: Layout, manifest: Manifest, catalogue: Catalogue) -> dict[str, bytes]:
    """Return the digests of all documents of a generation by id; none if the generation is damaged."""
    try:
        parts = open_parts(layout, manifest)
    except (OSError, ValueError, KeyError):
        return {}
    return {row.id: digest_of(parts, row.number) for row in catalogue.documents()}
