"""/reload over HTTP: one message that shows the progress of the reload."""

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from telegram.ext import Application, ContextTypes

from bot.access import Access
from bot.clock import SYSTEM_CLOCK
from bot.commands import Commands
from bot.health import Health
from bot.service import Service
from bot.storage import FILE, Database, GroupCommit, Keys, Tables
from bot.telegram.administrators import Administrators
from bot.telegram.api import Api
from bot.telegram.chosen import Chosen
from bot.telegram.handlers import Handlers
from bot.telegram.job import AnyApplication, Job, JobContext
from bot.telegram.outcomes import Outcomes
from bot.telegram.parts import Parts
from bot.telegram.question_links import QuestionLinks
from bot.telegram.rate_limit import RateLimit, Rates
from bot.telegram.raw_update import parse
from bot.telegram.sender import Sender
from bot.telegram.transport import AiohttpRequest
from bot.throttle import Throttle
from retrieval.models import Progress, ReloadReport
from retrieval.searcher import Searcher
from tests.bot.articles import searcher, searcher_of
from tests.bot.samples import LANGUAGES
from tests.fakes.botapi import TEST_BOT, BotApiServer

ADMIN = 7
STEPS = 3


class Unhurried(Searcher):
    """Searches like the program; before it reloads, it tells of files one by one, each once the one before is seen."""

    def __init__(self, *parts: Any, **settings: Any) -> None:  # noqa: ANN401  (any of a searcher's)
        """Make a searcher that nobody watches yet."""
        super().__init__(*parts, **settings)
        self.wait_until_seen: Callable[[int], None] = lambda _: None

    def reload(
        self,
        on_progress: Callable[[Progress], None] | None = None,
        *,
        full: bool = False,
        stop: threading.Event | None = None,
    ) -> ReloadReport:
        """Tell of so many files, and reload."""
        for step in range(1, STEPS + 1):
            if on_progress is not None:
                on_progress(Progress(step, 9 * step, step, STEPS, step, STEPS, float(step)))
            self.wait_until_seen(step)
        return super().reload(on_progress, full=full, stop=stop)


async def store_pause(chat_id: int, until: float) -> None:
    del chat_id, until


@asynccontextmanager
async def bot_for(server: BotApiServer, service: Service, folder: Path) -> AsyncIterator[Handlers]:
    """Run the handlers as the program does, but for the inbox."""
    application: AnyApplication = (
        Application.builder()
        .token(TEST_BOT)
        .base_url(f"{server.url}/bot")
        .request(AiohttpRequest(connection_pool_size=2))
        .get_updates_request(AiohttpRequest(connection_pool_size=1))
        .context_types(ContextTypes(context=JobContext))
        .updater(None)
        .build()
    )
    bot = application.bot
    sender = Sender(Api(bot.base_url, bot.request), LANGUAGES, RateLimit(Rates(0)), lambda: None, store_pause)
    commands: asyncio.Future[Commands] = asyncio.get_running_loop().create_future()
    access = Access({ADMIN})
    commands.set_result(Commands(service, access))
    outcomes = Outcomes(Health(90), SYSTEM_CLOCK, logs_questions=False, stores_questions=False)
    store = GroupCommit(Database.open(folder / FILE), Tables, lambda _: None)
    administrators = Administrators(Api(bot.base_url, bot.request), SYSTEM_CLOCK, sender.moves)
    links = QuestionLinks(store, 0, SYSTEM_CLOCK)
    parts = Parts(commands, access, sender, outcomes, Keys(b"secret"), Chosen(store), administrators, bot, links)
    handlers = Handlers(application, parts, Throttle(0), Health(90), edit_seconds=0)
    async with application:
        yield handlers
    await store.close()


async def write(handlers: Handlers, text: str) -> None:
    """Let the admin write to the bot, and wait until all is said."""
    person = {"id": ADMIN, "is_bot": False, "first_name": "Ann"}
    chat = {"id": ADMIN, "type": "private", "first_name": "Ann"}
    entities = [{"type": "bot_command", "offset": 0, "length": len(text)}]
    message = {"message_id": 1, "date": int(time.time()), "chat": chat, "from": person, "text": text}
    update = parse({"update_id": 1, "message": {**message, "entities": entities}})
    assert update is not None
    await handlers.handle(Job(update, time.time()))


def reload(server: BotApiServer, service: Service, folder: Path) -> None:
    async def run() -> None:
        async with bot_for(server, service, folder) as handlers:
            await write(handlers, "/reload")

    asyncio.run(run())


def test_a_long_reload_edits_one_message(server: BotApiServer, articles: Path, tmp_path: Path) -> None:
    slow = searcher_of(Unhurried, articles)
    slow.wait_until_seen = lambda step: server.wait_until(
        lambda: f"{step} of {STEPS} files" in server.messages(ADMIN)[0].text
    )
    reload(server, Service(slow, 3, progress_seconds=0.02), tmp_path)
    [message] = server.messages(ADMIN)
    assert message.edits[0] == "Reading the articles anew…"
    assert [text for text in message.edits[1:] if " of 3 files, " in text] == [
        "Reading the articles anew… 1 of 3 files, 9 sentences so far, 9 sentences a second; about 2 s left.",
        "Reading the articles anew… 2 of 3 files, 18 sentences so far, 9 sentences a second; about 1 s left.",
        "Reading the articles anew… 3 of 3 files, 27 sentences so far, 9 sentences a second; about 1 s left.",
    ]
    assert message.text.startswith("Reloaded in ")


def test_a_quick_reload_is_told_of_at_once(server: BotApiServer, articles: Path, tmp_path: Path) -> None:
    reload(server, Service(searcher(articles), 3), tmp_path)
    [message] = server.messages(ADMIN)
    assert message.edits == ("Reading the articles anew…",)
    assert message.text.startswith("Reloaded in ")
