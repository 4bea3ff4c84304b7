"""Guest mode: questions in chats of which the bot is no member."""

import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from bot.storage import FILE
from tests.bot.clock import FakeClock
from tests.bot.telegram.conftest import BotFactory
from tests.bot.telegram.running import PERSON, RunningBot, say, settle
from tests.fakes.botapi import BotApiServer, InlineMessage, Refused

ASKED = "@under_test_bot what did Xi pledge?"
QUESTION = "what did Xi pledge?"
STRANGER, ANONYMOUS = 8, 1087968824
GROUP = -100_555


@pytest.fixture(autouse=True)
def _guest_mode(server: BotApiServer) -> None:
    server.allow_guest_mode()


def answered(server: BotApiServer, query_id: str) -> InlineMessage:
    """Wait for the answer to a guest message."""
    server.wait_until(lambda: server.guest_answer(query_id) is not None)
    found = server.guest_answer(query_id)
    assert found is not None
    return found


def asked(server: BotApiServer, text: str = ASKED, user_id: int = PERSON, **fields: object) -> InlineMessage:
    """Ask a bot that has started as a guest, and return its answer."""
    settle(server)
    return answered(server, server.ask_as_guest(user_id, text, **fields))  # type: ignore[arg-type]


def methods(server: BotApiServer) -> list[str]:
    return [it.method for it in server.calls]


@pytest.mark.usefixtures("bot")
def test_a_question_is_answered_once_with_quotes_and_their_source(server: BotApiServer) -> None:
    said = say(server, QUESTION)
    shown = asked(server)
    assert shown.text.split("\n")[0] == said.split("\n")[0]
    assert "2060" in shown.text
    assert shown.entities[0].type == "blockquote"
    assert not shown.has_preview
    settle(server)
    assert methods(server).count("answerGuestQuery") == 1


@pytest.mark.usefixtures("bot")
def test_below_an_answer_stand_the_buttons_of_a_quote_in_any_chat(server: BotApiServer) -> None:
    asked(server)
    [call] = [it for it in server.calls if it.method == "answerGuestQuery"]
    result = call.params["result"]
    assert isinstance(result, dict)
    [row] = result["reply_markup"]["inline_keyboard"]
    assert [it["text"] for it in row] == ["Context", "Source", "Copy"]
    assert row[1]["url"].startswith("https://t.me/under_test_bot?start=c_")
    asked(server, "@under_test_bot who won the football match?")
    assert "reply_markup" not in str(server.calls[-1].params.get("result", ""))


@pytest.mark.usefixtures("bot")
def test_a_press_below_an_answer_changes_it_in_its_place(server: BotApiServer) -> None:
    settle(server)
    query_id = server.ask_as_guest(PERSON, ASKED)
    shown = answered(server, query_id)
    server.press_inline(shown.inline_message_id, "Context", STRANGER)
    server.wait_until(lambda: len(answered(server, query_id).edits) == 1)
    in_context = answered(server, query_id).text
    assert len(in_context) > len(shown.text)
    server.press_inline(shown.inline_message_id, "‹ Back", STRANGER)
    server.wait_until(lambda: len(answered(server, query_id).edits) == 2)
    assert shown.text.startswith(answered(server, query_id).text.split("\n")[0])


@pytest.mark.usefixtures("bot")
def test_an_answer_stays_in_the_language_of_its_asker_whoever_presses(server: BotApiServer) -> None:
    settle(server)
    query_id = server.ask_as_guest(PERSON, ASKED, language="de")
    shown = answered(server, query_id)
    for number, button in enumerate(("Kontext", "‹ Zurück", "Kontext"), start=1):
        server.press_inline(shown.inline_message_id, button, STRANGER, language="ar")
        server.wait_until(lambda number=number: len(answered(server, query_id).edits) == number)  # type: ignore[misc]


