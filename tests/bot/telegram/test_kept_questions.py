"""Questions that the operator keeps: what is told of them, and how they are erased."""

from pathlib import Path

import pytest

from bot.storage import FILE, StoredQuestion, read_records
from tests.bot.clock import FakeClock
from tests.bot.rendering.test_csv import read
from tests.bot.telegram.conftest import BotFactory
from tests.bot.telegram.running import ADMIN, PERSON, RunningBot, say, settle
from tests.bot.telegram.test_presses import ask, press
from tests.bot.telegram.test_statistics import counted
from tests.fakes.botapi import BotApiServer, buttons_of

UNANSWERED = "what did Zyxwv Qrstu pledge?"
OFF = "That is told from the questions that people asked, and they are not kept"
GROUP = -100


@pytest.fixture
def bot(bot_with: BotFactory, corpus: Path) -> RunningBot:
    """Return a bot that keeps questions, not yet started."""
    return bot_with(corpus, store_questions="true")


def kept(folder: Path) -> list[StoredQuestion]:
    """Return the unanswered questions that the data folder of a bot holds."""
    return read_records(folder / "var" / FILE, lambda tables: tables.questions.unanswered(0))


def test_by_default_no_question_is_kept_and_the_commands_say_so(
    bot_with: BotFactory, server: BotApiServer, tmp_path: Path
) -> None:
    with bot_with():
        say(server, UNANSWERED)
        press(server, ask(server), "👎")
        assert say(server, "/unanswered", ADMIN).startswith(OFF)
        assert say(server, "/feedback", ADMIN).startswith(OFF)
        assert "keeps what is asked" not in say(server, "/privacy")
    assert kept(tmp_path) == []


def test_unanswered_questions_are_listed_together_with_a_table(bot: RunningBot, server: BotApiServer) -> None:
    with bot:
        for question in (UNANSWERED, UNANSWERED, "Zyxwv Qrstu pledges?", "=cmd|' /C calc'!A0 bananas"):
            say(server, question)
        ask(server)
        settle(server)
        before = len(server.messages(ADMIN))
        server.send_text(ADMIN, "/unanswered")
        text, table = server.wait_for_messages(ADMIN, before + 2)[before:]
    assert text.text.startswith(f"Not answered in the last 90 days\n4 questions\n• 3 × {UNANSWERED}\n• 1 × =cmd")
    assert table.file is not None
    assert (table.file.kind, table.file.name) == ("document", "unanswered.csv")
    header, first, second = read(table.file.content)
    assert header == ["times asked", "question", "people", "first asked", "last asked"]
    assert first[:3] == ["3", UNANSWERED, "1"]
    assert second[1].startswith("'=cmd")


def test_where_all_was_answered_there_is_no_table(bot: RunningBot, server: BotApiServer) -> None:
    with bot:
        ask(server)
        settle(server)
        assert say(server, "/unanswered", ADMIN) == "Not answered in the last 90 days\n0 questions"
        settle(server)
    assert [it.file for it in server.messages(ADMIN)] == [None] * 3


def test_a_disliked_answer_is_told_with_why_it_was_given(bot: RunningBot, server: BotApiServer) -> None:
    with bot:
        answer = ask(server)
        press(server, answer, "👎")
        said = say(server, "/feedback", ADMIN)
    assert said.startswith("Disliked in the last 90 days\n1 answer\n\n")
    assert "what did Xi pledge?\nChinese President Xi Jinping announced at the summit" in said
    assert "\nMatched: Xi, pledge → announced (synonym)" in said
    assert "Searched for" not in said


def test_a_disliked_answer_that_the_articles_do_not_give_any_more_is_told_so(
    bot: RunningBot, server: BotApiServer, corpus: Path
) -> None:
    with bot:
        press(server, ask(server), "👎")
        (corpus / "new.txt").write_text("Xi pledged carbon neutrality. What did Xi pledge? Xi pledged it.\n", "utf-8")
        bot.reload()
        bot.wait_for_log("Reloaded")
        said = say(server, "/feedback", ADMIN)
    assert "what did Xi pledge?\nThe articles have changed since" in said


@pytest.mark.parametrize("command", ["/unanswered", "/feedback"])
def test_they_are_for_admins_alone_and_in_private_chats(bot: RunningBot, server: BotApiServer, command: str) -> None:
    with bot:
        say(server, UNANSWERED)
        assert say(server, command, PERSON).startswith(f"{command} is for the admins")
        server.send_text(GROUP, command, user_id=ADMIN, chat_type="supergroup")
        [refused] = server.wait_for_messages(GROUP, 1)
    assert "Zyxwv" not in refused.text
    assert refused.file is None


