"""The Telegram bot: wiring, start and stop."""

import asyncio
import logging
import threading
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from telegram.ext import Application, ContextTypes

from bot.access import Access
from bot.citation_keys import CitationKeys
from bot.clock import SYSTEM_CLOCK, Clock
from bot.commands import Commands, PersonalData
from bot.health import Health
from bot.rendering.languages import Languages
from bot.rendering.text import plain
from bot.service import in_daemon_thread
from bot.spacing import spaced
from bot.storage import FILE, Database, GroupCommit, StoreError, Tables
from bot.telegram.administrators import Administrators
from bot.telegram.api import Api
from bot.telegram.chat_action import MOST_AT_ONCE
from bot.telegram.chosen import Chosen
from bot.telegram.dispatcher import Dispatcher
from bot.telegram.handlers import Handlers
from bot.telegram.job import AnyApplication, JobContext
from bot.telegram.moves import KnownMoves
from bot.telegram.options import TelegramOptions
from bot.telegram.outcomes import Outcomes
from bot.telegram.parts import Parts
from bot.telegram.passing import PASSING_WORKERS
from bot.telegram.profile_update import update_profile
from bot.telegram.question_links import QuestionLinks
from bot.telegram.rate_limit import RateLimit
from bot.telegram.receiving import end_briefly
from bot.telegram.sender import Sender
from bot.telegram.session import Session
from bot.telegram.stored_data import StoredData
from bot.telegram.transport import AiohttpRequest
from bot.throttle import Throttle

_log = logging.getLogger(__name__)

_LOG_SECONDS = 30.0
"""The time between two log lines about a reload that runs."""
_CANCEL_SECONDS = 0.5
"""How long the bot, when it stops, waits for the reading of the articles to stop."""


class Component(Protocol):
    """A part that starts and stops with the bot."""

    async def start(self) -> None:
        """Start. Raises `OSError` if the address is taken."""
        ...

    async def stop(self) -> None:
        """Stop."""
        ...


@dataclass(frozen=True, slots=True)
class Backend:
    """The parts that need the index: the commands, and the watcher of the corpus."""

    commands: Commands
    watcher: Component | None = None


Build = Callable[[PersonalData, threading.Event], Backend]
"""Reads the articles, which may take long, and wires the backend; the event cancels it."""


