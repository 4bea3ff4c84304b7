"""How much of this process's memory are mapped files: a library that reads them does not tell when it is done."""

import os
from pathlib import Path

_MOST = 304 << 20
"""Bytes from which on pages are given back: they stay in the system's cache, and are soon mapped again."""

_MORE = 64 << 20
"""As many must have come since the last time: what does not go away is not asked for again and again."""

_EVERY = 8  # searches: to ask the system takes longer than to count
_SHARED = 2  # the third number that the system tells of the memory, in pages


class Mapped:
    """Tells now and then whether too much is mapped. Threads may share it: one that is missed makes no difference."""

    def __init__(self, most: int = _MOST, more: int = _MORE, every: int = _EVERY) -> None:
        """Begin to count."""
        self._most, self._more, self._every = most, more, every
        self._after: int | None = 0
        self._asked = 0

    def is_too_much(self) -> bool:
        """Count one search, and tell whether it is time to give pages back."""
        self._asked += 1
        if self._asked < self._every:
            return False
        self._asked = 0
        now = mapped_bytes()
        if self._after is None:
            self._after = now
        return now > max(self._most, self._after + self._more)

    def begin(self) -> None:
        """Begin anew: pages are given back. How much is left is seen when no search that began before is under way."""
        self._after = None


def mapped_bytes() -> int:
    """Return how many bytes of files are in this process's memory; 0 where the system does not tell."""
    try:
        told = Path("/proc/self/statm").read_bytes()
    except OSError:
        return 0
    return int(told.split()[_SHARED]) * os.sysconf("SC_PAGE_SIZE")
