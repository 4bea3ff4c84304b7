"""Notices that updates wait for the index: sent beside their later handling, and of no weight if they fail."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from bot.telegram.job import Job

_log = logging.getLogger(__name__)

_MOST_AT_ONCE = 4
"""The most notices sent at once. Each has taken a turn of the rate limit, which is lost if it is cancelled."""


class Notices:
    """Lets jobs be handled for their notice only."""

    def __init__(self, handle: Callable[[Job], Awaitable[None]]) -> None:
        """Set the coroutine function that handles a job."""
        self._handle = handle
        self._tasks: set[asyncio.Task[None]] = set()
        self._slots = asyncio.Semaphore(_MOST_AT_ONCE)

    def add(self, job: Job) -> None:
        """Send the notice of a job soon."""
        task = asyncio.create_task(self._send(job))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def cancel(self) -> None:
        """Send no more of them."""
        for task in self._tasks:
            task.cancel()

    async def ended(self) -> None:
        """Return once none is being sent."""
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _send(self, job: Job) -> None:
        job.is_notice_only = True
        try:
            async with self._slots:
                await self._handle(job)
        except Exception as error:  # noqa: BLE001  (the update itself is handled later)
            _log.warning("the notice that update %d waits for the index was not sent: %s", job.update.update_id, error)
