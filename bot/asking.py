"""Reads a message as what is to be searched."""

from bot.asked import Asked
from bot.requests import Origin


class Asking:
    """Reads messages. What it returns depends on the message, its date and the chat's state alone."""

    async def read(self, text: str, origin: Origin) -> Asked:
        """Return what is searched for a message of this text."""
        del origin
        return Asked.plainly(text)