def test_people_are_told_that_their_questions_are_kept_and_for_how_long(bot: RunningBot, server: BotApiServer) -> None:
    with bot:
        said = say(server, "/privacy")
    assert "keeps what is asked" in said
    assert "stays for 90 days" in said


def test_statistics_tell_how_many_people_asked_as_far_as_that_is_kept(
    bot_with: BotFactory, server: BotApiServer
) -> None:
    with bot_with(store_questions="true", store_days="7"):
        say(server, UNANSWERED)
        ask(server)
        say(server, UNANSWERED, 8)
        settle(server)
        said = say(server, "/stats", ADMIN)
    week, month = said.split("The last 30 days")
    assert "3 questions · 2 people" in week
    assert "people" not in month


def test_whoever_is_forgotten_is_so_in_every_chat(bot: RunningBot, server: BotApiServer, tmp_path: Path) -> None:
    with bot:
        say(server, UNANSWERED)
        server.send_text(GROUP, f"/ask {UNANSWERED}", user_id=PERSON, chat_type="supergroup")
        server.wait_for_messages(GROUP, 1)
        say(server, UNANSWERED, 8)
        say(server, "/forget")
        settle(server)
    assert [it.person_id for it in kept(tmp_path)] == [8]


def test_an_edited_question_is_kept_as_it_was_edited(bot: RunningBot, server: BotApiServer, tmp_path: Path) -> None:
    with bot:
        say(server, UNANSWERED)
        first = server.last_message_of(PERSON)
        say(server, "who is Qrstu?")
        second = server.last_message_of(PERSON)
        server.edit(PERSON, first, text="what did Zyxwv say about bananas?")
        server.edit(PERSON, second, text="hi")
        server.wait_until(lambda: all(it.edits for it in server.messages(PERSON)))
        settle(server)
    assert [it.text for it in kept(tmp_path)] == ["what did Zyxwv say about bananas?"]


def test_a_question_edited_to_no_question_and_back_is_kept(
    bot: RunningBot, server: BotApiServer, tmp_path: Path
) -> None:
    with bot:
        say(server, UNANSWERED)
        for text in ("thanks", "what did Zyxwv say about bananas?"):
            shown = server.messages(PERSON)
            server.send_text(PERSON, text, edited=True)
            server.wait_until(lambda: server.messages(PERSON) != shown)  # noqa: B023
        settle(server)
    assert [it.text for it in kept(tmp_path)] == ["what did Zyxwv say about bananas?"]
    [day] = counted(tmp_path)
    assert (day.answered, day.not_answered) == (0, 1)


def test_a_question_that_a_button_asks_instead_is_kept_and_counted_once_with_its_outcome(
    bot: RunningBot, server: BotApiServer, tmp_path: Path
) -> None:
    with bot:
        say(server, "What did Kerrey say about Jappan and Koizimi?")
        settle(server)
        assert len(kept(tmp_path)) == 1
        press(server, server.messages(PERSON)[-1], "Did you mean “Kerry Koizumi”?")
        settle(server)
        bot.stop()
    assert kept(tmp_path) == []
    [day] = counted(tmp_path)
    assert (day.answered, day.not_answered) == (1, 0)


def test_a_question_that_a_button_chose_among_several_is_kept_and_counted_once(
    bot: RunningBot, server: BotApiServer, tmp_path: Path
) -> None:
    with bot:
        say(server, "what did Biden invite Xi to?")
        say(server, "and Kerry?")
        asked = server.messages(PERSON)[-1]
        for button in ("what did Kerry invite Xi to?", "what did Biden invite Kerry to?", "👎"):
            press(server, asked, dict(buttons_of(asked)).get(button) or button)
        settle(server)
        bot.stop()
    [day] = counted(tmp_path)
    assert (day.questions, day.dislikes) == (2, 1)
    [disliked] = read_records(tmp_path / "var" / FILE, lambda tables: tables.questions.disliked(0))
    assert disliked.text == "what did Biden invite Kerry to?"


def test_questions_are_erased_after_their_days_or_when_none_are_to_be_kept(
    bot_with: BotFactory, server: BotApiServer, tmp_path: Path
) -> None:
    with bot_with(store_questions="true", store_days="2"):
        say(server, UNANSWERED)
    assert len(kept(tmp_path)) == 1
    asked_at = kept(tmp_path)[0].asked_at
    with bot_with(store_questions="true", store_days="2", clock=FakeClock(asked_at + 2 * 86_400 - 1)) as bot:
        settle(server)
        assert len(kept(tmp_path)) == 1
        bot.advance(601)  # it looks every ten minutes
        settle(server)
        assert kept(tmp_path) == []
    with bot_with(store_questions="true"):
        say(server, UNANSWERED)
    assert len(kept(tmp_path)) == 1
    with bot_with():
        server.wait_until(lambda: kept(tmp_path) == [])
