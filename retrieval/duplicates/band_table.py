"""An inverted index from LSH keys to documents: a segment's sorted keys in a mapped file."""

import mmap
import os
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from retrieval.duplicates.signatures import KEYS, keys_of
from retrieval.errors import RetrievalError

_MAGIC: Final = b"VBBANDS1"
_HEAD: Final = 16  # the magic and the count
_ENTRY: Final = 12  # a key and a number


class BandTable:
    """Maps each key to the numbers of the documents that have it; read-only, shared by any number of processes."""

    def __init__(self, keys: NDArray[np.uint64], numbers: NDArray[np.uint32]) -> None:
        """Take sorted keys and, in parallel, the number of a document that has the key."""
        self._keys = keys
        self._numbers = numbers

    @classmethod
    def of(cls, signatures: NDArray[np.uint32], hashes: NDArray[np.uint8], numbers: NDArray[np.int64]) -> "BandTable":
        """Build the table in memory; row n of each array describes one document."""
        keys, rows = _sorted_keys(signatures, hashes)
        return cls(keys, numbers[rows].astype(np.uint32))

    @classmethod
    def write(
        cls, path: Path, signatures: NDArray[np.uint32], hashes: NDArray[np.uint8], numbers: NDArray[np.int64]
    ) -> None:
        """Write the table to a file and sync it to the disk; row n of each array describes one document."""
        keys, rows = _sorted_keys(signatures, hashes)
        with path.open("wb") as file:
            file.write(_MAGIC + len(keys).to_bytes(8, "little"))
            file.write(keys.astype("<u8", copy=False).data)
            file.write(numbers[rows].astype("<u4").data)
            file.flush()
            os.fsync(file.fileno())

    @classmethod
    def open(cls, path: Path) -> "BandTable":
        """Map a table that `write` wrote. Raises `RetrievalError` where the file is damaged."""
        with path.open("rb") as file:
            head = file.read(_HEAD)
            size = file.seek(0, os.SEEK_END)
            count = int.from_bytes(head[8:], "little")
            if head[:8] != _MAGIC or size != _HEAD + _ENTRY * count:
                raise RetrievalError(f"{path} is not a complete table of duplicates: rebuild the index of the corpus")
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        keys = np.frombuffer(mapped, dtype="<u8", count=count, offset=_HEAD)
        numbers = np.frombuffer(mapped, dtype="<u4", count=count, offset=_HEAD + 8 * count)
        return cls(keys, numbers)

    def documents_with(self, key: int) -> NDArray[np.int64]:
        """Return the numbers of the documents that have the key."""
        begin = int(np.searchsorted(self._keys, np.uint64(key)))
        end = begin + int(np.searchsorted(self._keys[begin:], np.uint64(key), side="right"))
        return self._numbers[begin:end].astype(np.int64)

    def counts(self, keys: NDArray[np.uint64]) -> NDArray[np.int64]:
        """Return how many documents have each of the keys."""
        flat = keys.ravel()
        between = np.searchsorted(self._keys, flat, side="right") - np.searchsorted(self._keys, flat)
        return between.astype(np.int64).reshape(keys.shape)


def _sorted_keys(
    signatures: NDArray[np.uint32], hashes: NDArray[np.uint8]
) -> tuple[NDArray[np.uint64], NDArray[np.intp]]:
    """Return the keys other than 0, sorted, and the row of each."""
    keys = keys_of(signatures, hashes).ravel()
    compared = np.flatnonzero(keys)
    compared = compared[np.argsort(keys[compared], kind="stable")]
    return keys[compared], compared // KEYS
