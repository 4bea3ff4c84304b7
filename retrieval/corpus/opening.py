"""Opens regular files only, and detects files that are modified while they are read."""

import hashlib
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path

from retrieval.corpus.loaders.errors import UnusableError

CHANGED = "changed while it was read; the next update reads it again"
# Neither block on a FIFO nor follow a link that has replaced the file. Windows has neither flag.
_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


@contextmanager
def open_regular_file(path: Path) -> Iterator[BufferedReader]:
    """Open a file for reading. Raises `OSError`, or `UnusableError` where it is not a regular file."""
    if not stat.S_ISREG(path.lstat().st_mode):  # opening a device may have effects
        raise UnusableError("is not a file")
    with open(os.open(path, _FLAGS), "rb") as file:  # noqa: PTH123 - pathlib opens no descriptors
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise UnusableError("is not a file")
        yield file


def file_state(file: BufferedReader) -> tuple[int, int]:
    """Return the size and the modification time (in nanoseconds), which change when the file is written to."""
    status = os.fstat(file.fileno())
    return status.st_size, status.st_mtime_ns


def content_hash(path: Path) -> bytes:
    """Return the SHA-256 (32 bytes) of a file's content. Raises `OSError`, also where it is not a regular file."""
    try:
        with open_regular_file(path) as file:
            return hashlib.file_digest(file, "sha256").digest()
    except UnusableError as error:
        raise OSError(0, str(error), os.fspath(path)) from None
