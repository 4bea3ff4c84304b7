"""A reading that may not take longer than it should, nor bring down what asked for it."""

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import BinaryIO

from retrieval.corpus.loaders.base import Loader, ReadingOptions, UnusableError
from retrieval.models import Document, Skipped

# Where a library catches what the alarm raises, it is raised again after so many seconds.
_AGAIN = 1.0


class _TimeoutError(BaseException):
    """The time is over; no `Exception`, which parsers catch to go on after a broken place."""


class Deadline:
    """Runs from when it is made."""

    def __init__(self, options: ReadingOptions) -> None:
        """Begin."""
        self._seconds = options.longest_reading
        self._end = time.monotonic() + self._seconds

    def check(self, *_: object) -> None:
        """Raise `UnusableError` where the time is up. It takes any arguments, to be called back with."""
        if time.monotonic() > self._end:
            raise UnusableError(f"takes longer than {self._seconds:g} s to read (longest_reading)")


def load_within(loader: Loader, file: BinaryIO, path: str, options: ReadingOptions) -> list[Document | Skipped]:
    """Return what a loader yields of one file, within the time that it may take; whatever happens to it is a reason.

    The time is kept by a signal, so only in the main thread of a process; elsewhere there is no limit. A library
    that does not return to Python is interrupted when it does. Raises `OSError` where the file cannot be read.
    """
    try:
        with _alarm(options.longest_reading):
            return list(loader(file, path, options))
    except OSError:
        raise
    except _TimeoutError:
        return [Skipped(path, f"takes longer to read than {options.longest_reading:g} seconds (longest_reading)")]
    except Exception as error:  # noqa: BLE001 - what a parser stumbles over on hostile input cannot be foreseen
        return [Skipped(path, skip_reason(error))]


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
    """Raise `_TimeoutError` in the block once the seconds have passed."""
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
