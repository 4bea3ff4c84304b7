"""PTB's own bot, talking to the stand-in as a client that we did not write."""

from telegram import Bot
from telegram.request import HTTPXRequest

from tests.fakes.botapi import TEST_BOT, BotApiServer


def a_bot(server: BotApiServer, token: str = TEST_BOT) -> Bot:
    """Return a bot of this token. It is not prepared for TLS, which takes longer than most tests."""
    request, updates = (HTTPXRequest(size, httpx_kwargs={"verify": False}) for size in (256, 1))
    return Bot(token, base_url=f"{server.url}/bot", request=request, get_updates_request=updates)
