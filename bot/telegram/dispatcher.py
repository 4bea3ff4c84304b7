"""From the inbox to the handlers: in order within a chat, chats side by side, nothing lost on the way."""

import asyncio
import json
import logging
import time
from collections import Counter, deque
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass

from bot.redaction import redact
from bot.storage import (
    Entry,
    GroupCommit,
    Inbox,
    NewUpdate,
)
from bot.telegram.job import CURRENT, Lane, Work
from bot.telegram.raw_update import (
    asker_of,
    is_exempt,
    lane_of,
    read,
    sent_at,
)

_log = logging.getLogger(__name__)

_SWEEP_SECONDS = 3.0
_SUSPECT = 2
"""Of an update in whose handling the program died so often it may be the cause: it is worked on alone."""
_MOST_STARTS = 10
"""It is the cause: it is given up."""
_ALONE_SECONDS = 5.0
_FRESH_SECONDS = 60.0
"""What came later than this after it was written waited for the bot: nobody asked too much at once."""
_RELEASE_SECONDS = 0.2

Handle = Callable[[Work], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Limits:
    """How many updates are worked on at once, how many may wait here, and how many a person may have open; 0 is any."""

    workers: int
    high_water: int
    open_of_person: int = 0


class Dispatcher:
    """Works on every update that the inbox holds, and writes down what became of each.

    An update that could not be handled is dead: kept with its error, in nobody's way. What waits in memory is bounded
    by the high-water mark; whoever receives updates waits for `room`.
    """

    def __init__(
        self,
        store: GroupCommit[Inbox],
        handle: Handle,
        limits: Limits,
        on_dead: Callable[[], None],
        admin_ids: Collection[int] = (),
    ) -> None:
        """Take the inbox, what an update is handed to, and what is called once one is dead."""
        self._store = store
        self._handle = handle
        self._limits = limits
        self._on_dead = on_dead
        self._admin_ids = admin_ids
        self._places = asyncio.Semaphore(limits.workers)
        self._lanes: dict[Lane, deque[Work]] = {}
        self._tasks: dict[asyncio.Task[None], Lane] = {}
        self._known: set[int] = set()
        self._open: Counter[int] = Counter()
        self._refused: set[int] = set()  # askers who have an update waiting that tells them so
        self._has_room = asyncio.Event()
        self._has_room.set()
        self._catch_up = asyncio.Event()
        self._is_behind = False
        self._stopping = False
        self.failed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        """Done with an exception once the inbox cannot be used any more."""

    @property
    def backlog(self) -> int:
        """How many updates wait here or are being worked on."""
        return len(self._known)

    @property
    def oldest(self) -> float | None:
        """When the update that waits longest was received, in POSIX time."""
        return min((works[0].received_at for works in self._lanes.values()), default=None)

    @property
    def has_room(self) -> bool:
        """Whether fewer updates wait than the high-water mark."""
        return self._has_room.is_set()

    async def room(self) -> None:
        """Return once there is room."""
        await self._has_room.wait()

    async def receive(self, updates: Iterable[object]) -> None:
        """Return once the updates are safe on the disk; those that came before are left out.

        Raises `StoreError` where they cannot be made safe: then Telegram must not be told that they were received.
        """
        now = time.time()
        new: list[NewUpdate] = []
        bodies: dict[int, Mapping[str, object]] = {}
        for update in updates:
            if (entry := read(update)) is not None and isinstance(update, Mapping):
                new.append(entry)
                bodies[entry.update_id] = update
            else:
                _log.error("Telegram sent something without a number, which is left out")
        added = set(await self._store.run(lambda inbox: inbox.add(new, now)))
        for entry in new:
            if entry.update_id in added:
                added.discard(entry.update_id)
                self._enqueue(self._to_work(entry, bodies[entry.update_id], now))

    async def sweep(self) -> None:
        """Take up what the inbox holds and nobody works on: after a start, and what an operator wants tried again."""
        waiting = await self._store.run(Inbox.waiting)
        most = len(self._known) + self._limits.high_water
        self._is_behind = waiting > most  # what is left is older than what would be received
        self._tell_room()
        if waiting <= len(self._known):
            return
        unfinished = await self._store.run(lambda inbox: inbox.unfinished(most))
        # Sorted out at once: while this waits below, what is known now may be done.
        for entry in [entry for entry in unfinished if entry.update_id not in self._known]:
            work = self._to_work(entry, json.loads(entry.body or "{}"), entry.received_at)
            if entry.attempts >= _MOST_STARTS:
                await self._bury(work, f"the program ended {entry.attempts} times while it worked on this")
            elif entry.attempts >= _SUSPECT:
                await self._be_idle()
                self._enqueue(work)
                await self._be_idle()
            else:
                self._enqueue(work)

    async def sweep_now_and_then(self) -> None:
        """Sweep for ever."""
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(_SWEEP_SECONDS):
                    await self._catch_up.wait()
            self._catch_up.clear()
            await self.sweep()

    async def stop(self, grace: float) -> None:
        """Begin nothing more, finish within `grace` seconds what is being sent, leave the rest for the next start."""
        self._stopping = True
        sending: set[asyncio.Task[None]] = set()
        for task, lane in self._tasks.items():
            works = self._lanes.get(lane)
            if works and works[0].began:
                sending.add(task)
            else:
                task.cancel()
        if sending:
            _, late = await asyncio.wait(sending, timeout=grace)
            for task in late:
                task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        left = sorted(self._known)
        # Where the disk is full it may take for ever. Then they are found as being worked on, which does as well.
        with suppress(TimeoutError):
            async with asyncio.timeout(_RELEASE_SECONDS):
                await self._store.run(lambda inbox: inbox.release(left))

    def _enqueue(self, work: Work) -> None:
        if self._refuses(work):
            # Nobody is to fill the place of others: who was told already that it is too much is not told again.
            self._store.submit(lambda inbox: inbox.finish(work.update_id, time.time()))
            return
        self._known.add(work.update_id)
        self._tell_room()
        if work.asker is not None:
            self._open[work.asker] += 1
        if (lane := self._lanes.get(work.lane)) is not None:
            lane.append(work)
            return
        self._lanes[work.lane] = deque([work])
        task = asyncio.create_task(self._run(work.lane))
        self._tasks[task] = work.lane
        task.add_done_callback(self._ended)

    def _refuses(self, work: Work) -> bool:
        """Note where the asker has too many open, and tell whether a notice of that waits for them already."""
        most = self._limits.open_of_person
        if work.asker is None or not 0 < most <= self._open[work.asker]:
            return False
        written = sent_at(work.body)
        if work.asker in self._admin_ids or is_exempt(work.body):
            return False
        if written is None or work.received_at - written > _FRESH_SECONDS:
            return False
        work.is_excess = True
        if work.asker in self._refused:
            return True
        self._refused.add(work.asker)
        return False

    async def _run(self, lane: Lane) -> None:
        """Work on a lane's updates, one after the other."""
        works = self._lanes[lane]
        while works:
            work = works[0]
            await self._places.acquire()
            work.place = self._places
            try:
                if self._stopping:
                    return
                await self._work_on(work)
            finally:
                if work.place is not None:
                    work.place.release()
            self._leave(works.popleft())
        del self._lanes[lane]

    async def _work_on(self, work: Work) -> None:
        if not await self._store.run(lambda inbox: inbox.start(work.update_id)):
            return  # forgotten or refused meanwhile
        CURRENT.set(work)
        try:
            await self._handle(work)
        except asyncio.CancelledError:
            if self._stopping:
                raise
            await self._bury(work, "it was cancelled")
        except Exception as error:  # noqa: BLE001  (whatever it was, it must not block the others)
            _log.error("update %d could not be answered", work.update_id, exc_info=error)
            await self._bury(work, f"{type(error).__name__}: {error}")
        else:
            work.began = True
            await self._store.run(lambda inbox: inbox.finish(work.update_id, time.time()))

    async def _bury(self, work: Work, error: str) -> None:
        work.began = True  # what follows is only written down
        await self._store.run(lambda inbox: inbox.bury(work.update_id, redact(error), time.time()))
        self._on_dead()

    async def _be_idle(self) -> None:
        """Wait until nothing is being worked on, but not for long: Telegram may be out of reach."""
        if self._tasks:
            await asyncio.wait(tuple(self._tasks), timeout=_ALONE_SECONDS)

    def _leave(self, work: Work) -> None:
        self._known.discard(work.update_id)
        self._tell_room()
        if self._is_behind and self.backlog <= self._limits.high_water // 2:
            self._catch_up.set()
        if work.asker is not None:
            self._open[work.asker] -= 1
            if not self._open[work.asker]:
                del self._open[work.asker]
                self._refused.discard(work.asker)

    def _tell_room(self) -> None:
        if self._is_behind or self.backlog >= self._limits.high_water:
            self._has_room.clear()
        else:
            self._has_room.set()

    def _ended(self, task: asyncio.Task[None]) -> None:
        del self._tasks[task]
        if not task.cancelled() and (error := task.exception()) is not None and not self.failed.done():
            self.failed.set_exception(error)

    def _to_work(self, entry: NewUpdate | Entry, body: Mapping[str, object], received_at: float) -> Work:
        lane = lane_of(body, self._admin_ids)
        return Work(entry.update_id, body, lane, asker_of(body), entry.chat_id, entry.user_id, received_at)
