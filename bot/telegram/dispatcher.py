"""The dispatcher: stores updates in the inbox, runs each through the handlers, and records the outcome."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Collection, Iterable, Iterator
from contextlib import suppress

from bot.clock import SYSTEM_CLOCK, Clock
from bot.redaction import redact
from bot.storage import Entry, GroupCommit, Tables
from bot.telegram.job import Job
from bot.telegram.lanes import Lanes
from bot.telegram.notices import Notices
from bot.telegram.open_limit import OpenLimit
from bot.telegram.options import Limits
from bot.telegram.passing import Passing
from bot.telegram.raw_update import RawUpdate, parse

_log = logging.getLogger(__name__)

_SWEEP_SECONDS = 3.0
_SUSPECT_ATTEMPTS = 2
"""An update with this many unfinished attempts may be what ends the program: it is handled alone."""
_MOST_ATTEMPTS = 10
"""An update with this many unfinished attempts is buried without another."""
_ALONE_SECONDS = 5.0
"""How long a suspect waits for other jobs to end, and other jobs for the suspect."""
_RELEASE_SECONDS = 0.2
"""How long `stop` waits for the inbox, which on a full disk would be for ever."""

_OPEN_PRESSES = 10
"""The most presses of a person that are open: they count apart from the questions."""

Handle = Callable[[Job], Awaitable[None]]


class Dispatcher:
    """Handles updates in order within a chat, chats in parallel.

    Until `begin`, updates are only stored. An update that fails is buried: it stays in the inbox with its error, and
    blocks no other. Above the high-water mark of updates in memory there is no room: then the bot receives none.
    """

    def __init__(  # noqa: PLR0913  (both ends, and what is between them)
        self,
        store: GroupCommit[Tables],
        handle: Handle,
        limits: Limits,
        on_dead: Callable[[], None],
        admin_ids: Collection[int] = (),
        *,
        is_upgrade: bool = False,
        left: tuple[int, float | None] = (0, None),
        on_administrators: Callable[[int | None], None] = lambda _: None,
        clock: Clock = SYSTEM_CLOCK,
    ) -> None:
        """Wire the parts; `on_dead` is called after an update was buried.

        `left` is how many updates the inbox holds already, and when the oldest of them was received, in POSIX time.
        `on_administrators` is called with a group in which others were made administrators.
        In an upgrade, updates received before `begin` are handled twice: at once for the notice only, and after it.
        """
        self._store = store
        self._handle = handle
        self._limits = limits
        self._on_dead = on_dead
        self._on_administrators = on_administrators
        self._admin_ids = admin_ids
        self._is_upgrade = is_upgrade
        self._clock = clock
        self._lanes = Lanes(limits.workers, self._run)
        self._passing = Passing(handle, clock)
        self._notices = Notices(handle)
        self._loaded: set[int] = set()  # the ids of the updates in `_lanes`
        self._has_unloaded = False  # whether the inbox holds more, which is older than what is received
        self._early = 0  # the number of updates received before `begin`
        self._left, self._early_since = left  # how many updates wait in the inbox only; the oldest before `begin`
        self._has_begun, self._began_at = False, 0.0
        self._open = OpenLimit(limits.open_of_person, admin_ids)
        self._open_presses = OpenLimit(_OPEN_PRESSES, admin_ids)
        # None of these may be dropped: of several the last counts. Those that wait before it cost nothing.
        self._open_series = OpenLimit(0, admin_ids)
        self._room = asyncio.Event()
        self._room.set()
        self._sweep_due = asyncio.Event()

    @property
    def failed(self) -> asyncio.Future[None]:
        """Done with an exception once the inbox cannot be used any more."""
        return self._lanes.failed

    @property
    def backlog(self) -> int:
        """How many updates wait for `begin` or for their turn, or are being answered."""
        return len(self._loaded) + self._early + self._left

    @property
    def oldest(self) -> float | None:
        """When the update that waits longest was received, in POSIX time."""
        return self._lanes.oldest if self._has_begun else self._early_since

    @property
    def has_room(self) -> bool:
        """Whether fewer updates wait than the high-water mark allows."""
        return self._room.is_set()

    async def wait_for_room(self) -> None:
        """Return once there is room."""
        await self._room.wait()

    async def receive(self, updates: Iterable[object], *, have_waited: bool = False) -> None:
        """Return once the updates are on the disk; repeats are ignored.

        Those that lapse are not stored. They and presses are dropped before `begin`, and if they `have_waited` for this
        process to start. Raises `StoreError` if they cannot be stored: then they must not be confirmed to Telegram.
        """
        now = self._clock.time()
        parsed = list(self._meant(updates, have_waited=have_waited))
        if rows := [update.to_row() for update in parsed if not update.lapses]:
            added = set(await self._store.run(lambda tables: tables.inbox.add(rows, now)))
        else:
            added = set()
        for update in parsed:
            if update.lapses:
                self._passing.add(Job(update, now))
            elif update.update_id in added:
                added.discard(update.update_id)
                self._on_stored(Job(update, now))

    async def begin(self) -> None:
        """Handle what the inbox holds, and from now on what is received."""
        self._notices.cancel()
        self._began_at = self._clock.time()
        while not await self.sweep():
            pass
        self._has_begun, self._early = True, 0
        self._update_room()
        self._sweep_soon_if_idle()

    async def sweep(self) -> bool:
        """Load the waiting updates that are not in memory: after a start, and if an operator retries one.

        Returns False if it must be repeated, because more may have been received meanwhile. Until a sweep finds that
        all are loaded, received updates are not enqueued: they would overtake older ones of their chats.
        """
        waiting = await self._store.run(lambda tables: tables.inbox.waiting())
        most = len(self._loaded) + self._limits.high_water
        self._has_unloaded, self._left = waiting > len(self._loaded), max(0, waiting - most)
        self._update_room()
        if not self._has_unloaded:
            return True
        unfinished = await self._store.run(lambda tables: tables.inbox.unfinished(most))
        # Selected before the first wait below, during which a loaded update may be finished.
        for entry in [entry for entry in unfinished if entry.update_id not in self._loaded]:
            job = _job_of(entry)
            if job.update.is_press and job.received_at < self._began_at:
                self._finish_soon(job)  # it waited through a restart
            elif entry.attempts >= _MOST_ATTEMPTS:
                await self._bury(job, f"the program ended {entry.attempts} times while it worked on this")
            elif entry.attempts >= _SUSPECT_ATTEMPTS:
                await self._lanes.wait_until_idle(_ALONE_SECONDS, self._clock)
                self._enqueue(job)
                await self._lanes.wait_until_idle(_ALONE_SECONDS, self._clock)
            else:
                self._enqueue(job)
        if waiting <= most:
            self._sweep_due.set()
            return False
        self._sweep_soon_if_idle()  # all of them may have been refused
        return True

    async def sweep_periodically(self) -> None:
        """Sweep for ever."""
        while True:
            with suppress(TimeoutError):
                async with self._clock.timeout(_SWEEP_SECONDS):
                    await self._sweep_due.wait()
            self._sweep_due.clear()
            await self.sweep()

    async def stop(self, grace: float) -> None:
        """Finish within `grace` seconds what is being sent, and leave the rest in the inbox for the next start."""
        self._notices.cancel()
        await self._passing.stop()
        await self._lanes.stop(grace)
        await self._notices.ended()
        left = sorted(self._loaded)
        with suppress(TimeoutError):  # then the next start finds them in the state `working`, and repeats them
            async with asyncio.timeout(_RELEASE_SECONDS):
                await self._store.run(lambda tables: tables.inbox.release(left))

    def _meant(self, updates: Iterable[object], *, have_waited: bool) -> Iterator[RawUpdate]:
        """Yield the updates that are handled. Others, of which large groups have many, are over here."""
        for value in updates:
            if (update := parse(value)) is None:
                _log.error("Telegram sent an update without an id, which is ignored")
            elif update.is_about_members:
                if update.is_about_administrators:
                    self._on_administrators(update.chat_id)
            elif update.is_chatter:
                continue  # what people write to each other is not stored, and delays no question
            elif (self._has_begun and not have_waited) or not update.ends_with_the_process:
                yield update

    def _on_stored(self, job: Job) -> None:
        """Enqueue a job that was received, unless older updates must be loaded first."""
        if self._has_begun:
            if not self._has_unloaded:
                self._enqueue(job)
            return
        self._early += 1
        self._early_since = self._early_since or job.received_at
        self._update_room()
        if self._is_upgrade:
            self._notices.add(job)

    def _enqueue(self, job: Job) -> None:
        if not self._limit_of(job).admit(job):
            self._finish_soon(job)
            return
        self._loaded.add(job.update.update_id)
        self._update_room()
        self._lanes.add(job.update.lane(self._admin_ids), job)

    def _finish_soon(self, job: Job) -> None:
        """Record that nothing is done for a job."""
        self._store.submit(lambda tables: tables.inbox.finish(job.update.update_id, self._clock.time()))

    async def _run(self, job: Job) -> None:
        try:
            await self._process(job)
        finally:
            for release in job.at_end:
                release()
        self._loaded.discard(job.update.update_id)
        self._update_room()
        self._sweep_soon_if_idle()
        self._limit_of(job).remove(job.update.asker)

    def _limit_of(self, job: Job) -> OpenLimit:
        if job.update.is_press:
            return self._open_presses
        is_free = job.update.is_edit or job.update.is_mute_in_album or job.update.is_membership
        return self._open_series if is_free else self._open

    async def _process(self, job: Job) -> None:
        """Handle a job, and record the outcome in the inbox."""
        update_id = job.update.update_id
        if not await self._store.run(lambda tables: tables.inbox.start(update_id)):
            return  # erased meanwhile
        try:
            await self._handle(job)
        except asyncio.CancelledError:
            if self._lanes.is_stopping:
                raise
            await self._bury(job, "it was cancelled")
        except Exception as error:  # noqa: BLE001  (no error may block other updates)
            _log.error("update %d failed, see `verbatim inbox`", update_id, exc_info=error)
            await self._bury(job, f"{type(error).__name__}: {error}")
        else:
            job.may_have_replied = True
            await self._store.run(lambda tables: self._finish(tables, job))

    def _finish(self, tables: Tables, job: Job) -> None:
        """Record that a job is done, with what it wrote. If its update was erased meanwhile, nothing is written."""
        if tables.inbox.finish(job.update.update_id, self._clock.time()):
            for write in job.writes:
                write(tables)

    async def _bury(self, job: Job, error: str) -> None:
        job.may_have_replied = True  # so that `stop` gives time to record it
        await self._store.run(lambda tables: tables.inbox.bury(job.update.update_id, redact(error), self._clock.time()))
        self._on_dead()

    def _sweep_soon_if_idle(self) -> None:
        """Make the next sweep due if the inbox holds more and little is left in memory."""
        if self._has_unloaded and len(self._loaded) <= self._limits.high_water // 2:
            self._sweep_due.set()

    def _update_room(self) -> None:
        if self._has_unloaded or len(self._loaded) + self._early >= self._limits.high_water:
            self._room.clear()
        else:
            self._room.set()


def _job_of(entry: Entry) -> Job:
    update = parse({**json.loads(entry.body or "{}"), "update_id": entry.update_id})
    if update is None:
        raise ValueError(f"{entry.update_id} is no update id")  # SQLite could not have held it
    return Job(update, entry.received_at, was_begun=entry.attempts > 0)
