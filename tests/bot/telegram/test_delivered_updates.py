"""The bot when Telegram delivers updates by webhook."""

import json
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import pytest

from tests.bot.clock import FakeClock
from tests.bot.telegram.conftest import BotFactory
from tests.bot.telegram.running import PERSON, RunningBot, has_webhook, numbers_told, reserved_port, say, settle
from tests.bot.telegram.test_delivery import CHATS, LIFTED, ask_all
from tests.bot.telegram.test_presses import ask
from tests.fakes.botapi import BotApiServer, DropAfterAccept, Fault, Refused, ServerError

SECRET = "not-to-be-guessed-1234"  # noqa: S105  (between this test and its server)


def delivered(port: int) -> Mapping[str, str]:
    """Return the settings of a bot that listens at a port."""
    return LIFTED | {"webhook_url": f"http://127.0.0.1:{port}/updates", "webhook_port": str(port)}


def methods(server: BotApiServer) -> list[str]:
    """Return the methods that the bot has called, in order."""
    return [call.method for call in server.calls]


def test_what_is_delivered_is_answered_and_only_with_the_secret(bot_with: BotFactory, server: BotApiServer) -> None:
    with reserved_port() as port, bot_with(**delivered(port), webhook_secret=SECRET) as bot:
        server.wait_until(lambda: has_webhook(server))
        server.send_text(PERSON, "what did Xi pledge?")
        assert "2060" in server.wait_for_messages(PERSON, 1)[0].text
        forged = urllib.request.Request(
            f"http://127.0.0.1:{port}/updates", json.dumps({"update_id": 1}).encode(), method="POST"
        )
        with pytest.raises(urllib.error.HTTPError, match="401") as refusal:
            urllib.request.urlopen(forged, timeout=5)  # noqa: S310  (http, as above)
        refusal.value.close()
        bot.stop()
        assert SECRET not in bot.output
    assert server.webhook is not None
    assert server.webhook.allowed_updates == {
        "message",
        "edited_message",
        "callback_query",
        "my_chat_member",
        "chat_member",
        "inline_query",
        "guest_message",
    }


def test_a_bot_that_is_stopped_while_messages_are_delivered_answers_them_all_in_order(
    bot_with: BotFactory, server: BotApiServer
) -> None:
    with reserved_port() as port:
        bot = bot_with(**delivered(port))
        with bot:
            server.wait_until(lambda: has_webhook(server))
            expected = ask_all(server, 8)
            server.lose_confirmations(3)
            server.wait_until(lambda: sum(len(server.messages(it)) for it in CHATS) > 20)
        with bot:
            server.wait_until(lambda: all(len(server.messages(it)) >= 8 for it in CHATS))
    assert {chat: numbers_told(server, chat) for chat in CHATS} == expected


def test_a_port_that_is_taken_ends_the_bot_with_what_to_do(bot_with: BotFactory) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with bot_with(**delivered(taken.getsockname()[1])) as bot:
            bot.wait()
    assert "cannot listen for the webhook" in str(bot.failure)
    assert "VERBATIM_WEBHOOK_PORT" in str(bot.failure)


def test_a_port_that_is_taken_leaves_the_webhook_as_it_is(bot_with: BotFactory, server: BotApiServer) -> None:
    with reserved_port() as port:
        with bot_with(**delivered(port)):
            server.wait_until(lambda: has_webhook(server))
        before = methods(server).count("deleteWebhook")
        with socket.create_server(("127.0.0.1", port)), bot_with(**delivered(port)) as bot:
            bot.wait()
    assert "cannot listen" in str(bot.failure)
    assert methods(server).count("deleteWebhook") == before
    assert has_webhook(server)


@contextmanager
def begun_before_it_fetches(bot_with: BotFactory, server: BotApiServer, port: int) -> Iterator[RunningBot]:
    """Run a bot that has read the articles, and waits for a second to ask Telegram again for what has waited."""
    server.inject("deleteWebhook", ServerError(502))
    with bot_with(clock=FakeClock(time.time()), **delivered(port), webhook_secret=SECRET) as bot:
        bot.wait_for_log("answering as")
        bot.wait_for_log("no usable answer from Telegram")
        yield bot


