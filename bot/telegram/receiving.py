"""Where updates come from: they are fetched, or delivered. Either way Telegram hears only of what is on the disk."""

import asyncio
import json
import logging
import secrets
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import TypeVar
from urllib.parse import urlsplit

from telegram import Bot
from telegram.error import BadRequest, InvalidToken, TelegramError

from bot.redaction import hide
from bot.telegram.api import Api
from bot.telegram.dispatcher import Dispatcher
from bot.telegram.errors import (
    AnotherBotError,
    PortTakenError,
    RefusedError,
    TokenRefusedError,
)
from bot.telegram.options import WebhookOptions
from bot.telegram.polling import ALLOWED_UPDATES, Poller, backed_off
from bot.telegram.webhook import Webhook

_log = logging.getLogger(__name__)

_CHECK_SECONDS = 30.0
_GOODBYE = 0.1
_RECENT = timedelta(minutes=10)
"""Telegram tries again within this, and keeps the date of its last error for ever."""

Result = TypeVar("Result")


async def patiently(call: Callable[[], Awaitable[Result]]) -> Result:
    """Call Telegram until it answers. Raises `TokenRefusedError`, and `RefusedError` where it says no."""
    failures = 0
    while True:
        try:
            return await call()
        except InvalidToken:
            raise TokenRefusedError from None  # the library's error may hold the token
        except BadRequest as error:
            raise RefusedError(error.message) from None
        except TelegramError as error:
            failures += 1
            await backed_off(failures, error)
        except (AttributeError, KeyError, TypeError, ValueError) as error:  # what python-telegram-bot makes nothing of
            failures += 1
            await backed_off(failures, TelegramError(f"its answer makes no sense ({type(error).__name__})"))


def _is_recent(at: datetime | None) -> bool:
    return at is not None and datetime.now(UTC) - at < _RECENT


async def briefly(call: Callable[[], Awaitable[object]]) -> None:
    """Let something end, but not for long: the program is stopping."""
    try:
        async with asyncio.timeout(_GOODBYE):
            await call()
    except TimeoutError:
        _log.debug("something was left to end with the program")


async def fetch(bot: Bot, api: Api, dispatcher: Dispatcher, on_success: Callable[[], None], news_within: float) -> None:
    """Fetch updates for ever, by long polling. Raises `TelegramFailure` or `StoreError`."""
    await patiently(bot.delete_webhook)
    await Poller(api, dispatcher, on_success, news_within).run()


async def be_delivered_to(  # noqa: PLR0913, PLR0917  (whom it serves, and how)
    bot: Bot,
    dispatcher: Dispatcher,
    on_success: Callable[[], None],
    options: WebhookOptions,
    connections: int,
    news_within: float,
) -> None:
    """Take deliveries for ever, at most so many at once. Raises `TelegramFailure`."""

    async def receive(body: bytes) -> bool:
        if not dispatcher.has_room:
            return False  # it comes again
        await dispatcher.receive([json.loads(body)])
        on_success()
        return True

    secret = options.secret or secrets.token_urlsafe(32)
    hide([secret])
    webhook = Webhook(secret, urlsplit(options.url).path or "/", options.host, options.port, receive)
    try:
        await webhook.start()
    except OSError as error:
        raise PortTakenError(options.host, options.port, error.strerror or str(error)) from None
    try:
        await patiently(
            lambda: bot.set_webhook(
                options.url,
                secret_token=secret,
                allowed_updates=ALLOWED_UPDATES,
                max_connections=min(100, connections),
            ),
        )
        _log.info("Telegram delivers to %s", options.url)
        while True:
            # In a quiet night nothing is delivered: what counts is that Telegram would.
            info = await patiently(bot.get_webhook_info)
            if info.url != options.url:
                raise AnotherBotError
            if info.pending_update_count and _is_recent(info.last_error_date):
                _log.error("Telegram cannot deliver to %s: %s", options.url, info.last_error_message)
            else:
                on_success()
            await asyncio.sleep(min(_CHECK_SECONDS, news_within))
    finally:
        await briefly(webhook.stop)
