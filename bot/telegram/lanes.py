"""Lanes: queues of jobs, each run in order, many in parallel."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress

from bot.clock import Clock
from bot.telegram.job import Job
from bot.telegram.raw_update import Lane


class Lanes:
    """Runs the jobs of a lane one after the other, and at most `workers` jobs at once."""

    def __init__(self, workers: int, run: Callable[[Job], Awaitable[None]]) -> None:
        """Set the limit, and the coroutine function that runs a job."""
        self._slots = asyncio.Semaphore(workers)
        self._run = run
        self._lanes: dict[Lane, deque[Job]] = {}
        self._tasks: dict[asyncio.Task[None], Lane] = {}
        self.is_stopping = False
        self.failed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        """Done with the first error that `run` raises; it ends its lane."""

    @property
    def oldest(self) -> float | None:
        """When the job that waits longest was received, in POSIX time."""
        return min((jobs[0].received_at for jobs in self._lanes.values()), default=None)

    def add(self, lane: Lane, job: Job) -> None:
        """Append a job to its lane."""
        if (jobs := self._lanes.get(lane)) is not None:
            for earlier in jobs:
                earlier.is_superseded |= earlier.update.is_superseded_by(job.update)
            jobs.append(job)
            return
        self._lanes[lane] = deque([job])
        task = asyncio.create_task(self._run_lane(lane))
        self._tasks[task] = lane
        task.add_done_callback(self._on_end)

    async def wait_until_idle(self, seconds: float, clock: Clock) -> None:
        """Wait until no job is left, for at most these seconds."""
        if self._tasks:
            with suppress(TimeoutError):
                async with clock.timeout(seconds):
                    await asyncio.wait(tuple(self._tasks))

    async def stop(self, grace: float) -> None:
        """Start no more jobs, give jobs that may have replied `grace` seconds to finish, and cancel the others."""
        self.is_stopping = True
        sending: set[asyncio.Task[None]] = set()
        for task, lane in self._tasks.items():
            jobs = self._lanes.get(lane)
            if jobs and jobs[0].may_have_replied:
                sending.add(task)
            else:
                task.cancel()
        if sending:
            _, late = await asyncio.wait(sending, timeout=grace)
            for task in late:
                task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _run_lane(self, lane: Lane) -> None:
        jobs = self._lanes[lane]
        while jobs:
            job = jobs[0]
            await self._slots.acquire()
            job.slot, job.queue = self._slots, jobs
            try:
                if self.is_stopping:
                    return
                await self._run(job)
            finally:
                if job.slot is not None:
                    job.slot.release()
            jobs.popleft()
        del self._lanes[lane]

    def _on_end(self, task: asyncio.Task[None]) -> None:
        del self._tasks[task]
        if not task.cancelled() and (error := task.exception()) is not None and not self.failed.done():
            self.failed.set_exception(error)
