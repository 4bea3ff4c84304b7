"""People editing their questions."""

import time

import pytest

from tests.bot.clock import FakeClock
from tests.bot.telegram.conftest import BotFactory
from tests.bot.telegram.running import ADMIN, PERSON, RunningBot, say, settled
from tests.bot.telegram.test_delivery import LIFTED
from tests.bot.telegram.test_presses import ask, press
from tests.fakes.botapi import BotApiServer, Refused, ServerError, buttons_of, media

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
    settled(server)
    assert [call.method for call in server.calls[before:] if call.method.startswith("edit")] == []


@pytest.mark.usefixtures("bot")
def test_of_many_edits_at_once_the_last_is_answered_and_not_each(server: BotApiServer) -> None:
    say(server, QUESTION)
    for number in range(9):
        edit(server, f"who is number {number}?")
    edit(server, OTHER)
    server.wait_until(lambda: SECOND in server.messages(PERSON)[-1].text)
    [message] = settled(server)
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
    assert len(settled(server)) == 1


@pytest.mark.usefixtures("bot")
def test_an_edit_of_a_person_who_has_blocked_the_bot_is_let_go(server: BotApiServer) -> None:
    say(server, QUESTION)
    server.inject("editMessageText", Refused(403, "Forbidden: bot was blocked by the user"))
    edit(server, OTHER)
    assert settled(server)[0].text.startswith(FIRST)
    server.edit(PERSON, 1, text=OTHER)
    server.wait_until(lambda: SECOND in server.messages(PERSON)[0].text)


@pytest.mark.usefixtures("bot")
def test_a_reaction_to_a_question_or_its_preview_is_no_edit_however_it_was_asked(server: BotApiServer) -> None:
    asked = media.reply_to(PERSON, ADMIN, text=QUESTION)
    server.send_text(PERSON, QUESTION)
    server.send_text(PERSON, f"/ask {QUESTION}")
    server.send_text(PERSON, "/ask", **asked)
    server.send_message(PERSON, **media.photo(QUESTION))
    answers = settled(server)
    assert len(answers) == 4
    for message_id in range(1, 5):
        server.edit(PERSON, message_id)
    assert settled(server) == answers


@pytest.mark.usefixtures("bot")
def test_an_edited_caption_or_command_edits_its_answer_and_no_other(server: BotApiServer) -> None:
    say(server, QUESTION)
    server.send_message(PERSON, **media.document(QUESTION))
    captioned = server.last_message_of(PERSON)
    server.wait_for_messages(PERSON, 2)
    server.edit(PERSON, captioned, caption=OTHER)
    server.wait_until(lambda: SECOND in server.messages(PERSON)[1].text)
    server.send_text(PERSON, f"/ask {QUESTION}")
    server.wait_for_messages(PERSON, 3)
    server.edit(PERSON, server.last_message_of(PERSON), text=f"/ask {OTHER}")
    server.wait_until(lambda: SECOND in server.messages(PERSON)[2].text)
    assert server.messages(PERSON)[0].text.startswith(FIRST)
    assert len(server.messages(PERSON)) == 3
    assert server.violations == []


def test_an_edit_made_while_the_bot_was_away_is_answered_by_the_next_run(bot: RunningBot, server: BotApiServer) -> None:
    say(server, QUESTION)
    bot.stop()
    edit(server, OTHER)
    with bot:
        server.wait_until(lambda: SECOND in server.messages(PERSON)[-1].text)
    assert len(server.messages(PERSON)) == 1


def test_edits_that_wait_are_not_counted_as_open_questions(bot: RunningBot, server: BotApiServer) -> None:
    say(server, QUESTION)
    bot.stop()
    for number in range(9):
        edit(server, f"who is number {number}?")
    server.send_text(PERSON, OTHER)
    with bot:
        server.wait_for_messages(PERSON, 2)
    assert SECOND in server.messages(PERSON)[1].text


def edits_of(server: BotApiServer) -> int:
    """Return how often the bot has tried to edit a message."""
    return len([call for call in server.calls if call.method == "editMessageText"])


def pass_on(server: BotApiServer) -> None:
    """Let the bot get to all that it need not wait for, meanwhile answering others."""
    for chat in range(8, 14):
        say(server, QUESTION, chat)


def test_an_edit_wins_over_a_press_that_telegram_has_not_carried_out_yet(
    bot_with: BotFactory, server: BotApiServer
) -> None:
    with bot_with(clock=FakeClock(time.time()), **LIFTED) as bot:
        answer = ask(server)
        server.inject("editMessageText", ServerError())
        server.press(PERSON, answer.message_id, "Context")
        bot.wait_for_log("was not confirmed")
        edit(server, OTHER)
        pass_on(server)
        bot.advance(60)
        server.wait_until(lambda: len(server.messages(PERSON)[0].edits) == 2)
        [shown] = server.messages(PERSON)
        assert shown.text.startswith(SECOND)
        assert "Shanghai" in press(server, shown, "Context")
        assert press(server, shown, "‹ Back") == shown.text


@pytest.mark.usefixtures("bot")
def test_a_press_after_an_edit_is_answered_at_once_and_shows_the_answer_to_the_edit(server: BotApiServer) -> None:
    answer = ask(server)
    server.inject("editMessageText", ServerError(), times=2)
    edit(server, OTHER)
    server.wait_until(lambda: edits_of(server) > 0)
    server.press(PERSON, answer.message_id, dict(buttons_of(answer))["Context"])
    server.wait_until(lambda: len(server.toasts) == 1)
    server.wait_until(lambda: len(server.messages(PERSON)[0].edits) == 2)
    [shown] = server.messages(PERSON)
    assert SECOND in shown.text
    assert press(server, shown, "‹ Back").startswith(SECOND)


def test_more_edits_than_are_answered_in_a_minute_wait_and_the_last_is_answered(
    bot_with: BotFactory, server: BotApiServer
) -> None:
    with bot_with(clock=FakeClock(time.time()), **LIFTED) as bot:
        say(server, QUESTION)
        for number in range(30):
            edit(server, f"who is number {number}?")
            server.wait_until(lambda: len(server.messages(PERSON)[0].edits) > number)  # noqa: B023
        for number in range(30, 35):
            edit(server, f"who is number {number}?")
        edit(server, OTHER)
        pass_on(server)
        assert len(server.messages(PERSON)[0].edits) == 30
        bot.advance(4)
        server.wait_until(lambda: server.messages(PERSON)[0].text.startswith(SECOND))
    assert len(server.messages(PERSON)) == 1


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize(("refused", "edited"), [("who? " * 200, OTHER), ("/ask", f"/ask {OTHER}")])
def test_a_message_that_was_no_question_yet_is_answered_once_it_is_edited_to_one(
    server: BotApiServer, refused: str, edited: str
) -> None:
    say(server, refused)
    edit(server, edited)
    server.wait_until(lambda: server.messages(PERSON)[-1].text.startswith(SECOND))
    assert len(server.messages(PERSON)) == 1
