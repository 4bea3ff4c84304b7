"""A session with Telegram: the tasks that run from the bot's start to its end."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection, Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from bot.clock import Clock
from bot.health import Health
from bot.storage import GroupCommit, State, StoreError, Tables
from bot.telegram.abilities import abilities
from bot.telegram.announcements import report_dead
from bot.telegram.api import Api
from bot.telegram.dispatcher import Dispatcher
from bot.telegram.job import AnyApplication
from bot.telegram.options import TelegramOptions
from bot.telegram.question_links import QuestionLinks
from bot.telegram.receiving import Receiver, until_answered
from bot.telegram.sender import Sender

_log = logging.getLogger(__name__)

_GRACE = 0.5
"""Seconds to finish messages that are being sent when the bot stops, which must take less than a second in all."""
_PURGE_SECONDS, _COUNT_SECONDS = 600.0, 60.0
_MOST_PURGED = 5000


@dataclass(slots=True)
class Session:
    """Receives and stores updates from the start on, and answers them once the articles are read.

    `until_read` returns then. `update_profile` brings up to date what Telegram shows of the bot of an id. `polling` is
    the client for long polls. `has_dead` is set after an update was buried.
    """

    application: AnyApplication
    polling: Api
    store: GroupCommit[Tables]
    sender: Sender
    dispatcher: Dispatcher
    links: QuestionLinks
    until_read: Callable[[], Awaitable[None]]
    update_profile: Callable[[int], Coroutine[Any, Any, None]]
    has_dead: asyncio.Event
    options: TelegramOptions
    admin_ids: Collection[int]
    health: Health
    clock: Clock
    dead: int = 0
    _is_initialised: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self, stop: asyncio.Event) -> None:
        """Work until `stop` is set. Raises the error that ends the session."""
        working = asyncio.ensure_future(self._work())
        stopping = asyncio.ensure_future(stop.wait())
        ends: tuple[asyncio.Future[None], ...] = (working, self.dispatcher.failed)
        any_of: list[asyncio.Future[Any]] = [stopping, *ends]
        await asyncio.wait(any_of, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        working.cancel()
        await asyncio.wait({working})
        with suppress(StoreError):  # if it ended the session, it is raised below
            await self.dispatcher.stop(0 if self.health.store_trouble else _GRACE)
        for end in ends:
            if end.done() and not end.cancelled() and (error := end.exception()) is not None:
                raise _first_error(error)

    async def _work(self) -> None:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._answer())
            tasks.create_task(self.links.write_periodically())
            await until_answered(self.application.initialize, self.clock)
            self._is_initialised.set()
            self.health.telegram_reached()
            for line in abilities(self.application.bot.bot):
                _log.info("%s", line)
            tasks.create_task(self.update_profile(self.application.bot.id))
            tasks.create_task(self._watch_dead())
            tasks.create_task(self._purge())
            heartbeat = self.options.ready_after / 3
            receiver = Receiver(
                self.application.bot, self.polling, self.dispatcher, self.health.telegram_reached, heartbeat, self.clock
            )
            if self.options.webhook is None:
                await receiver.poll()
            else:
                await receiver.listen(self.options.webhook, self.options.limits.workers)

    async def _answer(self) -> None:
        await self.until_read()
        await self._is_initialised.wait()
        await self.dispatcher.begin()
        _log.info("answering as @%s", self.application.bot.username)
        await self.dispatcher.sweep_periodically()

    async def _watch_dead(self) -> None:
        """Count the dead updates, and report new ones to the admins."""
        while True:
            with suppress(TimeoutError):
                async with self.clock.timeout(_COUNT_SECONDS):
                    await self.has_dead.wait()
            self.has_dead.clear()
            self.dead = (await self.store.run(lambda tables: tables.inbox.counts()))[State.DEAD]
            await report_dead(self.sender, self.store, sorted(self.admin_ids), self.clock)

    async def _purge(self) -> None:
        def purge(tables: Tables) -> int:
            now = self.clock.time()
            return max(
                tables.inbox.purge(now - self.options.done_seconds, _MOST_PURGED),
                tables.answers.purge(now - self.options.answer_seconds, _MOST_PURGED),
                tables.questions.purge(now - self.options.question_seconds, _MOST_PURGED),
                tables.links.purge(now - self.options.answer_seconds, _MOST_PURGED),
            )

        while True:
            purged = await self.store.run(purge)
            await self.clock.sleep(0 if purged == _MOST_PURGED else _PURGE_SECONDS)


def _first_error(error: BaseException) -> BaseException:
    """Return the first leaf of an exception group, or else the error itself."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error
