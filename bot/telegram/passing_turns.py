"""Turns of what lapses: it is worked on one at a time, and half of the time at most."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

_LONGEST_REST = 0.25
"""The most seconds between two turns."""


class PassingTurns:
    """Leaves time to the questions of the inbox, however many people type: a turn is followed by as long a rest.

    So a question finds at most one search of an inline query before it in the thread that searches.
    """

    def __init__(self) -> None:
        """Begin with a turn that is free."""
        self._lock = asyncio.Lock()

    @asynccontextmanager
    async def turn(self) -> AsyncGenerator[None]:
        """Take a turn once one is free."""
        loop = asyncio.get_running_loop()
        await self._lock.acquire()
        began = loop.time()
        try:
            yield
        finally:
            loop.call_later(min(loop.time() - began, _LONGEST_REST), self._lock.release)
