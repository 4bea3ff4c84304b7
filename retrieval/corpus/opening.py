"""Files that are opened only where they are files, and of which is known whether they changed while they were read."""

import hashlib
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path

from retrieval.corpus.loaders.base import UnusableError

CHANGED = "changed while it was read; the next update reads it again"
# Not waited for where it has become a FIFO, not followed where it has become a link. Windows has neither.
_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


@contextmanager
def open_regular_file(path: Path) -> Iterator[BufferedReader]:
    """Open a file to be read. Raises `OSError`, or `UnusableError` where it is no regular file."""
    if not stat.S_ISREG(path.lstat().st_mode):  # to open a device may do something to it
        raise UnusableError("is not a file")
    with open(os.open(path, _FLAGS), "rb") as file:  # noqa: PTH123 - there is no other way by a descriptor
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise UnusableError("is not a file")
        yield file


def file_state(file: BufferedReader) -> tuple[int, int]:
    """Return what differs once a file was written to: its size and its time, in nanoseconds."""
    status = os.fstat(file.fileno())
    return status.st_size, status.st_mtime_ns


def content_hash(path: Path) -> bytes:
    """Return the SHA-256 of what stands in a file, 32 bytes. Raises `OSError`, where it is no regular file, too."""
    try:
        with open_regular_file(path) as file:
            return hashlib.file_digest(file, "sha256").digest()
    except UnusableError as error:
        raise OSError(0, str(error), os.fspath(path)) from None
