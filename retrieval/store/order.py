"""The order of a corpus's documents, as a generation keeps it: an update alters it where files have changed.

The catalogue knows it, too, but to have hundreds of thousands of rows told takes longer than all else that an update
does for one article.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval.duplicates import KEPT
from retrieval.store.catalogue import Catalogue
from retrieval.store.layout import telling_damage

Numbers = NDArray[np.int64]

_NUMBERS, _KEPT = "order.npy", "kept.npy"
_MANY = 1000
"""Files from which on the catalogue is asked once for all documents."""


@dataclass(frozen=True, slots=True)
class Order:
    """The numbers of all documents in the corpus's order; `kept` says of which one each is a duplicate, or `KEPT`."""

    numbers: NDArray[np.uint32]
    kept: NDArray[np.int64]

    @property
    def served(self) -> NDArray[np.uint32]:
        """Those that are no duplicates."""
        served: NDArray[np.uint32] = self.numbers[self.kept == KEPT]
        return served

    @property
    def duplicates(self) -> dict[int, int]:
        """Those that are, with the number of the document that is kept in place of each."""
        are = self.kept != KEPT
        return dict(zip(self.numbers[are].tolist(), self.kept[are].tolist(), strict=True))

    @classmethod
    def open(cls, folder: Path) -> "Order":
        """Read that of a generation."""
        with telling_damage(folder):
            order = cls(np.load(folder / _NUMBERS), np.load(folder / _KEPT))
            if len(order.numbers) != len(order.kept):
                raise ValueError(f"{_NUMBERS} and {_KEPT} are of different lengths")
            return order

    def write(self, folder: Path) -> None:
        """Write it into the folder of a generation."""
        np.save(folder / _NUMBERS, self.numbers)
        np.save(folder / _KEPT, self.kept)


def order_of_all(catalogue: Catalogue) -> Numbers:
    """Return all documents in the order of the corpus."""
    return np.array(catalogue.in_order(), np.int64)


def order_after(
    catalogue: Catalogue, before: Numbers, files: Collection[str], gone: Collection[int], renumbered: Mapping[int, int]
) -> Numbers:
    """Return the same, where the order before is known, and all that was altered since.

    `files` are those whose documents were taken anew, `gone` those documents that they or others had before, and
    `renumbered` which other numbers the rest has.
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
    for file in sorted(files, key=_as_sorted):
        its = catalogue.numbers_of(file)
        last = catalogue.last_before(file)
        # One that was put in here itself is that of the file before, and so goes the place.
        if last is not None and last < len(places) and places[last] >= 0:
            place = int(places[last]) + 1
        found.extend(its)
        at.extend([place] * len(its))
    return np.insert(stayed, at, found)


def _as_sorted(file: str) -> bytes:
    """Return what the catalogue goes by."""
    return file.encode("utf-8", "surrogatepass")
