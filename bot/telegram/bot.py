"""The bot itself: python-telegram-bot's `Application` between the inbox and the sender; its start and its end."""

import asyncio
import logging
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any, Protocol

from filelock import FileLock, Timeout
from telegram import Update
from telegram.ext import Application

from bot.commands import Commands, PersonalData
from bot.health import Health
from bot.rendering.templates import Templates
from bot.rendering.text import plain
from bot.service import Service
from bot.spacing import spaced
from bot.storage import (
    FILE,
    Database,
    GroupCommit,
    Inbox,
    State,
    StoreError,
)
from bot.telegram.announcements import register_commands, tell_of_the_dead
from bot.telegram.api import Api
from bot.telegram.dispatcher import Dispatcher
from bot.telegram.errors import AlreadyRunningError
from bot.telegram.handlers import AnyApplication, Handlers
from bot.telegram.job import Work
from bot.telegram.options import Options
from bot.telegram.rate_limit import RateLimit
from bot.telegram.receiving import (
    be_delivered_to,
    briefly,
    fetch,
    patiently,
)
from bot.telegram.sender import Sender
from bot.telegram.transport import AiohttpRequest
from bot.throttle import Throttle

_log = logging.getLogger(__name__)

_LOCK = "verbatim.lock"
_GRACE = 0.5
"""Seconds for what is being sent when the bot is to stop: with all else the end must take less than one."""
_PURGE_SECONDS, _COUNT_SECONDS = 600.0, 60.0
_PURGED_AT_ONCE = 5000
_LOG_SECONDS = 30.0
"""How far apart the log's lines on a reload under way are."""


class Listener(Protocol):
    """Something that is started with the bot and stopped with it."""

    async def start(self) -> None:
        """Start. Raises `OSError` where it cannot listen."""
        ...

    async def stop(self) -> None:
        """Stop."""
        ...


class TelegramBot:
    """Answers what people write until it is told to stop; what is unanswered then, its next run answers."""

    def __init__(  # noqa: PLR0913, PLR0917  (all that a bot needs)
        self,
        options: Options,
        service: Service,
        commands: Callable[[PersonalData], Commands],
        templates: Templates,
        throttle: Throttle,
        health: Health,
        *,
        monitor: Listener | None = None,
        watcher: Listener | None = None,
    ) -> None:
        """Take what the operator decided, what answers, what protects, what counts, and what tells of the counts.

        `commands` wires the commands to the stored personal data. `watcher` reloads when files change.
        """
        self._options = options
        self._service = service
        self._commands = commands
        self._templates = templates
        self._throttle = throttle
        self._health = health
        self._monitor = monitor
        self._watcher = watcher
        self._polling = AiohttpRequest(connection_pool_size=1)
        self._reloads: set[asyncio.Task[None]] = set()

    def run(self) -> None:
        """Answer until SIGINT or SIGTERM; where Telegram cannot be reached, keep trying.

        Raises `TelegramFailure` where another bot is in the way or the token is refused, and `StoreError` where the
        inbox cannot be used.
        """
        with _alone_in(self._options.data_dir):
            asyncio.run(self._serve_until_signalled())

    async def _serve_until_signalled(self) -> None:
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, _stop_or_end, stop)
        loop.add_signal_handler(signal.SIGHUP, self.reload)
        await self.serve(stop)

    async def serve(self, stop: asyncio.Event) -> None:
        """Answer until `stop` is set. The caller holds the data folder alone. Raises as `run` does."""
        async with AsyncExitStack() as at_end:
            store = GroupCommit(Database.open(self._options.data_dir / FILE), Inbox, self._tell_trouble)
            at_end.push_async_callback(store.close)
            commands = self._commands(_StoredData(store))
            application = self._application()
            at_end.push_async_callback(briefly, application.shutdown)
            await self._listen(at_end)
            if self._watcher is not None:
                await self._watcher.start()
                at_end.push_async_callback(briefly, self._watcher.stop)
            sender = await self._sender(application, store)
            logs_questions = self._options.logs_questions
            handlers = Handlers(commands, sender, self._throttle, self._health, logs_questions=logs_questions)
            handlers.add_to(application)
            polling = Api(application.bot.base_url, self._polling)
            await _Run(application, store, sender, polling, self._options, commands, self._health).until(stop)

    async def _sender(self, application: AnyApplication, store: GroupCommit[Inbox]) -> Sender:
        """Return what sends, with the waits that Telegram asked for in an earlier run."""

        async def keep_pause(chat_id: int, until: float) -> None:
            await store.run(lambda inbox: inbox.pause(chat_id, until))

        pace = RateLimit(self._options.rates)
        pace.restore(await store.run(Inbox.pauses))
        api = Api(application.bot.base_url, application.bot.request)
        return Sender(api, self._templates, pace, self._health.retried, keep_pause)

    def _application(self) -> AnyApplication:
        base = self._options.api_url.rstrip("/")
        _log.info("reaching Telegram at %s", base)
        return (
            Application.builder()
            .token(self._options.token)
            .base_url(f"{base}/bot")
            .base_file_url(f"{base}/file/bot")
            .request(AiohttpRequest(connection_pool_size=self._options.limits.workers + 2))
            .get_updates_request(self._polling)
            .updater(None)
            .build()
        )

    async def _listen(self, at_end: AsyncExitStack) -> None:
        if self._monitor is None:
            return
        try:
            await self._monitor.start()
        except OSError as error:
            # To answer people matters more than to be watched.
            reason = error.strerror or error
            _log.error("/healthz, /readyz and /metrics cannot be served: %s; set VERBATIM_MONITOR_PORT", reason)
        else:
            at_end.push_async_callback(briefly, self._monitor.stop)

    def _tell_trouble(self, error: StoreError | None) -> None:
        self._health.set_store_trouble(str(error) if error else None)
        if error:
            _log.error("%s", error)
        else:
            _log.info("the inbox can be written again")

    def reload(self) -> None:
        """Start to read the articles again, as an operator requests by a signal, and log how far it is."""

        async def reload() -> None:
            async for notice in spaced(self._service.reload(), _LOG_SECONDS):
                _log.info("%s", plain(self._templates.blocks(notice)))

        task = asyncio.get_running_loop().create_task(reload())
        self._reloads.add(task)
        task.add_done_callback(self._reloads.discard)


