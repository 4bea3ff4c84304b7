"""The Telegram bot in a thread of the test's process: all of it but the process, its signals and its log file."""

import asyncio
import logging
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from bot.app import App, build, telegram_bot
from bot.clock import Clock
from bot.redaction import redact
from config.loading import load_settings
from config.locations import SHIPPED
from retrieval.searcher import Searcher
from tests.bot.articles import WAIT
from tests.bot.clock import FakeClock, SwiftClock
from tests.fakes.botapi import TEST_BOT, BotApiServer, SentMessage

ADMIN = 42
PERSON = 7
_LAST = "/last"


class RunningBot:
    """The bot, wired as `verbatim telegram` wires it; entered again, it starts again on the same data."""

    def __init__(  # noqa: PLR0913, PLR0917  (what it runs on, and how)
        self,
        folder: Path,
        corpus: Path,
        url: str,
        settings: Mapping[str, str] | None = None,
        before_reading: Callable[[threading.Event], None] = lambda _: None,
        clock: Clock | None = None,
    ) -> None:
        """Prepare to run on a corpus with data in `folder`, against the server at `url`, by default in quick motion.

        `before_reading` is called in the thread that reads the corpus, with the event that asks it to give up.
        """
        self._before_reading = before_reading
        self._clock = clock or SwiftClock()
        self._settings = {
            "telegram_token": TEST_BOT,
            "telegram_api_url": url,
            "admin_ids": str(ADMIN),
            "corpus": str(corpus),
            "data_dir": str(folder / "var"),
            "monitor_port": "0",
            "sends_per_chat_per_second": "0",
            "questions_per_minute": "0",
            "set_profile": "false",  # else each would begin with a hundred calls more
            **(settings or {}),
        }
        self._log = _Log()
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._app: App | None = None
        self._stop = asyncio.Event()
        self.failure: Exception | None = None
        """What ended it, if it was not told to stop."""
        self.fails = False
        """Whether a test lets it come upon errors, which it logs."""

    def __enter__(self) -> Self:
        """Start; the corpus is loaded meanwhile."""
        settings = load_settings(self._settings, [SHIPPED]).settings
        settings.data_dir.mkdir(mode=0o700, exist_ok=True)
        self._log.open()

        def load(give_up: threading.Event) -> App:
            self._before_reading(give_up)
            self._app = build(settings, stop=give_up)
            return self._app

        self._bot = telegram_bot(settings, load, self._log.tell, self._clock)
        self._stop, self.failure = asyncio.Event(), None
        started = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(started,), name="bot")
        self._thread.start()
        started.wait(WAIT)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Stop, unless that is done."""
        self.stop()
        self._log.close()

    @property
    def output(self) -> str:
        """All that it has logged."""
        return "\n".join(self._log.lines)

    @property
    def is_running(self) -> bool:
        """Whether it has not ended."""
        return self._thread is not None and self._thread.is_alive()

    def stop(self) -> None:
        """Stop as a signal makes it stop, and return once it has ended."""
        self._in_loop(self._stop.set)
        self.wait()

    def wait(self) -> None:
        """Return once it has ended."""
        if self._thread is not None:
            self._thread.join(WAIT)
            if self._thread.is_alive():
                raise TimeoutError(f"the bot does not end: {self.output}")

    def reload(self) -> None:
        """Let it read the articles again, as a signal does."""
        self._in_loop(self._bot.reload)

    def advance(self, seconds: float) -> None:
        """Move its clock, a `FakeClock`."""
        if self._loop is None or not isinstance(self._clock, FakeClock):
            raise TypeError("this clock runs by itself")
        asyncio.run_coroutine_threadsafe(self._clock.advance(seconds), self._loop).result(WAIT)

    @contextmanager
    def held_searches(self) -> Iterator[None]:
        """Let searches wait, as behind one that takes long, until the end of the block."""
        app, loop, release, holds = self._app, self._loop, threading.Event(), threading.Event()
        if app is None or loop is None:
            raise RuntimeError("the articles are not read yet")

        def hold(_: Searcher) -> bool:
            holds.set()
            return release.wait(WAIT)

        held = asyncio.run_coroutine_threadsafe(app.service.with_searcher(hold), loop)
        holds.wait(WAIT)
        try:
            yield
        finally:
            release.set()
            held.result(WAIT)

    def wait_for_log(self, text: str, times: int = 1) -> None:
        """Return once it has logged a text so often."""
        self._log.wait_for(text, times)

    def _in_loop(self, callback: Callable[[], None]) -> None:
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(callback)

    def _run(self, started: threading.Event) -> None:
        with asyncio.Runner() as runner:
            self._loop = runner.get_loop()
            started.set()
            try:
                runner.run(self._bot.serve(self._stop))
            except Exception as error:  # noqa: BLE001  (the test reads it)
                self.failure = error


class _Log(logging.Handler):
    """Keeps the lines that are logged, as the program writes them: from INFO, without the secrets."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.lines: list[str] = []
        self._changed = threading.Condition()
        self._level = logging.WARNING
        self.setFormatter(logging.Formatter("%(levelname)s %(name)s %(message)s"))

    def open(self) -> None:
        self._level = logging.getLogger().level
        logging.getLogger().setLevel(logging.INFO)
        logging.getLogger().addHandler(self)

    def close(self) -> None:
        logging.getLogger().removeHandler(self)
        logging.getLogger().setLevel(self._level)
        super().close()

    def emit(self, record: logging.LogRecord) -> None:
        self.tell(self.format(record))

    def tell(self, line: str) -> None:
        with self._changed:
            self.lines.append(redact(line))
            self._changed.notify_all()

    def wait_for(self, text: str, times: int) -> None:
        with self._changed:
            if not self._changed.wait_for(lambda: sum(text in line for line in self.lines) >= times, WAIT):
                raise TimeoutError(f"{text!r} was not logged, but: {self.lines}")


