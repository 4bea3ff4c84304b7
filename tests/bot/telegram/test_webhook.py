"""The webhook over real HTTP."""

import asyncio
import io
import json
import logging
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest
from aiohttp import ClientError, ClientSession

from bot.clock import SYSTEM_CLOCK, Clock
from bot.telegram import webhook
from bot.telegram.webhook import SECRET_HEADER, Webhook
from tests.bot.clock import FakeClock
from tests.bot.telegram.serving import bot_at
from tests.fakes.botapi import BotApiServer

SECRET = "s3cret_-"  # noqa: S105  a test's
PATH = "/hook/a b"
UPDATE = b'{"update_id":5,"message":{"text":"\\ud83d"}}'
MIB = 2**20


class Store:
    """Stores what comes, slowly or not at all if told so."""

    def __init__(self) -> None:
        """Have room."""
        self.bodies: list[bytes] = []
        self.has_room = True
        self.is_storing = asyncio.Event()
        self.may_end = asyncio.Event()
        self.may_end.set()

    async def receive(self, body: bytes) -> bool:
        """Store a body, if there is room."""
        self.is_storing.set()
        await self.may_end.wait()
        if self.has_room:
            self.bodies.append(body)
        return self.has_room


@asynccontextmanager
async def listening(store: Store, clock: Clock = SYSTEM_CLOCK) -> AsyncIterator[tuple[ClientSession, str]]:
    """Run a webhook."""
    hook = Webhook(SECRET, PATH, "127.0.0.1", 0, store.receive, clock)
    await hook.start()
    async with ClientSession(headers={SECRET_HEADER: SECRET}) as session:
        yield session, f"http://127.0.0.1:{hook.port}/hook/a%20b"
    await hook.stop()


def deliver(body: bytes, headers: dict[str, str] | None = None, store: Store | None = None) -> tuple[int, bytes]:
    """Deliver one body and return the status and the text of the answer."""

    async def scenario() -> tuple[int, bytes]:
        async with (
            listening(store or Store()) as (session, url),
            session.post(url, data=body, headers=headers) as response,
        ):
            return response.status, await response.read()

    return asyncio.run(scenario())


def test_a_delivery_is_stored_as_it_came_before_it_is_confirmed() -> None:
    """Telegram forgets an update with the 200."""
    store = Store()
    store.may_end.clear()

    async def scenario() -> None:
        async with listening(store) as (session, url):
            delivery = asyncio.create_task(session.post(url, data=UPDATE))
            await store.is_storing.wait()
            assert not delivery.done()
            store.may_end.set()
            async with await delivery as response:
                assert (response.status, await response.read()) == (200, b"")

    asyncio.run(scenario())
    assert store.bodies == [UPDATE]


def test_without_room_telegram_is_asked_to_come_back() -> None:
    """It keeps the update then."""
    store = Store()
    store.has_room = False

    async def scenario() -> None:
        async with listening(store) as (session, url), session.post(url, data=UPDATE) as response:
            assert (response.status, response.headers["Retry-After"]) == (503, "1")

    asyncio.run(scenario())


def test_a_store_that_fails_confirms_nothing(caplog: pytest.LogCaptureFixture) -> None:
    """Telegram delivers again, and the log says why."""

    class Broken(Store):
        async def receive(self, body: bytes) -> bool:
            await super().receive(body)
            raise OSError("the disk is gone")

    assert deliver(UPDATE, store=Broken())[0] == 500
    assert "the disk is gone" in caplog.text


@pytest.mark.parametrize("secret", ["", "s3cret", "s3cret_-x", "S3CRET_-", "ü", "s3cret_-\udcff"])
def test_a_wrong_secret_is_refused_without_telling_why(secret: str, caplog: pytest.LogCaptureFixture) -> None:
    """The log says it once, and not which secret it was."""
    store = Store()

    async def scenario() -> None:
        async with listening(store) as (_, url):
            host, port = url.removeprefix("http://").split("/")[0].split(":")
            for _ in range(2):
                reader, writer = await asyncio.open_connection(host, int(port))
                head = f"POST /hook/a%20b HTTP/1.1\r\nHost: x\r\n{SECRET_HEADER}: {secret}\r\nContent-Length: 2\r\n\r\n"
                writer.write(head.encode("utf-8", "surrogateescape") + b"{}")
                assert (await reader.readline()) == b"HTTP/1.1 401 Unauthorized\r\n"
                assert b"Content-Length: 0\r\n" in await reader.readuntil(b"\r\n\r\n")
                writer.close()

    caplog.set_level(logging.DEBUG)
    asyncio.run(scenario())
    assert store.bodies == []
    assert len([record for record in caplog.records if record.name == webhook.__name__]) == 1
    assert SECRET not in caplog.text


def test_no_secret_at_all_is_refused() -> None:
    """A header that is missing is no empty secret."""

    async def scenario() -> None:
        async with listening(Store()) as (_, url), ClientSession() as stranger, stranger.post(url) as response:
            assert response.status == 401

    asyncio.run(scenario())
    with pytest.raises(ValueError, match="needs a secret"):
        Webhook("", PATH, "127.0.0.1", 0, Store().receive)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"5",
        b"{}",
        b'{"update_id":"5"}',
        b'{"update_id":true}',
        b'{"update_id":-1}',
        b'{"update_id":5.5}',
        b'{"update_id":9223372036854775808}',
        b'{"update_id":' + b"9" * 5000 + b"}",
        b"\xff\xfe\xfd",
        b"[" * 200_000,
    ],
)
def test_what_is_no_update_is_refused_and_told_once(body: bytes, caplog: pytest.LogCaptureFixture) -> None:
    """Without an id it cannot be stored; nothing of it is logged."""
    store = Store()

    async def scenario() -> None:
        async with listening(store) as (session, url):
            for _ in range(2):
                async with session.post(url, data=body) as response:
                    assert (response.status, await response.read()) == (400, b"")

    asyncio.run(scenario())
    assert store.bodies == []
    [record] = [record for record in caplog.records if record.name == webhook.__name__]
    assert f"({len(body)} bytes)" in record.getMessage()


