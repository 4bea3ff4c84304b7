"""Chats in German and Chinese: filters and follow-ups in their own words, and replies that name them in theirs."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.bot.telegram.conftest import BotFactory
from tests.bot.telegram.running import PERSON, say
from tests.fakes.botapi import BotApiServer

OLD, NEW = "Japan hob im Frühling einen Zoll auf Stahl auf.", "Japan hob einen Zoll auf Reis auf, sagte der Minister."


@pytest.fixture
def dated(tmp_path: Path) -> Path:
    """Return a corpus of an article of yesterday and of one of 2021."""
    yesterday = (datetime.now(UTC) - timedelta(days=1)).date().isoformat()
    articles = [
        {"id": "old", "title": "Stahl", "date": "2021-04-15", "source": "新华社", "text": f"{OLD} Es regnete."},
        {"id": "new", "title": "Reis", "date": yesterday, "source": "Die Zeit", "text": f"{NEW} Es war trocken."},
    ]
    corpus = tmp_path / "articles.jsonl"
    corpus.write_text("".join(json.dumps(it) + "\n" for it in articles), "utf-8")
    return corpus


def test_in_a_german_chat_filters_are_said_in_german(bot_with: BotFactory, server: BotApiServer, dated: Path) -> None:
    server.speak(PERSON, "de")
    with bot_with(dated):
        shown = say(server, "Welchen Zoll hob Japan gestern auf?")
        assert shown.startswith("Nur: ")
        assert NEW in shown
        assert OLD not in shown
        assert say(server, "Welchen Zoll hob Japan auf, laut der Zeit?").startswith("Nur: Quelle: die zeit\n")


def test_in_a_chinese_chat_filters_are_said_in_chinese(bot_with: BotFactory, server: BotApiServer, dated: Path) -> None:
    server.speak(PERSON, "zh-hans")
    with bot_with(dated):
        shown = say(server, "据新华社报道，Japan hob einen Zoll auf？")
        assert "新华社" in shown.splitlines()[0]
        assert OLD in shown
        assert NEW not in shown
        shown = say(server, "2021年4月的文章里，Japan hob einen Zoll auf？")
        assert "2021年4月" in shown.splitlines()[0]
        assert OLD in shown


@pytest.mark.usefixtures("bot")
def test_in_a_german_chat_a_question_follows_in_german(server: BotApiServer) -> None:
    server.speak(PERSON, "de")
    say(server, "what did Xi announce at the summit?")
    shown = say(server, "und Biden?")
    assert shown.startswith("Gesucht: what did Biden announce at the summit?\n")
    assert "Mr Biden also announced" in shown


@pytest.mark.usefixtures("bot")
def test_in_a_chinese_chat_a_question_follows_in_chinese(server: BotApiServer) -> None:
    server.speak(PERSON, "zh-hans")
    say(server, "what did Xi announce at the summit?")
    shown = say(server, "还有呢？")
    assert "what did Xi announce at the summit?" in shown.splitlines()[0]
    assert "为什么？（what did Xi announce at the summit）" in say(server, "那为什么呢？")
