"""Messages that people delete: their questions, and the bot's answers."""

import pytest

from tests.bot.telegram.running import PERSON, RunningBot, say, settled
from tests.bot.telegram.test_edits import FIRST, OTHER, SECOND, edit
from tests.bot.telegram.test_follow_ups import COMPLETED, FOLLOWING, replying_to
from tests.bot.telegram.test_follow_ups import QUESTION as FOLLOWED
from tests.bot.telegram.test_presses import QUESTION, ask, press
from tests.fakes.botapi import BotApiServer, buttons_of


def test_a_question_that_is_deleted_meanwhile_is_answered(bot: RunningBot, server: BotApiServer) -> None:
    bot.stop()
    server.send_text(PERSON, QUESTION)
    server.delete(PERSON, server.last_message_of(PERSON))
    with bot:
        [answer] = server.wait_for_messages(PERSON, 1)
        assert answer.text.startswith(FIRST)
        assert "Chinese President" in press(server, answer, "Context")


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize("button", ["Context", "More ›", "👍"])
def test_a_press_on_a_deleted_answer_is_answered_and_shows_nothing(server: BotApiServer, button: str) -> None:
    """It was made before the message was deleted, or in an app that has not heard of that."""
    answer = ask(server)
    server.delete(PERSON, answer.message_id)
    server.press(PERSON, answer.message_id, dict(buttons_of(answer))[button])
    server.wait_until(lambda: len(server.toasts) == 1)
    assert settled(server) == []
    assert say(server, QUESTION) == answer.text


@pytest.mark.usefixtures("bot")
def test_the_text_of_an_article_is_sent_though_the_answer_was_deleted(server: BotApiServer) -> None:
    answer = ask(server)
    press(server, answer, "Source")
    data = dict(buttons_of(server.messages(PERSON)[-1]))["Text as a file"]
    server.delete(PERSON, answer.message_id)
    server.press(PERSON, answer.message_id, data)
    [file] = server.wait_for_messages(PERSON, 1)
    assert file.file is not None
    assert file.reply_to is None


@pytest.mark.usefixtures("bot")
def test_if_the_answer_was_deleted_an_edit_of_the_question_is_let_go(server: BotApiServer) -> None:
    answer = ask(server)
    server.delete(PERSON, answer.message_id)
    edit(server, OTHER)
    assert settled(server) == []
    assert SECOND in say(server, OTHER)


@pytest.mark.usefixtures("bot")
def test_a_reply_to_an_answer_that_is_deleted_afterwards_follows_it(server: BotApiServer) -> None:
    say(server, FOLLOWED)
    [answer] = server.messages(PERSON)
    say(server, "when did Kerry visit Shanghai?")
    server.delete(PERSON, answer.message_id)
    server.send_text(PERSON, FOLLOWING, **replying_to(answer))
    assert settled(server)[-1].text.startswith(COMPLETED)


@pytest.mark.usefixtures("bot")
def test_a_reply_to_a_deleted_message_comes_without_it_and_follows_the_last_answer(server: BotApiServer) -> None:
    say(server, FOLLOWED)
    server.delete(PERSON, server.last_message_of(PERSON))
    assert say(server, FOLLOWING).startswith(COMPLETED)
    server.delete(PERSON, server.messages(PERSON)[-1].message_id)
    assert say(server, "by when?").startswith("Searched for: by when did Biden announce at the summit?")