def test_a_body_may_have_one_mebibyte_and_no_more() -> None:
    """Announced or not."""
    start = b'{"update_id":5,"x":"'
    exact = start + b"x" * (MIB - len(start) - 2) + b'"}'
    store = Store()

    async def pieces() -> AsyncIterator[bytes]:
        yield exact
        yield b" "

    async def scenario() -> None:
        async with listening(store) as (session, url):
            async with session.post(url, data=io.BytesIO(exact)) as response:
                assert response.status == 200
            for body in (io.BytesIO(exact + b" "), pieces()):
                with suppress(ClientError):  # it may be refused before all of it was sent
                    async with session.post(url, data=body) as response:
                        assert response.status == 413

    asyncio.run(scenario())
    assert store.bodies == [exact]


def test_other_paths_and_methods_lead_nowhere() -> None:
    """There is one thing to do here."""

    async def scenario() -> None:
        async with listening(Store()) as (session, url):
            for other in (url + "/", url + "x", url.replace("/hook", "//hook"), url.rpartition("/")[0]):
                async with session.post(other, data=UPDATE) as response:
                    assert response.status == 404
            async with session.get(url) as response:
                assert (response.status, response.headers["Allow"]) == (405, "POST")

    asyncio.run(scenario())


def test_a_body_that_never_comes_is_given_up() -> None:
    """Nobody holds a connection for ever; a body that breaks off is no update either."""
    store, clock = Store(), FakeClock()

    async def scenario() -> None:
        async with listening(store, clock) as (_, url):
            host, port = url.removeprefix("http://").split("/")[0].split(":")
            head = f"POST /hook/a%20b HTTP/1.1\r\nHost: x\r\n{SECRET_HEADER}: {SECRET}\r\nContent-Length: 50\r\n\r\n"
            for breaks_off in (False, True):
                reader, writer = await asyncio.open_connection(host, int(port))
                writer.write(head.encode() + UPDATE[:10])
                await clock.until_somebody_waits()
                if not breaks_off:
                    await clock.advance(10)
                    assert b" 408 " in await reader.readline()
                writer.close()
            while clock.waiting:  # noqa: ASYNC110  (until the server has noticed)
                await asyncio.sleep(0.001)

    asyncio.run(scenario())
    assert store.bodies == []


def test_stopping_ends_what_is_being_stored() -> None:
    """What was not confirmed comes again; what idles is closed."""
    store = Store()
    store.may_end.clear()

    async def scenario() -> None:
        hook = Webhook(SECRET, PATH, "127.0.0.1", 0, store.receive)
        await hook.start()
        async with ClientSession(headers={SECRET_HEADER: SECRET}) as session:
            url = f"http://127.0.0.1:{hook.port}/hook/a%20b"
            async with session.post(url, data=b"{}") as response:  # leaves an idle connection
                assert response.status == 400
            storing = asyncio.create_task(session.post(url, data=UPDATE))
            await store.is_storing.wait()
            await hook.stop()
            with pytest.raises(ClientError):
                await storing
            with pytest.raises(ClientError):
                await session.post(url, data=UPDATE)
        await hook.stop()

    asyncio.run(scenario())
    assert store.bodies == []


def test_a_taken_port_is_an_error() -> None:
    """Said at once, and nothing is left open."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()

        async def scenario() -> None:
            with pytest.raises(OSError, match="in use"):
                await Webhook(SECRET, PATH, "127.0.0.1", taken.getsockname()[1], Store().receive).start()

        asyncio.run(scenario())


def test_what_was_stored_is_what_telegram_sent() -> None:
    """Byte for byte, so that nothing is lost by reading it on the way."""
    body = json.dumps({"update_id": 2**63 - 1, "message": {"text": "😀", "more": [1, {"a": None}]}}).encode()
    store = Store()
    assert deliver(body, store=store)[0] == 200
    assert store.bodies == [body]


def test_every_update_of_a_chat_arrives_in_order_through_restarts_and_full_stores(server: BotApiServer) -> None:
    """As Telegram delivers: again where it was not confirmed, with the secret that was set."""
    store = Store()
    first: list[int] = []

    def new_ones() -> list[int]:
        return list(dict.fromkeys(json.loads(body)["update_id"] for body in store.bodies))

    async def scenario() -> None:
        hook = Webhook(SECRET, "/hook", "127.0.0.1", 0, store.receive)
        await hook.start()
        async with bot_at(server.url) as bot:
            await bot.set_webhook(
                f"http://127.0.0.1:{hook.port}/hook", secret_token=SECRET, allowed_updates=["message"]
            )
        first.extend(server.send_text(7, str(number)) for number in range(3))
        await asyncio.to_thread(server.wait_until, lambda: len(store.bodies) == 3)
        store.has_room = False
        first.extend(server.send_text(7, str(number)) for number in range(3))
        store.is_storing.clear()
        await store.is_storing.wait()  # and finds no room
        await hook.stop()
        server.lose_confirmations()
        store.has_room = True
        again = Webhook(SECRET, "/hook", "127.0.0.1", hook.port, store.receive)
        await again.start()
        await asyncio.to_thread(server.wait_until, lambda: server.unconfirmed == 0)
        await again.stop()

    asyncio.run(scenario())
    assert new_ones() == first
    assert len(store.bodies) == 7
