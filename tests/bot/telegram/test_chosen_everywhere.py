"""What is chosen with /settings holds wherever a person meets the bot: for words of time, inline, and as a guest."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.storage import FILE
from tests.bot.telegram.conftest import BotFactory
from tests.bot.telegram.running import PERSON, RunningBot, say, settle
from tests.bot.telegram.test_group_settings import BOSS
from tests.bot.telegram.test_groups import GROUP, ask_in_group
from tests.bot.telegram.test_guests import asked as asked_as_guest
from tests.bot.telegram.test_inline import typed
from tests.bot.telegram.test_settings import card, choose, labels
from tests.fakes.botapi import BotApiServer

AN_HOUR_TO_MIDNIGHT = int(datetime(2026, 11, 30, 23, tzinfo=UTC).timestamp())
YESTERDAY = "who won the cup yesterday?"
UNANSWERED = "who won the football match?"


def said(server: BotApiServer, text: str, date: int) -> str:
    """Write in the private chat at a POSIX time, and return the reply."""
    before = len(server.messages(PERSON))
    server.send_text(PERSON, text, date=date)
    return server.wait_for_messages(PERSON, before + 1)[before].text


def test_yesterday_is_that_of_the_time_zone_and_buttons_keep_the_days(
    bot_with: BotFactory, dated: Path, server: BotApiServer
) -> None:
    with bot_with(dated):
        assert "November 29, 2026" in said(server, YESTERDAY, date=AN_HOUR_TO_MIDNIGHT)
        shown = choose(server, card(server), "Time zone", *("Further east ›",) * 4)
        shown = choose(server, shown, "Tokyo (UTC+09:00)")
        assert "Time zone: Tokyo (UTC+09:00)\n" in shown.text
        assert "✓ Tokyo (UTC+09:00)" in labels(shown)
        assert "November 30, 2026" in said(server, YESTERDAY, date=AN_HOUR_TO_MIDNIGHT)
        assert "+09:00" in say(server, "/sources").split("Last reload: ")[1]


@pytest.mark.usefixtures("bot")
def test_inline_queries_and_guests_are_answered_in_the_language_of_the_private_chat(server: BotApiServer) -> None:
    server.allow_inline()
    server.allow_guest_mode()
    choose(server, card(server), "Language", "Français")
    _, shown = typed(server, UNANSWERED)
    assert shown.button is not None
    assert "Rien ici" in str(shown.button)
    assert "Rien dans les articles" in asked_as_guest(server, f"@under_test_bot {UNANSWERED}").text
    # A group has a language of its own, whatever its members chose for themselves.
    server.meet(GROUP, chat_type="supergroup")
    assert ask_in_group(server, f"/ask {UNANSWERED}").text.startswith("Nothing in the articles")


@pytest.mark.usefixtures("bot")
def test_what_is_chosen_in_a_chat_changes_nothing_in_another(server: BotApiServer) -> None:
    before = say(server, "what did Xi pledge?", BOSS)
    choose(server, card(server), "Number of quotes", "1")
    assert say(server, "what did Xi pledge?") != before
    assert say(server, "what did Xi pledge?", BOSS) == before


def test_a_chat_in_which_nothing_is_chosen_any_more_leaves_no_row(
    bot: RunningBot, server: BotApiServer, tmp_path: Path
) -> None:
    shown = choose(server, card(server), "Number of quotes", "1", "‹ Back", "Buttons", "Off")
    assert rows(tmp_path) == [(PERSON, None, None, 1, 0)]
    choose(server, shown, "On", "‹ Back", "Number of quotes", "As the operator set")
    settle(server)
    bot.stop()
    assert rows(tmp_path) == []


def test_forget_leaves_no_row(bot: RunningBot, server: BotApiServer, tmp_path: Path) -> None:
    choose(server, card(server), "Language", "Deutsch")
    say(server, "/forget")
    settle(server)
    bot.stop()
    assert rows(tmp_path) == []


def test_a_language_and_a_zone_that_are_gone_leave_the_bot_answering(
    bot: RunningBot, server: BotApiServer, tmp_path: Path
) -> None:
    """As after an upgrade that brings fewer of them, or a catalogue of the operator's that was taken away."""
    say(server, "/sources")
    bot.stop()
    with closing(sqlite3.connect(tmp_path / "var" / FILE)) as database, database:
        database.execute("INSERT INTO settings VALUES (?, 'it', 'Mars/Olympus_Mons', 9, 1)", (PERSON,))
    with bot:
        assert say(server, f"{UNANSWERED} after:2020").startswith("Only: since 2020\n\nNothing")
        shown = card(server)
        assert "Language: Italiano\nTime zone: Mars/Olympus_Mons\nQuotes in an answer: 9 at most" in shown.text
        assert "As in Telegram" in labels(choose(server, shown, "Language"))


def rows(folder: Path) -> list[tuple[object, ...]]:
    """Return the rows of settings."""
    with closing(sqlite3.connect(folder / "var" / FILE)) as database:
        return database.execute("SELECT * FROM settings").fetchall()
