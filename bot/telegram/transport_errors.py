"""What the transport says of trouble, in words that hold no address: the token is part of every address."""

import json
from typing import Any

from aiohttp import ClientConnectorError, ServerDisconnectedError
from telegram.error import NetworkError


def reason(error: Exception) -> str:
    """Say what went wrong, for people."""
    if isinstance(error, ClientConnectorError):
        place = f"{error.host}:{error.port}"
        return f"cannot connect to {place}, the request was not sent: {error.os_error.strerror or 'no reason given'}"
    if isinstance(error, ServerDisconnectedError):
        return "the connection was closed before the answer came"
    if isinstance(error, OSError) and error.strerror:
        return f"the connection broke: {error.strerror}"
    return f"the exchange failed: {type(error).__name__}"


def expect_refusal(status: int, payload: bytes) -> None:
    """Raise `NetworkError` where a refusal is not the Bot API's own: a proxy's page may quote the address."""
    if parsed(payload) is None:
        raise NetworkError(f"refused with HTTP status {status} by something between us and the Bot API")


def parsed(payload: bytes) -> dict[str, Any] | None:
    """Parse an answer; None stands for anything but a JSON object."""
    try:
        answer = json.loads(payload.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return None
    return answer if isinstance(answer, dict) else None
