"""The dispatcher: from the inbox to the handlers, in order within a chat, chats in parallel."""

import asyncio
import json
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Collection, Iterable
from contextlib import suppress

from bot.clock import SYSTEM_CLOCK, Clock
from bot.redaction import redact
from bot.storage import Entry, GroupCommit, Inbox
from bot.telegram.job import Job
from bot.telegram.open_limit import OpenLimit
from bot.telegram.options import Limits
from bot.telegram.raw_update import Lane, parse

_log = logging.getLogger(__name__)

_SWEEP_SECONDS = 3.0
_SUSPECT = 2
"""The program ended this often while it worked on an update, which may be the cause: it is worked on alone."""
_MOST_STARTS = 10
"""After this many it is taken for the cause, and buried."""
_ALONE_SECONDS = 5.0
_RELEASE_SECONDS = 0.2

Handle = Callable[[Job], Awaitable[None]]


class Dispatcher:
    """Stores updates in the inbox, hands each to the handlers, and records the outcome.

    Until `begin`, updates are only stored. An update that cannot be handled is buried: kept with its error, in
    nobody's way. The high-water mark bounds how many wait; whoever receives updates waits for `room`.
    """

    def __init__(  # noqa: PLR0913  (both ends, and what it is between them)
        self,
        store: GroupCommit[Inbox],
        handle: Handle,
        limits: Limits,
        on_dead: Callable[[], None],
        admin_ids: Collection[int] = (),
        *,
        announces_wait: bool = False,
        clock: Clock = SYSTEM_CLOCK,
    ) -> None:
        """Take the inbox, the handlers, and what is called once an update is dead.

        If it `announces_wait`, each update that comes before `begin` is handled at once as a held job, and again after.
        """
        self._store = store
        self._handle = handle
        self._limits = limits
        self._on_dead = on_dead
        self._admin_ids = admin_ids
        self._announces_wait = announces_wait
        self._clock = clock
        self._slots = asyncio.Semaphore(limits.workers)
        self._lanes: dict[Lane, deque[Job]] = {}
        self._tasks: dict[asyncio.Task[None], Lane] = {}
        self._held_tasks: set[asyncio.Task[None]] = set()
        self._known: set[int] = set()
        self._held = 0  # updates that were stored before `begin`
        self._open = OpenLimit(limits.open_of_person, admin_ids)
        self._has_room = asyncio.Event()
        self._has_room.set()
        self._catch_up = asyncio.Event()
        self._has_begun = False
        self._is_behind = False
        self._stopping = False
        self.failed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        """Done with an exception once the inbox cannot be used any more."""

    @property
    def backlog(self) -> int:
        """How many updates wait for `begin` or for their turn, or are being answered."""
        return len(self._known) + self._held

    @property
    def oldest(self) -> float | None:
        """When the update that waits longest was received, in POSIX time."""
        return min((jobs[0].received_at for jobs in self._lanes.values()), default=None)

    @property
    def has_room(self) -> bool:
        """Whether fewer updates wait than the high-water mark allows."""
        return self._has_room.is_set()

    async def room(self) -> None:
        """Return once there is room."""
        await self._has_room.wait()

    async def receive(self, updates: Iterable[object]) -> None:
        """Return once the updates are on the disk; those that came before are left out.

        Raises `StoreError` where they cannot be stored: then Telegram must not be told that they were received.
        """
        now = self._clock.time()
        parsed = []
        for value in updates:
            if (update := parse(value)) is not None:
                parsed.append(update)
            else:
                _log.error("Telegram sent something without a number, which is left out")
        rows = [update.to_store() for update in parsed]
        added = set(await self._store.run(lambda inbox: inbox.add(rows, now)))
        for update in parsed:
            if update.update_id in added:
                added.discard(update.update_id)
                self._take(Job(update, now))

    async def begin(self) -> None:
        """Dispatch what the inbox holds, and from then on what is received."""
        for task in self._held_tasks:
            task.cancel()
        while not await self.sweep():
            pass  # more came meanwhile, perhaps
        self._has_begun, self._held = True, 0
        self._update_room()
        self._catch_up_if_idle()

    async def sweep(self) -> bool:
        """Take up what waits in the inbox unknown: after a start, and what an operator wants retried.

        Returns whether there was nothing to take up, or more than there is room for.
        """
        waiting = await self._store.run(Inbox.waiting)
        most = len(self._known) + self._limits.high_water
        self._is_behind = waiting > most  # the rest is older than what would be received
        self._update_room()
        if waiting <= len(self._known):
            return True
        unfinished = await self._store.run(lambda inbox: inbox.unfinished(most))
        # Selected before the first wait below, during which a known update may be finished.
        for entry in [entry for entry in unfinished if entry.update_id not in self._known]:
            job = _job_of(entry)
            if entry.attempts >= _MOST_STARTS:
                await self._bury(job, f"the program ended {entry.attempts} times while it worked on this")
            elif entry.attempts >= _SUSPECT:
                await self._be_idle()
                self._enqueue(job)
                await self._be_idle()
            else:
                self._enqueue(job)
        self._catch_up_if_idle()  # all of them may have been refused
        return self._is_behind

    async def sweep_now_and_then(self) -> None:
        """Sweep for ever."""
        while True:
            with suppress(TimeoutError):
                async with self._clock.timeout(_SWEEP_SECONDS):
                    await self._catch_up.wait()
            self._catch_up.clear()
            await self.sweep()

    async def stop(self, grace: float) -> None:
        """Begin nothing more, finish within `grace` seconds what is being sent, leave the rest for the next start."""
        self._stopping = True
        sending: set[asyncio.Task[None]] = set()
        for task, lane in self._tasks.items():
            jobs = self._lanes.get(lane)
            if jobs and jobs[0].may_have_replied:
                sending.add(task)
            else:
                task.cancel()
        for task in self._held_tasks:
            task.cancel()
        if sending:
            _, late = await asyncio.wait(sending, timeout=grace)
            for task in late:
                task.cancel()
        await asyncio.gather(*self._tasks, *self._held_tasks, return_exceptions=True)
        left = sorted(self._known)
        # On a full disk this may take for ever. Without it they are found as being worked on, which does as well.
        with suppress(TimeoutError):
            async with asyncio.timeout(_RELEASE_SECONDS):
                await self._store.run(lambda inbox: inbox.release(left))

    def _take(self, job: Job) -> None:
        """Enqueue what was received, unless older updates are still to be taken from the inbox."""
        if self._has_begun and not self._is_behind:
            self._enqueue(job)
        if self._has_begun:
            return
        self._held += 1
        self._update_room()
        if self._announces_wait:
            task = asyncio.create_task(self._announce_wait(job))
            self._held_tasks.add(task)
            task.add_done_callback(self._held_tasks.discard)

    async def _announce_wait(self, job: Job) -> None:
        job.is_held = True
        try:
            await self._handle(job)
        except Exception as error:  # noqa: BLE001  (the update itself is handled later)
            _log.warning("update %d waits, and its chat could not be told: %s", job.update.update_id, error)

    def _enqueue(self, job: Job) -> None:
        if self._open.refuses(job):
            self._store.submit(lambda inbox: inbox.finish(job.update.update_id, self._clock.time()))
            return
        self._known.add(job.update.update_id)
        self._update_room()
        self._open.add(job.update.asker)
        lane = job.update.lane(self._admin_ids)
        if (jobs := self._lanes.get(lane)) is not None:
            jobs.append(job)
            return
        self._lanes[lane] = deque([job])
        task = asyncio.create_task(self._run(lane))
        self._tasks[task] = lane
        task.add_done_callback(self._ended)

    async def _run(self, lane: Lane) -> None:
        """Work on a lane's jobs, one after the other."""
        jobs = self._lanes[lane]
        while jobs:
            job = jobs[0]
            await self._slots.acquire()
            job.slot = self._slots
            try:
                if self._stopping:
                    return
                await self._work_on(job)
            finally:
                if job.slot is not None:
                    job.slot.release()
            self._leave(jobs.popleft())
        del self._lanes[lane]

    async def _work_on(self, job: Job) -> None:
        update_id = job.update.update_id
        if not await self._store.run(lambda inbox: inbox.start(update_id)):
            return  # forgotten or refused meanwhile
        try:
            await self._handle(job)
        except asyncio.CancelledError:
            if self._stopping:
                raise
            await self._bury(job, "it was cancelled")
        except Exception as error:  # noqa: BLE001  (whatever it was, it must not block the others)
            _log.error("update %d could not be answered", update_id, exc_info=error)
            await self._bury(job, f"{type(error).__name__}: {error}")
        else:
            job.may_have_replied = True
            await self._store.run(lambda inbox: inbox.finish(update_id, self._clock.time()))

    async def _bury(self, job: Job, error: str) -> None:
        job.may_have_replied = True  # what follows only records it
        await self._store.run(lambda inbox: inbox.bury(job.update.update_id, redact(error), self._clock.time()))
        self._on_dead()

    async def _be_idle(self) -> None:
        """Wait until no job runs, but not for long: Telegram may be out of reach."""
        if self._tasks:
            with suppress(TimeoutError):
                async with self._clock.timeout(_ALONE_SECONDS):
                    await asyncio.wait(tuple(self._tasks))

    def _leave(self, job: Job) -> None:
        self._known.discard(job.update.update_id)
        self._update_room()
        self._catch_up_if_idle()
        self._open.remove(job.update.asker)

    def _catch_up_if_idle(self) -> None:
        """Have the next sweep come at once if more waits in the inbox and little is left to do."""
        if self._is_behind and self.backlog <= self._limits.high_water // 2:
            self._catch_up.set()

    def _update_room(self) -> None:
        if self._is_behind or self.backlog >= self._limits.high_water:
            self._has_room.clear()
        else:
            self._has_room.set()

    def _ended(self, task: asyncio.Task[None]) -> None:
        del self._tasks[task]
        if not task.cancelled() and (error := task.exception()) is not None and not self.failed.done():
            self.failed.set_exception(error)


def _job_of(entry: Entry) -> Job:
    update = parse({**json.loads(entry.body or "{}"), "update_id": entry.update_id})
    if update is None:
        raise ValueError(f"{entry.update_id} is no number of an update")  # which SQLite could not have held
    return Job(update, entry.received_at)
