"""Tracks the resident memory of mapped files: tantivy maps its files and never unmaps what it has read."""

import os
from pathlib import Path

_LIMIT = 304 << 20
"""Bytes above which pages are released. The system's page cache keeps them, so mapping them again is fast."""

_GROWTH = 64 << 20
"""Least growth over the baseline, in bytes. The baseline is what remained after the last release."""

_EVERY = 8  # searches per measurement: reading /proc takes longer than counting
_SHARED = 2  # field of /proc/self/statm: resident pages of mapped files


class ResidentMemory:
    """Decides when to release mapped pages. Threads may share it: a search that is not counted does no harm."""

    def __init__(self, limit: int = _LIMIT, growth: int = _GROWTH, every: int = _EVERY) -> None:
        """Take the limits in bytes, and the number of searches per measurement."""
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
