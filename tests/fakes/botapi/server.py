"""The server as a test sees it: started and stopped at will, fed and read from the test's thread."""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future
from types import TracebackType
from typing import Self

from aiohttp import web

from .account import Account
from .botfather import BotFather
from .faults import Fault
from .incoming import learn
from .keyboards import buttons_of
from .methods import method_name
from .records import Call, Delivery, SentMessage, Webhook
from .spec import Spec
from .web import Web
from .webhooks import Sleep

__all__ = ["TEST_BOT", "BotApiServer", "buttons_of"]

TEST_BOT = "123456:TEST"

_HOST = "127.0.0.1"
_SHUTDOWN_SECONDS = 0.1
_START_SECONDS = 10


class BotApiServer(BotFather):
    """A Telegram Bot API for one bot; usable as a context manager.

    What it knows outlives `stop()`, and a later `start()` serves it again at the same URL, which is
    what an outage of Telegram looks like to a bot.
    """

    def __init__(
        self,
        token: str = TEST_BOT,
        spec: Spec | None = None,
        sleep: Sleep = asyncio.sleep,
        *,
        username: str = "under_test_bot",
    ) -> None:
        """Prepare a server for the bot with this token and username; the spec, if any, checks its requests.

        After a delivery to a webhook that failed, `sleep` waits for these seconds in the server's event loop.
        """
        self._account = Account(token, spec, username)
        self._sleep = sleep
        self._port = 0
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._web: Web | None = None
        self._stopping: asyncio.Event | None = None

    def start(self) -> None:
        """Serve on a free port of this machine, or on the earlier one after a stop."""
        if self._thread is not None:
            raise RuntimeError("the server is running already")
        started: Future[int] = Future()
        self._thread = threading.Thread(target=self._run, args=(started,), name="botapi", daemon=True)
        self._thread.start()
        self._port = started.result(_START_SECONDS)

    def stop(self) -> None:
        """Close every connection, also those that wait, and end the thread."""
        thread, self._thread = self._thread, None
        if thread is not None:
            self._in_loop(lambda: self._stopping.set() if self._stopping else None)
            thread.join(_START_SECONDS)

    def __enter__(self) -> Self:
        """Start."""
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Stop."""
        self.stop()

    @property
    def url(self) -> str:
        """The address of the server; a bot's base URL is this and "/bot"."""
        return f"http://{_HOST}:{self._port}"

    def send_raw(self, update: dict[str, object]) -> int:
        """Queue an update as it is, with an `update_id` if it has none; return that id."""
        with self._account.changed:
            learn(self._account.chats, update)
            update_id = self._account.updates.put(update)
            self._account.changed.notify_all()
        self._in_loop(self._wake)
        return update_id

    def inject(self, method: str, fault: Fault, *, times: int = 1) -> None:
        """Inject a fault into the next calls of a method."""
        name = method_name(self._account, method)
        if name is None:
            raise ValueError(f"the Bot API has no method {method!r}")
        with self._account.changed:
            self._account.faults.plan(name, fault, times)

    def messages(self, chat_id: int) -> list[SentMessage]:
        """Return what the bot sent to a chat and did not delete, in order, as it stands now."""
        with self._account.changed:
            chat = self._account.chats.find(chat_id)
            return list(chat.sent.values()) if chat else []

    @property
    def calls(self) -> list[Call]:
        """The calls with the right token, in order of arrival."""
        with self._account.changed:
            return list(self._account.calls)

    @property
    def violations(self) -> list[str]:
        """The bot's violations of the Bot API's description, each with its method."""
        return [violation for call in self.calls for violation in call.violations]

    @property
    def unconfirmed(self) -> int:
        """How many updates the bot has not confirmed by a later offset."""
        with self._account.changed:
            return len(self._account.updates)

    @property
    def webhook(self) -> Webhook | None:
        """The webhook that the bot has set, if it has."""
        with self._account.changed:
            return self._account.webhook

    @property
    def deliveries(self) -> list[Delivery]:
        """Every attempt to deliver an update to a webhook, in the order in which they ended."""
        with self._account.changed:
            return list(self._account.deliveries)

    def lose_confirmations(self, times: int = 1) -> None:
        """Lose the next confirmations of deliveries, so that these updates are delivered again."""
        with self._account.changed:
            self._account.lost_confirmations += times

    def wait_for_messages(self, chat_id: int, count: int, timeout: float = 30) -> list[SentMessage]:
        """Wait until the bot has sent `count` messages to a chat. Raises `TimeoutError` with what it did send."""
        self._wait(lambda: len(self.messages(chat_id)) >= count, f"{count} messages in {chat_id}", timeout)
        return self.messages(chat_id)

    def wait_until(self, predicate: Callable[[], bool], timeout: float = 30) -> None:
        """Wait until the predicate holds; check it after changes. Raises `TimeoutError` like `wait_for_messages`."""
        self._wait(predicate, "what the test waits for", timeout)

    def _wait(self, predicate: Callable[[], bool], what: str, timeout: float) -> None:
        with self._account.changed:
            if not self._account.changed.wait_for(predicate, timeout):
                raise TimeoutError(f"{timeout:g} s passed without {what}. {self._received()}")

    def _received(self) -> str:
        calls = "".join(f"\n  {call.method} {dict(call.params)}" for call in self._account.calls[-20:])
        return (
            f"Sent by the bot:\n{self._account.chats.describe()}\n"
            f"Its last calls:{calls or ' none'}\n"
            f"Violations: {self.violations or 'none'}; unconfirmed updates: {len(self._account.updates)}"
        )

    def _wake(self) -> None:
        if self._web is not None:
            self._web.polling.wake()
            self._web.deliveries.wake()

    def _in_loop(self, callback: Callable[[], object]) -> None:
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(callback)

    def _run(self, started: Future[int]) -> None:
        try:
            asyncio.run(self._serve(started))
        except OSError as error:
            started.set_exception(error)

    async def _serve(self, started: Future[int]) -> None:
        self._loop, self._stopping, self._web = (
            asyncio.get_running_loop(),
            asyncio.Event(),
            Web(self._account, self._sleep),
        )
        runner = web.AppRunner(
            self._web.application(), access_log=None, shutdown_timeout=_SHUTDOWN_SECONDS, handle_signals=False
        )
        await runner.setup()
        site = web.TCPSite(runner, _HOST, self._port)
        await site.start()
        await self._web.deliveries.restart()
        started.set_result(site.port)
        await self._stopping.wait()
        self._web.close()
        await self._web.deliveries.close()
        await runner.cleanup()
