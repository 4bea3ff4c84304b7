"""While the index is rebuilt after an upgrade, questions wait in the inbox, with one notice per chat."""

import logging
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.storage import FILE
from retrieval.errors import EmptyCorpusError
from tests.bot.articles import WAIT, write_articles
from tests.bot.clock import FakeClock
from tests.bot.storage.updates import inbox_in
from tests.bot.telegram.running import ADMIN, PERSON, RunningBot, is_answering, say
from tests.fakes.botapi import BotApiServer, RateLimited, load_spec

NOTICE = "The articles are being read anew. Your question waits and is answered then."
QUESTION = "how many trees did Ann Lee pledge to plant?"
UPGRADED = {"largest_file": "9"}
"""A setting that an index names, as it names its format: with another value it is built anew."""


@pytest.fixture
def server() -> Iterator[BotApiServer]:
    """Serve the bot, which knows the admin and a person."""
    with BotApiServer(spec=load_spec()) as running:
        running.meet(ADMIN)
        running.meet(PERSON)
        yield running
        assert running.violations == []


@pytest.fixture
def corpus(tmp_path: Path, server: BotApiServer) -> Path:
    """Write two articles, which the version before has indexed."""
    corpus = write_articles(tmp_path / "corpus")
    with RunningBot(tmp_path, corpus, server.url):
        assert "million trees" in say(server, QUESTION)
    return corpus


class StillClock(FakeClock):
    """Never moves on, but tells the date, by which messages that waited for the bot are known."""

    def time(self) -> float:
        """Return the POSIX time."""
        return time.time()


def texts(server: BotApiServer, chat_id: int) -> list[str]:
    """Return what the bot has written to a chat since its index was made."""
    return [message.text for message in server.messages(chat_id)][1 if chat_id == PERSON else 0 :]


def holding(may_read: threading.Event) -> Callable[[threading.Event], None]:
    """Let the articles be read once an event is set."""

    def wait(_: threading.Event) -> None:
        assert may_read.wait(WAIT)

    return wait


def test_what_is_written_meanwhile_is_answered_in_order_after_one_notice(
    tmp_path: Path, corpus: Path, server: BotApiServer
) -> None:
    may_read = threading.Event()
    with RunningBot(tmp_path, corpus, server.url, UPGRADED, holding(may_read)) as bot:
        for text in (QUESTION, "/help", "is there a harbour?"):
            server.send_text(PERSON, text)
        server.send_text(ADMIN, "/sources")
        server.wait_until(lambda: server.unconfirmed == 0)
        server.wait_for_messages(ADMIN, 1)
        server.wait_for_messages(PERSON, 2)
        assert (texts(server, PERSON), texts(server, ADMIN)) == ([NOTICE], [NOTICE])
        may_read.set()
        server.wait_for_messages(PERSON, 5)
        server.wait_for_messages(ADMIN, 2)
        assert "million trees" in say(server, QUESTION)
        bot.stop()
        assert bot.failure is None
    notice, answer, commands, harbour, _ = texts(server, PERSON)
    assert notice == NOTICE
    assert "million trees" in answer
    assert "/ask" in commands
    assert "harbour" in harbour
    assert texts(server, ADMIN)[0] == NOTICE
    assert len(texts(server, ADMIN)) == 2


def test_without_an_upgrade_there_is_no_notice_however_long_the_reading_takes(
    tmp_path: Path, corpus: Path, server: BotApiServer
) -> None:
    may_read = threading.Event()
    with RunningBot(tmp_path, corpus, server.url, None, holding(may_read)):
        server.send_text(PERSON, QUESTION)
        server.wait_until(lambda: server.unconfirmed == 0)
        may_read.set()
        server.wait_for_messages(PERSON, 2)
    [answer] = texts(server, PERSON)
    assert "million trees" in answer


def test_a_bot_that_is_stopped_meanwhile_keeps_the_questions(
    tmp_path: Path, corpus: Path, server: BotApiServer
) -> None:
    def read_until_stopped(give_up: threading.Event) -> None:
        assert give_up.wait(WAIT)

    with RunningBot(tmp_path, corpus, server.url, UPGRADED, read_until_stopped) as bot:
        server.send_text(PERSON, QUESTION)
        server.wait_for_messages(PERSON, 2)
        bot.stop()
        assert bot.failure is None
    with inbox_in(tmp_path / "var" / FILE) as inbox:
        assert len(inbox.unfinished(9)) == 1
    with RunningBot(tmp_path, corpus, server.url, UPGRADED):
        server.wait_for_messages(PERSON, 3)
    assert [text == NOTICE for text in texts(server, PERSON)] == [True, False]


def test_articles_that_cannot_be_read_end_the_bot_and_lose_no_question(
    tmp_path: Path, corpus: Path, server: BotApiServer
) -> None:
    may_read = threading.Event()
    shutil.move(corpus, tmp_path / "away")
    corpus.mkdir()
    with RunningBot(tmp_path, corpus, server.url, UPGRADED, holding(may_read)) as bot:
        server.send_text(PERSON, QUESTION)
        server.wait_for_messages(PERSON, 2)
        may_read.set()
        bot.wait()
        assert isinstance(bot.failure, EmptyCorpusError)
    corpus.rmdir()
    shutil.move(tmp_path / "away", corpus)
    with RunningBot(tmp_path, corpus, server.url):
        server.wait_for_messages(PERSON, 3)
    assert "million trees" in texts(server, PERSON)[1]


def test_above_the_high_water_mark_questions_wait_at_telegram_meanwhile_too(
    tmp_path: Path, corpus: Path, server: BotApiServer
) -> None:
    may_read = threading.Event()
    settings = {**UPGRADED, "inbox_high_water": "5", "open_questions": "0", "sends_per_second": "0"}
    for number in range(130):
        server.send_text(PERSON, f"/n{number}")
    with RunningBot(tmp_path, corpus, server.url, settings, holding(may_read)):
        server.wait_for_messages(PERSON, 2)
        assert server.unconfirmed >= 30
        may_read.set()
        server.wait_for_messages(PERSON, 132)
    assert [text.split()[4] for text in texts(server, PERSON)[1:]] == [f"/n{number}." for number in range(130)]


def test_a_reload_that_is_requested_meanwhile_follows(
    tmp_path: Path, corpus: Path, server: BotApiServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    may_read = threading.Event()
    with RunningBot(tmp_path, corpus, server.url, None, holding(may_read)) as bot:
        server.wait_until(lambda: is_answering(server))
        bot.reload()
        may_read.set()
        bot.wait_for_log("Reloaded in ")


def test_refused_messages_that_waited_for_the_start_hold_up_nobody(tmp_path: Path, server: BotApiServer) -> None:
    """The clock stands still: neither the next regular sweep nor the end of Telegram's pause lets the person in."""
    may_read = threading.Event()
    group = {"id": -100, "type": "supergroup", "title": "A group"}
    server.inject("sendMessage", RateLimited(8))
    for _ in range(60):
        server.send_text(-100, "/sources", user_id=1087968824, chat_type="supergroup", sender_chat=group)
    few = {"inbox_high_water": "20"}
    corpus = write_articles(tmp_path / "corpus")
    with RunningBot(tmp_path, corpus, server.url, few, holding(may_read), StillClock()) as bot:
        server.wait_until(lambda: is_answering(server))
        may_read.set()
        bot.wait_for_log("answering as")
        server.send_text(PERSON, "/sources")
        server.wait_for_messages(PERSON, 1)
