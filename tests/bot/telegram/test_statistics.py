"""Admins ask in Telegram how the bot works."""

from pathlib import Path

import pytest

from bot.figures import DayFigures
from bot.storage import FILE, read_records
from tests.bot.telegram.conftest import BotFactory
from tests.bot.telegram.running import ADMIN, PERSON, RunningBot, say
from tests.bot.telegram.test_alternatives import QUESTION as DATED_QUESTION
from tests.bot.telegram.test_presses import ask, press
from tests.fakes.botapi import BotApiServer, DropAfterAccept, RateLimited, Refused, SentMessage, ServerError

UNANSWERED = "what did Zyxwv Qrstu pledge?"
GROUP = -100
REPORTS = ("/stats", "/status")


def counted(folder: Path) -> list[DayFigures]:
    """Return what is counted in the data folder of a bot."""
    return read_records(folder / "var" / FILE, lambda tables: tables.counters.since("2000-01-01"))


def statistics(server: BotApiServer) -> list[SentMessage]:
    """Ask for statistics as the admin, and return what comes: the text, and the chart if there is one."""
    before = len(server.messages(ADMIN))
    said = say(server, "/stats", ADMIN)
    if "\n0 questions" not in said:
        server.wait_for_messages(ADMIN, before + 2)
    return server.messages(ADMIN)[before:]


def test_statistics_come_as_a_text_and_as_a_chart(bot: RunningBot, server: BotApiServer, tmp_path: Path) -> None:
    answer = ask(server)
    assert press(server, answer, "👍")
    say(server, UNANSWERED)
    bot.stop()
    with bot:
        text, chart = statistics(server)
    assert "The last 7 days\n2 questions\nAnswered: 1, not answered: 1\nHalf of the replies came within " in text.text
    assert text.text.count("👍 1 · 👎 0") == 2
    assert "people" not in text.text
    assert chart.file is not None
    assert (chart.file.kind, chart.file.name) == ("photo", "questions.png")
    [day] = counted(tmp_path)
    assert sum(number for _, number in day.latencies) == 2


@pytest.mark.usefixtures("bot")
def test_without_a_question_there_is_no_chart(server: BotApiServer) -> None:
    [text] = statistics(server)
    assert "0 questions" in text.text


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize("command", REPORTS)
def test_reports_are_for_admins_alone_and_in_private_chats(server: BotApiServer, command: str) -> None:
    assert say(server, command, PERSON).startswith(f"{command} is for the admins")
    server.send_text(GROUP, command, user_id=ADMIN, chat_type="supergroup")
    [refused] = server.wait_for_messages(GROUP, 1)
    assert "private" in refused.text
    assert len(refused.text.splitlines()) == 1


@pytest.mark.usefixtures("bot")
def test_a_chart_that_telegram_refuses_does_not_take_the_text_with_it(server: BotApiServer) -> None:
    ask(server)
    server.inject("sendPhoto", Refused(400, "Bad Request: IMAGE_PROCESS_FAILED"))
    assert "1 question" in say(server, "/stats", ADMIN)
    assert say(server, "/sources", ADMIN)


def test_a_vote_that_is_changed_is_counted_once(bot: RunningBot, server: BotApiServer, tmp_path: Path) -> None:
    answer = ask(server)
    for button in ("👍", "👎", "👎"):
        press(server, answer, button)
    bot.stop()
    [day] = counted(tmp_path)
    assert (day.answered, day.likes, day.dislikes) == (1, 0, 1)


def test_a_vote_stays_in_another_order_and_goes_with_its_question(
    bot_with: BotFactory, server: BotApiServer, tmp_path: Path, dated: Path
) -> None:
    with bot_with(dated) as bot:
        say(server, DATED_QUESTION)
        answer = server.messages(PERSON)[-1]
        for button in ("👎", "Newest first", "👎", "Best first", "👎", "Newest first", "👎"):
            press(server, server.messages(PERSON)[-1], button)
        bot.stop()
        [day] = counted(tmp_path)
        assert (day.answered, day.dislikes) == (1, 1)
        with bot:
            server.edit(PERSON, server.last_message_of(PERSON), text="who serves tea?")
            server.wait_until(lambda: "Tea was served" in server.messages(PERSON)[-1].text)
    [day] = counted(tmp_path)
    assert (day.questions, day.dislikes) == (1, 0)
    assert server.messages(PERSON)[-1].message_id == answer.message_id


def test_an_answer_that_is_sent_again_is_counted_once(
    bot_with: BotFactory, server: BotApiServer, tmp_path: Path
) -> None:
    for fault in (DropAfterAccept(), ServerError(502), RateLimited(1)):
        server.inject("sendMessage", fault, times=2)
    for _ in range(3):
        server.send_text(PERSON, "what did Xi pledge?")
    with bot_with() as bot:
        server.wait_for_messages(PERSON, 5)
        server.wait_until(lambda: server.unconfirmed == 0)
        bot.stop()
        with bot:
            say(server, UNANSWERED)
    [day] = counted(tmp_path)
    assert (day.answered, day.not_answered) == (3, 1)


def test_small_talk_commands_and_edits_are_no_questions(bot: RunningBot, server: BotApiServer, tmp_path: Path) -> None:
    ask(server)
    server.edit(PERSON, server.last_message_of(PERSON), text="what did Xi Jinping pledge?")
    for text in ("hi", "/help", "/ask"):
        say(server, text)
    bot.stop()
    [day] = counted(tmp_path)
    assert day.questions == 1


def test_the_status_follows_a_reload(bot: RunningBot, server: BotApiServer, corpus: Path) -> None:
    said = say(server, "/status", ADMIN)
    assert "2 articles, 27 sentences" in said
    assert "Generation 1 of the index" in said
    assert "Searched by rank-bm25\nLast reload: 20" in said
    assert "0 messages wait" in said
    assert "being answered" not in said
    (corpus / "new.txt").write_text("Bananas are yellow.\n", "utf-8")
    bot.reload()
    bot.wait_for_log("Reloaded")
    said = say(server, "/status", ADMIN)
    assert "3 articles" in said
    assert "Generation 2 of the index" in said
