"""Limits the time of loading a file, and turns every failure of a loader into a reason."""

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import BinaryIO

from retrieval.corpus.loaders.errors import UnusableError
from retrieval.corpus.loaders.options import ReadingOptions
from retrieval.corpus.loaders.port import Loader
from retrieval.models import Document, Skipped

# If a library swallows the exception of the alarm, it is raised again after this time, in seconds.
_AGAIN = 1.0


class _TimeoutError(BaseException):
    """The time is up. Not an `Exception`: parsers catch those to continue after a broken place."""


class Deadline:
    """A time limit on reading one file, checked by the loader; it starts when it is created."""

    def __init__(self, options: ReadingOptions) -> None:
        """Start the time."""
        self._seconds = options.longest_reading
        self._end = time.monotonic() + self._seconds

    def check(self, *_: object) -> None:
        """Raise `UnusableError` if the time is up. Arguments are ignored, so that it can serve as a callback."""
        if time.monotonic() > self._end:
            raise UnusableError(f"takes longer than {self._seconds:g} s to read (longest_reading)")


def load_within(loader: Loader, file: BinaryIO, path: str, options: ReadingOptions) -> list[Document | Skipped]:
    """Return what a loader yields within `longest_reading` seconds; any failure but `OSError` becomes a `Skipped`.

    A signal keeps the time, so it is limited only in the main thread of a process. Native code is interrupted when it
    returns to Python. Raises `OSError` where the file cannot be read.
    """
    try:
        with _alarm(options.longest_reading):
            return list(loader(file, path, options))
    except OSError:
        raise
    except _TimeoutError:
        return [Skipped(path, f"takes longer to read than {options.longest_reading:g} seconds (longest_reading)")]
    except Exception as error:  # noqa: BLE001 - parsers fail on hostile input in unforeseeable ways
        return [Skipped(path, skip_reason(error))]


def skipping(loader: Loader) -> Loader:
    """Return a loader that reports an unusable file as a `Skipped` and raises only `OSError`."""

    def load(file: BinaryIO, path: str, options: ReadingOptions) -> Iterator[Document | Skipped]:
        try:
            yield from loader(file, path, options)
        except UnusableError as error:
            yield Skipped(path, str(error))

    return load


def skip_reason(error: Exception) -> str:
    """Return why a file is skipped whose loader raised an error."""
    if isinstance(error, UnusableError):
        return str(error)
    if isinstance(error, MemoryError):
        return "takes more memory to read than there is"
    if isinstance(error, RecursionError):
        return "is nested too deeply"
    if isinstance(error, OSError):
        return f"cannot be read: {error.strerror or error}"
    words = " ".join(str(error).split())[:200]
    return f"cannot be read: {type(error).__name__}{f': {words}' if words else ''}"


@contextmanager
def _alarm(seconds: float) -> Iterator[None]:
    """Raise `_TimeoutError` in the block after `seconds`."""
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "setitimer"):
        yield
        return

    def on_alarm(_number: int, _frame: FrameType | None) -> None:
        raise _TimeoutError

    before = signal.signal(signal.SIGALRM, on_alarm)
    signal.setitimer(signal.ITIMER_REAL, seconds, _AGAIN)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
