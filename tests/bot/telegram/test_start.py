"""The greeting: what the articles are about, and questions as buttons."""

import time
from pathlib import Path

import pytest

from tests.bot.articles import WAIT
from tests.bot.telegram.conftest import BotFactory
from tests.bot.telegram.running import PERSON, say, settle
from tests.bot.telegram.test_presses import press
from tests.fakes.botapi import BotApiServer, SentMessage, buttons_of
from tests.retrieval.articles import write

_PLAN = "Ann <b>Lee</b> & Ben Young met."
_STATEMENTS = {
    "What did Ann Lee announce?": "Ann Lee announced a plan for a million trees in the north.",
    "What did Ben Young launch?": "Ben Young launched three boats on the lake of Arden.",
    "What did Cy O'Dean win?": "Cy O'Dean won the harbour cup in front of a crowd.",
}


@pytest.fixture
def named(tmp_path: Path) -> Path:
    """Return a corpus of articles about three people."""
    others = "It was said by Ann Lee, by Ben Young and by Cy O'Dean."
    texts = {f"{number}.txt": f"{it} {_PLAN}\n" for number, it in enumerate(_STATEMENTS.values())}
    return write(tmp_path / "named", {**texts, "others.txt": others})


def start(server: BotApiServer, buttons: int) -> SentMessage:
    """Ask for the greeting until it has so many buttons: the questions are tried in the background."""
    end = time.monotonic() + WAIT
    while True:
        say(server, "/start")
        greeting = server.messages(PERSON)[-1]
        if len(buttons_of(greeting)) == buttons:
            return greeting
        assert time.monotonic() < end, greeting
        time.sleep(0.01)


def test_the_greeting_tells_what_the_articles_are_about_and_a_button_asks_what_they_answer(
    bot_with: BotFactory, server: BotApiServer, named: Path
) -> None:
    with bot_with(named) as bot:
        greeting = start(server, 3)
        assert "What my articles are about: Ben Young, Ann Lee, Cy O'Dean\n4 articles\n" in greeting.text
        assert "You could begin with one of these questions:" in greeting.text
        assert {label for label, _ in buttons_of(greeting)} == _STATEMENTS.keys()
        for label, _ in buttons_of(greeting):
            greeting = start(server, 3)
            assert press(server, greeting, label).startswith(_STATEMENTS[label])
            assert server.messages(PERSON)[-1].message_id == greeting.message_id
        greeting = start(server, 3)
        bot.stop()
        with bot:  # the buttons outlive a restart
            settle(server)
            label, _ = buttons_of(greeting)[0]
            assert press(server, greeting, label).startswith(_STATEMENTS[label])


def test_the_sample_articles_are_introduced_without_questions(bot_with: BotFactory, server: BotApiServer) -> None:
    with bot_with():
        greeting = start(server, 0)
    assert "Xi Jinping" in greeting.text
    assert "2 articles" in greeting.text
    assert "these questions" not in greeting.text


def test_the_newest_date_is_told(bot_with: BotFactory, server: BotApiServer, tmp_path: Path) -> None:
    corpus = write(tmp_path / "dated", {"a.md": "---\npublished: 2021-04-14\n---\nIt rained."})
    with bot_with(corpus):
        assert "1 article, the newest of 2021-04-14" in start(server, 0).text


def test_articles_without_names_have_no_topics(bot_with: BotFactory, server: BotApiServer, tmp_path: Path) -> None:
    with bot_with(write(tmp_path / "nameless", {"a.txt": "it rained."})):
        assert "about:" not in start(server, 0).text


def test_signs_in_a_name_are_no_markup(bot_with: BotFactory, server: BotApiServer, tmp_path: Path) -> None:
    statement = "Lee&Sons Park announced a plan for a million trees."
    texts = {
        "a.txt": f"{statement} It rained.",
        "b.txt": "They met in Lee&Sons Park.",
        "c.txt": "They left Lee&Sons Park.",
    }
    with bot_with(write(tmp_path / "signs", texts)):
        greeting = start(server, 1)
        assert "about: Lee&Sons Park\n" in greeting.text
        assert press(server, greeting, "What did Lee&Sons Park announce?").startswith(statement)
