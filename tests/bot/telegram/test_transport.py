"""The transport over real HTTP: python-telegram-bot's own Bot, a Bot API server, and connections that end."""

import asyncio
import io
import socket
import time
from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp import web
from telegram import Bot, InputFile
from telegram.error import NetworkError, TimedOut
from telegram.request import HTTPXRequest

from bot.telegram.transport import AiohttpRequest
from tests.bot.telegram.serving import OK, answer, assert_tells_no_secret, bot_at, heard, serving
from tests.fakes.botapi import TEST_BOT, BotApiServer, Hang, SentFile

SOON = 20
"""Seconds: less than what would hang, and long enough for a busy machine."""


async def asked(server: BotApiServer, times: int) -> None:
    """Return once the server has been asked so often to send a message."""

    def is_so() -> bool:
        return sum(call.method == "sendMessage" for call in server.calls) >= times

    await asyncio.to_thread(server.wait_until, is_so)


def test_messages_are_sent_and_edited(server: BotApiServer) -> None:
    """Markup, nested parameters and Unicode arrive as the Bot API describes them."""

    async def scenario() -> None:
        async with bot_at(server.url) as bot:
            sent = await bot.send_message(7, "<b>😀 & ünï</b>".replace("&", "&amp;"), parse_mode="HTML")
            await bot.edit_message_text("again", 7, sent.message_id)
            assert (await bot.get_me()).username == "under_test_bot"

    asyncio.run(scenario())
    [message] = server.messages(7)
    assert (message.text, message.edits) == ("again", ("😀 & ünï",))
    assert server.violations == []


def test_updates_are_polled_longer_than_the_read_timeout(server: BotApiServer) -> None:
    """PTB adds the seconds of the poll to the transport's own."""

    async def scenario() -> None:
        async with bot_at(server.url, read_timeout=0.3) as bot:
            assert await bot.get_updates(timeout=1) == ()
            server.send_text(7, "news")
            [update] = await bot.get_updates(timeout=timedelta(seconds=1))
            assert update.message is not None
            assert update.message.text == "news"

    asyncio.run(scenario())


def test_files_arrive_as_they_are(tmp_path: Path) -> None:
    """Bytes and open files of any size, and an open file again where it is sent again."""
    large = bytes(range(256)) * 4096
    path = tmp_path / "large.bin"
    path.write_bytes(large)
    got: list[tuple[str, str, bytes, dict[str, str]]] = []

    async def accept(request: web.Request) -> web.Response:
        form = await request.post()
        fields = {name: value for name, value in form.items() if isinstance(value, str)}
        for name, value in form.items():
            if isinstance(value, web.FileField):
                got.append((name, value.filename, value.file.read(), fields))
        return web.json_response({"ok": True, "result": {"message_id": 1, "date": 1, "chat": {"id": 7, "type": "x"}}})

    async def scenario() -> None:
        application = web.Application(client_max_size=2**22)
        application.router.add_post("/{path:.*}", accept)
        runner = web.AppRunner(application, access_log=None)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        async with bot_at(f"http://127.0.0.1:{site.port}") as bot:
            await bot.send_document(7, b"small", filename='ünï 😀 "b"\r\nc.txt', caption="ünï 😀")
            with path.open("rb") as opened:
                for _ in range(2):
                    await bot.send_document(7, InputFile(opened, "large.bin", read_file_handle=False))
                assert not opened.closed
            await bot.send_document(7, InputFile(Unseekable(large), "pipe", read_file_handle=False))
        await runner.cleanup()

    asyncio.run(scenario())
    assert [(name, file_name) for name, file_name, *_ in got] == [
        ("document", 'ünï 😀 "b"  c.txt'),
        ("document", "large.bin"),
        ("document", "large.bin"),
        ("document", "pipe"),
    ]
    assert [content == large for _, _, content, _ in got] == [False, True, True, True]
    assert got[0][2] == b"small"
    assert got[0][3] == {"chat_id": "7", "caption": "ünï 😀"}


class Unseekable(io.BytesIO):
    """What a pipe is like."""

    def seekable(self) -> bool:
        """Cannot be rewound."""
        return False


def test_a_document_with_a_strange_name_reaches_the_chat(server: BotApiServer) -> None:
    name = 'ünï "😀" a=b.txt'

    async def scenario() -> None:
        async with bot_at(server.url) as bot:
            await bot.send_document(7, b"content", filename=name)

    asyncio.run(scenario())
    assert [message.file for message in server.messages(7)] == [SentFile("document", name, b"content")]


def test_a_full_pool_times_out_before_anything_is_sent(server: BotApiServer) -> None:
    """In the words that PTB's own transport has for it; the connection is free again afterwards."""
    server.inject("sendMessage", Hang(0.5), times=2)

    async def scenario() -> None:
        async with bot_at(server.url, connection_pool_size=2, pool_timeout=0.1) as bot:
            held = [asyncio.create_task(bot.send_message(7, "held")) for _ in range(2)]
            await asked(server, 2)
            with pytest.raises(TimedOut, match=r"Pool timeout.*\*not\* sent") as failed:
                await bot.send_message(7, "too many")
            assert_tells_no_secret(failed.value)
            await bot.send_message(7, "patient", pool_timeout=None)
            await asyncio.gather(*held)

    asyncio.run(scenario())
    assert sorted(message.text for message in server.messages(7)) == ["held", "held", "patient"]