@pytest.mark.parametrize("fault", [None, DropAfterAccept()], ids=["", "lost response"])
def test_of_what_waited_for_the_bot_to_start_only_questions_are_answered(
    bot_with: BotFactory, server: BotApiServer, fault: Fault | None
) -> None:
    server.allow_inline()
    server.allow_guest_mode()
    with reserved_port() as port:
        with bot_with(**delivered(port)):
            answer = ask(server)
        server.send_text(8, "what did Xi pledge?")
        server.press(PERSON, answer.message_id, "Why")
        typed = server.type_inline(PERSON, "what did Xi pledge?")
        asked = server.ask_as_guest(PERSON, "@under_test_bot what did Xi pledge?")
        with begun_before_it_fetches(bot_with, server, port) as bot:
            if fault is not None:
                server.inject("getUpdates", fault)
                bot.advance(1)
                bot.wait_for_log("no usable answer from Telegram", times=2)
            bot.advance(1)
            settle(server)
            [told] = server.wait_for_messages(8, 1)
            server.press(PERSON, answer.message_id, "Context")
            server.wait_until(lambda: server.messages(PERSON) != [answer])
            settle(server)
    [pressed] = server.messages(PERSON)
    assert told.text == answer.text
    assert len(server.messages(8)) == len(pressed.edits) == len(server.toasts) == 1
    assert "Why this sentence" not in pressed.text
    assert (server.inline_answer(typed), server.guest_answer(asked)) == (None, None)


def test_a_long_backlog_is_fetched_as_there_is_room_and_before_anything_is_delivered(
    bot_with: BotFactory, server: BotApiServer
) -> None:
    with reserved_port() as port:
        with bot_with(**delivered(port)):
            answer = ask(server)
        fetched, delivered_before = methods(server).count("getUpdates"), len(server.deliveries)
        expected = ask_all(server, 25)
        server.press(PERSON, answer.message_id, "Why")
        with bot_with(**delivered(port), inbox_high_water="5"):
            server.wait_until(lambda: all(len(server.messages(it)) >= 25 for it in CHATS))
            assert "2 articles" in say(server, "/sources")
    assert {chat: numbers_told(server, chat) for chat in CHATS} == expected
    assert methods(server).count("getUpdates") - fetched == 4
    assert methods(server).count("setWebhook") == 2
    answered = [it for it in server.deliveries[delivered_before:] if it.status == 200]
    assert len(answered) == 1, "the last question only"
    assert server.messages(PERSON)[0] == answer


def test_a_bot_that_ends_before_it_has_set_the_webhook_loses_nothing(
    bot_with: BotFactory, server: BotApiServer
) -> None:
    with reserved_port() as port:
        with bot_with(**delivered(port)):
            answer = ask(server)
        server.inject("setWebhook", ServerError(502))
        with bot_with(clock=FakeClock(), **delivered(port)) as bot:
            bot.wait_for_log("no usable answer from Telegram")
        assert not has_webhook(server)
        server.send_text(8, "what did Xi pledge?")
        with bot_with(**delivered(port)):
            assert server.wait_for_messages(8, 1)[0].text == answer.text
            server.wait_until(lambda: has_webhook(server))


def test_what_the_webhook_of_an_earlier_start_delivers_is_refused_until_it_is_deleted(
    bot_with: BotFactory, server: BotApiServer
) -> None:
    with reserved_port() as port:
        with bot_with(**delivered(port), webhook_secret=SECRET):
            answer = ask(server)
        server.press(PERSON, answer.message_id, "Why")
        with begun_before_it_fetches(bot_with, server, port) as bot:
            server.wait_until(lambda: any(it.status == 503 for it in server.deliveries))
            bot.advance(1)
            settle(server)
    assert server.messages(PERSON)[0] == answer
    assert "answerCallbackQuery" not in methods(server)


def test_a_bot_ends_if_another_program_sets_a_webhook_while_it_starts(
    bot_with: BotFactory, server: BotApiServer
) -> None:
    server.inject("getUpdates", Refused(409, "Conflict: can't use getUpdates method while webhook is active"))
    with reserved_port() as port, bot_with(**delivered(port)) as bot:
        bot.wait()
    assert "another program fetches this bot's messages" in str(bot.failure)
    assert not has_webhook(server)
