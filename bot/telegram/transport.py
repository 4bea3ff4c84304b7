"""python-telegram-bot's port to the network, on aiohttp: a quarter of what its default costs.

The address of every request holds the bot's token, and aiohttp puts addresses into its errors. So no error of
aiohttp leaves this module, not even as the cause of another.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.request import getproxies, proxy_bypass

from aiohttp import (
    ClientSession,
    ClientTimeout,
    ConnectionTimeoutError,
    DummyCookieJar,
    TCPConnector,
)
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData
from yarl import URL

from bot.telegram.multipart import Form
from bot.telegram.transport_errors import expect_refusal, parsed, reason

if TYPE_CHECKING:
    from telegram._utils.types import ODVInput

_IDLE_SECONDS = 15
"""How long an idle connection is kept: shorter than servers do, so that it is mostly us who close it."""

_POOL_TIMEOUT = (
    "Pool timeout: All connections in the connection pool are occupied. Request was *not* sent to Telegram. "
    "Consider adjusting the connection pool size or the pool timeout."
)
_HEADERS = {
    "User-Agent": BaseRequest.USER_AGENT,
    "Accept-Encoding": "identity",  # answers are small: unpacking them costs more than it spares
}
_JSON = {"Content-Type": "application/json"}


class AiohttpRequest(BaseRequest):
    """Carries requests to the Bot API over kept-alive connections; timeouts in seconds mean what PTB documents.

    `media_write_timeout` takes the place of `write_timeout` where files are sent. Only forms with files can be slow
    to write: anything else fits the buffers of the connection, and its time counts as waiting for the answer.
    """

    def __init__(  # noqa: PLR0913  PTB's own settings
        self,
        connection_pool_size: int = 256,
        *,
        read_timeout: float | None = 5,
        write_timeout: float | None = 5,
        connect_timeout: float | None = 5,
        pool_timeout: float | None = 1,
        media_write_timeout: float | None = 20,
    ) -> None:
        """Take the number of connections at a time, and the timeouts of requests that bring none; None is no limit."""
        self._size = connection_pool_size
        self._read_timeout = read_timeout
        self._write_timeout = write_timeout
        self._connect_timeout = connect_timeout
        self._pool_timeout = pool_timeout
        self._media_write_timeout = media_write_timeout
        self._session: ClientSession | None = None
        self._free = asyncio.Semaphore(connection_pool_size)

    @property
    def read_timeout(self) -> float | None:
        """The seconds to wait for an answer where a request does not say."""
        return self._read_timeout

    async def initialize(self) -> None:
        """Get ready, also after a shutdown; while ready it does nothing."""
        if self._session is None:
            _proxy.cache_clear()
            self._free = asyncio.Semaphore(self._size)
            self._session = ClientSession(
                connector=TCPConnector(limit=0, keepalive_timeout=_IDLE_SECONDS),  # `_free` is what limits
                cookie_jar=DummyCookieJar(),
                headers=_HEADERS,
            )

    async def shutdown(self) -> None:
        """Close all connections; requests under way end with a `NetworkError`."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def do_request(  # noqa: PLR0913, PLR0917  PTB's own parameters
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: "ODVInput[float]" = BaseRequest.DEFAULT_NONE,
        write_timeout: "ODVInput[float]" = BaseRequest.DEFAULT_NONE,
        connect_timeout: "ODVInput[float]" = BaseRequest.DEFAULT_NONE,
        pool_timeout: "ODVInput[float]" = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Send a request, and return the status and the body of the answer.

        Raises `TimedOut` where a timeout has passed, and `NetworkError` for any other trouble, among which are a
        refusal that is not the Bot API's own and an answer without a result.
        """
        if (session := self._session) is None:
            raise NetworkError("the transport is not initialized, or shut down: the request was not sent")
        timeout = _timeout(_given(connect_timeout, self._connect_timeout), _given(read_timeout, self._read_timeout))
        has_files = request_data is not None and request_data.contains_files
        writing = _given(write_timeout, self._media_write_timeout if has_files else self._write_timeout)
        free = self._free
        await _take(free, _given(pool_timeout, self._pool_timeout))
        try:
            # An idle connection that the server has closed meanwhile must not be used. The loop learns of it when it
            # looks at its sockets, which it does once in each of these rounds; the second one is for what it found.
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            call = _Call(session, method, url, timeout)
            if request_data is not None and has_files:
                form = Form(request_data.json_parameters, request_data.multipart_data)
                status, payload = await call.upload(form, writing)
            elif request_data is not None and (parameters := request_data.parameters):
                status, payload = await call.exchange(json.dumps(parameters).encode(), _JSON)
            else:
                status, payload = await call.exchange(None, {})
        finally:
            free.release()
        if not HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
            expect_refusal(status, payload)
        elif method == "POST" and b'"result"' not in payload:
            raise NetworkError("the answer holds no result: it is not the Bot API's")
        return status, payload

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Parse an answer; unlike PTB's own, log nothing of it, for it holds what people wrote."""
        answer = parsed(payload)
        if answer is None:
            raise NetworkError("the answer is no JSON object: it is not the Bot API's")
        return answer


