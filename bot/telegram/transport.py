"""The HTTP transport of python-telegram-bot (PTB), on aiohttp: a call takes a quarter of the time of PTB's own.

The URL of every request holds the bot's token, and aiohttp puts URLs into its errors. So no error of aiohttp leaves
this module, not even as the cause of another.
"""

import asyncio
import io
import json
from functools import lru_cache
from http import HTTPStatus
from typing import IO, TYPE_CHECKING, Any
from urllib.request import getproxies, proxy_bypass

from aiohttp import (
    ClientConnectorError,
    ClientSession,
    ClientTimeout,
    ConnectionTimeoutError,
    DummyCookieJar,
    FormData,
    ServerDisconnectedError,
    TCPConnector,
)
from aiohttp.payload import Payload
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData
from yarl import URL

if TYPE_CHECKING:
    from telegram._utils.types import ODVInput

_IDLE_SECONDS = 15
"""How long an idle connection is kept: shorter than servers keep it, so that it is mostly the client that closes it."""

_POOL_TIMEOUT = (
    "Pool timeout: All connections in the connection pool are occupied. Request was *not* sent to Telegram. "
    "Consider adjusting the connection pool size or the pool timeout."
)
_HEADERS = {
    "User-Agent": BaseRequest.USER_AGENT,
    "Accept-Encoding": "identity",  # responses are small: decompressing them costs more than it saves
}
_JSON = {"Content-Type": "application/json"}
_LINE_ENDS = str.maketrans("\r\n\0", "   ")


