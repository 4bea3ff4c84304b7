"""Calls of the Bot API whose results stay JSON.

python-telegram-bot converts every result to an object, which costs more than the call. The bot needs only the ids of
sent messages, and stores updates before it parses them.
"""

from collections.abc import Mapping
from typing import Any, cast

from telegram.error import NetworkError
from telegram.request import BaseRequest, RequestData


class _Parameters:
    """The part of python-telegram-bot's `RequestData` that a transport reads; that has no public constructor."""

    contains_files = False

    def __init__(self, parameters: Mapping[str, object]) -> None:
        self.parameters = parameters


class Api:
    """A client of the Bot API, with the transport and the errors of python-telegram-bot."""

    def __init__(self, base_url: str, request: BaseRequest) -> None:
        """Set the base URL of a `Bot`, which holds the token, and the transport."""
        self._base_url = base_url
        self._request = request

    async def call(self, method: str, parameters: Mapping[str, object], read_timeout: float | None = None) -> object:
        """Return the result of a method; parameters that are None are left out. Raises `TelegramError`."""
        given = _Parameters({name: value for name, value in parameters.items() if value is not None})
        timeout = {} if read_timeout is None else {"read_timeout": read_timeout}
        result: Any = await self._request.post(f"{self._base_url}/{method}", cast("RequestData", given), **timeout)
        return result

    async def message_id(self, method: str, parameters: Mapping[str, object]) -> int:
        """Call a method and return the id of the message that it sent or edited. Raises `TelegramError`."""
        result = await self.call(method, parameters)
        if not isinstance(result, dict) or not isinstance(result.get("message_id"), int):
            raise NetworkError(f"Telegram's answer to {method} holds no message id")
        number: int = result["message_id"]
        return number
