"""Groups in the test server: who hears what, and who may write, against a real Bot."""

from typing import Any

import pytest
from telegram import ReplyParameters
from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter

from .botapi import TEST_BOT, BotApiServer, Entity, media
from .calling import ask

GROUP, PERSON = -100, 7
BOT = {"id": int(TEST_BOT.partition(":")[0]), "is_bot": True, "first_name": "Bot", "username": "under_test_bot"}


def is_heard(server: BotApiServer, text: str, **fields: Any) -> bool:  # noqa: ANN401  (of a message)
    """Tell whether the bot gets what somebody writes in a group."""
    before = server.unconfirmed
    is_queued = server.send_text(GROUP, text, user_id=PERSON, chat_type="supergroup", **fields) != 0
    assert server.unconfirmed - before == is_queued
    return is_queued


def quoting(server: BotApiServer, quote: str) -> None:
    """Reply to the first message of a person, with a quote of it."""
    ask(server, lambda bot: bot.send_message(PERSON, "x", reply_parameters=ReplyParameters(1, quote=quote)))


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("/ask@under_test_bot what?", {}),
        ("/ask@Under_Test_Bot what?", {}),
        ("/ask what?", {}),
        ("what?", {"via_bot": BOT}),
        ("what?", {"reply_to_message": {"message_id": 3, "date": 1, "chat": {"id": GROUP}, "from": BOT}}),
    ],
)
def test_privacy_mode_lets_through_what_is_meant_for_the_bot(
    server: BotApiServer, text: str, fields: dict[str, object]
) -> None:
    assert is_heard(server, text, **fields)


@pytest.mark.parametrize(
    "text", ["what?", "@under_test_bot what?", "/ask@other_bot what?", "see /ask@under_test_bot what?"]
)
def test_privacy_mode_withholds_the_rest_unless_it_is_off_or_the_bot_an_administrator(
    server: BotApiServer, text: str
) -> None:
    assert not is_heard(server, text)
    server.set_bot_status(GROUP, PERSON, "administrator")
    assert is_heard(server, text)
    server.set_bot_status(GROUP, PERSON, "member")
    assert not is_heard(server, text)
    server.set_privacy_mode(is_on=False)
    assert is_heard(server, text)


def test_a_bare_command_is_meant_for_the_bot_that_wrote_last(server: BotApiServer) -> None:
    server.let_another_bot_write(GROUP)
    assert not is_heard(server, "/ask what?")
    assert is_heard(server, "/ask@under_test_bot what?")
    ask(server, lambda bot: bot.send_message(GROUP, "This."))
    assert is_heard(server, "/ask what?")


def test_captions_edits_and_service_messages_pass_the_same_rules(server: BotApiServer) -> None:
    server.meet(GROUP, chat_type="supergroup")
    assert not server.send_message(GROUP, user_id=PERSON, **media.photo("@under_test_bot what?"))
    assert server.send_message(GROUP, user_id=PERSON, **media.photo("/ask@under_test_bot what?"))
    assert not server.edit(GROUP, server.last_message_of(PERSON, GROUP), caption="what?", caption_entities=[])
    assert server.send_message(GROUP, user_id=PERSON, new_chat_title="News")


def test_get_me_tells_whether_privacy_mode_is_off(server: BotApiServer) -> None:
    assert not ask(server, lambda bot: bot.get_me()).can_read_all_group_messages
    server.set_privacy_mode(is_on=False)
    assert ask(server, lambda bot: bot.get_me()).can_read_all_group_messages


def test_members_come_and_go_as_updates_that_ptb_reads(server: BotApiServer) -> None:
    server.add_bot(GROUP, PERSON)
    server.set_bot_status(GROUP, PERSON, "administrator")
    server.set_bot_status(GROUP, PERSON, "restricted")
    server.remove_bot(GROUP, PERSON)
    got = ask(server, lambda bot: bot.get_updates())
    changes = [it.my_chat_member for it in got if it.my_chat_member is not None]
    assert [(it.old_chat_member.status, it.new_chat_member.status) for it in changes] == [
        ("left", "member"),
        ("member", "administrator"),
        ("administrator", "restricted"),
        ("restricted", "kicked"),
    ]
    [service] = [it.message for it in got if it.message is not None]
    assert [it.username for it in service.new_chat_members] == ["under_test_bot"]


