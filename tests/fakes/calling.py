"""PTB's own bot, talking to the stand-in as a client that we did not write."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import TypeVar

from telegram import Bot
from telegram.request import HTTPXRequest

from tests.fakes.botapi import TEST_BOT, BotApiServer

Result = TypeVar("Result")


def a_bot(server: BotApiServer, token: str = TEST_BOT) -> Bot:
    """Return a bot of this token. It is not prepared for TLS, which takes longer than most tests."""
    request, updates = (HTTPXRequest(size, httpx_kwargs={"verify": False}) for size in (256, 1))
    return Bot(token, base_url=f"{server.url}/bot", request=request, get_updates_request=updates)


def ask(server: BotApiServer, action: Callable[[Bot], Coroutine[None, None, Result]]) -> Result:
    """Let a real Bot do one thing."""

    async def scenario() -> Result:
        async with a_bot(server) as bot:
            return await action(bot)

    return asyncio.run(scenario())
