"""One change of an answer at a time: a press of a button and an edit of the question must not overwrite each other."""

import asyncio
from weakref import WeakValueDictionary

from bot.telegram.job import Job


class AnswerLocks:
    """Locks answers for jobs, each from before its row is read until what the job writes is committed."""

    def __init__(self) -> None:
        """Begin with no lock. One that no job holds or waits for is not kept."""
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def is_taken(self, key: str) -> bool:
        """Tell whether a job holds the lock of the answer of a key."""
        return (lock := self._locks.get(key)) is not None and lock.locked()

    async def take(self, key: str, job: Job) -> None:
        """Take the lock of the answer of a key until the end of the job, in the order in which jobs ask for it."""
        lock = self._locks.setdefault(key, asyncio.Lock())

        async def acquire() -> None:
            await lock.acquire()
            job.at_end.append(lock.release)

        # Always without the slot: who holds the lock may wait for one.
        await job.wait_without_slot(acquire())
