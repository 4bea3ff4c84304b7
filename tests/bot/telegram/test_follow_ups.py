"""People asking questions that follow others."""

import time
from typing import Any

import pytest

from tests.bot.telegram.conftest import BotFactory
from tests.bot.telegram.running import ADMIN, PERSON, RunningBot, say, settled
from tests.bot.telegram.test_presses import press
from tests.fakes.botapi import TEST_BOT, BotApiServer, SentMessage, buttons_of, media

QUESTION, FOLLOWING = "what did Xi announce at the summit?", "and Biden?"
COMPLETED = "Searched for: what did Biden announce at the summit?"
FIRST, SECOND = "Chinese President Xi Jinping announced", "Mr Biden also announced"
GROUP = -5


def ask_at(server: BotApiServer, text: str, seconds_ago: int) -> str:
    """Write a message that was sent some time ago, and return the bot's next one."""
    before = len(server.messages(PERSON))
    server.send_text(PERSON, text, date=int(time.time()) - seconds_ago)
    return server.wait_for_messages(PERSON, before + 1)[before].text


def say_in_group(server: BotApiServer, user_id: int, text: str, **fields: Any) -> str:  # noqa: ANN401  (of a message)
    """Let somebody ask in a group, and return the bot's next message there."""
    before = len(server.messages(GROUP))
    server.send_text(GROUP, f"/ask {text}", user_id=user_id, chat_type="supergroup", **fields)
    return server.wait_for_messages(GROUP, before + 1)[before].text


def replying_to(message: SentMessage, quote: str | None = None) -> media.Fields:
    """Return what a message bears that replies to one of the bot, or to a quote of it."""
    earlier = media.reply_to(message.chat_id, PERSON, quote, text=message.text)
    about = earlier["reply_to_message"]
    assert isinstance(about, dict)
    bot = {
        "id": int(TEST_BOT.partition(":")[0]),
        "is_bot": True,
        "first_name": "Bot under test",
        "username": "under_test_bot",
    }
    return {**earlier, "reply_to_message": {**about, "message_id": message.message_id, "from": bot}}


@pytest.mark.usefixtures("bot")
def test_a_follow_up_is_completed_and_the_answer_shows_what_was_searched(server: BotApiServer) -> None:
    say(server, QUESTION)
    answer = say(server, FOLLOWING)
    assert answer.startswith(COMPLETED)
    assert SECOND in answer
    assert say(server, "by when?").startswith("Searched for: by when did Biden announce at the summit?")


@pytest.mark.usefixtures("bot")
def test_a_full_question_is_asked_as_it_is(server: BotApiServer) -> None:
    alone = say(server, QUESTION)
    say(server, "when did Kerry visit Shanghai?")
    assert say(server, QUESTION) == alone


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize("typed", ["and the US?", "what else?", "why?", "what did he say?"])
def test_a_follow_up_with_nothing_to_follow_is_asked_as_typed(server: BotApiServer, typed: str) -> None:
    told = say(server, typed)
    assert told.startswith("There is no recent answer that this could follow, so it was searched as you typed it.\n\n")
    assert "Searched for" not in told


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize(("seconds", "follows"), [(1750, True), (1900, False)])
def test_half_an_hour_later_by_the_messages_dates_nothing_follows(
    server: BotApiServer,
    seconds: int,
    follows: bool,  # noqa: FBT001
) -> None:
    ask_at(server, QUESTION, 5000)
    assert ask_at(server, FOLLOWING, 5000 - seconds).startswith(COMPLETED) == follows


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize("between", ["hello!", "/sources", "who won the football match?", "/nonsense"])
def test_small_talk_commands_and_what_was_not_answered_leave_what_is_followed(
    server: BotApiServer, between: str
) -> None:
    say(server, QUESTION)
    say(server, between)
    assert say(server, FOLLOWING).startswith(COMPLETED)


@pytest.mark.usefixtures("bot")
def test_new_forgets_what_was_asked(server: BotApiServer) -> None:
    say(server, QUESTION)
    assert say(server, "/new") == "Let us begin anew: your next question stands for itself."
    assert "Searched for" not in say(server, FOLLOWING)


@pytest.mark.usefixtures("bot")
def test_an_edited_message_is_completed_from_what_was_said_before_it(server: BotApiServer) -> None:
    say(server, QUESTION)
    say(server, FOLLOWING)
    asked = server.last_message_of(PERSON)
    say(server, "when did Kerry visit Shanghai?")
    say(server, "/new")
    server.edit(PERSON, asked, text="and Kerry?")
    shown = "Searched for: what did Kerry announce at the summit?"
    server.wait_until(lambda: server.messages(PERSON)[1].text.startswith(shown))
    assert "Searched for" not in say(server, FOLLOWING)


@pytest.mark.usefixtures("bot")
def test_what_follows_an_edited_question_follows_its_new_text(server: BotApiServer) -> None:
    say(server, QUESTION)
    server.send_text(PERSON, "when did Kerry visit Shanghai?", edited=True)
    server.wait_until(lambda: "Kerry visited Shanghai" in server.messages(PERSON)[-1].text)
    assert say(server, "why?").startswith("Searched for: why did Kerry visit Shanghai?")


@pytest.mark.usefixtures("bot")
def test_a_reply_to_an_answer_follows_that_one(server: BotApiServer) -> None:
    say(server, QUESTION)
    [answer] = server.messages(PERSON)
    say(server, "when did Kerry visit Shanghai?")
    server.send_text(PERSON, FOLLOWING, **replying_to(answer))
    assert settled(server)[-1].text.startswith(COMPLETED)
    server.send_text(PERSON, "when did Kerry visit Tokyo?", **replying_to(answer))
    assert "Searched for" not in settled(server)[-1].text


