"""A minimal HTTP/1.1 server for Bot API clients, fast enough not to be the bottleneck of a measurement."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl

_END = b"\r\n\r\n"


@dataclass(frozen=True, slots=True)
class Request:
    """A complete request."""

    path: str
    content_type: str
    body: bytes
    is_first: bool  # on its connection

    def parameters(self) -> Mapping[str, object]:
        """Return the parameters of the query and of the form, multipart or JSON body; form values are strings."""
        found: dict[str, object] = dict(parse_qsl(self.path.partition("?")[2], keep_blank_values=True))
        if self.content_type.startswith("application/json"):
            found |= json.loads(self.body)
        elif self.content_type.startswith("multipart/"):
            found |= _multipart(self.body, self.content_type)
        else:
            found |= parse_qsl(self.body.decode(), keep_blank_values=True)
        return found


# None closes the connection. An awaitable keeps it waiting.
Answer = bytes | None
Handler = Callable[[Request], Answer | Awaitable[Answer]]


class Connection(asyncio.Protocol):
    """The connection of a client, which sends one request after another."""

    def __init__(self, handler: Handler) -> None:
        """Take the handler of requests."""
        self._handler = handler
        self._buffer = bytearray()
        self._transport: asyncio.Transport | None = None
        self._task: asyncio.Task[None] | None = None
        self._is_first = True

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember the transport."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101  (for the type checker)
        self._transport = transport

    def connection_lost(self, exc: Exception | None) -> None:
        """Cancel the response that is being made."""
        del exc
        if self._task is not None:
            self._task.cancel()

    def data_received(self, data: bytes) -> None:
        """Buffer the data, and respond to each complete request."""
        self._buffer += data
        if self._task is None:
            self._next()

    def _next(self) -> None:
        while (request := self._cut()) is not None:
            answer = self._handler(request)
            if isinstance(answer, bytes | None):
                self._write(answer)
            else:
                self._task = asyncio.ensure_future(self._later(answer))
                return

    async def _later(self, answer: Awaitable[Answer]) -> None:
        self._write(await answer)
        self._task = None
        self._next()

    def _write(self, answer: Answer) -> None:
        if self._transport is None or self._transport.is_closing():
            return
        if answer is None:
            self._transport.abort()
        else:
            self._transport.write(answer)

    def _cut(self) -> Request | None:
        """Remove the first complete request from the buffer; None if there is none."""
        head_end = self._buffer.find(_END)
        if head_end < 0:
            return None
        first, *lines = bytes(self._buffer[:head_end]).decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        start = head_end + len(_END)
        if headers.get("transfer-encoding", "").lower() == "chunked":
            cut = _unchunk(self._buffer, start)
            if cut is None:
                return None
            body, end = cut
        else:
            end = start + int(headers.get("content-length", "0"))
            if len(self._buffer) < end:
                return None
            body = bytes(self._buffer[start:end])
        del self._buffer[:end]
        request = Request(first.split(" ")[1], headers.get("content-type", ""), body, self._is_first)
        self._is_first = False
        return request


def response(body: bytes, status: int = 200, content_type: str = "application/json") -> bytes:
    """Return the bytes of a response."""
    head = f"HTTP/1.1 {status} X\r\nContent-Type: {content_type}\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


def _unchunk(buffer: bytearray, start: int) -> tuple[bytes, int] | None:
    """Return a chunked body and its end in the buffer; None while it is incomplete."""
    body = bytearray()
    while True:
        line_end = buffer.find(b"\r\n", start)
        if line_end < 0:
            return None
        size = int(bytes(buffer[start:line_end]).partition(b";")[0], 16)
        start = line_end + 2 + size + 2
        if len(buffer) < start:
            return None
        if not size:
            return bytes(body), start
        body += buffer[line_end + 2 : line_end + 2 + size]


def _multipart(body: bytes, content_type: str) -> dict[str, object]:
    """Return the named parts, decoded as text."""
    boundary = content_type.partition("boundary=")[2].partition(";")[0].strip('"').encode()
    found: dict[str, object] = {}
    for part in body.split(b"--" + boundary)[1:-1]:
        head, _, value = part.strip(b"\r\n").partition(_END)
        name = head.decode("latin-1").partition('name="')[2].partition('"')[0]
        found[name] = value.decode(errors="replace")
    return found
