"""Long polling: a batch is stored on the disk before it is confirmed to Telegram."""

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
_WAIT_SECONDS = 25
_READ_TIMEOUT = _WAIT_SECONDS + 10
_FIRST_WAIT, _LONGEST_WAIT = 0.5, 30.0
_CONFLICT_WAIT = 2.0
_SETTLED_SECONDS = 30.0
"""A conflict later than this is caused by a program that started later; this one continues."""


class Poller:
    """Polls while the dispatcher has room; other updates wait at Telegram."""

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

    async def run(self) -> None:
        """Poll for ever. Raises `TelegramFailure` if another program polls or the token is refused, or `StoreError`."""
        offset: int | None = None
        began = self._clock.monotonic()
        failures = 0
        have_waited = True  # the first updates, which come at once, wait for this process to start
        while True:
            await self._wait_for_room()
            try:
                updates = await self._fetch(offset, 0 if have_waited else self._wait)
            except Conflict as error:
                if self._clock.monotonic() - began < _SETTLED_SECONDS or "webhook" in error.message.lower():
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
            have_waited = have_waited and len(updates) == _BATCH
            # An offset is sent once: after a week without updates Telegram's ids restart, perhaps below it.
            ids = [it["update_id"] for it in updates if isinstance(it, dict) and type(it.get("update_id")) is int]
            offset = ids[-1] + 1 if ids else None
            if updates and not ids:
                failures += 1
                await retry_wait(failures, TelegramError("its updates have no ids"), self._clock)
                continue
            failures = 0
            self._on_success()

    async def _wait_for_room(self) -> None:
        """Wait for room, and report Telegram as reached meanwhile, since only the bot pauses."""
        while not self._dispatcher.has_room:
            with suppress(TimeoutError):
                async with self._clock.timeout(self._wait):
                    await self._dispatcher.wait_for_room()
            self._on_success()

    async def _fetch(self, offset: int | None, wait: int) -> list[object]:
        asked = {"offset": offset, "limit": _BATCH, "timeout": wait, "allowed_updates": ALLOWED_UPDATES}
        updates = await self._api.call("getUpdates", asked, read_timeout=_READ_TIMEOUT)
        if not isinstance(updates, list):
            raise TelegramError("Telegram's updates are not a list")
        return updates


async def retry_wait(failures: int, error: TelegramError, clock: Clock) -> None:
    """Log a failed call and wait: as long as Telegram asks, or longer after each failure."""
    wait = retry_after(error) if isinstance(error, RetryAfter) else backoff(failures, _FIRST_WAIT, _LONGEST_WAIT)
    _log.warning("no usable answer from Telegram, trying again in %.1f s: %s", wait, error)
    await clock.sleep(wait)
