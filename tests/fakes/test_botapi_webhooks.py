"""Webhooks of the test server: a real Bot sets them, and a small server of the test's own hears them."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest
from aiohttp import web
from telegram.error import BadRequest, Conflict

from .botapi import BotApiServer, Webhook, load_spec
from .calling import a_bot

Answers = Callable[[int], Awaitable[web.Response | None]]


@dataclass
class Heard:
    """What a webhook heard: number, chat and secret of each delivery, and how many came at a time."""

    updates: list[tuple[int, int]] = field(default_factory=list)
    secrets: set[str | None] = field(default_factory=set)
    open: int = 0
    most: int = 0

    def of(self, chat: int) -> list[int]:
        """Return the numbers that came for a chat, in order."""
        return [number for number, of_chat in self.updates if of_chat == chat]


async def yes(_: int) -> web.Response:
    """Confirm everything."""
    return web.Response()


@asynccontextmanager
async def hearing(answers: Answers = yes) -> AsyncIterator[tuple[str, Heard]]:
    """Run a webhook; no answer breaks the connection."""
    heard = Heard()

    async def hear(request: web.Request) -> web.Response:
        update = await request.json()
        heard.secrets.add(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        heard.updates.append(
            (update["update_id"], next(iter(update[kind] for kind in update if kind != "update_id"))["chat"]["id"])
        )
        heard.open += 1
        heard.most = max(heard.most, heard.open)
        answer = await answers(update["update_id"])
        heard.open -= 1
        if answer is None:
            assert request.transport is not None
            request.transport.abort()
        return answer or web.Response()

    application = web.Application()
    application.router.add_post("/hook", hear)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{site.port}/hook", heard
    finally:
        await runner.cleanup()


@pytest.fixture
def pausing() -> Iterator[tuple[BotApiServer, list[float]]]:
    """Serve a bot with two chats, and return the pauses of failed deliveries, which last until both chats got one."""
    pauses: list[float] = []

    async def pause(seconds: float) -> None:
        pauses.append(seconds)
        while len({delivery.update_id for delivery in running.deliveries}) < 2:  # noqa: ASYNC110  (of another chat)
            await asyncio.sleep(0.001)

    with BotApiServer(spec=load_spec(), sleep=pause) as running:
        yield running, pauses


async def settled(server: BotApiServer) -> None:
    """Wait until everything has been confirmed."""
    await asyncio.to_thread(server.wait_until, lambda: server.unconfirmed == 0)


def test_updates_are_delivered_with_the_secret_before_and_after_it_is_set(server: BotApiServer) -> None:
    """What waited comes first; what is confirmed is forgotten, and what is set can be read."""
    early = server.send_text(7, "early")

    async def scenario() -> None:
        async with hearing() as (url, heard), a_bot(server) as bot:
            await bot.set_webhook(url, secret_token="s-_1", allowed_updates=["message"], max_connections=5)  # noqa: S106
            late = server.send_text(7, "late")
            server.send_text(7, "unwanted", edited=True)
            await settled(server)
            assert heard.updates == [(early, 7), (late, 7)]
            assert heard.secrets == {"s-_1"}
            assert server.webhook == Webhook(url, "s-_1", frozenset({"message"}), 5)
            info = await bot.get_webhook_info()
            assert (info.url, info.max_connections, info.allowed_updates) == (url, 5, ("message",))
            assert (info.pending_update_count, info.last_error_message) == (0, None)

    asyncio.run(scenario())
    assert [(delivery.status, delivery.confirmed) for delivery in server.deliveries] == [(200, True)] * 2
    assert server.violations == []


def test_without_a_secret_there_is_no_header(server: BotApiServer) -> None:
    """Nor an empty one."""

    async def scenario() -> None:
        async with hearing() as (url, heard), a_bot(server) as bot:
            await bot.set_webhook(url)
            server.send_text(7, "x")
            await settled(server)
            assert heard.secrets == {None}
            assert server.webhook == Webhook(url, "", frozenset(), 40)

    asyncio.run(scenario())


def test_a_chat_waits_for_its_refused_update_and_others_do_not(pausing: tuple[BotApiServer, list[float]]) -> None:
    """An update is delivered again after a pause that grows, and none of the chat overtakes it."""
    server, pauses = pausing
    refusals = [web.Response(status=503), web.Response(status=500), web.Response(status=302), None]
    stubborn = server.send_text(7, "stubborn")
    second = server.send_text(7, "second")
    other = server.send_text(8, "other")

    async def answers(number: int) -> web.Response | None:
        return refusals.pop(0) if number == stubborn and refusals else web.Response()

    async def scenario() -> None:
        async with hearing(answers) as (url, heard), a_bot(server) as bot:
            await bot.set_webhook(url)
            await asyncio.to_thread(server.wait_until, lambda: len(server.deliveries) >= 2)
            info = await bot.get_webhook_info()
            assert info.last_error_message is not None
            assert re.match("Wrong response from the webhook: (503|500|302)|Connection failed", info.last_error_message)
            await settled(server)
            assert heard.of(7) == [stubborn] * 5 + [second]
            assert heard.of(8) == [other]
            assert heard.updates.index((other, 8)) < 2

    asyncio.run(scenario())
    tries = [delivery for delivery in server.deliveries if delivery.update_id == stubborn]
    assert [delivery.status for delivery in tries] == [503, 500, 302, None, 200]
    assert pauses == [0.1, 0.2, 0.4, 0.8]


def test_retry_after_is_honoured(pausing: tuple[BotApiServer, list[float]]) -> None:
    """Where it asks for more than the pause would be."""
    server, pauses = pausing
    server.send_text(8, "other")
    busy = [web.Response(status=503, headers={"Retry-After": "5"})]

    async def answers(_: int) -> web.Response:
        return busy.pop() if busy else web.Response()

    async def scenario() -> None:
        async with hearing(answers) as (url, _), a_bot(server) as bot:
            await bot.set_webhook(url)
            server.send_text(7, "x")
            await settled(server)

    asyncio.run(scenario())
    assert pauses == [5]


def test_a_webhook_that_is_down_gets_everything_in_order_once_it_is_up(server: BotApiServer) -> None:
    """As when the bot restarts."""
    numbers = {chat: [server.send_text(chat, str(n)) for n in range(5)] for chat in (7, 8, 9)}

    async def scenario() -> None:
        async with hearing() as (url, _):
            pass
        async with a_bot(server) as bot:
            await bot.set_webhook(url)
            await asyncio.to_thread(server.wait_until, lambda: len(server.deliveries) >= 3)
            assert {delivery.status for delivery in server.deliveries} == {None}
            async with hearing() as (new_url, heard):
                await bot.set_webhook(new_url)
                await settled(server)
                assert {chat: heard.of(chat) for chat in numbers} == numbers

    asyncio.run(scenario())


def test_no_more_connections_are_used_than_allowed(server: BotApiServer) -> None:
    """However many chats there are; a chat uses one."""
    for chat in range(20):
        for _ in range(2):
            server.send_text(100 + chat, "x")

    async def slowly(_: int) -> web.Response:
        await asyncio.sleep(0.02)
        return web.Response()

    async def scenario() -> None:
        async with hearing(slowly) as (url, heard), a_bot(server) as bot:
            await bot.set_webhook(url, max_connections=3)
            await settled(server)
            assert heard.most == 3
            assert len(heard.updates) == 40

    asyncio.run(scenario())


def test_polling_conflicts_with_a_webhook(server: BotApiServer) -> None:
    """A poll that waits ends, a later one is refused and confirms nothing, until the webhook is deleted."""

    async def never(_: int) -> web.Response:
        return web.Response(status=503)

    async def scenario() -> None:
        async with hearing(never) as (url, _), a_bot(server) as bot:
            waiting = asyncio.create_task(bot.get_updates(timeout=30))
            await asyncio.to_thread(server.wait_until, lambda: len(server.calls) == 2)
            await bot.set_webhook(url)
            with pytest.raises(Conflict, match="terminated by setWebhook"):
                await waiting
            number = server.send_text(7, "x")
            with pytest.raises(Conflict, match="while webhook is active"):
                await bot.get_updates(offset=number + 1)
            await bot.delete_webhook()
            assert server.webhook is None
            [update] = await bot.get_updates()
            assert update.update_id == number

    asyncio.run(scenario())


def test_a_confirmation_can_be_lost(server: BotApiServer) -> None:
    """The webhook then hears the same update again."""
    server.lose_confirmations()

    async def scenario() -> None:
        async with hearing() as (url, heard), a_bot(server) as bot:
            await bot.set_webhook(url)
            number = server.send_text(7, "x")
            await settled(server)
            assert heard.updates == [(number, 7)] * 2

    asyncio.run(scenario())
    assert [(delivery.status, delivery.confirmed) for delivery in server.deliveries] == [(200, False), (200, True)]


def test_an_outage_of_telegram_only_delays_deliveries(server: BotApiServer) -> None:
    """The webhook is remembered."""

    async def scenario() -> None:
        async with hearing() as (url, heard):
            async with a_bot(server) as bot:
                await bot.set_webhook(url)
            await asyncio.to_thread(server.stop)
            number = server.send_text(7, "x")
            await asyncio.sleep(0.1)
            assert heard.updates == []
            await asyncio.to_thread(server.start)
            await settled(server)
            assert heard.updates == [(number, 7)]

    asyncio.run(scenario())


def test_pending_updates_can_be_dropped_on_the_way(server: BotApiServer) -> None:
    """With the webhook, or without it."""
    server.send_text(7, "x")

    async def scenario() -> None:
        async with hearing() as (url, heard), a_bot(server) as bot:
            await bot.set_webhook(url, drop_pending_updates=True)
            wanted = server.send_text(7, "y")
            await settled(server)
            assert heard.updates == [(wanted, 7)]

    asyncio.run(scenario())


@pytest.mark.parametrize(
    ("url", "secret", "words"),
    [
        ("http://example.org/hook", "s", "bad webhook: An HTTPS URL must be provided"),
        ("ftp://127.0.0.1/hook", "s", "bad webhook: An HTTPS URL must be provided"),
        ("https://example.org/hook", "s s", "secret token contains unallowed characters"),
        ("https://example.org/hook", "s" * 257, "secret token is too long"),
    ],
)
def test_what_telegram_would_not_set_is_refused(server: BotApiServer, url: str, secret: str, words: str) -> None:
    """With its words, so far as they are known."""

    async def scenario() -> None:
        async with a_bot(server) as bot:
            with pytest.raises(BadRequest, match=f"(?i){words}"):
                await bot.set_webhook(url, secret_token=secret)

    asyncio.run(scenario())
    assert server.webhook is None


def test_thousands_of_updates_are_delivered_in_order(server: BotApiServer) -> None:
    """More than the server has connections."""
    for number in range(2000):
        server.send_text(1000 + number % 200, "x")

    async def scenario() -> None:
        async with hearing() as (url, heard), a_bot(server) as bot:
            await bot.set_webhook(url)
            await asyncio.to_thread(server.wait_until, lambda: server.unconfirmed == 0, 60)
            for chat in range(1000, 1200):
                assert heard.of(chat) == sorted(heard.of(chat))

    asyncio.run(scenario())
