"""The sign that the bot is writing, which Telegram shows where an answer takes long."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing, suppress

from telegram.error import TelegramError

from bot.clock import Clock
from bot.messages import Reply
from bot.telegram.address import Address
from bot.telegram.api import Api
from bot.telegram.rate_limit import RateLimit

MOST_AT_ONCE = 4
"""The most signs that are being sent: they have connections of their own, so that no message waits for one."""

_AFTER_SECONDS = 1.0
_AGAIN_SECONDS = 4.0
"""Telegram shows the sign for five seconds, or until a message comes."""
_TIMEOUT = 2.0


class ChatActions:
    """Shows the sign. It is no message: it takes no turn, is not sent again, and nobody hears if it fails."""

    def __init__(self, api: Api, limit: RateLimit) -> None:
        """Take the client, and the pauses that Telegram asks for."""
        self._api = api
        self._limit = limit
        self._sending = 0

    async def typing(self, to: Address) -> None:
        """Show the sign once in a chat, in its topic, unless Telegram wants nothing there now."""
        if self._sending >= MOST_AT_ONCE or self._limit.is_paused(to.chat_id):
            return
        self._sending += 1
        action = {"chat_id": to.chat_id, "message_thread_id": to.thread_id, "action": "typing"}
        try:
            with suppress(TelegramError):
                await self._api.call("sendChatAction", action, _TIMEOUT)
        finally:
            self._sending -= 1


async def showing(
    replies: AsyncGenerator[Reply], sign: Callable[[], Awaitable[None]], clock: Clock
) -> AsyncGenerator[Reply]:
    """Yield the replies. While the first takes over a second, call `sign` again and again, beside it."""

    async def repeat() -> None:
        await clock.sleep(_AFTER_SECONDS)
        while True:
            await sign()
            await clock.sleep(_AGAIN_SECONDS)

    repeated = asyncio.create_task(repeat())
    try:
        async with aclosing(replies):
            async for reply in replies:
                repeated.cancel()
                yield reply
    finally:
        repeated.cancel()
