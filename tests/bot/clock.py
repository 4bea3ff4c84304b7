"""A clock that a test moves."""

import asyncio
import time
from bisect import insort
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from itertools import count

TODAY = 1_800_000_000.0
"""The POSIX time at which every such clock begins."""

_SPEED = 20.0
"""How many seconds of a `SwiftClock` pass in one of the system's."""

_TURNS = 20
"""How often the event loop goes round before the clock moves on."""


class SwiftClock:
    """Runs by itself, faster than the system's clock: for what waits among sockets, threads and processes."""

    def monotonic(self) -> float:
        """Return the seconds of a clock that is never set back."""
        return time.monotonic() * _SPEED

    def time(self) -> float:
        """Return the POSIX time: the messages of a test bear it as well."""
        return time.time()

    async def sleep(self, seconds: float) -> None:
        """Wait a fraction of the time."""
        await asyncio.sleep(seconds / _SPEED)

    def timeout(self, seconds: float) -> asyncio.Timeout:
        """Cancel the block after a fraction of the time."""
        return asyncio.timeout(seconds / _SPEED)


class FakeClock:
    """Stands still until it is moved. With `runs`, it leaps to the next moment that somebody waits for.

    It leaps only while nothing else in the event loop is ready to run, but does not know of sockets and threads: let it
    run where only the clock is waited for.
    """

    def __init__(self, begin: float = TODAY, *, runs: bool = False) -> None:
        """Begin at a POSIX time."""
        self._begin = begin
        self._seconds = 0.0
        self._runs = runs
        self._numbers = count()
        self._due: list[tuple[float, int, Callable[[], None]]] = []
        self._leap: asyncio.Task[None] | None = None

    def monotonic(self) -> float:
        """Return the seconds since it was made."""
        return self._seconds

    def time(self) -> float:
        """Return the POSIX time."""
        return self._begin + self._seconds

    async def sleep(self, seconds: float) -> None:
        """Wait until the clock has been moved so far."""
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        with self._woken(seconds, lambda: _finish(future)):
            await future

    @asynccontextmanager
    async def timeout(self, seconds: float) -> AsyncIterator[None]:
        """Cancel the block once the clock has been moved so far."""
        async with asyncio.timeout(None) as scope:
            with self._woken(seconds, lambda: scope.reschedule(0)):
                yield

    @property
    def waiting(self) -> list[float]:
        """In how many seconds each wait that has begun is due."""
        return sorted(at - self._seconds for at, _, _ in self._due)

    async def until_somebody_waits(self) -> None:
        """Return once a wait has begun, which may take a while where sockets or threads lead to it."""
        async with asyncio.timeout(20):
            while not self._due:  # noqa: ASYNC110  (the loop does not tell of waits)
                await asyncio.sleep(0.001)

    async def advance(self, seconds: float) -> None:
        """Move on, stopping at each moment that somebody waits for."""
        end = self._seconds + seconds
        await self._settle()
        while self._due and self._due[0][0] <= end:
            await self._move_to_next()
        self._seconds = end

    @contextmanager
    def _woken(self, seconds: float, wake: Callable[[], None]) -> Iterator[None]:
        wait = self._seconds + seconds, next(self._numbers), wake
        insort(self._due, wait)
        if self._runs and (self._leap is None or self._leap.done()):
            self._leap = asyncio.get_running_loop().create_task(self._run())
        try:
            yield
        finally:
            if wait in self._due:
                self._due.remove(wait)

    async def _run(self) -> None:
        await self._settle()
        while self._due:
            await self._move_to_next()

    async def _move_to_next(self) -> None:
        at, _, wake = self._due.pop(0)
        self._seconds = max(self._seconds, at)
        wake()
        await self._settle()

    @staticmethod
    async def _settle() -> None:
        for _ in range(_TURNS):
            await asyncio.sleep(0)


def _finish(future: asyncio.Future[None]) -> None:
    if not future.done():  # who waited was cancelled, and has not run since
        future.set_result(None)
