"""The webhook: an HTTP server to which Telegram delivers updates."""

import hmac
import json
import logging
from collections.abc import Awaitable, Callable

from aiohttp import web
from yarl import URL

from bot.clock import SYSTEM_CLOCK, Clock
from bot.http.server import HttpServer

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105  a header's name

_log = logging.getLogger(__name__)

_BODY_SECONDS = 10
_RETRY_AFTER_SECONDS = 1
_LIMIT = 2**63


class Webhook(HttpServer):
    """Accepts deliveries that hold the secret, and confirms each once it is stored.

    Telegram repeats a delivery until it is confirmed; a repeat is recognised by its `update_id`.
    """

    def __init__(  # noqa: PLR0913, PLR0917  (the secret, the address and the storage)
        self,
        secret: str,
        path: str,
        host: str,
        port: int,
        store: Callable[[bytes], Awaitable[bool]],
        clock: Clock = SYSTEM_CLOCK,
    ) -> None:
        """Set the address; `store` stores the body of an update, or returns False if there is no room.

        Port 0 lets the system choose one. Raises `ValueError` if the secret is empty.
        """
        if not secret:
            raise ValueError("a webhook needs a secret: without one, anybody could pretend to be Telegram")
        super().__init__(host, port)
        self._secret = secret.encode()
        self._path = URL(path).path
        self._store = store
        self._clock = clock
        self._logged: set[int] = set()

    async def respond(self, request: web.Request) -> web.Response:
        """Store a delivery and confirm it, or refuse the request."""
        if (refusal := self._refuse_by_headers(request)) is not None:
            return refusal
        try:
            async with self._clock.timeout(_BODY_SECONDS):
                body = await request.read()
        except TimeoutError:
            return web.Response(status=408)
        if not _is_update(body):
            # It cannot be stored without an id. Telegram retries it for a day, and drops it.
            return self._refuse(
                400, f"a delivery that is no update ({len(body)} bytes) was refused; Telegram drops it within a day"
            )
        if await self._store(body):
            return web.Response()
        return web.Response(status=503, headers={"Retry-After": str(_RETRY_AFTER_SECONDS)})

    def _refuse_by_headers(self, request: web.Request) -> web.Response | None:
        """Return a refusal if the path, method or headers give a reason."""
        if request.path != self._path:
            return web.Response(status=404)
        if request.method != "POST":
            return web.Response(status=405, headers={"Allow": "POST"})
        secret = request.headers.get(SECRET_HEADER, "").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(secret, self._secret):
            return self._refuse(
                401, "a delivery without the secret was refused: it is not Telegram's, or of the time before the start"
            )
        if (request.content_length or 0) > request.client_max_size:
            return web.Response(status=413)
        return None

    def _refuse(self, status: int, reason: str) -> web.Response:
        """Refuse a request; the reason is logged, but once for each status, since such requests come in masses."""
        if status not in self._logged:
            self._logged.add(status)
            _log.warning("%s (logged once)", reason)
        return web.Response(status=status)


def _is_update(body: bytes) -> bool:
    try:
        update = json.loads(body)
    except (ValueError, RecursionError):
        return False
    update_id = update.get("update_id") if isinstance(update, dict) else None
    return isinstance(update_id, int) and not isinstance(update_id, bool) and 0 <= update_id < _LIMIT
