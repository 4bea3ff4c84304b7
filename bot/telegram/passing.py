"""Updates that lapse: they are answered within seconds or not at all, and are not stored."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from bot.clock import Clock
from bot.telegram.job import Job

_log = logging.getLogger(__name__)

PASSING_WORKERS = 8
"""The most that are answered at once. Other updates have workers of their own, and wait for none of these."""

LAPSE_SECONDS = 10.0
"""How long after its arrival an update is still answered: an inline query has no date of its own."""

_MOST_PEOPLE = 1000
"""The most people of whom an update waits; those of further ones are dropped."""


class Passing:
    """Handles the newest update of each person, one of a person at a time; an older one that waits is dropped.

    An update that fails is dropped as well: its person types on.
    """

    def __init__(self, handle: Callable[[Job], Awaitable[None]], clock: Clock) -> None:
        """Set the coroutine function that handles a job."""
        self._handle = handle
        self._clock = clock
        self._slots = asyncio.Semaphore(PASSING_WORKERS)
        self._waiting: dict[int, Job] = {}
        self._handled: dict[int, Job] = {}
        self._tasks: dict[int, asyncio.Task[None]] = {}

    def add(self, job: Job) -> None:
        """Handle a job soon, instead of an earlier one of the same person."""
        person = job.update.user_id
        if person is None or (person not in self._tasks and len(self._tasks) >= _MOST_PEOPLE):
            return
        for earlier in (self._waiting.get(person), self._handled.get(person)):
            if earlier is not None:
                earlier.is_superseded = True
        self._waiting[person] = job
        if person not in self._tasks:
            self._tasks[person] = asyncio.create_task(self._run(person))

    async def stop(self) -> None:
        """Drop all."""
        tasks = tuple(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _run(self, person: int) -> None:
        try:
            while person in self._waiting:
                async with self._slots:
                    job = self._handled[person] = self._waiting.pop(person)
                    await self._try(job)
        finally:
            self._waiting.pop(person, None)
            self._handled.pop(person, None)
            del self._tasks[person]

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
