"""The order of a generation's documents, which an update changes only where files have changed.

The catalogue has it too, but reading hundreds of thousands of rows takes longer than the rest of a small update.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval.duplicates import KEPT, Numbers
from retrieval.store.catalogue import Catalogue
from retrieval.store.layout import reporting_damage

_NUMBERS, _KEPT = "order.npy", "kept.npy"
_MANY = 1000
"""With more changed files, the whole order is read from the catalogue."""


@dataclass(frozen=True, slots=True)
class DocumentOrder:
    """All documents in the order of the corpus; `kept` has the document that each one duplicates, or `KEPT`."""

    numbers: NDArray[np.uint32]
    kept: NDArray[np.int64]

    @property
    def served(self) -> NDArray[np.uint32]:
        """The documents that are not duplicates."""
        served: NDArray[np.uint32] = self.numbers[self.kept == KEPT]
        return served

    @property
    def duplicates(self) -> NDArray[np.int64]:
        """A row of the duplicates, and a row of the documents kept in their place."""
        are = self.kept != KEPT
        return np.stack((self.numbers[are].astype(np.int64), self.kept[are]))

    @classmethod
    def open(cls, folder: Path) -> "DocumentOrder":
        """Read the order of a generation."""
        with reporting_damage(folder):
            order = cls(np.load(folder / _NUMBERS), np.load(folder / _KEPT))
            if len(order.numbers) != len(order.kept):
                raise ValueError(f"{_NUMBERS} and {_KEPT} are of different lengths")
            return order

    def write(self, folder: Path) -> None:
        """Write the order into the folder of a generation."""
        np.save(folder / _NUMBERS, self.numbers)
        np.save(folder / _KEPT, self.kept)


def order_of_all(catalogue: Catalogue) -> Numbers:
    """Return all documents in the order of the corpus."""
    return np.array(catalogue.in_order(), np.int64)


def order_after(
    catalogue: Catalogue, before: Numbers, files: Collection[str], gone: Collection[int], renumbered: Mapping[int, int]
) -> Numbers:
    """Return the order of all documents, computed from the order before and the changes since.

    `files` are the files that were read again, `gone` the documents that files had before, and `renumbered` maps the
    old numbers of documents to new ones.
    """
    if len(files) > _MANY:
        return order_of_all(catalogue)
    numbers = np.arange(int(before.max(initial=-1)) + 1)
    if renumbered:
        numbers[list(renumbered)] = list(renumbered.values())
    numbers[list(gone)] = -1
    stayed = numbers[before]
    stayed = stayed[stayed >= 0]
    places = np.full(int(stayed.max(initial=-1)) + 1, -1)
    places[stayed] = np.arange(len(stayed))
    found: list[int] = []
    at: list[int] = []
    place = 0
    for file in sorted(files, key=_sort_key):
        its = catalogue.numbers_of(file)
        last = catalogue.last_before(file)
        # A document inserted by this loop has no place; then the previous file's place still holds.
        if last is not None and last < len(places) and places[last] >= 0:
            place = int(places[last]) + 1
        found.extend(its)
        at.extend([place] * len(its))
    return np.insert(stayed, at, found)


def _sort_key(file: str) -> bytes:
    """Return the key by which SQLite sorts text."""
    return file.encode("utf-8", "surrogatepass")