def test_a_chat_that_the_bot_left_takes_nothing_and_tells_nothing(server: BotApiServer) -> None:
    server.add_bot(GROUP, PERSON)
    assert ask(server, lambda bot: bot.leave_chat(GROUP))
    assert server.bot_status(GROUP) == "left"
    with pytest.raises(Forbidden, match="bot is not a member of the supergroup chat"):
        ask(server, lambda bot: bot.send_message(GROUP, "x"))
    assert not is_heard(server, "/ask@under_test_bot what?")
    server.add_bot(GROUP, PERSON)
    server.remove_bot(GROUP, PERSON)
    with pytest.raises(Forbidden, match="bot was kicked from the supergroup chat"):
        ask(server, lambda bot: bot.get_chat(GROUP))
    server.meet(PERSON)
    with pytest.raises(BadRequest, match="can't be changed in private chats"):
        ask(server, lambda bot: bot.leave_chat(PERSON))
    assert server.violations == []


def test_who_is_muted_or_where_a_topic_is_closed_cannot_write(server: BotApiServer) -> None:
    server.meet(GROUP, chat_type="supergroup")
    is_heard(server, "/ask", message_thread_id=900, is_topic_message=True)
    ask(server, lambda bot: bot.send_message(GROUP, "x", message_thread_id=900))
    [sent] = server.messages(GROUP)
    assert sent.thread_id == 900
    server.close_topic(GROUP, 900)
    with pytest.raises(BadRequest, match=r"(?i)topic_closed"):
        ask(server, lambda bot: bot.send_message(GROUP, "x", message_thread_id=900))
    for unknown in (1, 901):
        with pytest.raises(BadRequest, match="Message thread not found"):
            ask(server, lambda bot, topic=unknown: bot.send_message(GROUP, "x", message_thread_id=topic))  # type: ignore[misc]
    server.set_bot_status(GROUP, PERSON, "restricted")
    with pytest.raises(BadRequest, match="Not enough rights to send text messages to the chat"):
        ask(server, lambda bot: bot.send_message(GROUP, "x"))


def test_a_chat_and_its_administrators_are_told(server: BotApiServer) -> None:
    server.meet(GROUP, chat_type="supergroup")
    server.set_administrator(GROUP, PERSON, "creator")
    server.set_administrator(GROUP, 8)
    server.set_administrator(GROUP, 8, None)
    server.set_bot_status(GROUP, PERSON, "administrator")
    told = ask(server, lambda bot: bot.get_chat_administrators(GROUP))
    assert [(it.user.id, it.status) for it in told] == [(PERSON, "creator"), (BOT["id"], "administrator")]
    assert ask(server, lambda bot: bot.get_chat(GROUP)).title == f"Chat {GROUP}"
    server.meet(PERSON)
    with pytest.raises(BadRequest, match="no administrators in the private chat"):
        ask(server, lambda bot: bot.get_chat_administrators(PERSON))


def test_slow_mode_binds_a_bot_that_is_no_administrator(server: BotApiServer) -> None:
    server.set_slow_mode(GROUP, 30)
    ask(server, lambda bot: bot.send_message(GROUP, "x"))
    with pytest.raises(RetryAfter) as told:
        ask(server, lambda bot: bot.send_message(GROUP, "x"))
    assert told.value.retry_after == 30
    assert ask(server, lambda bot: bot.send_chat_action(GROUP, "typing"))
    server.set_bot_status(GROUP, PERSON, "administrator")
    assert ask(server, lambda bot: bot.send_message(GROUP, "x")).text == "x"


def test_that_a_group_has_moved_is_told_only_where_the_bot_would_write(server: BotApiServer) -> None:
    server.set_administrator(GROUP, PERSON, "creator")
    sent = ask(server, lambda bot: bot.send_message(GROUP, "x"))
    server.move_silently(GROUP, GROUP - 1)
    for write in (lambda bot: bot.send_message(GROUP, "x"), lambda bot: bot.send_chat_action(GROUP, "typing")):
        with pytest.raises(ChatMigrated) as told:
            ask(server, write)
        assert told.value.new_chat_id == GROUP - 1
    assert ask(server, lambda bot: bot.get_chat(GROUP)).id == GROUP
    assert [it.user.id for it in ask(server, lambda bot: bot.get_chat_administrators(GROUP))] == [PERSON]
    with pytest.raises(BadRequest, match="can't be edited"):
        ask(server, lambda bot: bot.edit_message_text("y", GROUP, sent.message_id))


def test_a_quote_must_have_the_formatting_of_the_message(server: BotApiServer) -> None:
    bold = Entity("bold", 0, 4).as_json()
    server.send_text(PERSON, "what did Xi pledge?", entities=[bold])
    for quote in ("what did", "what"):
        with pytest.raises(BadRequest, match=r"(?i)quote_text_invalid"):
            quoting(server, quote)
    quoting(server, "did Xi")
    assert server.messages(PERSON)[0].quote == "did Xi"
