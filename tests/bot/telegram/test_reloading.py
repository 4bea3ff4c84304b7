"""/reload over HTTP: one message that tells how far the reload is, and is not edited too often."""

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from itertools import pairwise
from pathlib import Path

from telegram import Update
from telegram.ext import Application

from bot.access import Access
from bot.commands import Commands
from bot.health import Health
from bot.service import Service
from bot.telegram.api import Api
from bot.telegram.handlers import AnyApplication, Handlers
from bot.telegram.job import CURRENT, Work
from bot.telegram.rate_limit import RateLimit, Rates
from bot.telegram.sender import Sender
from bot.telegram.transport import AiohttpRequest
from bot.throttle import Throttle
from retrieval.models import Progress, ReloadReport
from retrieval.searcher import Searcher
from tests.bot.articles import searcher, searcher_of
from tests.bot.samples import TEMPLATES
from tests.fakes.botapi import TEST_BOT, BotApiServer

ADMIN = 7
EDIT_SECONDS = 0.4
# What the clock and a busy machine may take off.
NEARLY = 0.95
PAUSE = 0.04


class Unhurried(Searcher):
    """Searches like the program, and reloads as slowly as if there were much to read; then it does reload."""

    steps = 0

    def reload(
        self,
        on_progress: Callable[[Progress], None] | None = None,
        *,
        full: bool = False,
        stop: threading.Event | None = None,
    ) -> ReloadReport:
        """Tell of so many files, and reload."""
        for step in range(1, self.steps + 1):
            time.sleep(PAUSE)
            if on_progress is not None:
                on_progress(Progress(step, 9 * step, step, self.steps, step, self.steps, step * PAUSE))
        return super().reload(on_progress, full=full, stop=stop)


async def keep_pause(chat_id: int, until: float) -> None:
    del chat_id, until


@asynccontextmanager
async def bot_for(server: BotApiServer, service: Service) -> AsyncIterator[AnyApplication]:
    """Run the handlers as the program does, but for the inbox."""
    application: AnyApplication = (
        Application.builder()
        .token(TEST_BOT)
        .base_url(f"{server.url}/bot")
        .request(AiohttpRequest(connection_pool_size=2))
        .get_updates_request(AiohttpRequest(connection_pool_size=1))
        .updater(None)
        .build()
    )
    bot = application.bot
    sender = Sender(Api(bot.base_url, bot.request), TEMPLATES, RateLimit(Rates(0)), lambda: None, keep_pause)
    commands = Commands(service, Access({ADMIN}))
    handlers = Handlers(commands, sender, Throttle(0), Health(90), logs_questions=False, edit_seconds=EDIT_SECONDS)
    handlers.add_to(application)
    async with application:
        yield application


async def write(application: AnyApplication, text: str) -> None:
    """Let the admin write to the bot, and wait until all is said."""
    person = {"id": ADMIN, "is_bot": False, "first_name": "Ann"}
    chat = {"id": ADMIN, "type": "private", "first_name": "Ann"}
    entities = [{"type": "bot_command", "offset": 0, "length": len(text)}]
    message = {"message_id": 1, "date": int(time.time()), "chat": chat, "from": person, "text": text}
    body = {"update_id": 1, "message": {**message, "entities": entities}}
    work = Work(1, body, ADMIN, ADMIN, ADMIN, ADMIN, time.time())
    CURRENT.set(work)
    await application.process_update(Update.de_json(body, application.bot))
    assert work.error is None


def edited_at(server: BotApiServer) -> list[float]:
    return [call.at for call in server.calls if call.method == "editMessageText"]


def reload(server: BotApiServer, service: Service) -> None:
    async def run() -> None:
        async with bot_for(server, service) as application:
            await write(application, "/reload")

    asyncio.run(run())


def test_a_long_reload_edits_one_message_no_oftener_than_it_may(server: BotApiServer, articles: Path) -> None:
    slow = searcher_of(Unhurried, articles)
    slow.steps = 60  # two and a half seconds, in which progress is told a hundred times
    reload(server, Service(slow, 3, progress_seconds=0.02))
    [message] = server.messages(ADMIN)
    assert message.edits[0] == "Reading the articles anew…"
    between = message.edits[1:]
    assert 3 <= len(between) <= 7
    assert all(" of 60 files, " in text for text in between)
    assert "sentences a second; about 1 s left." in between[-1]
    assert message.text.startswith("Reloaded in ")
    gaps = [later - earlier for earlier, later in pairwise(edited_at(server))]
    assert min(gaps) >= EDIT_SECONDS * NEARLY


def test_a_quick_reload_is_told_of_at_once(server: BotApiServer, articles: Path) -> None:
    reload(server, Service(searcher(articles), 3, progress_seconds=0.02))
    [message] = server.messages(ADMIN)
    assert message.edits == ("Reading the articles anew…",)
    assert message.text.startswith("Reloaded in ")
