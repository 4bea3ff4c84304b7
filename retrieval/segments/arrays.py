"""Arrays in files: written piece by piece, and mapped into memory when read."""

import mmap
import os
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray


def mapped(path: Path) -> NDArray[Any]:
    """Return an array that `numpy.save` wrote, read-only and read where it is touched."""
    # As a plain array: one element of a memmap costs several times as much.
    return np.asarray(np.load(path, mmap_mode="r"))


def mapped_as(path: Path, kind: type[np.generic] | np.dtype[Any]) -> NDArray[Any]:
    """Return the numbers of a file that holds nothing else, likewise."""
    # numpy's own does the same in several times as long, and a segment has dozens of files.
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        if os.fstat(descriptor).st_size == 0:  # which cannot be mapped
            return np.empty(0, kind)
        return np.frombuffer(mmap.mmap(descriptor, 0, access=mmap.ACCESS_READ), kind)
    finally:
        os.close(descriptor)


def starts_of(lengths: NDArray[Any]) -> NDArray[np.uint64]:
    """Return where each of several stretches that follow one another begins, and where the last one ends."""
    starts = np.zeros(len(lengths) + 1, np.uint64)
    np.cumsum(lengths, out=starts[1:])
    return starts


def short_starts_of(lengths: NDArray[Any], name: str) -> NDArray[np.uint32]:
    """Return the same in half as many bytes. Raises `OSError`, with their name, where that is too few."""
    starts = starts_of(lengths)
    if starts[-1] > np.iinfo(np.uint32).max:
        raise OSError(f"{name} of {starts[-1]} in all are too many for one segment of an index: divide the corpus")
    return starts.astype(np.uint32)


def ranges(starts: NDArray[np.int64], ends: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the numbers of several ranges one after the other."""
    sizes = ends - starts
    shifts = starts - (sizes.cumsum() - sizes)
    ranges: NDArray[np.int64] = np.arange(int(sizes.sum())) + shifts.repeat(sizes)
    return ranges