class _StoredData:
    """What the inbox holds about people."""

    def __init__(self, store: GroupCommit[Inbox]) -> None:
        self._store = store

    async def erase(self, person_id: int, keep: int | None) -> None:
        await self._store.run(lambda inbox: inbox.forget(person_id, keep))


class _Run:
    """What one run of the bot does side by side."""

    def __init__(  # noqa: PLR0913, PLR0917  (what it is made of)
        self,
        application: AnyApplication,
        store: GroupCommit[Inbox],
        sender: Sender,
        polling: Api,
        options: Options,
        commands: Commands,
        health: Health,
    ) -> None:
        self._application = application
        self._store = store
        self._sender = sender
        self._polling = polling
        self._options = options
        self._commands = commands
        self._health = health
        self._dead = 0
        self._died = asyncio.Event()
        self._died.set()  # perhaps in an earlier run
        admins = commands.access.admin_ids
        self._dispatcher = Dispatcher(store, self._handle, options.limits, self._died.set, admins)
        health.watch(
            backlog=lambda: self._dispatcher.backlog,
            oldest=lambda: self._dispatcher.oldest,
            dead=lambda: self._dead,
            generation=lambda: commands.service.generation,
        )

    async def until(self, stop: asyncio.Event) -> None:
        """Work until `stop` is set. Raises what makes it impossible to go on."""
        working = asyncio.ensure_future(self._work())
        stopping = asyncio.ensure_future(stop.wait())
        ends: tuple[asyncio.Future[None], ...] = (working, self._dispatcher.failed)
        any_of: list[asyncio.Future[Any]] = [stopping, *ends]
        await asyncio.wait(any_of, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        working.cancel()
        await asyncio.wait({working})
        with suppress(StoreError):  # if that is what ended the bot, it is raised below
            await self._dispatcher.stop(0 if self._health.store_trouble else _GRACE)
        for end in ends:
            if end.done() and not end.cancelled() and (error := end.exception()) is not None:
                raise _first_of(error)

    async def _work(self) -> None:
        bot = self._application.bot
        await patiently(self._application.initialize)
        _log.info("answering as @%s", bot.username)
        await self._dispatcher.sweep()
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(register_commands(bot, sorted(self._commands.access.admin_ids)))
            tasks.create_task(self._dispatcher.sweep_now_and_then())
            tasks.create_task(self._tell_of_the_dead())
            tasks.create_task(self._purge())
            news_within = self._options.ready_after / 3
            if (webhook := self._options.webhook) is None:
                await fetch(bot, self._polling, self._dispatcher, self._health.polled, news_within)
            else:
                connections = self._options.limits.workers
                await be_delivered_to(bot, self._dispatcher, self._health.polled, webhook, connections, news_within)

    async def _handle(self, work: Work) -> None:
        """Hand an update to the handlers. Raises what they fail with, and what makes it no update."""
        update = Update.de_json(dict(work.body), self._application.bot)
        await self._application.process_update(update)
        if work.error is not None:
            raise work.error

    async def _tell_of_the_dead(self) -> None:
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(_COUNT_SECONDS):
                    await self._died.wait()
            self._died.clear()
            self._dead = (await self._store.run(Inbox.counts))[State.DEAD]
            admins = sorted(self._commands.access.admin_ids)
            await tell_of_the_dead(self._sender, self._store, admins)

    async def _purge(self) -> None:
        def purge(inbox: Inbox) -> int:
            return inbox.purge(time.time() - self._options.done_seconds, _PURGED_AT_ONCE)

        while True:
            purged = await self._store.run(purge)
            await asyncio.sleep(0 if purged == _PURGED_AT_ONCE else _PURGE_SECONDS)


def _stop_or_end(stop: asyncio.Event) -> None:
    """Stop; whoever asks twice does not want to wait. Nothing is lost either way."""
    if stop.is_set():
        os._exit(1)
    stop.set()


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Hold the data folder's lock. Raises `AlreadyRunningError` where another process does."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    lock = FileLock(folder / _LOCK, timeout=0)
    try:
        lock.acquire()
    except Timeout:
        raise AlreadyRunningError(folder) from None
    try:
        yield
    finally:
        lock.release()


def _first_of(error: BaseException) -> BaseException:
    """Return the first of a group of errors."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error