class AiohttpRequest(BaseRequest):
    """Sends requests to the Bot API over kept-alive connections; timeouts are seconds and mean what PTB documents.

    Only requests with files are slow to write: their limit is the read timeout, and the write timeout for each mebibyte
    that is begun. Any other request fits the buffers of the connection, and its writing counts as reading.
    """

    def __init__(
        self,
        connection_pool_size: int = 256,
        *,
        read_timeout: float | None = 5,
        connect_timeout: float | None = 5,
        pool_timeout: float | None = 1,
        media_write_timeout: float | None = 20,
    ) -> None:
        """Set the most connections at a time, and the timeouts of requests that name none; None is no limit."""
        self._size = connection_pool_size
        self._read_timeout = read_timeout
        self._connect_timeout = connect_timeout
        self._pool_timeout = pool_timeout
        self._media_write_timeout = media_write_timeout
        self._session: ClientSession | None = None
        self._free = asyncio.Semaphore(connection_pool_size)

    @property
    def read_timeout(self) -> float | None:
        """The default timeout for a response, in seconds."""
        return self._read_timeout

    async def initialize(self) -> None:
        """Open the session, also after a shutdown; an open one stays."""
        if self._session is None:
            _proxy.cache_clear()
            self._free = asyncio.Semaphore(self._size)
            self._session = ClientSession(
                connector=TCPConnector(limit=0, keepalive_timeout=_IDLE_SECONDS),  # `_free` is the limit
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
        """Send a request, and return the status and the body of the response.

        Raises `TimedOut` after a timeout, and `NetworkError` for any other failure, which includes an error status that
        is not the Bot API's own and a response without a result.
        """
        if (session := self._session) is None:
            raise NetworkError("the transport is not initialized, or shut down: the request was not sent")
        connect = _seconds(connect_timeout, self._connect_timeout)
        read = _seconds(read_timeout, self._read_timeout)
        total: float | None = None
        free = self._free
        await _take(free, _seconds(pool_timeout, self._pool_timeout))
        try:
            body: bytes | Payload | None = None
            if request_data is not None and request_data.contains_files:
                body = await _form(request_data)
                write = _seconds(write_timeout, self._media_write_timeout)
                total = None if write is None or read is None else read + write * (1 + (body.size or 0) // 2**20)
            elif request_data is not None and (parameters := request_data.parameters):
                body = json.dumps(parameters).encode()
            # An idle connection that the server has closed must not be used. The event loop notices the end when it
            # polls its sockets, once in each of these turns; the second turn runs the callbacks of the first.
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            status, payload = await _exchange(session, method, url, body, _timeout(total, connect, read))
        finally:
            free.release()
        if not HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
            if _parse(payload) is None:  # the page of a proxy may quote the URL
                raise NetworkError(
                    f"refused with HTTP status {status}, not by the Bot API: check telegram_api_url and the proxy"
                )
        elif method == "POST" and b'"result"' not in payload:
            raise NetworkError("the answer holds no result: it is not the Bot API's")
        return status, payload

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Parse a response; unlike PTB's own method, log nothing of it, since it holds what people wrote."""
        answer = _parse(payload)
        if answer is None:
            raise NetworkError("the answer is no JSON object: it is not the Bot API's")
        return answer


async def _take(free: asyncio.Semaphore, seconds: float | None) -> None:
    """Take a connection from the pool. Raises `TimedOut` if none is free within these seconds."""
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


async def _form(request_data: RequestData) -> Payload:
    """Serialise parameters and files as multipart/form-data; open files are read from their beginning, in a thread."""
    form = FormData(quote_fields=False)
    for name, text in request_data.json_parameters.items():
        form.add_field(name, text)
    for name, (file_name, content, media_type) in request_data.multipart_data.items():
        data = content if isinstance(content, bytes) else await asyncio.to_thread(_content_of, content)
        form.add_field(name, io.BytesIO(data), content_type=media_type, filename=file_name.translate(_LINE_ENDS))
    return form()


def _content_of(file: IO[bytes]) -> bytes:
    if file.seekable():
        file.seek(0)  # it may be sent for the second time
    return file.read()


async def _exchange(
    session: ClientSession, method: str, url: str, body: bytes | Payload | None, limits: ClientTimeout
) -> tuple[int, bytes]:
    """Send a request and read the response; errors name nothing of the URL but the host."""
    failure: TelegramError
    try:
        address = _address(url)
        async with session.request(
            method,
            address,
            data=body,
            headers=_JSON if isinstance(body, bytes) else None,
            timeout=limits,
            allow_redirects=False,
            proxy=_proxy(address.scheme, address.host or ""),
        ) as response:
            return response.status, await response.read()
    except ConnectionTimeoutError:
        failure = TimedOut("Timed out while connecting: the request was not sent")
    except TimeoutError:
        failure = TimedOut(
            "Timed out while sending a file" if limits.total else "Timed out while waiting for the answer"
        )
    except Exception as error:  # noqa: BLE001  whichever it is, it may hold the URL
        failure = NetworkError(_reason(error))
    raise failure  # not within `except`: the errors above would become its context


def _reason(error: Exception) -> str:
    """Describe an error without its URL."""
    if isinstance(error, ClientConnectorError):
        place = f"{error.host}:{error.port}"
        return f"cannot connect to {place}, the request was not sent: {error.os_error.strerror or 'no reason given'}"
    if isinstance(error, ServerDisconnectedError):
        return "the connection was closed before the answer came"
    if isinstance(error, OSError) and error.strerror:
        return f"the connection broke: {error.strerror}"
    return f"the exchange failed: {type(error).__name__}"


def _parse(payload: bytes) -> dict[str, Any] | None:
    """Parse a response; None stands for anything but a JSON object."""
    try:
        answer = json.loads(payload.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return None
    return answer if isinstance(answer, dict) else None


def _seconds(seconds: "ODVInput[float]", default: float | None) -> float | None:
    """Return the timeout of a request; PTB passes an object that is neither a number nor None for the default."""
    return seconds if seconds is None or isinstance(seconds, int | float) else default


@lru_cache(maxsize=64)
def _timeout(total: float | None, connect: float | None, read: float | None) -> ClientTimeout:
    # `connect` includes resolving the host's name, which `sock_connect` does not.
    return ClientTimeout(total=total, connect=connect, sock_read=read)


@lru_cache(maxsize=64)
def _address(url: str) -> URL:
    return URL(url)


@lru_cache(maxsize=64)
def _proxy(scheme: str, host: str) -> str | None:
    """Return the proxy that the environment names for a host; aiohttp would look it up for each request."""
    return None if proxy_bypass(host) else getproxies().get(scheme)
