"""Guest mode of the server: one answer to each message, within seconds, checked as the Bot API describes it."""

import pytest
from telegram import InlineQueryResultArticle, InputTextMessageContent, SentGuestMessage
from telegram.error import BadRequest

from .botapi import BotApiServer
from .calling import ask

PERSON, CHAT = 7, -100_9


def answer(server: BotApiServer, query_id: str, **fields: object) -> SentGuestMessage:
    """Let the bot answer a guest message."""
    result = InlineQueryResultArticle("id", "Title", InputTextMessageContent("Hello"), api_kwargs=dict(fields))
    return ask(server, lambda bot: bot.answer_guest_query(query_id, result))


def test_a_message_is_answered_once(server: BotApiServer) -> None:
    server.allow_guest_mode()
    assert ask(server, lambda bot: bot.get_me()).supports_guest_queries
    query_id = server.ask_as_guest(PERSON, "@under_test_bot hello", chat_id=CHAT)
    answer(server, query_id)
    shown = server.guest_answer(query_id)
    assert shown is not None
    assert shown.text == "Hello"
    with pytest.raises(BadRequest, match="too old"):
        answer(server, query_id)


def test_an_answer_that_comes_late_is_refused(server: BotApiServer) -> None:
    server.allow_guest_mode()
    query_id = server.ask_as_guest(PERSON, "@under_test_bot hello")
    server.let_guest_messages_age(20)
    with pytest.raises(BadRequest, match="too old"):
        answer(server, query_id)


def test_a_field_that_the_bot_api_does_not_have_is_a_violation(server: BotApiServer) -> None:
    server.allow_guest_mode()
    answer(server, server.ask_as_guest(PERSON, "@under_test_bot hello"), mood="good")
    assert server.violations == ["answerGuestQuery: unknown field result.mood"]


def test_the_chat_stays_unknown_to_the_bot(server: BotApiServer) -> None:
    server.allow_guest_mode()
    server.ask_as_guest(PERSON, "@under_test_bot hello", chat_id=CHAT)
    with pytest.raises(BadRequest, match="Chat not found"):
        ask(server, lambda bot: bot.send_message(CHAT, "Hello"))


def test_where_it_is_off_the_bot_hears_nothing(server: BotApiServer) -> None:
    server.ask_as_guest(PERSON, "@under_test_bot hello")
    assert server.unconfirmed == 0