@pytest.mark.usefixtures("bot")
def test_a_reply_to_one_of_the_quotes_takes_the_person_in_that_quote(server: BotApiServer) -> None:
    say(server, "Who spoke about climate change with China?")
    [answer] = server.messages(PERSON)
    quote = "said a joint statement from Mr Kerry and China's Special Envoy for Climate Change Xie Zhenhua in April."
    assert quote in answer.text
    server.send_text(PERSON, "what else did he say?", **replying_to(answer, quote))
    text = settled(server)[-1].text
    assert text.startswith("Searched for, without the sentences quoted before: what else did Mr Kerry say?")


def test_a_reply_to_an_answer_that_has_expired_says_so_and_is_asked_as_typed(
    bot_with: BotFactory, server: BotApiServer
) -> None:
    with bot_with(answer_hours="1"):
        ask_at(server, QUESTION, 4000)
        [answer] = server.messages(PERSON)
        server.send_text(PERSON, FOLLOWING, **replying_to(answer))
        text = settled(server)[-1].text
        assert text.startswith("The answer that you reply to is not remembered any more")
        assert COMPLETED not in text
        server.send_text(PERSON, QUESTION, **replying_to(answer))
        assert settled(server)[-1].text.startswith(FIRST)


@pytest.mark.usefixtures("bot")
def test_a_reply_to_the_first_message_of_a_topic_is_no_reply_to_an_answer(server: BotApiServer) -> None:
    topic = {"is_topic_message": True, "message_thread_id": 900}
    created = media.reply_to(GROUP, 1, forum_topic_created={"name": "Talks", "icon_color": 7322096})
    say_in_group(server, PERSON, QUESTION, **topic, **created)
    assert say_in_group(server, PERSON, FOLLOWING, **topic, **created).startswith(COMPLETED)


@pytest.mark.usefixtures("bot")
def test_each_person_and_each_topic_has_a_conversation_of_its_own(server: BotApiServer) -> None:
    say_in_group(server, PERSON, QUESTION)
    assert "Searched for" not in say_in_group(server, ADMIN, FOLLOWING)
    topic = {"is_topic_message": True, "message_thread_id": 900}
    assert "Searched for" not in say_in_group(server, PERSON, FOLLOWING, **topic)
    assert "Searched for" not in say(server, FOLLOWING)
    say_in_group(server, ADMIN, "when did Kerry visit Shanghai?")
    assert say_in_group(server, PERSON, "why?").startswith("Searched for: why did Xi announce at the summit?")


@pytest.mark.usefixtures("bot")
def test_else_leaves_out_what_was_quoted_and_its_buttons_and_edits_do_so_too(server: BotApiServer) -> None:
    say(server, "who visited China?")
    quoted = server.messages(PERSON)[-1].text
    say(server, "who else?")
    answer = server.messages(PERSON)[-1]
    best = answer.text.split("\n")[2]
    assert best not in quoted
    assert best in press(server, answer, "Context")
    assert press(server, answer, "‹ Back") == answer.text
    server.send_text(PERSON, "Who else?", edited=True)
    assert settled(server)[-1].text == answer.text


@pytest.mark.usefixtures("bot")
def test_a_button_asks_the_message_as_typed_and_what_is_followed_stays(server: BotApiServer) -> None:
    say(server, QUESTION)
    say(server, FOLLOWING)
    shown = press(server, server.messages(PERSON)[-1], "As you typed it")
    assert "Searched for" not in shown
    assert say(server, "by when?").startswith("Searched for: by when did Biden announce at the summit?")


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize("replies", [False, True])
def test_what_else_leaves_out_the_pages_that_more_showed(server: BotApiServer, replies: bool) -> None:  # noqa: FBT001
    say(server, QUESTION)
    [answer] = server.messages(PERSON)
    page = press(server, answer, "More ›")
    told = [line for line in page.splitlines() if line and ".txt" not in line]
    assert told
    press(server, server.messages(PERSON)[-1], "‹ Back")
    server.send_text(PERSON, "what else?", **(replying_to(answer) if replies else {}))
    text = settled(server)[-1].text
    assert text.startswith("Searched for, without the sentences quoted before:")
    assert not any(it in text for it in told)


@pytest.mark.usefixtures("bot")
def test_where_several_names_fit_buttons_ask_which_and_the_choice_is_followed(server: BotApiServer) -> None:
    say(server, "what did Biden invite Xi to?")
    assert say(server, "and Kerry?") == "What do you mean by “and Kerry?”?"
    which = server.messages(PERSON)[-1]
    first, second = "what did Kerry invite Xi to?", "what did Biden invite Kerry to?"
    assert [label for label, _ in buttons_of(which)] == [first, second, "As you typed it"]
    assert press(server, which, second).startswith(f"Searched for: {second}")
    assert say(server, "by when?").startswith("Searched for: by when did Biden invite Kerry to?")


def test_what_is_followed_outlives_a_restart(bot: RunningBot, server: BotApiServer) -> None:
    say(server, QUESTION)
    bot.stop()
    with bot:
        assert say(server, FOLLOWING).startswith(COMPLETED)


@pytest.mark.usefixtures("bot")
def test_forget_erases_what_is_followed(server: BotApiServer) -> None:
    say(server, QUESTION)
    say(server, "/forget")
    assert "Searched for" not in say(server, FOLLOWING)
