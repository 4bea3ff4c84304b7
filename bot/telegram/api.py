"""Calls of the Bot API whose results stay JSON.

python-telegram-bot converts every result to an object, which costs more than the call. The bot needs only the ids of
sent messages, and stores updates before it parses them.
"""

import json
import mimetypes
import re
from collections.abc import Mapping
from typing import Any, cast

from telegram.error import NetworkError
from telegram.request import BaseRequest, RequestData

from bot.rendering.attachments import Attachment

_UNKNOWN_TYPE = "application/octet-stream"
_UNSAFE = re.compile(r"[^\w .-]")
"""What may end a file's name in a form, or lead into another folder where the file is stored."""


class _Parameters:
    """The part of python-telegram-bot's `RequestData` that a transport reads; that has no public constructor."""

    def __init__(self, parameters: Mapping[str, object], files: Mapping[str, Attachment]) -> None:
        self.parameters = parameters
        self.contains_files = bool(files)
        self._files = files

    @property
    def json_parameters(self) -> dict[str, str]:
        """The parameters as fields of a form: all but texts as JSON."""
        return {name: it if isinstance(it, str) else json.dumps(it) for name, it in self.parameters.items()}

    @property
    def multipart_data(self) -> dict[str, tuple[str, bytes, str]]:
        """The files as fields of a form: name, content and media type."""
        return {
            field: (_UNSAFE.sub("_", file.name), file.content, mimetypes.guess_type(file.name)[0] or _UNKNOWN_TYPE)
            for field, file in self._files.items()
        }


class Api:
    """A client of the Bot API, with the transport and the errors of python-telegram-bot."""

    def __init__(self, base_url: str, request: BaseRequest) -> None:
        """Set the base URL of a `Bot`, which holds the token, and the transport."""
        self._base_url = base_url
        self._request = request

    async def call(
        self,
        method: str,
        parameters: Mapping[str, object],
        read_timeout: float | None = None,
        *,
        files: Mapping[str, Attachment] | None = None,
    ) -> object:
        """Return the result of a method; parameters that are None are left out. Raises `TelegramError`.

        `files` are uploaded, each as the parameter of its name.
        """
        given = _Parameters({name: value for name, value in parameters.items() if value is not None}, files or {})
        timeout = {} if read_timeout is None else {"read_timeout": read_timeout}
        result: Any = await self._request.post(f"{self._base_url}/{method}", cast("RequestData", given), **timeout)
        return result

    async def message_id(
        self, method: str, parameters: Mapping[str, object], *, files: Mapping[str, Attachment] | None = None
    ) -> int:
        """Call a method and return the id of the message that it sent or edited. Raises `TelegramError`."""
        result = await self.call(method, parameters, files=files)
        if not isinstance(result, dict) or not isinstance(result.get("message_id"), int):
            raise NetworkError(f"Telegram's answer to {method} holds no message id")
        number: int = result["message_id"]
        return number