def say(server: BotApiServer, text: str, chat_id: int = PERSON) -> str:
    """Write to the bot and return its next message."""
    before = len(server.messages(chat_id))
    server.send_text(chat_id, text)
    return server.wait_for_messages(chat_id, before + 1)[before].text


def settle(server: BotApiServer) -> None:
    """Wait until the bot has worked on all that was written so far, by asking it something in another chat."""
    before = len(server.messages(ADMIN))
    server.send_text(ADMIN, "/sources")
    server.wait_for_messages(ADMIN, before + 1)


def settled(server: BotApiServer, chat_id: int = PERSON) -> list[SentMessage]:
    """Return the bot's messages in a chat once it has worked on all that was written there, which it does in order."""
    last = f"{_LAST}{len(server.calls)}"
    server.send_text(chat_id, last)
    server.wait_until(lambda: any(last in it.text for it in server.messages(chat_id)))
    return [it for it in server.messages(chat_id) if _LAST not in it.text]


def numbers_told(server: BotApiServer, chat: int) -> list[str]:
    """Return which commands such as /n7 a chat was told do not exist, in order of arrival."""
    return [it.text.split("/")[1].split(".")[0].split()[0] for it in server.messages(chat) if "/n" in it.text]


def is_answering(server: BotApiServer) -> bool:
    """Tell whether the bot has begun to fetch updates."""
    return any(call.method == "getUpdates" for call in server.calls)


def has_webhook(server: BotApiServer) -> bool:
    """Tell whether the bot has asked for deliveries."""
    return server.webhook is not None


@contextmanager
def reserved_port() -> Iterator[int]:
    """Reserve a port that only a server may take which reuses addresses, as those of asyncio do."""
    with socket.socket() as holder:
        holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        holder.bind(("127.0.0.1", 0))
        yield int(holder.getsockname()[1])
