"""Groups that become supergroups while people ask there."""

import pytest

from tests.bot.telegram.running import PERSON, RunningBot
from tests.fakes.botapi import BotApiServer, SentMessage

GROUP, SUPERGROUP = -200, -100200
QUESTION, FIRST = "what did Xi pledge?", "Chinese President Xi Jinping announced"

pytestmark = pytest.mark.usefixtures("bot")


def ask(server: BotApiServer, chat_id: int, text: str, *, seen_in: int | None = None) -> SentMessage:
    """Write in a chat, and return the bot's next message there, or in another."""
    place = chat_id if seen_in is None else seen_in
    before = len(server.messages(place))
    kind = "group" if chat_id == GROUP else "supergroup"
    server.send_text(chat_id, f"/ask@under_test_bot {text}", user_id=PERSON, chat_type=kind)
    return server.wait_for_messages(place, before + 1)[before]


@pytest.fixture
def first(server: BotApiServer) -> SentMessage:
    """Return the answer to a question in the group."""
    server.meet(GROUP, chat_type="group")
    return ask(server, GROUP, QUESTION)


@pytest.mark.parametrize("is_told_there_first", [False, True])
def test_a_question_follows_what_was_asked_before(
    bot: RunningBot, server: BotApiServer, first: SentMessage, *, is_told_there_first: bool
) -> None:
    assert FIRST in first.text
    server.upgrade(GROUP, SUPERGROUP, PERSON, is_told_there_first=is_told_there_first)
    bot.wait_for_log(f"group {GROUP} became supergroup", times=2)
    assert "what did Biden pledge?" in ask(server, SUPERGROUP, "and Biden?").text


def test_an_answer_on_its_way_is_sent_to_the_supergroup(server: BotApiServer) -> None:
    server.upgrade(GROUP, SUPERGROUP, PERSON)
    late = ask(server, GROUP, QUESTION, seen_in=SUPERGROUP)
    assert FIRST in late.text
    assert late.reply_to is None


def test_what_a_button_shows_is_sent_anew_there_and_not_edited(server: BotApiServer, first: SentMessage) -> None:
    server.upgrade(GROUP, SUPERGROUP, PERSON)
    server.press(GROUP, first.message_id, "Why", user_id=PERSON)
    [why] = server.wait_for_messages(SUPERGROUP, 1)
    assert why.edits == ()
    assert [it.text for it in server.messages(GROUP)] == [first.text]
    # Its buttons go on from there.
    server.press(SUPERGROUP, why.message_id, "Back", user_id=PERSON)
    server.wait_until(lambda: FIRST in server.messages(SUPERGROUP)[0].text)


def test_a_press_before_the_move_is_told_is_shown_in_the_supergroup_as_well(
    server: BotApiServer, first: SentMessage
) -> None:
    server.move_silently(GROUP, SUPERGROUP)
    server.meet(SUPERGROUP, chat_type="supergroup")
    server.press(GROUP, first.message_id, "Why", user_id=PERSON)
    [why] = server.wait_for_messages(SUPERGROUP, 1)
    assert why.edits == ()
    # By then the bot knows of the move, and does not try the group again.
    begun = len(server.calls)
    server.press(GROUP, first.message_id, "Context", user_id=PERSON)
    server.wait_for_messages(SUPERGROUP, 2)
    assert "editMessageText" not in [it.method for it in server.calls[begun:]]


def test_an_edit_that_is_refused_in_a_group_that_has_not_moved_ends_there(
    server: BotApiServer, first: SentMessage
) -> None:
    server.delete(GROUP, first.message_id)
    server.press(GROUP, first.message_id, "Why", user_id=PERSON)
    assert ask(server, GROUP, "what did Biden pledge?").chat_id == GROUP
