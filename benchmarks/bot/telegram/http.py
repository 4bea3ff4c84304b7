"""HTTP/1.1 as far as a Bot API client speaks it, by hand: a server must not be what is measured."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl

_END = b"\r\n\r\n"


@dataclass(frozen=True, slots=True)
class Request:
    """A request that has come in whole."""

    path: str
    content_type: str
    body: bytes
    is_first: bool  # of its connection

    def parameters(self) -> Mapping[str, object]:
        """Return the query's, form's, multipart's or JSON's parameters; values of a form are strings."""
        found: dict[str, object] = dict(parse_qsl(self.path.partition("?")[2], keep_blank_values=True))
        if self.content_type.startswith("application/json"):
            found |= json.loads(self.body)
        elif self.content_type.startswith("multipart/"):
            found |= _multipart(self.body, self.content_type)
        else:
            found |= parse_qsl(self.body.decode(), keep_blank_values=True)
        return found


# None hangs up. An awaitable keeps the connection waiting.
Answer = bytes | None
Answers = Callable[[Request], Answer | Awaitable[Answer]]


class Connection(asyncio.Protocol):
    """One client's connection: requests one after another."""

    def __init__(self, answers: Answers) -> None:
        """Take what answers."""
        self._answers = answers
        self._buffer = bytearray()
        self._transport: asyncio.Transport | None = None
        self._task: asyncio.Task[None] | None = None
        self._is_first = True

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101  (for the type checker)
        self._transport = transport

    def connection_lost(self, exc: Exception | None) -> None:
        """End; whoever waited for an answer is gone."""
        del exc
        if self._task is not None:
            self._task.cancel()

    def data_received(self, data: bytes) -> None:
        """Take what came, and answer once a request is whole."""
        self._buffer += data
        if self._task is None:
            self._next()

    def _next(self) -> None:
        while (request := self._cut()) is not None:
            answer = self._answers(request)
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
        """Cut the first whole request off what has come."""
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
    """Write a response."""
    head = f"HTTP/1.1 {status} X\r\nContent-Type: {content_type}\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


def _unchunk(buffer: bytearray, start: int) -> tuple[bytes, int] | None:
    """Return a chunked body and where it ends, or None while it has not come whole."""
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
    """Return the parts that have a name and are text."""
    boundary = content_type.partition("boundary=")[2].partition(";")[0].strip('"').encode()
    found: dict[str, object] = {}
    for part in body.split(b"--" + boundary)[1:-1]:
        head, _, value = part.strip(b"\r\n").partition(_END)
        name = head.decode("latin-1").partition('name="')[2].partition('"')[0]
        found[name] = value.decode(errors="replace")
    return found
