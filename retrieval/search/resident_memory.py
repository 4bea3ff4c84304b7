"""Tracks the resident memory of mapped files: tantivy maps its files and never unmaps what it has read."""

import os
from pathlib import Path

_LIMIT = 304 << 20
"""Bytes above which pages are released: they stay in the system's cache, and are soon mapped again."""

_GROWTH = 64 << 20
"""Bytes that must have come since the last release: what remains then cannot be released."""

_EVERY = 8  # searches between two looks at the system's figure, which takes longer than to count
_SHARED = 2  # field of /proc/self/statm: resident pages of mapped files


class ResidentMemory:
    """Decides when to release mapped pages. Threads may share it: a search that is not counted does no harm."""

    def __init__(self, limit: int = _LIMIT, growth: int = _GROWTH, every: int = _EVERY) -> None:
        """Begin to count."""
        self._limit, self._growth, self._every = limit, growth, every
        self._baseline: int | None = 0
        self._searches = 0

    def is_excessive(self) -> bool:
        """Count one search, and tell whether it is time to release pages."""
        self._searches += 1
        if self._searches < self._every:
            return False
        self._searches = 0
        now = mapped_bytes()
        if self._baseline is None:
            self._baseline = now
        return now > max(self._limit, self._baseline + self._growth)

    def restart(self) -> None:
        """Note a release. The baseline is measured later, when the searches that began before it have ended."""
        self._baseline = None


def mapped_bytes() -> int:
    """Return the resident bytes of mapped files; 0 where the system has no such figure."""
    try:
        fields = Path("/proc/self/statm").read_bytes().split()
    except OSError:
        return 0
    return int(fields[_SHARED]) * os.sysconf("SC_PAGE_SIZE")
