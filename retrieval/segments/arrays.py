"""Maps arrays in files into memory, and computes offsets and ranges."""

import mmap
import os
from collections.abc import Iterable
from functools import reduce
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray


def mapped(path: Path) -> NDArray[Any]:
    """Map a file written by `numpy.save`, read-only."""
    # A plain array: reading an element of a memmap takes several times as long.
    return np.asarray(np.load(path, mmap_mode="r"))


def mapped_as(path: Path, kind: type[np.generic] | np.dtype[Any]) -> NDArray[Any]:
    """Map a file that consists of numbers only, read-only."""
    # Several times as fast as numpy.memmap, and a segment has dozens of files.
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        if os.fstat(descriptor).st_size == 0:  # which cannot be mapped
            return np.empty(0, kind)
        return np.frombuffer(mmap.mmap(descriptor, 0, access=mmap.ACCESS_READ), kind)
    finally:
        os.close(descriptor)


def starts_of(lengths: NDArray[Any]) -> NDArray[np.uint64]:
    """Return the start of each of several consecutive slices of these lengths, and the end of the last."""
    starts = np.zeros(len(lengths) + 1, np.uint64)
    np.cumsum(lengths, out=starts[1:])
    return starts


def short_starts_of(lengths: NDArray[Any], name: str) -> NDArray[np.uint32]:
    """Return `starts_of` in 32 bits. Raises an `OSError` that mentions `name` if they do not fit."""
    starts = starts_of(lengths)
    if starts[-1] > np.iinfo(np.uint32).max:
        raise OSError(f"{name} of {starts[-1]} in all are too many for one segment of an index: divide the corpus")
    return starts.astype(np.uint32)


def is_any(values: NDArray[Any], wanted: Iterable[int]) -> NDArray[np.bool_]:
    """Flag the values that are one of a few wanted ones, which the type of the values can hold."""
    # Of another type, numpy would convert all values.
    flags = [values == values.dtype.type(number) for number in wanted]
    return reduce(np.logical_or, flags) if flags else np.zeros(len(values), np.bool_)


def ranges(starts: NDArray[np.int64], ends: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the numbers of several ranges, concatenated."""
    sizes = ends - starts
    shifts = starts - (sizes.cumsum() - sizes)
    ranges: NDArray[np.int64] = np.arange(int(sizes.sum())) + shifts.repeat(sizes)
    return ranges
