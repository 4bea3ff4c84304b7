"""The program's answers and the endpoint settings, for the handlers of the peers."""

import os
from urllib.parse import urlsplit

from bot.app import build
from bot.rendering.html import messages
from config.loading import load_settings
from config.locations import SHIPPED


class Answers:
    """The program's retrieval and templates, without its Telegram."""

    def __init__(self) -> None:
        """Load the corpus of the environment."""
        self._app = build(load_settings({"corpus": os.environ["VERBATIM_CORPUS"]}, files=[SHIPPED]).settings)

    async def to(self, text: str) -> list[str]:
        """Return the messages that answer a question or /sources, in Telegram's HTML."""
        service = self._app.service
        reply = service.sources() if text == "/sources" else await service.ask(text)
        return [message.html for message in messages(self._app.templates.blocks(reply))]


class Endpoint:
    """The URLs of Telegram and of the peer. The peer's are removed from the environment, which the settings read."""

    def __init__(self) -> None:
        """Read the environment."""
        self.token = os.environ["VERBATIM_TELEGRAM_TOKEN"]
        self.api_url = os.environ["VERBATIM_TELEGRAM_API_URL"]
        self.webhook_url = os.environ.pop("VERBATIM_WEBHOOK_URL", "")
        self.secret = os.environ.pop("VERBATIM_WEBHOOK_SECRET", "")
        self.host = os.environ.pop("VERBATIM_WEBHOOK_HOST", "")
        self.port = int(os.environ.pop("VERBATIM_WEBHOOK_PORT", "0"))
        self.path = urlsplit(self.webhook_url).path
