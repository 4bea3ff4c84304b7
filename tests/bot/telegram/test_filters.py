"""Filters in Telegram: what is typed narrows the answer, and buttons narrow it or ask without."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.bot.telegram.conftest import BotFactory
from tests.bot.telegram.running import PERSON, say, settle
from tests.bot.telegram.test_edits import edit
from tests.bot.telegram.test_presses import press
from tests.fakes.botapi import BotApiServer, buttons_of

OIL, SUMMIT = "Japan lifted the embargo of the year with a vote.", "Japan lifted its tariff at a summit in spring."
QUESTION = "what did Japan lift?"


@pytest.fixture
def dated(tmp_path: Path) -> Path:
    """Return a corpus of articles with dates and sources."""
    articles = [
        {"id": "oil", "title": "Oil", "date": "1974-03-02", "source": "Kyodo News", "text": f"{OIL} It rained."},
        {
            "id": "summit",
            "title": "A summit",
            "date": "2021-04-15",
            "source": "Reuters",
            "text": f"It was dry. {SUMMIT}",
        },
        {"id": "none", "title": "Bread", "text": "The bakery sells bread and rolls."},
    ]
    corpus = tmp_path / "articles.jsonl"
    corpus.write_text("".join(json.dumps(it) + "\n" for it in articles), "utf-8")
    return corpus


def labels(server: BotApiServer) -> list[str]:
    return [label for label, _ in buttons_of(server.messages(PERSON)[-1])]


def test_a_filter_narrows_the_answer_which_begins_with_it(
    bot_with: BotFactory, server: BotApiServer, dated: Path
) -> None:
    with bot_with(dated):
        shown = say(server, f"{QUESTION} source:reuters")
        assert shown.startswith("Only: source: reuters\n")
        assert SUMMIT in shown
        assert OIL not in shown
        context = press(server, server.messages(PERSON)[-1], "Context")
        assert "It was dry." in context
        assert press(server, server.messages(PERSON)[-1], "‹ Back") == shown


def test_a_date_of_the_question_gets_a_button_that_narrows_the_answer_in_place(
    bot_with: BotFactory, server: BotApiServer, dated: Path
) -> None:
    with bot_with(dated) as bot:
        say(server, "what did Japan lift in March 1974?")
        answer = server.messages(PERSON)[-1]
        assert "Only articles of March 1974" in labels(server)
        bot.stop()
        with bot:
            settle(server)
            shown = press(server, answer, "Only articles of March 1974")
    assert "Only: March 1974" in shown
    assert OIL in shown
    assert SUMMIT not in shown


def test_where_filters_leave_nothing_a_button_asks_without(
    bot_with: BotFactory, server: BotApiServer, dated: Path
) -> None:
    with bot_with(dated):
        shown = say(server, f"{QUESTION} source:bbc after:2021")
        assert shown == "Nothing fits the filter: source: bbc"
        assert labels(server) == ["Without the filter (source: bbc)"]
        shown = press(server, server.messages(PERSON)[-1], "Without the filter (source: bbc)")
        assert shown.startswith("Only: since 2021\n")
        assert SUMMIT in shown


def test_words_of_time_count_from_the_messages_date_in_the_time_zone_and_a_press_keeps_the_days(
    bot_with: BotFactory, server: BotApiServer, tmp_path: Path
) -> None:
    sent = datetime.now(UTC).replace(hour=16, minute=0) - timedelta(1)  # it is the next day in Tokyo
    articles = [
        {"id": "there", "date": sent.date().isoformat(), "text": f"{OIL} It rained."},
        {"id": "here", "date": (sent.date() - timedelta(1)).isoformat(), "text": f"{SUMMIT} It was dry."},
    ]
    corpus = tmp_path / "articles.jsonl"
    corpus.write_text("".join(json.dumps(it) + "\n" for it in articles), "utf-8")
    with bot_with(corpus, time_zone="Asia/Tokyo"):
        server.send_text(PERSON, f"{QUESTION} yesterday", date=int(sent.timestamp()))
        [answer] = server.wait_for_messages(PERSON, 1)
        assert answer.text.startswith("Only: ")
        assert OIL in answer.text
        assert SUMMIT not in answer.text
        assert "It rained." in press(server, answer, "Context")
        assert press(server, server.messages(PERSON)[-1], "‹ Back") == answer.text


def test_an_edited_filter_edits_the_answer(bot_with: BotFactory, server: BotApiServer, dated: Path) -> None:
    with bot_with(dated):
        assert SUMMIT in say(server, f"{QUESTION} source:reuters")
        edit(server, f"{QUESTION} source:kyodo")
        server.wait_until(lambda: OIL in server.messages(PERSON)[-1].text)
        assert server.messages(PERSON)[-1].text.startswith("Only: source: kyodo\n")


@pytest.mark.parametrize(
    "message",
    ["source:<b>x</b>", "-<b> 'x' &amp;", f'{QUESTION} source:"{"<i>x</i> " * 40}"', "MHC:antigen", "“", '"of the"'],
)
def test_whatever_is_typed_gets_a_reply_that_telegram_takes(
    bot_with: BotFactory, server: BotApiServer, dated: Path, message: str
) -> None:
    with bot_with(dated):
        assert say(server, message)


def test_a_question_that_follows_keeps_the_filter_unless_it_has_one_of_its_own(
    bot_with: BotFactory, server: BotApiServer, dated: Path
) -> None:
    with bot_with(dated):
        say(server, f"{QUESTION} source:reuters")
        followed = say(server, "when?")
        assert followed.startswith("Searched for: when did Japan lift?\n\nOnly: source: reuters\n")
        assert SUMMIT in followed
        assert OIL in say(server, "and source:kyodo")
        other = server.messages(PERSON)[-1].text
        assert other.startswith("Searched for: when did Japan lift?\n\nOnly: source: kyodo\n")
        assert SUMMIT not in other