def test_many_requests_share_few_connections() -> None:
    """Connections are kept and used again."""
    connections = 0

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal connections
        connections += 1
        while await heard(reader):
            writer.write(answer(OK))

    async def scenario() -> None:
        async with serving(talk) as url, bot_at(url, connection_pool_size=3, pool_timeout=5) as bot:
            await asyncio.gather(*(bot.send_chat_action(7, "typing") for _ in range(60)))

    asyncio.run(scenario())
    assert connections == 3


def test_a_connection_that_was_closed_while_idle_is_not_used() -> None:
    """Even where the loop was too busy to hear of it, which is when its end lies unread in the socket."""
    requests: list[bytes] = []
    writers: list[asyncio.StreamWriter] = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers.append(writer)
        while True:
            requests.append(await heard(reader))
            writer.write(answer(OK))

    async def scenario() -> None:
        async with serving(talk) as url, bot_at(url) as bot:
            for _ in range(5):
                assert await bot.send_chat_action(7, "typing")
                # Closes the connection at once, without a turn of the loop that client and server share here.
                writers[-1].transport.get_extra_info("socket").shutdown(socket.SHUT_RDWR)
                time.sleep(0.01)  # noqa: ASYNC251  the loop is kept from hearing of it
            assert await bot.send_chat_action(7, "typing")

    asyncio.run(scenario())
    assert len(requests) == len(writers) == 6


def test_a_connection_closed_as_the_request_arrives_surfaces_and_is_not_repeated() -> None:
    """Nobody can know whether it was processed: the sender decides."""
    requests: list[bytes] = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        requests.append(await heard(reader))
        writer.write(answer(OK))
        requests.append(await heard(reader))

    async def scenario() -> None:
        async with serving(talk) as url, bot_at(url) as bot:
            assert await bot.send_chat_action(7, "typing")
            with pytest.raises(NetworkError, match="closed before the answer came"):
                await bot.send_chat_action(7, "typing")

    asyncio.run(scenario())
    assert len(requests) == 2


def test_a_shutdown_ends_what_hangs_and_what_waits(server: BotApiServer) -> None:
    """At once, with trouble of the network; a later initialisation begins anew."""
    server.inject("sendMessage", Hang(30))

    async def scenario() -> None:
        async with bot_at(server.url, connection_pool_size=1, pool_timeout=None, read_timeout=None) as bot:
            hanging = [asyncio.create_task(bot.send_message(7, str(number))) for number in range(3)]
            await asked(server, 1)
            async with asyncio.timeout(SOON):
                await bot.request.shutdown()
                failures = await asyncio.gather(*hanging, return_exceptions=True)
            for failure in failures:
                assert isinstance(failure, NetworkError)
                assert_tells_no_secret(failure)
            with pytest.raises(NetworkError, match="not initialized"):
                await bot.send_message(7, "nobody listens")
            await bot.request.shutdown()
            await bot.request.initialize()
            await bot.request.initialize()
            await bot.send_message(7, "back")

    asyncio.run(scenario())
    assert server.messages(7)[-1].text == "back"


def test_one_transport_serves_one_loop_after_another(server: BotApiServer) -> None:
    """As a program that starts its loop anew would have it."""
    bot = Bot(TEST_BOT, base_url=f"{server.url}/bot", request=AiohttpRequest(), get_updates_request=AiohttpRequest())

    async def scenario(text: str) -> None:
        async with bot:
            await bot.send_message(7, text)

    for text in ("one", "two"):
        asyncio.run(scenario(text))
    assert [message.text for message in server.messages(7)] == ["one", "two"]


def test_a_cancelled_request_gives_its_connection_back(server: BotApiServer) -> None:
    """Nothing leaks where whoever asked went away."""
    server.inject("sendMessage", Hang(30), times=3)

    async def scenario() -> None:
        async with bot_at(server.url, connection_pool_size=1, pool_timeout=0.1) as bot:
            for _ in range(3):
                with pytest.raises(TimeoutError):
                    await asyncio.wait_for(bot.send_message(7, "held"), 0.1)
            await bot.send_message(7, "free")

    asyncio.run(scenario())


def test_files_are_downloaded() -> None:
    """A file is no JSON, and need not be."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        assert (await heard(reader)).startswith(b"GET /file")
        writer.write(answer(b"\x00content"))
        await writer.drain()

    async def scenario() -> None:
        async with serving(talk) as url, bot_at(url) as bot:
            assert await bot.request.retrieve(f"{url}/file") == b"\x00content"

    asyncio.run(scenario())


def test_a_proxy_named_by_the_environment_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """As PTB's own transport does it, except for hosts that are to be reached directly."""
    asked: list[bytes] = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append((await heard(reader)).split(b"\r\n")[0])
        writer.write(answer(OK))
        await writer.drain()

    async def scenario() -> None:
        async with serving(talk) as url:
            monkeypatch.setenv("http_proxy", url)
            monkeypatch.setenv("no_proxy", "127.0.0.1")
            for base in ("http://api.invalid", url):
                async with bot_at(base) as bot:
                    assert await bot.send_chat_action(7, "typing")

    asyncio.run(scenario())
    path = b"/bot123456:TEST/sendChatAction HTTP/1.1"
    assert asked == [b"POST http://api.invalid" + path, b"POST " + path]


def test_its_defaults_are_those_of_ptbs_own_transport() -> None:
    """Whoever changes from one to the other keeps the timeouts."""
    assert AiohttpRequest().read_timeout == HTTPXRequest().read_timeout == 5
    assert AiohttpRequest(read_timeout=None).read_timeout is None
