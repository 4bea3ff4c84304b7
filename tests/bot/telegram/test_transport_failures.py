"""Failures of the transport: the errors raised, and no token in them."""

import asyncio
import io
import logging
import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import pytest
from telegram import Bot, InputFile
from telegram.error import BadRequest, InvalidToken, NetworkError, RetryAfter, TelegramError, TimedOut

from bot.telegram.transport import AiohttpRequest
from tests.bot.telegram.serving import (
    OK,
    answer,
    assert_logs_hold_no_secret,
    assert_tells_no_secret,
    bot_at,
    heard,
    serving,
)
from tests.fakes.botapi import BotApiServer, Drop, DropAfterAccept, Fault, Garbage, Hang, RateLimited, ServerError


@pytest.mark.parametrize(
    ("fault", "error", "words", "arrives"),
    [
        (RateLimited(3), RetryAfter, "Retry in 0:00:03", False),
        (ServerError(502), NetworkError, "502", False),
        (ServerError(500), NetworkError, "500", False),
        (Drop(), NetworkError, "closed before the answer came", False),
        (DropAfterAccept(), NetworkError, "closed before the answer came", True),
        (Garbage(), NetworkError, "no JSON object", False),
        (Hang(0.2), TimedOut, "waiting for the answer", True),
    ],
)
def test_a_fault_surfaces_as_ptbs_error(  # noqa: PLR0913  a fault and all that it makes
    server: BotApiServer,
    fault: Fault,
    error: type[TelegramError],
    words: str,
    *,
    arrives: bool,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """It is sent once only: whether it is sent again is for the sender to say."""
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    caplog.set_level(logging.DEBUG)

    async def scenario() -> None:
        async with bot_at(server.url) as bot:
            await bot.send_message(7, "before")
            server.inject("sendMessage", fault)
            with pytest.raises(error, match=words) as failed:
                await bot.send_message(7, "x", read_timeout=0.1)
            assert_tells_no_secret(failed.value)
            await bot.send_message(7, "after")

    asyncio.run(scenario())
    server.wait_for_messages(7, 3 if arrives else 2)
    texts = {message.text for message in server.messages(7)}
    assert texts == ({"before", "x", "after"} if arrives else {"before", "after"})
    assert len([call for call in server.calls if call.method == "sendMessage"]) == 3
    assert_logs_hold_no_secret(caplog)


def test_the_bot_apis_own_refusals_keep_their_words(server: BotApiServer) -> None:
    """A 400 is a `BadRequest`, a wrong token `InvalidToken`."""

    async def scenario() -> None:
        async with bot_at(server.url) as bot:
            with pytest.raises(BadRequest, match="Chat not found"):
                await bot.send_message(8, "x")
        stranger = Bot("1:NO", base_url=f"{server.url}/bot", request=AiohttpRequest())
        await stranger.request.initialize()
        with pytest.raises(InvalidToken, match="Unauthorized"):
            await stranger.get_me()
        await stranger.request.shutdown()

    asyncio.run(scenario())


@pytest.mark.parametrize(
    ("status", "payload"),
    [
        ("404 Not Found", b"<p>The requested URL /bot123456:TEST/sendMessage was not found on this server.</p>"),
        ("401 Unauthorized", b"[]"),
        ("302 Found", b""),
        ("200 OK", b"<p>Please log in at /bot123456:TEST/sendMessage</p>"),
        ("200 OK", b'{"ok":true}'),
        ("200 OK", b'"result"'),
        ("200 OK", b"[" * 100_000 + b'"result"'),
        ("799 Odd", b"\xff"),
    ],
)
def test_what_is_not_the_bot_apis_own_word_is_trouble_of_the_network(
    status: str, payload: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    """A proxy's page refuses no token, and may quote it: nothing of it is told or logged."""
    caplog.set_level(logging.DEBUG)

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await heard(reader)
        writer.write(answer(payload, status))
        await writer.drain()

    async def scenario() -> None:
        async with serving(talk) as url, bot_at(url) as bot:
            with pytest.raises(NetworkError, match="Bot API") as failed:
                await bot.send_message(7, "x")
            assert type(failed.value) is NetworkError
            assert_tells_no_secret(failed.value)

    asyncio.run(scenario())
    assert_logs_hold_no_secret(caplog)


@pytest.mark.parametrize(
    "spoken",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{",  # less than was announced
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n",
        b"SSH-2.0-OpenSSH_9.6\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc",
        b"HTTP/1.1 200 OK\r\nX: " + b"x" * 100_000 + b"\r\n\r\n",
        b"",
    ],
)
def test_what_is_no_http_is_trouble_of_the_network_that_tells_no_secret(spoken: bytes) -> None:
    """The library's own errors quote the address; none of them comes through."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await heard(reader)
        writer.write(spoken)
        await writer.drain()

    async def scenario() -> None:
        async with serving(talk) as url, bot_at(url) as bot:
            with pytest.raises(NetworkError) as failed:
                await bot.send_message(7, "x")
            assert_tells_no_secret(failed.value)

    asyncio.run(scenario())


def test_a_refused_connection_tells_where_it_went(unused_url: str) -> None:
    """Host and port, without the rest of the address."""

    async def scenario() -> None:
        async with bot_at(unused_url) as bot:
            with pytest.raises(NetworkError, match=r"cannot connect to 127\.0\.0\.1:\d+.*not sent") as failed:
                await bot.send_message(7, "x")
            assert type(failed.value) is NetworkError
            assert_tells_no_secret(failed.value)

    asyncio.run(scenario())


@pytest.fixture
def unused_url() -> Iterator[str]:
    """Hold a port at which nobody listens."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{held.getsockname()[1]}"


@pytest.mark.parametrize("url", ["http://no-such-host.invalid", "http://[", "http://" + "x" * 70 + ".org"])
def test_an_address_that_leads_nowhere_tells_no_secret(url: str) -> None:
    """Be it unknown or malformed."""

    async def scenario() -> None:
        async with bot_at(url) as bot:
            with pytest.raises(NetworkError) as failed:
                await bot.send_message(7, "x")
            assert_tells_no_secret(failed.value)

    asyncio.run(scenario())


def test_a_connection_that_is_never_accepted_times_out() -> None:
    """The queue of a listening socket is filled first, so that a further connection waits."""

    async def scenario() -> None:
        with socket.socket() as full:
            full.bind(("127.0.0.1", 0))
            full.listen(0)
            fillers = [socket.socket() for _ in range(4)]
            for filler in fillers:
                filler.setblocking(False)  # noqa: FBT003  the socket's own way
                filler.connect_ex(full.getsockname())
            async with bot_at(f"http://127.0.0.1:{full.getsockname()[1]}", connect_timeout=0.2) as bot:
                with pytest.raises(TimedOut, match="while connecting") as failed:
                    await bot.send_message(7, "x")
                assert_tells_no_secret(failed.value)
            for filler in fillers:
                filler.close()

    asyncio.run(scenario())


def test_a_certificate_that_is_not_trusted_is_told(tmp_path: Path) -> None:
    """With the reason, as somebody may be listening; and so is a server that speaks no TLS."""
    if (openssl := shutil.which("openssl")) is None:
        pytest.skip("needs openssl to make a certificate")
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    made = [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=127.0.0.1", "-days", "1"]
    subprocess.run([*made, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)

    async def scenario() -> None:
        for with_tls, words in ((context, "certificate verify failed"), (None, "not sent")):
            listening = await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1", 0, ssl=with_tls)
            async with bot_at(f"https://127.0.0.1:{listening.sockets[0].getsockname()[1]}") as bot:
                with pytest.raises(NetworkError, match=f"(?s)cannot connect to .*{words}") as failed:
                    await bot.send_message(7, "x")
                assert_tells_no_secret(failed.value)
            listening.close()

    asyncio.run(scenario())


def test_the_read_timeout_counts_from_the_last_bytes() -> None:
    """A slow answer is read to its end; one that stops is given up."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for pauses in (4, 1):
            await heard(reader)
            writer.write(answer(OK)[:-4])
            for byte in OK[-4:][:pauses]:
                await asyncio.sleep(0.15)
                writer.write(bytes([byte]))
        await reader.read()

    async def scenario() -> None:
        async with serving(talk) as url, bot_at(url, read_timeout=0.4) as bot:
            assert await bot.send_chat_action(7, "typing")
            with pytest.raises(TimedOut, match="waiting for the answer"):
                await bot.send_chat_action(7, "typing")

    asyncio.run(scenario())


@pytest.mark.parametrize("opened", [True, False])
def test_a_server_that_reads_no_further_ends_the_upload(*, opened: bool) -> None:
    """After the read timeout, and the write timeout for each mebibyte."""
    content: IO[bytes] | bytes = io.BytesIO(bytes(2**24)) if opened else bytes(2**24)

    async def talk(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        await asyncio.sleep(30)

    async def scenario() -> None:
        async with serving(talk) as url, bot_at(url, media_write_timeout=0.01, read_timeout=0.1) as bot:
            with pytest.raises(TimedOut, match="sending a file") as failed:
                await bot.send_document(7, InputFile(content, "large.bin", read_file_handle=False))
            assert_tells_no_secret(failed.value)

    asyncio.run(scenario())


def test_a_large_upload_may_take_longer_than_a_small_one() -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        await asyncio.sleep(0.6)  # longer than both timeouts
        await reader.readexactly(int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0]))
        writer.write(answer(b'{"ok":true,"result":{"message_id":1,"date":1,"chat":{"id":7,"type":"x"}}}'))

    async def scenario() -> None:
        async with serving(talk) as url, bot_at(url, media_write_timeout=0.5, read_timeout=0.5) as bot:
            await bot.send_document(7, bytes(2**25))

    asyncio.run(scenario())


def test_a_refusal_before_the_end_of_an_upload_is_heard() -> None:
    """A server need not read a file that it does not want."""
    refusal = b'{"ok":false,"error_code":413,"description":"Request Entity Too Large"}'

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer(refusal, "413 Request Entity Too Large"))
        await writer.drain()
        await reader.read()

    async def scenario() -> None:
        async with serving(talk) as url, bot_at(url) as bot:
            with pytest.raises(NetworkError, match="Too Large"):
                await bot.send_document(7, bytes(2**24))

    asyncio.run(scenario())
