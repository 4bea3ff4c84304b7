"""The time that one file may take."""

import time

from retrieval.corpus.loaders.base import Options, UnusableError


class Clock:
    """Runs from when it is made."""

    def __init__(self, options: Options) -> None:
        """Begin."""
        self._seconds = options.longest_reading
        self._end = time.monotonic() + self._seconds

    def check(self, *_: object) -> None:
        """Raise `UnusableError` where the time is up. It takes any arguments, to be called back with."""
        if time.monotonic() > self._end:
            raise UnusableError(f"takes longer than {self._seconds:g} s to read (longest_reading)")
