"""Reads slices of a file on demand: unlike a mapped file, a large one does not fill the memory of the process."""

import os
import weakref
from itertools import repeat
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrieval.segments.arrays import mapped_as, ranges

SMALL_BYTES = 8 << 20
"""A smaller file is mapped: that is much faster to read, and its pages do not fill the memory."""

_SHORT = 64
"""If slices have fewer items on average, one indexing operation is faster than copying each slice."""


class Slices:
    """A file of numbers; safe to read from several threads, also after the file was deleted."""

    def __init__(self, path: Path, dtype: np.dtype[Any], width: int = 1, read_above: int = 1) -> None:
        """Open a file of rows of `width` numbers, and map it unless it exceeds `read_above` times `SMALL_BYTES`."""
        self._dtype = dtype
        size = path.stat().st_size
        self._rows = size // (dtype.itemsize * width)
        self._mapped = mapped_as(path, dtype) if size < read_above * SMALL_BYTES else None
        self._bytes = memoryview(b"") if self._mapped is None else self._mapped.view(np.uint8).data
        self._file = -1
        if self._mapped is None:
            self._file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
            weakref.finalize(self, os.close, self._file)

    def __len__(self) -> int:
        """Return how many rows there are."""
        return self._rows

    def last(self) -> int:
        """Return the last number."""
        return int(self.slice(self._rows - 1, self._rows)[0])

    def slice(self, start: int, end: int) -> NDArray[Any]:
        """Return the items from `start` up to `end`."""
        return np.frombuffer(self.bytes(start, end), self._dtype)

    def bytes(self, start: int, end: int) -> bytes:
        """Return the bytes of the items from `start` up to `end`."""
        if self._mapped is not None:
            return self._mapped[start:end].tobytes()
        size = self._dtype.itemsize
        return os.pread(self._file, (end - start) * size, start * size)

    def together(self, starts: NDArray[np.int64], ends: NDArray[np.int64]) -> NDArray[Any]:
        """Return the items of several slices, concatenated."""
        if len(starts) == 1:
            return self.slice(int(starts[0]), int(ends[0]))
        if (mapped := self._mapped) is not None:
            if len(starts) * _SHORT > (ends - starts).sum():
                return mapped[ranges(starts, ends)]
            size = self._dtype.itemsize
            slices = map(slice, (starts * size).tolist(), (ends * size).tolist())
            # As bytes: numpy takes twice as long to concatenate arrays.
            return np.frombuffer(b"".join(map(self._bytes.__getitem__, slices)), self._dtype)
        size = self._dtype.itemsize
        file, read = self._file, os.pread
        sizes, offsets = ((ends - starts) * size).tolist(), (starts * size).tolist()
        return np.frombuffer(b"".join(map(read, repeat(file), sizes, offsets)), self._dtype)

    def rows(self, starts: NDArray[np.int64], width: int) -> NDArray[Any]:
        """Return `width` items from each start on, as the rows of an array."""
        if (mapped := self._mapped) is not None:
            found: NDArray[Any] = mapped[starts[:, None] + np.arange(width)]
            return found
        return self.together(starts, starts + width).reshape(-1, width)
