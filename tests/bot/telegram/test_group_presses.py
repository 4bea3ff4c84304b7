"""Answers in groups are shorter, and some of their buttons are everybody's."""

from pathlib import Path

import pytest

from tests.bot.telegram.conftest import BotFactory
from tests.bot.telegram.running import PERSON, RunningBot, say
from tests.bot.telegram.test_groups import ANONYMOUS_ADMIN, CHANNEL_AUTHOR, GROUP, QUESTION, ask_in_group
from tests.bot.telegram.test_presses import press
from tests.fakes.botapi import BotApiServer, SentMessage, media

OTHER_PERSON = 8
NOT_YOURS = "Somebody else asked this."


@pytest.fixture(autouse=True)
def _group(server: BotApiServer) -> None:
    server.meet(GROUP, chat_type="supergroup")


def quotes_in(message: SentMessage) -> list[str]:
    """Return the paragraphs of an answer that are no captions."""
    return [it for it in message.text.split("\n") if it and ".txt" not in it]


@pytest.mark.usefixtures("bot")
def test_an_answer_in_a_group_has_at_most_two_quotes_and_more_begins_with_the_third(server: BotApiServer) -> None:
    say(server, QUESTION)
    [private] = server.messages(PERSON)
    assert len(quotes_in(private)) == 3
    answer = ask_in_group(server, f"/ask {QUESTION}")
    assert quotes_in(answer) == quotes_in(private)[:2]
    assert quotes_in(private)[2] in press(server, answer, "More ›", user_id=PERSON)
    assert press(server, server.messages(GROUP)[-1], "‹ Back", user_id=PERSON) == answer.text


@pytest.mark.usefixtures("bot")
def test_an_edited_question_and_another_spelling_stay_as_short(server: BotApiServer) -> None:
    ask_in_group(server, "/ask what did Xi announce at the summit?")
    following = ask_in_group(server, "/ask and Biden?")
    shown = press(server, following, "As you typed it", user_id=PERSON)
    assert shown != following.text
    server.edit(GROUP, server.last_message_of(PERSON, GROUP), text=f"/ask {QUESTION}")
    server.wait_until(lambda: server.messages(GROUP)[-1].text.startswith("Chinese President"))
    assert len(quotes_in(server.messages(GROUP)[-1])) == 2


def test_a_setting_of_fewer_quotes_holds_in_groups_as_well(bot_with: BotFactory, server: BotApiServer) -> None:
    with bot_with(citations="1"):
        assert len(quotes_in(ask_in_group(server, f"/ask {QUESTION}"))) == 1


@pytest.mark.usefixtures("bot")
def test_further_quotes_and_why_open_for_all_and_the_rest_is_the_askers(server: BotApiServer) -> None:
    answer = ask_in_group(server, f"/ask {QUESTION}")
    for button in ("Context", "Source", "👍"):
        assert press(server, answer, button, user_id=OTHER_PERSON).startswith(NOT_YOURS)
    assert server.messages(GROUP) == [answer]
    assert press(server, answer, "Why", user_id=OTHER_PERSON).startswith("Why this sentence")
    assert press(server, answer, "‹ Back", user_id=OTHER_PERSON) == answer.text
    assert press(server, answer, "More ›", user_id=OTHER_PERSON) != answer.text
    assert press(server, answer, "‹ Back", user_id=PERSON) == answer.text
    assert "Chinese President" in press(server, answer, "Context", user_id=PERSON)


@pytest.mark.usefixtures("bot")
def test_what_an_anonymous_administrator_or_a_channel_asked_is_anybodys(server: BotApiServer) -> None:
    about = {"id": GROUP, "type": "supergroup", "title": "A group"}
    channel = {"id": -1001, "type": "channel", "title": "News"}
    author = {"id": CHANNEL_AUTHOR, "is_bot": True, "first_name": "Channel", "username": "Channel_Bot"}
    fields: list[media.Fields] = [
        {"user_id": ANONYMOUS_ADMIN, "sender_chat": about},
        {"sender_chat": channel, "from": author},
    ]
    for of_asker in fields:
        answer = ask_in_group(server, f"/ask {QUESTION}", **of_asker)
        assert press(server, answer, "👍", user_id=PERSON).startswith("Thank you")
        assert "Chinese President" in press(server, answer, "Context", user_id=OTHER_PERSON)


@pytest.mark.usefixtures("bot")
def test_in_a_private_chat_nothing_is_everybodys(server: BotApiServer) -> None:
    say(server, QUESTION)
    answer = server.messages(PERSON)[-1]
    for button in ("Why", "More ›"):
        assert press(server, answer, button, user_id=OTHER_PERSON).startswith(NOT_YOURS)


def test_buttons_in_a_group_outlive_a_restart_and_a_reload(bot: RunningBot, server: BotApiServer, corpus: Path) -> None:
    answer = ask_in_group(server, f"/ask {QUESTION}")
    bot.stop()
    with bot:
        (corpus / "new.txt").write_text("Bananas are yellow.\n", "utf-8")
        bot.reload()
        bot.wait_for_log("Reloaded")
        assert press(server, answer, "Why", user_id=OTHER_PERSON).startswith("Why this sentence")
        assert press(server, answer, "‹ Back", user_id=OTHER_PERSON) == answer.text


@pytest.mark.usefixtures("bot")
def test_an_answer_stays_in_the_language_of_its_asker_whoever_presses(server: BotApiServer) -> None:
    server.speak(GROUP, "de", user_id=PERSON, chat_type="supergroup")
    server.speak(GROUP, "ar", user_id=OTHER_PERSON, chat_type="supergroup")
    answer = ask_in_group(server, f"/ask {QUESTION}")
    assert press(server, answer, "Warum", user_id=OTHER_PERSON).startswith("Warum dieser Satz")
    assert press(server, server.messages(GROUP)[-1], "‹ Zurück", user_id=OTHER_PERSON) == answer.text