@pytest.mark.usefixtures("bot")
def test_nothing_is_sent_to_the_chat_even_if_the_bot_knows_one_of_its_id(server: BotApiServer) -> None:
    server.meet(GROUP, chat_type="supergroup")
    asked(server, chat_id=GROUP)
    asked(server, chat_id=PERSON)
    settle(server)
    assert server.messages(GROUP) == []
    assert server.messages(PERSON) == []
    assert {"sendMessage", "answerGuestQuery"}.isdisjoint(
        it.method for it in server.calls if it.params.get("chat_id") in {GROUP, PERSON}
    )


def test_the_chat_is_not_paced(bot_with: BotFactory, server: BotApiServer) -> None:
    with bot_with(sends_per_chat_per_second="1", sends_per_group_per_minute="1", clock=FakeClock(time.time())):
        settle(server)
        for person in range(100, 110):
            answered(server, server.ask_as_guest(person, ASKED, chat_id=GROUP))


@pytest.mark.usefixtures("bot")
def test_if_nothing_answers_that_is_said(server: BotApiServer) -> None:
    assert asked(server, "@under_test_bot who won the football match?").text.startswith("Nothing in the articles")


@pytest.mark.usefixtures("bot")
def test_a_mention_alone_asks_what_the_message_says_that_it_replies_to(server: BotApiServer) -> None:
    earlier = {"message_id": 1, "date": 1, "chat": {"id": GROUP, "type": "supergroup"}, "text": QUESTION}
    assert "2060" in asked(server, "@under_test_bot", reply_to_message=earlier).text


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize("text", ["@under_test_bot", "@under_test_bot /help", "/start@under_test_bot"])
def test_what_asks_nothing_is_told_how_to_ask(server: BotApiServer, text: str) -> None:
    assert asked(server, text).text.startswith("Write a question behind @under_test_bot")


@pytest.mark.usefixtures("bot")
def test_an_answer_is_in_the_language_of_who_asks(server: BotApiServer) -> None:
    assert asked(server, "@under_test_bot", language="de").text.startswith("Schreib")


@pytest.mark.usefixtures("bot")
def test_no_question_follows_another(server: BotApiServer) -> None:
    say(server, QUESTION)
    asked(server)
    assert asked(server, "@under_test_bot and Biden?").text.startswith("There is no recent answer that")


@pytest.mark.usefixtures("bot")
def test_questions_of_a_person_are_each_answered_however_fast_they_come(server: BotApiServer) -> None:
    settle(server)
    texts = [ASKED, "@under_test_bot who visited China?", "@under_test_bot why did Kerry visit?"] * 5
    ids = [server.ask_as_guest(PERSON, f"{text} {'?' * number}") for number, text in enumerate(texts)]
    for query_id in ids:
        answered(server, query_id)


def test_only_those_who_may_talk_to_the_bot_are_answered(bot_with: BotFactory, server: BotApiServer) -> None:
    with bot_with(blocked_users=str(STRANGER)):
        settle(server)
        refused = server.ask_as_guest(STRANGER, ASKED)
        asked(server)
        assert server.guest_answer(refused) is None
    with bot_with(allowed_chats=str(GROUP), allowed_users=str(PERSON)):
        settle(server)
        refused = server.ask_as_guest(STRANGER, ASKED, chat_id=GROUP)
        asked(server)
        settle(server)
        assert server.guest_answer(refused) is None
        assert "leaveChat" not in methods(server)


@pytest.mark.usefixtures("bot")
def test_other_bots_are_not_answered_and_anonymous_people_are(server: BotApiServer) -> None:
    settle(server)
    bot = {"id": 99, "is_bot": True, "first_name": "A bot"}
    group = {"id": GROUP, "type": "supergroup", "title": "A group"}
    of_bot = server.ask_as_guest(99, ASKED, author=bot)
    asked(server, user_id=ANONYMOUS, sender_chat=group, author={**bot, "id": ANONYMOUS})
    settle(server)
    assert server.guest_answer(of_bot) is None