class TelegramBot:
    """Receives messages from the start on, and answers them once the articles are read.

    Messages wait in the inbox until then, and also those that are unanswered when the bot stops, for its next start.
    """

    def __init__(  # noqa: PLR0913, PLR0917  (all that a bot needs)
        self,
        options: TelegramOptions,
        build: Build,
        access: Access,
        languages: Languages,
        throttle: Throttle,
        health: Health,
        *,
        is_upgrade: Callable[[], bool] = lambda: False,
        monitor: Component | None = None,
        clock: Clock = SYSTEM_CLOCK,
    ) -> None:
        """Wire the parts; `build` runs in a thread. If `is_upgrade`, chats get a notice that they wait for it."""
        self._options = options
        self._build = build
        self._access = access
        self._languages = languages
        self._throttle = throttle
        self._health = health
        self._is_upgrade = is_upgrade
        self._monitor = monitor
        self._clock = clock
        self._backend: Backend | None = None
        self._is_reload_due = False
        self._polling = AiohttpRequest(connection_pool_size=1)
        self._reloads: set[asyncio.Task[None]] = set()

    async def serve(self, stop: asyncio.Event) -> None:
        """Answer until `stop` is set. The caller must hold the lock of the data folder.

        Raises what `build` raises, `TelegramFailure` if another bot polls or Telegram refuses the token or webhook, and
        `StoreError` if the inbox cannot be used.
        """
        async with AsyncExitStack() as at_end:
            store = GroupCommit(Database.open(self._options.data_dir / FILE), Tables, self._on_store_error)
            at_end.push_async_callback(store.close)
            application = self._application()
            for request in (self._polling, application.bot.request):  # open even if `initialize` failed
                at_end.push_async_callback(end_briefly, request.shutdown)
            at_end.push_async_callback(end_briefly, application.shutdown)
            await self._start_monitor(at_end)
            known = await store.run(lambda tables: tables.moves.all())
            for group_id, supergroup_id in known.items():
                self._access.note_move(group_id, supergroup_id)
            moves = KnownMoves(known)
            sender = await self._sender(application, store, moves)
            commands: asyncio.Future[Commands] = asyncio.get_running_loop().create_future()
            outcomes = Outcomes(
                self._health,
                self._clock,
                logs_questions=self._options.logs_questions,
                stores_questions=self._options.question_seconds > 0,
            )
            keys = await store.run(lambda tables: tables.answers.keys())
            chosen = Chosen(store)
            links = QuestionLinks(store, self._options.answer_seconds, self._clock)
            at_end.push_async_callback(end_briefly, links.write)
            administrators = Administrators(Api(application.bot.base_url, application.bot.request), self._clock, moves)
            parts = Parts(
                commands,
                self._access,
                sender,
                outcomes,
                keys,
                chosen,
                administrators,
                application.bot,
                links,
                self._clock,
            )
            handlers = Handlers(application, parts, self._throttle, self._health)
            has_dead = asyncio.Event()
            has_dead.set()  # an earlier run may have left some
            admin_ids, is_upgrade = self._access.admin_ids, await asyncio.to_thread(self._is_upgrade)
            dispatcher = Dispatcher(
                store,
                handlers.handle,
                self._options.limits,
                has_dead.set,
                admin_ids,
                is_upgrade=is_upgrade,
                on_administrators=administrators.drop,
                left=await store.run(lambda tables: (tables.inbox.waiting(), tables.inbox.oldest_waiting())),
                clock=self._clock,
            )
            if is_upgrade:
                _log.info("building a new index: until it is complete, questions wait in the inbox")
            cancelled = threading.Event()
            citation_keys = CitationKeys(keys.secret)
            stored = StoredData(store, chosen, links, self._options.answer_seconds, self._clock, citation_keys)
            building = in_daemon_thread(lambda: self._build(stored, cancelled))
            at_end.push_async_callback(_end_building, building, cancelled)

            async def until_read() -> None:
                backend = self._backend = await asyncio.shield(building)
                if backend.watcher is not None:
                    await backend.watcher.start()
                    at_end.push_async_callback(end_briefly, backend.watcher.stop)
                commands.set_result(backend.commands)
                if self._is_reload_due:  # files may have changed after they were read
                    self.reload()

            api = Api(application.bot.base_url, application.bot.request)
            profile, clock = self._options.profile, self._clock
            session = Session(
                application,
                Api(application.bot.base_url, self._polling),
                store,
                sender,
                dispatcher,
                links,
                until_read,
                partial(update_profile, api, store, self._languages, admin_ids, profile, clock),
                has_dead,
                self._options,
                admin_ids,
                self._health,
                self._clock,
            )
            self._health.watch(
                backlog=lambda: dispatcher.backlog,
                oldest=lambda: dispatcher.oldest,
                dead=lambda: session.dead,
                generation=lambda: 0 if self._backend is None else self._backend.commands.service.generation,
            )
            await session.run(stop)

    async def _sender(self, application: AnyApplication, store: GroupCommit[Tables], moves: KnownMoves) -> Sender:
        """Wire the sender, and restore the pauses that Telegram asked for in an earlier run."""

        async def store_pause(chat_id: int, until: float) -> None:
            await store.run(lambda tables: tables.inbox.pause(chat_id, until))

        limit = RateLimit(self._options.rates, self._clock)
        limit.restore(await store.run(lambda tables: tables.inbox.pauses()))
        api = Api(application.bot.base_url, application.bot.request)
        return Sender(api, self._languages, limit, self._health.retried, store_pause, self._clock, moves)

    def _application(self) -> AnyApplication:
        base = self._options.api_url.rstrip("/")
        _log.info("using the Bot API at %s", base)
        return (
            Application.builder()
            .token(self._options.token)
            .base_url(f"{base}/bot")
            .base_file_url(f"{base}/file/bot")
            .request(
                AiohttpRequest(connection_pool_size=self._options.limits.workers + PASSING_WORKERS + MOST_AT_ONCE + 2)
            )
            .get_updates_request(self._polling)
            .context_types(ContextTypes(context=JobContext))
            .updater(None)
            .build()
        )

    async def _start_monitor(self, at_end: AsyncExitStack) -> None:
        if self._monitor is None:
            return
        try:
            await self._monitor.start()
        except OSError as error:
            # Answering matters more than monitoring.
            reason = error.strerror or error
            _log.error("/healthz, /readyz and /metrics cannot be served: %s; set VERBATIM_MONITOR_PORT", reason)
        else:
            at_end.push_async_callback(end_briefly, self._monitor.stop)

    def _on_store_error(self, error: StoreError | None) -> None:
        self._health.set_store_trouble(str(error) if error else None)
        if error:
            _log.error("%s", error)
        else:
            _log.info("the inbox can be written again")

    def reload(self) -> None:
        """Reload in the background and log the progress; before the first reading is complete, do so after it."""

        async def reload(backend: Backend) -> None:
            async for notice in spaced(backend.commands.service.reload(), _LOG_SECONDS, self._clock):
                _log.info("%s", plain(self._languages.templates().blocks(notice)))

        if self._backend is None:
            self._is_reload_due = True
            return
        task = asyncio.get_running_loop().create_task(reload(self._backend))
        self._reloads.add(task)
        task.add_done_callback(self._reloads.discard)


async def _end_building(building: asyncio.Future[Backend], cancelled: threading.Event) -> None:
    """Cancel the reading of the articles, and wait briefly for it."""
    cancelled.set()
    await asyncio.wait({building}, timeout=_CANCEL_SECONDS)
    if not building.cancel():  # else its thread would call a loop that is closed by then
        building.exception()  # retrieved, so that asyncio does not log it
