"""Updates that lapse: they are answered within seconds or not at all, and are not stored."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Hashable

from bot.clock import Clock
from bot.telegram.job import Job

_log = logging.getLogger(__name__)

PASSING_WORKERS = 8
"""The most that are answered at once. Other updates have workers of their own, and wait for none of these."""

LAPSE_SECONDS = 10.0
"""How long after its arrival an update is still answered: an inline query has no date of its own."""

_MOST_SERIES = 1000
"""The most people who type, and guest messages, that wait; further ones are dropped."""


class Passing:
    """Handles the newest inline query of each person, one of a person at a time; an older one that waits is dropped.

    A guest message is a whole question, which a later one does not replace; of one that comes twice the first counts.
    An update that fails is dropped as well.
    """

    def __init__(self, handle: Callable[[Job], Awaitable[None]], clock: Clock) -> None:
        """Set the coroutine function that handles a job."""
        self._handle = handle
        self._clock = clock
        self._slots = asyncio.Semaphore(PASSING_WORKERS)
        self._waiting: dict[Hashable, Job] = {}
        self._handled: dict[Hashable, Job] = {}
        self._tasks: dict[Hashable, asyncio.Task[None]] = {}

    def add(self, job: Job) -> None:
        """Handle a job soon; what a person types replaces what they typed before."""
        series = ("guest", job.update.update_id) if job.update.is_guest else job.update.user_id
        if series is None or (series not in self._tasks and len(self._tasks) >= _MOST_SERIES):
            return
        if job.update.is_guest and series in self._tasks:
            return  # a webhook whose confirmation was lost is called again
        for earlier in (self._waiting.get(series), self._handled.get(series)):
            if earlier is not None:
                earlier.is_superseded = True
        self._waiting[series] = job
        if series not in self._tasks:
            self._tasks[series] = asyncio.create_task(self._run(series))

    async def stop(self) -> None:
        """Drop all."""
        tasks = tuple(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _run(self, series: Hashable) -> None:
        try:
            while series in self._waiting:
                async with self._slots:
                    job = self._handled[series] = self._waiting.pop(series)
                    await self._try(job)
        finally:
            self._waiting.pop(series, None)
            self._handled.pop(series, None)
            del self._tasks[series]

    async def _try(self, job: Job) -> None:
        if has_lapsed(job, self._clock):
            return
        try:
            await self._handle(job)
        except Exception as error:  # noqa: BLE001  (no error may end what the person types next)
            _log.error("update %d failed, and is dropped", job.update.update_id, exc_info=error)


def has_lapsed(job: Job, clock: Clock) -> bool:
    """Tell whether nobody waits for the answer to a job any more."""
    return job.is_superseded or clock.time() - job.received_at > LAPSE_SECONDS
