"""The bot when Telegram delivers updates by webhook."""

import json
import socket
import urllib.error
import urllib.request
from collections.abc import Mapping

import pytest

from tests.bot.telegram.conftest import BotFactory
from tests.bot.telegram.running import PERSON, has_webhook, numbers_told, reserved_port
from tests.bot.telegram.test_delivery import CHATS, LIFTED, ask_all
from tests.fakes.botapi import BotApiServer

SECRET = "not-to-be-guessed-1234"  # noqa: S105  (between this test and its server)


def delivered(port: int) -> Mapping[str, str]:
    """Return the settings of a bot that listens at a port."""
    return LIFTED | {"webhook_url": f"http://127.0.0.1:{port}/updates", "webhook_port": str(port)}


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