def test_a_person_who_asks_too_much_is_told_so_once(bot_with: BotFactory, server: BotApiServer) -> None:
    with bot_with(questions_per_minute="2", clock=FakeClock(time.time())):
        settle(server)
        shown = [answered(server, server.ask_as_guest(PERSON, f"{ASKED} {it}")).text for it in range(3)]
        assert ["2060" in it for it in shown] == [True, True, False]
        beyond = server.ask_as_guest(PERSON, ASKED)
        answered(server, server.ask_as_guest(STRANGER, ASKED))
        settle(server)
        assert server.guest_answer(beyond) is None


@pytest.mark.usefixtures("bot")
def test_a_member_that_is_told_of_the_message_as_well_answers_once(server: BotApiServer) -> None:
    server.set_privacy_mode(is_on=False)
    now = int(time.time())
    say(server, QUESTION)
    server.send_text(GROUP, ASKED, user_id=PERSON, chat_type="supergroup", date=now)
    server.wait_for_messages(GROUP, 1)
    twin = server.ask_as_guest(PERSON, ASKED, chat_id=GROUP, date=now)
    other = f"{ASKED} again"
    asked(server, other, chat_id=GROUP, date=now)
    server.send_text(GROUP, other, user_id=PERSON, chat_type="supergroup", date=now)
    server.send_text(GROUP, f"{ASKED} and now", user_id=PERSON, chat_type="supergroup", date=now)
    server.wait_for_messages(GROUP, 2)
    settle(server)
    assert server.guest_answer(twin) is None
    assert len(server.messages(GROUP)) == 2


@pytest.mark.usefixtures("bot")
def test_a_message_whose_guest_was_refused_is_answered_as_a_member(server: BotApiServer) -> None:
    server.set_privacy_mode(is_on=False)
    now = int(time.time())
    settle(server)
    server.inject("answerGuestQuery", Refused(400, "Bad Request: query is too old"))
    server.ask_as_guest(PERSON, ASKED, chat_id=GROUP, date=now)
    server.wait_until(lambda: "answerGuestQuery" in methods(server))
    server.send_text(GROUP, ASKED, user_id=PERSON, chat_type="supergroup", date=now)
    server.wait_for_messages(GROUP, 1)


def test_an_answer_that_telegram_refuses_is_told_in_the_log_and_not_repeated(
    bot: RunningBot, server: BotApiServer
) -> None:
    settle(server)
    server.inject("answerGuestQuery", Refused(400, "Bad Request: query is too old and response timeout expired"))
    server.ask_as_guest(PERSON, ASKED)
    bot.wait_for_log("INFO bot.telegram.query_answers a guest message was not answered")
    server.inject("answerGuestQuery", Refused(400, "Bad Request: RESULT_ID_INVALID"))
    server.ask_as_guest(PERSON, f"{ASKED} again")
    bot.wait_for_log("ERROR bot.telegram.query_answers a guest message was not answered")
    asked(server, f"{ASKED} once more")
    assert methods(server).count("answerGuestQuery") == 3


def test_messages_that_waited_for_the_bot_to_start_are_dropped(bot_with: BotFactory, server: BotApiServer) -> None:
    bot = bot_with()
    with bot:
        settle(server)
        bot.stop()
        waited = server.ask_as_guest(PERSON, ASKED)
        with bot:
            settle(server)
            assert server.guest_answer(waited) is None


def test_nothing_of_a_message_is_stored(bot_with: BotFactory, server: BotApiServer, tmp_path: Path) -> None:
    with bot_with():
        asked(server)
        settle(server)
    with closing(sqlite3.connect(tmp_path / "var" / FILE)) as tables:
        assert tables.execute("SELECT count(*) FROM inbox").fetchone() == (2,)  # of `settle`
        assert tables.execute("SELECT count(*) FROM answers").fetchone() == (0,)
        assert tables.execute("SELECT count(*) FROM pauses").fetchone() == (0,)


def test_the_log_says_at_the_start_whether_the_bot_is_asked_elsewhere(bot: RunningBot) -> None:
    bot.wait_for_log("supports_guest_queries is true")
