"""A real Bot over the transport, servers that a test scripts byte by byte, and the search for leaked tokens."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from telegram import Bot

from bot.telegram.transport import AiohttpRequest
from tests.fakes.botapi import TEST_BOT

OK = b'{"ok":true,"result":true}'

Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def bot_at(url: str, **settings: Any) -> AsyncIterator[Bot]:  # noqa: ANN401  any of the transport's
    """Make a real Bot that uses the transport for everything, without asking who it is."""
    bot = Bot(
        TEST_BOT,
        base_url=f"{url}/bot",
        base_file_url=f"{url}/file/bot",
        request=AiohttpRequest(**settings),
        get_updates_request=AiohttpRequest(**settings),
    )
    for request in (bot.request, bot._request[0]):  # noqa: SLF001  what Bot.initialize does before getMe
        await request.initialize()
    try:
        yield bot
    finally:
        for request in (bot.request, bot._request[0]):  # noqa: SLF001
            await request.shutdown()


@asynccontextmanager
async def serving(talk: Talk) -> AsyncIterator[str]:
    """Serve connections by a test's coroutine; they are closed at the end."""
    open_ones: set[asyncio.StreamWriter] = set()

    async def tracked(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        open_ones.add(writer)
        try:
            await talk(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    listening = await asyncio.start_server(tracked, "127.0.0.1", 0)
    host, port = listening.sockets[0].getsockname()
    try:
        yield f"http://{host}:{port}"
    finally:
        listening.close()
        for writer in open_ones:
            writer.transport.abort()
        await asyncio.sleep(0)


async def heard(reader: asyncio.StreamReader) -> bytes:
    """Read a request with its body."""
    head = await reader.readuntil(b"\r\n\r\n")
    length = next((line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")), b":0")
    return head + await reader.readexactly(int(length.split(b":")[1]))


def answer(payload: bytes, status: str = "200 OK") -> bytes:
    """Write an answer that leaves the connection open."""
    return f"HTTP/1.1 {status}\r\nContent-Length: {len(payload)}\r\n\r\n".encode() + payload


def chain(error: BaseException | None) -> Iterator[BaseException]:
    """Yield an error and all its causes."""
    while error is not None:
        yield error
        for inner in getattr(error, "exceptions", ()):
            yield from chain(inner)
        if error.__cause__ is not None and error.__cause__ is not error.__context__:
            yield from chain(error.__cause__)
        error = error.__context__


def assert_tells_no_secret(error: BaseException) -> None:
    """Look for the token in every error of the chain."""
    for one in chain(error):
        for told in (str(one), repr(one), repr(one.args), repr(vars(one))):
            assert "TEST" not in told


def assert_logs_hold_no_secret(caplog: pytest.LogCaptureFixture) -> None:
    """Look for the token in whatever was logged, but for what PTB's `Bot` says of its own address when it is made."""
    for record in caplog.records:
        if not record.getMessage().startswith("Set Bot API"):
            assert "TEST" not in record.getMessage() + repr(record.args) + repr(record.exc_info)
