"""Reception of updates, by polling or by a webhook. Updates are confirmed to Telegram once they are on the disk."""

import asyncio
import json
import logging
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeVar
from urllib.parse import urlsplit

from telegram import Bot
from telegram.error import BadRequest, InvalidToken, TelegramError

from bot.clock import SYSTEM_CLOCK, Clock
from bot.redaction import hide
from bot.telegram.api import Api
from bot.telegram.dispatcher import Dispatcher
from bot.telegram.errors import ANOTHER_BOT, TOKEN_REFUSED, TelegramFailure
from bot.telegram.options import WebhookOptions
from bot.telegram.polling import ALLOWED_UPDATES, Poller, retry_wait
from bot.telegram.webhook import Webhook

_log = logging.getLogger(__name__)

_CHECK_SECONDS = 30.0
_END_SECONDS = 0.1
_RECENT = timedelta(minutes=10)
"""Telegram retries deliveries within this time. An older error is over, though Telegram still reports it."""

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Receiver:
    """Hands updates to the dispatcher until it is cancelled.

    `polling` is the client for long polls. `on_reached` is called at least every `heartbeat` seconds while Telegram can
    be reached.
    """

    bot: Bot
    polling: Api
    dispatcher: Dispatcher
    on_reached: Callable[[], None]
    heartbeat: float
    clock: Clock = SYSTEM_CLOCK

    async def poll(self) -> None:
        """Receive by long polling. Raises `TelegramFailure` or `StoreError`."""
        poller = await self._poller()
        await poller.run()

    async def listen(self, options: WebhookOptions, connections: int) -> None:
        """Receive by a webhook, over at most `connections` connections. Raises `TelegramFailure` or `StoreError`.

        What has waited at Telegram is fetched first: a delivery does not tell whether it has waited. Until then the
        deliveries of a webhook that an earlier process set are refused. If this process ends between the two, Telegram
        keeps the updates, and the next start sets the webhook.
        """
        secret = options.secret or secrets.token_urlsafe(32)
        hide([secret])
        path = urlsplit(options.url).path or "/"
        drained = asyncio.Event()

        async def store(body: bytes) -> bool:
            return drained.is_set() and await self._receive(body)

        webhook = Webhook(secret, path, options.host, options.port, store, self.clock)
        try:
            await webhook.start()
        except OSError as error:
            address = f"{options.host}:{options.port}"
            raise TelegramFailure(
                f"cannot listen for the webhook at {address}: {error.strerror or error}; set VERBATIM_WEBHOOK_PORT"
            ) from None
        try:
            poller = await self._poller()
            await poller.drain()
            drained.set()
            await until_answered(
                lambda: self.bot.set_webhook(
                    options.url,
                    secret_token=secret,
                    allowed_updates=ALLOWED_UPDATES,
                    max_connections=min(100, connections),
                ),
                self.clock,
            )
            _log.info("Telegram delivers to %s", options.url)
            while True:
                await self._check_webhook(options.url)
                await self.clock.sleep(min(_CHECK_SECONDS, self.heartbeat))
        finally:
            await end_briefly(webhook.stop)

    async def _poller(self) -> Poller:
        """Return what fetches updates, which Telegram allows only without a webhook. It keeps those not delivered."""
        await until_answered(self.bot.delete_webhook, self.clock)
        return Poller(self.polling, self.dispatcher, self.on_reached, heartbeat=self.heartbeat, clock=self.clock)

    async def _receive(self, body: bytes) -> bool:
        if not self.dispatcher.has_room:
            return False  # Telegram delivers it again
        await self.dispatcher.receive([json.loads(body)])
        self.on_reached()
        return True

    async def _check_webhook(self, url: str) -> None:
        """Ask Telegram whether its deliveries fail: that none arrive may only mean that nobody writes."""
        info = await until_answered(self.bot.get_webhook_info, self.clock)
        if info.url != url:
            raise TelegramFailure(ANOTHER_BOT)
        failed_at = info.last_error_date
        if info.pending_update_count and failed_at is not None and datetime.now(UTC) - failed_at < _RECENT:
            _log.error("Telegram cannot deliver to %s, and keeps the updates: %s", url, info.last_error_message)
        else:
            self.on_reached()


async def until_answered(call: Callable[[], Awaitable[Result]], clock: Clock) -> Result:
    """Call Telegram until it answers. Raises `TelegramFailure` if it refuses the token or the call."""
    failures = 0
    while True:
        try:
            return await call()
        except InvalidToken:
            raise TelegramFailure(TOKEN_REFUSED) from None  # the library's error may hold the token
        except BadRequest as error:
            raise TelegramFailure(
                f"Telegram refuses what the settings ask for: {error.message}; look at VERBATIM_WEBHOOK_URL"
            ) from None
        except TelegramError as error:
            failure = error
        except (AttributeError, KeyError, TypeError, ValueError) as error:  # raised by python-telegram-bot
            failure = TelegramError(f"its answer cannot be parsed ({type(error).__name__})")
        failures += 1
        await retry_wait(failures, failure, clock)


async def end_briefly(call: Callable[[], Awaitable[object]]) -> None:
    """Await a coroutine function that ends a part of the bot, but not for long: the process ends anyway."""
    try:
        async with asyncio.timeout(_END_SECONDS):
            await call()
    except TimeoutError:
        _log.debug("%r did not return in time, and ends with the process", call)
