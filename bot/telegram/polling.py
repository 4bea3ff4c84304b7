"""Fetching updates: a batch is stored on the disk before it is confirmed to Telegram."""

import logging
from collections.abc import Callable
from contextlib import suppress

from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from bot.clock import SYSTEM_CLOCK, Clock
from bot.telegram.api import Api
from bot.telegram.dispatcher import Dispatcher
from bot.telegram.errors import ANOTHER_BOT, TOKEN_REFUSED, TelegramFailure
from bot.telegram.rate_limit import backoff, retry_after

_log = logging.getLogger(__name__)

ALLOWED_UPDATES = (
    *("message", "edited_message", "callback_query", "my_chat_member", "chat_member", "inline_query", "guest_message"),
)
_BATCH = 100
_SHORT_BATCHES = 2
"""After so many short batches in a row, nothing waits any more.

One is not enough. To a call that repeats an offset within half a second, as after an error or a fast restart, Telegram
returns one update. It also ends a batch at 4 MiB.
"""
_WAIT_SECONDS = 25
_READ_TIMEOUT = _WAIT_SECONDS + 10
_FIRST_WAIT, _LONGEST_WAIT = 0.5, 30.0
_CONFLICT_WAIT = 2.0
_SETTLED_SECONDS = 30.0
"""A conflict later than this is caused by a program that started later; this one continues."""


class Poller:
    """Fetches updates while the dispatcher has room; others wait at Telegram."""

    def __init__(
        self,
        api: Api,
        dispatcher: Dispatcher,
        on_reached: Callable[[], None],
        *,
        heartbeat: float = _WAIT_SECONDS,
        clock: Clock = SYSTEM_CLOCK,
    ) -> None:
        """Wire the parts; `on_reached` is called at least every `heartbeat` seconds while Telegram can be reached."""
        self._wait = max(1, min(_WAIT_SECONDS, int(heartbeat)))
        self._api = api
        self._dispatcher = dispatcher
        self._on_success = on_reached
        self._clock = clock
        self._began = clock.monotonic()
        self._offset: int | None = None

    async def run(self) -> None:
        """Poll for ever. Raises `TelegramFailure` if another program polls or the token is refused, or `StoreError`."""
        await self._receive_waiting()
        while True:
            await self._receive(self._wait)

    async def drain(self) -> None:
        """Receive and confirm what has waited for this process to start. Raises what `run` raises."""
        await self._receive_waiting()
        if self._offset is not None:
            await self._receive(0)  # this confirms the last batch; what it returns came after that batch

    async def _receive_waiting(self) -> None:
        """Receive the first updates, which wait for this process to start."""
        short = 0
        while short < _SHORT_BATCHES and (count := await self._receive(0, have_waited=True)):
            short = 0 if count == _BATCH else short + 1

    async def _receive(self, wait: int, *, have_waited: bool = False) -> int:
        """Confirm the last batch, and receive the next one. Returns how many updates it has."""
        failures = 0
        while True:
            await self._wait_for_room()
            try:
                updates = await self._fetch(wait)
            except Conflict as error:
                is_settled = self._clock.monotonic() - self._began >= _SETTLED_SECONDS
                if not is_settled or "webhook" in error.message.lower():
                    raise TelegramFailure(ANOTHER_BOT) from None
                _log.warning("another program polls with this bot's token: stop it; this one was first, and continues")
                await self._clock.sleep(_CONFLICT_WAIT)
                continue
            except InvalidToken:
                raise TelegramFailure(TOKEN_REFUSED) from None  # the library's error may hold the token
            except TelegramError as error:
                failures += 1
                await retry_wait(failures, error, self._clock)
                continue
            await self._dispatcher.receive(updates, have_waited=have_waited)
            # An offset is sent once: after a week without updates Telegram's ids restart, perhaps below it.
            ids = [it["update_id"] for it in updates if isinstance(it, dict) and type(it.get("update_id")) is int]
            self._offset = ids[-1] + 1 if ids else None
            if updates and not ids:
                failures += 1
                await retry_wait(failures, TelegramError("its updates have no ids"), self._clock)
                continue
            self._on_success()
            return len(updates)

    async def _wait_for_room(self) -> None:
        """Wait for room, and report Telegram as reached meanwhile, since only the bot pauses."""
        while not self._dispatcher.has_room:
            with suppress(TimeoutError):
                async with self._clock.timeout(self._wait):
                    await self._dispatcher.wait_for_room()
            self._on_success()

    async def _fetch(self, wait: int) -> list[object]:
        asked = {"offset": self._offset, "limit": _BATCH, "timeout": wait, "allowed_updates": ALLOWED_UPDATES}
        updates = await self._api.call("getUpdates", asked, read_timeout=_READ_TIMEOUT)
        if not isinstance(updates, list):
            raise TelegramError("Telegram's updates are not a list")
        return updates


async def retry_wait(failures: int, error: TelegramError, clock: Clock) -> None:
    """Log a failed call and wait: as long as Telegram asks, or longer after each failure."""
    wait = retry_after(error) if isinstance(error, RetryAfter) else backoff(failures, _FIRST_WAIT, _LONGEST_WAIT)
    _log.warning("no usable answer from Telegram, trying again in %.1f s: %s", wait, error)
    await clock.sleep(wait)
