"""Where Telegram delivers updates, if it is to call us."""

import asyncio
import hmac
import json
import logging
from collections.abc import Awaitable, Callable

from aiohttp import web
from yarl import URL

from bot.http.server import HttpServer

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105  a header's name

_log = logging.getLogger(__name__)

_SLOWEST_BODY_SECONDS = 10
_COME_BACK_SECONDS = 1
_MOST = 2**63


class Webhook:
    """Takes deliveries that bear the secret, and says that one was received only once it has been stored.

    Telegram repeats a delivery until it is told so: what is stored twice is known by its `update_id`.
    """

    def __init__(
        self, secret: str, path: str, host: str, port: int, receive: Callable[[bytes], Awaitable[bool]]
    ) -> None:
        """Take what stores the body of an update, and returns whether there was room for it.

        With port 0 the system chooses one. Raises `ValueError` where the secret is empty.
        """
        if not secret:
            raise ValueError("a webhook needs a secret: without one, anybody could pretend to be Telegram")
        self._secret = secret.encode()
        self._path = URL(path).path
        self._receive = receive
        self._server = HttpServer(self._deliver, host, port)
        self._told: set[int] = set()

    @property
    def port(self) -> int:
        """The port at which it listens."""
        return self._server.port

    async def start(self) -> None:
        """Listen. Raises `OSError` where the port is taken."""
        await self._server.start()

    async def stop(self) -> None:
        """Take no more deliveries. One that was being stored may be delivered again."""
        await self._server.stop()

    async def _deliver(self, request: web.Request) -> web.Response:
        if (refusal := self._refusal_of(request)) is not None:
            return refusal
        try:
            async with asyncio.timeout(_SLOWEST_BODY_SECONDS):
                body = await request.read()
        except TimeoutError:
            return web.Response(status=408)
        if not _is_update(body):
            # Without an id it can neither be stored nor known again. Telegram tries it for a day, and drops it.
            return self._refusal(400, f"a delivery that is no update ({len(body)} bytes) was refused")
        if await self._receive(body):
            return web.Response()
        return web.Response(status=503, headers={"Retry-After": str(_COME_BACK_SECONDS)})

    def _refusal_of(self, request: web.Request) -> web.Response | None:
        """Refuse what its head alone says enough of."""
        if request.path != self._path:
            return web.Response(status=404)
        if request.method != "POST":
            return web.Response(status=405, headers={"Allow": "POST"})
        brought = request.headers.get(SECRET_HEADER, "").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(brought, self._secret):
            return self._refusal(401, "a delivery without the webhook's secret was refused; Telegram's bear it")
        if (request.content_length or 0) > request.client_max_size:
            return web.Response(status=413)
        return None

    def _refusal(self, status: int, why: str) -> web.Response:
        """Refuse without telling why, but log it, once: whoever comes with rubbish comes often."""
        if status not in self._told:
            self._told.add(status)
            _log.warning("%s (told once)", why)
        return web.Response(status=status)


def _is_update(body: bytes) -> bool:
    try:
        update = json.loads(body)
    except (ValueError, RecursionError):
        return False
    update_id = update.get("update_id") if isinstance(update, dict) else None
    return isinstance(update_id, int) and not isinstance(update_id, bool) and 0 <= update_id < _MOST