async def _take(free: asyncio.Semaphore, seconds: float | None) -> None:
    """Take one of the connections, waiting so long at most."""
    if not free.locked():
        await free.acquire()
        return
    try:
        async with asyncio.timeout(seconds):
            await free.acquire()
    except TimeoutError:
        pass
    else:
        return
    raise TimedOut(_POOL_TIMEOUT)


@dataclass(frozen=True, slots=True)
class _Call:
    """A request but for its body."""

    session: ClientSession
    method: str
    url: str
    timeout: ClientTimeout

    async def exchange(
        self, body: bytes | AsyncIterator[bytes] | None, headers: Mapping[str, str]
    ) -> tuple[int, bytes]:
        """Send the request and read the answer; the errors hold nothing of the address but the host."""
        failure: TelegramError
        try:
            address = _address(self.url)
            async with self.session.request(
                self.method,
                address,
                data=body,
                headers=headers,
                timeout=self.timeout,
                allow_redirects=False,
                proxy=_proxy(address.scheme, address.host or ""),
            ) as response:
                return response.status, await response.read()
        except ConnectionTimeoutError:
            failure = TimedOut("Timed out while connecting: the request was not sent")
        except TimeoutError:
            failure = TimedOut("Timed out while waiting for the answer")
        except Exception as error:  # noqa: BLE001  whichever it is, it may hold the address
            failure = NetworkError(reason(error))
        raise failure  # out here, where it takes none of the errors above along as its context

    async def upload(self, form: Form, seconds: float | None) -> tuple[int, bytes]:
        """Send a form with files, no piece of which may take longer than these seconds."""
        headers = {"Content-Type": form.content_type, "Content-Length": str(form.length)}
        loop = asyncio.get_running_loop()
        answered = False

        async def watched() -> AsyncIterator[bytes]:
            # Another task asks for the pieces, and may do so after an early answer has ended the watch.
            async for piece in form.pieces():
                if seconds is not None and not answered:
                    watch.reschedule(loop.time() + seconds)
                yield piece
            if not answered:
                watch.reschedule(None)

        try:
            async with asyncio.timeout(None) as watch:
                try:
                    return await self.exchange(watched(), headers)
                finally:
                    answered = True
        except TimeoutError:
            pass
        raise TimedOut("Timed out while sending a file")


def _given(seconds: "ODVInput[float]", default: float | None) -> float | None:
    """Return the seconds of a request; what is neither a number nor None stands for the default."""
    return seconds if seconds is None or isinstance(seconds, int | float) else default


@lru_cache(maxsize=64)
def _timeout(connect: float | None, read: float | None) -> ClientTimeout:
    # `connect` counts the look-up of the host's name, which `sock_connect` does not.
    return ClientTimeout(total=None, connect=connect, sock_read=read)


@lru_cache(maxsize=64)
def _address(url: str) -> URL:
    return URL(url)


@lru_cache(maxsize=64)
def _proxy(scheme: str, host: str) -> str | None:
    """Return the proxy that the environment names for a host; aiohttp itself would look for it at each request."""
    return None if proxy_bypass(host) else getproxies().get(scheme)
