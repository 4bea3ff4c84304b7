"""Injected faults and outages, as python-telegram-bot's real Bot meets them."""

import asyncio
from datetime import timedelta

import pytest
from telegram.error import NetworkError, RetryAfter, TelegramError, TimedOut

from .botapi import BotApiServer, Drop, DropAfterAccept, Fault, Garbage, Hang, RateLimited, ServerError
from .calling import a_bot


def send(server: BotApiServer, text: str, *, read_timeout: float = 5) -> None:
    """Let a real Bot send one message."""

    async def scenario() -> None:
        async with a_bot(server) as bot:
            await bot.send_message(7, text, read_timeout=read_timeout)

    asyncio.run(scenario())


def test_a_rate_limit_tells_how_long_to_wait(server: BotApiServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """The call is refused with a 429, and the next one goes through."""
    monkeypatch.setenv("PTB_TIMEDELTA", "true")  # without it, PTB warns that the type will change
    server.inject("sendmessage", RateLimited(retry_after=3))
    with pytest.raises(RetryAfter) as limited:
        send(server, "x")
    assert limited.value.retry_after == timedelta(seconds=3)
    send(server, "again")
    assert [message.text for message in server.messages(7)] == ["again"]
    assert [call.fault for call in server.calls if call.method == "sendMessage"] == [RateLimited(3), None]


@pytest.mark.parametrize(
    ("fault", "error", "arrives"),
    [
        (Drop(), NetworkError, False),
        (DropAfterAccept(), NetworkError, True),
        (ServerError(502), NetworkError, False),
        (ServerError(500), TelegramError, False),
        (Garbage(), TelegramError, False),
    ],
)
def test_a_fault_reaches_the_bot_as_its_error(
    server: BotApiServer, fault: Fault, error: type[TelegramError], *, arrives: bool
) -> None:
    """Only a call dropped after it was accepted has an effect."""
    server.inject("sendMessage", fault)
    with pytest.raises(error):
        send(server, "x")
    assert [message.text for message in server.messages(7)] == (["x"] if arrives else [])


def test_a_call_that_hangs_is_carried_out_even_if_the_bot_gives_up(server: BotApiServer) -> None:
    """To the bot it looks lost, which is why a repeat may double it."""
    server.inject("sendMessage", Hang(0.2))
    with pytest.raises(TimedOut):
        send(server, "late", read_timeout=0.05)
    assert [message.text for message in server.wait_for_messages(7, 1)] == ["late"]


def test_a_fault_can_last_for_several_calls(server: BotApiServer) -> None:
    """A method fails as often as was asked for, and then works."""
    server.inject("getMe", ServerError(503), times=2)
    for _ in range(2):
        with pytest.raises(TelegramError):
            send(server, "x")
    send(server, "x")


@pytest.mark.timeout(20)
def test_stopping_ends_what_waits_and_starting_again_goes_on(server: BotApiServer) -> None:
    """An outage: polls and hangs end at once, and the same URL serves again later."""

    async def scenario() -> None:
        async with a_bot(server) as bot:
            server.inject("sendMessage", Hang(50))
            waiting = [
                asyncio.create_task(bot.get_updates(timeout=50)),
                asyncio.create_task(bot.send_message(7, "held")),
            ]
            await asyncio.to_thread(server.wait_until, lambda: len(server.calls) == 3)
            await asyncio.to_thread(server.stop)
            await asyncio.gather(*waiting, return_exceptions=True)
            with pytest.raises(NetworkError):
                await bot.send_message(7, "to nobody")
            server.start()
            await bot.send_message(7, "back")

    url = server.url
    asyncio.run(scenario())
    assert server.url == url
    assert server.messages(7)[-1].text == "back"
