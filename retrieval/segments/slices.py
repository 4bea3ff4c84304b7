"""Stretches of a file, read on demand: unlike of a mapped file, nothing of it stays in the process's memory."""

import os
import weakref
from itertools import repeat
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrieval.segments.arrays import mapped_as, ranges

_SMALL = 8 << 20
"""A file of fewer bytes is mapped: to read it that way is much faster, and it does not fill the memory."""


_SHORT = 64
"""Numbers of a stretch: shorter ones are picked together, which takes less than to cut out each."""


class Stretches:
    """A file of numbers; safe to read from several threads, also after it was deleted."""

    def __init__(self, path: Path, kind: type[np.generic] | np.dtype[Any] = np.uint8, small: int = 1) -> None:
        """Open the file, which is closed when nobody reads it any more.

        It is mapped where it has fewer bytes than `small` times what is mapped of any file.
        """
        self._kind = np.dtype(kind)
        self._mapped = mapped_as(path, kind) if path.stat().st_size < small * _SMALL else None
        self._bytes = memoryview(b"") if self._mapped is None else self._mapped.view(np.uint8).data
        self._file = -1
        if self._mapped is None:
            self._file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
            weakref.finalize(self, os.close, self._file)

    def bytes(self, start: int, end: int) -> bytes:
        """Return the bytes of a stretch, which counts numbers."""
        if self._mapped is not None:
            return self._mapped[start:end].tobytes()
        size = self._kind.itemsize
        return os.pread(self._file, (end - start) * size, start * size)

    def together(self, starts: NDArray[np.int64], ends: NDArray[np.int64]) -> NDArray[Any]:
        """Return stretches one after the other."""
        if (mapped := self._mapped) is not None:
            if len(starts) * _SHORT > (ends - starts).sum():
                return mapped[ranges(starts, ends)]
            size = self._kind.itemsize
            stretches = map(slice, (starts * size).tolist(), (ends * size).tolist())
            # As bytes: numpy takes twice as long to put arrays together.
            return np.frombuffer(b"".join(map(self._bytes.__getitem__, stretches)), self._kind)
        size = self._kind.itemsize
        file, read = self._file, os.pread
        sizes, offsets = ((ends - starts) * size).tolist(), (starts * size).tolist()
        return np.frombuffer(b"".join(map(read, repeat(file), sizes, offsets)), self._kind)
