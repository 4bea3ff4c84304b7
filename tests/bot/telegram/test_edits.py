"""People editing their questions, and asking by other messages than plain texts."""

import pytest

from tests.bot.telegram.running import ADMIN, PERSON, RunningBot, say, settle
from tests.fakes.botapi import BotApiServer, Refused

QUESTION = "what did Xi pledge?"
FIRST, SECOND = "Chinese President Xi Jinping announced", "Kerry visited Shanghai"
OTHER = "why did Kerry visit Shanghai?"


def edit(server: BotApiServer, text: str) -> None:
    """Change the person's newest message."""
    server.send_text(PERSON, text, edited=True)


@pytest.mark.usefixtures("bot")
def test_an_edited_question_edits_its_answer(server: BotApiServer) -> None:
    assert say(server, QUESTION).startswith(FIRST)
    edit(server, OTHER)
    server.wait_until(lambda: SECOND in server.messages(PERSON)[-1].text)
    [message] = server.messages(PERSON)
    assert message.reply_markup is not None
    edit(server, QUESTION)
    server.wait_until(lambda: server.messages(PERSON)[-1].text.startswith(FIRST))
    assert len(server.messages(PERSON)) == 1


@pytest.mark.usefixtures("bot")
def test_an_edit_without_a_change_of_text_does_nothing(server: BotApiServer) -> None:
    say(server, QUESTION)
    before = len(server.calls)
    edit(server, QUESTION)
    settle(server)
    assert [call.method for call in server.calls[before:] if call.method.startswith("edit")] == []


@pytest.mark.usefixtures("bot")
def test_of_many_edits_at_once_the_last_is_answered_and_not_each(server: BotApiServer) -> None:
    say(server, QUESTION)
    for number in range(9):
        edit(server, f"who is number {number}?")
    edit(server, OTHER)
    server.wait_until(lambda: SECOND in server.messages(PERSON)[-1].text)
    settle(server)
    [message] = server.messages(PERSON)
    assert SECOND in message.text
    assert len(message.edits) < 9


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize(("text", "shown"), [("", "What would you like to know?"), ("thanks!", "You are welcome.")])
def test_a_question_edited_to_nothing_or_to_small_talk_gets_that_line_in_place(
    server: BotApiServer, text: str, shown: str
) -> None:
    say(server, QUESTION)
    edit(server, text)
    server.wait_until(lambda: server.messages(PERSON)[-1].text.startswith(shown))
    [message] = server.messages(PERSON)
    assert not message.reply_markup
    edit(server, OTHER)
    server.wait_until(lambda: SECOND in server.messages(PERSON)[-1].text)


@pytest.mark.usefixtures("bot")
def test_an_edited_message_that_had_no_answer_gets_none(server: BotApiServer) -> None:
    say(server, "hello")
    edit(server, QUESTION)
    settle(server)
    assert len(server.messages(PERSON)) == 1


@pytest.mark.usefixtures("bot")
def test_if_the_answer_was_deleted_an_edit_is_let_go(server: BotApiServer) -> None:
    say(server, QUESTION)
    server.inject("editMessageText", Refused(400, "Bad Request: message to edit not found"))
    edit(server, OTHER)
    settle(server)
    [message] = server.messages(PERSON)
    assert message.text.startswith(FIRST)


def test_an_edit_made_while_the_bot_was_away_is_answered_by_the_next_run(bot: RunningBot, server: BotApiServer) -> None:
    say(server, QUESTION)
    bot.stop()
    edit(server, OTHER)
    with bot:
        server.wait_until(lambda: SECOND in server.messages(PERSON)[-1].text)
    assert len(server.messages(PERSON)) == 1


@pytest.mark.usefixtures("bot")
def test_the_caption_of_a_photo_is_a_question_and_an_album_gets_one_answer(server: BotApiServer) -> None:
    photo = [{"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}]
    server.send_message(PERSON, photo=photo, caption=QUESTION, media_group_id="1")
    server.send_message(PERSON, photo=photo, media_group_id="1")
    server.send_message(PERSON, photo=photo, caption=OTHER, media_group_id="1")
    server.wait_for_messages(PERSON, 1)
    settle(server)
    [message] = server.messages(PERSON)
    assert message.text.startswith(FIRST)
    server.send_message(PERSON, photo=photo, caption=OTHER)
    assert SECOND in server.wait_for_messages(PERSON, 2)[-1].text


@pytest.mark.usefixtures("bot")
def test_ask_in_reply_to_a_message_takes_that_message_for_the_question(server: BotApiServer) -> None:
    earlier = {
        "message_id": 900,
        "date": 1,
        "chat": {"id": PERSON, "type": "private", "first_name": "P"},
        "from": {"id": ADMIN, "is_bot": False, "first_name": "A"},
        "text": QUESTION,
    }
    server.send_text(PERSON, "/ask", reply_to_message=earlier)
    assert server.wait_for_messages(PERSON, 1)[0].text.startswith(FIRST)
    server.send_text(PERSON, "/ask", reply_to_message=earlier, quote={"text": OTHER, "position": 0})
    assert SECOND in server.wait_for_messages(PERSON, 2)[1].text
    without_text = {name: value for name, value in earlier.items() if name != "text"}
    opened = {**without_text, "forum_topic_created": {"name": "T", "icon_color": 7322096}}
    server.send_text(PERSON, "/ask", reply_to_message=opened)
    assert server.wait_for_messages(PERSON, 3)[2].text.startswith("What would you like to know?")


@pytest.mark.usefixtures("bot")
def test_a_voice_message_and_a_sticker_get_one_friendly_line_each(server: BotApiServer) -> None:
    server.send_message(PERSON, voice={"file_id": "f", "file_unique_id": "u", "duration": 1})
    assert server.wait_for_messages(PERSON, 1)[0].text.startswith("I can only read text")
