"""Arrays in files: written piece by piece, and mapped into memory when read."""

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
    if path.stat().st_size == 0:  # which cannot be mapped
        return np.empty(0, kind)
    return np.asarray(np.memmap(path, kind, mode="r"))


def starts_of(lengths: NDArray[Any]) -> NDArray[np.uint64]:
    """Return where each of several stretches that follow one another begins, and where the last one ends."""
    starts = np.zeros(len(lengths) + 1, np.uint64)
    np.cumsum(lengths, out=starts[1:])
    return starts


def ranges(starts: NDArray[np.int64], ends: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the numbers of several ranges one after the other."""
    sizes = ends - starts
    shifts = starts - (np.cumsum(sizes) - sizes)
    ranges: NDArray[np.int64] = np.arange(int(sizes.sum())) + np.repeat(shifts, sizes)
    return ranges
