"""The clock of asynchronous code that waits: the system's, or one that a test moves."""

import asyncio
import time
from contextlib import AbstractAsyncContextManager
from typing import Protocol


class Clock(Protocol):
    """Returns the time, and waits. All values are seconds."""

    def monotonic(self) -> float:
        """Return the time of a clock that is never set back."""
        ...

    def time(self) -> float:
        """Return the POSIX time."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait this time."""
        ...

    def timeout(self, seconds: float) -> AbstractAsyncContextManager[object]:
        """Cancel the enclosed block after this time and raise `TimeoutError` at its end."""
        ...


class SystemClock:
    """The system's clock."""

    monotonic = staticmethod(time.monotonic)
    time = staticmethod(time.time)
    sleep = staticmethod(asyncio.sleep)
    timeout = staticmethod(asyncio.timeout)


SYSTEM_CLOCK: Clock = SystemClock()
