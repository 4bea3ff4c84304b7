"""Who is answered, how often, and which of their data are stored."""

import time
from pathlib import Path

import pytest

from tests.bot.clock import FakeClock
from tests.bot.telegram.conftest import BotFactory
from tests.bot.telegram.running import ADMIN, PERSON, numbers_told, settle
from tests.fakes.botapi import BotApiServer, RateLimited

GROUP = -100
ANONYMOUS_ADMIN = 1087968824


@pytest.mark.usefixtures("bot")
def test_bots_channels_and_what_was_written_by_way_of_a_bot_are_left_alone(server: BotApiServer) -> None:
    bot = {"id": 99, "is_bot": True, "first_name": "Other", "username": "other_bot"}
    server.send_text(PERSON, "/sources", via_bot=bot)
    chat = {"id": 99, "type": "private", "first_name": "Other"}
    server.send_raw({"message": {"message_id": 1, "date": 1, "chat": chat, "from": bot, "text": "/sources"}})
    channel = {"id": -1001, "type": "channel", "title": "News"}
    server.send_raw({"channel_post": {"message_id": 1, "date": 1, "chat": channel, "text": "/sources"}})
    server.send_text(PERSON, "/sources", edited=True)
    settle(server)
    assert server.messages(PERSON) == []
    assert server.messages(99) == []


@pytest.mark.usefixtures("bot")
def test_an_admin_is_one_in_private_and_by_id_alone(server: BotApiServer) -> None:
    server.send_text(GROUP, "/reload", user_id=ADMIN, chat_type="supergroup")
    [told] = server.wait_for_messages(GROUP, 1)
    assert "private" in told.text
    group = {"id": GROUP, "type": "supergroup", "title": "A group"}
    server.send_text(GROUP, "/reload", user_id=ANONYMOUS_ADMIN, chat_type="supergroup", sender_chat=group)
    told = server.wait_for_messages(GROUP, 2)[1]
    assert "admins of this bot only" in told.text


def test_the_blocked_are_not_answered(bot_with: BotFactory, server: BotApiServer) -> None:
    with bot_with(blocked_users="8", blocked_chats=str(GROUP)):
        server.send_text(8, "/sources")
        server.send_text(GROUP, "/sources", user_id=PERSON, chat_type="group")
        server.send_text(PERSON, "/sources")
        server.wait_for_messages(PERSON, 1)
        settle(server)
    assert server.messages(8) == []
    assert server.messages(GROUP) == []


def test_only_the_allowed_are_answered(bot_with: BotFactory, server: BotApiServer) -> None:
    with bot_with(allowed_users="8"):
        server.send_text(PERSON, "/sources")
        server.send_text(8, "/sources")
        server.wait_for_messages(8, 1)
        settle(server)
    assert server.messages(PERSON) == []


@pytest.mark.usefixtures("bot")
def test_a_question_of_more_than_500_characters_is_not_answered(server: BotApiServer) -> None:
    server.send_text(PERSON, "what did Xi pledge? " * 26)
    [told] = server.wait_for_messages(PERSON, 1)
    assert "500" in told.text
    assert "2060" not in told.text


def test_what_is_forgotten_is_on_the_disk_no_more(tmp_path: Path, bot_with: BotFactory, server: BotApiServer) -> None:
    broken = {"message_id": 5, "date": "?", "chat": {"id": PERSON, "type": "private"}, "text": "a zebra's secret"}
    with bot_with() as bot:
        bot.fails = True
        server.send_raw({"message": broken})
        server.wait_for_messages(ADMIN, 1)
        files = list((tmp_path / "var").glob("verbatim.db*"))
        assert any(b"zebra" in file.read_bytes() for file in files)
        assert {file.stat().st_mode & 0o777 for file in files} == {0o600}
        server.send_text(PERSON, "/forget")
        [told] = server.wait_for_messages(PERSON, 1)
        assert "deleted" in told.text.lower() or "forgotten" in told.text.lower()
        assert not any(b"zebra" in file.read_bytes() for file in (tmp_path / "var").glob("verbatim.db*"))


def test_who_has_too_many_open_is_still_told_what_is_kept(bot_with: BotFactory, server: BotApiServer) -> None:
    for _ in range(9):
        server.send_text(PERSON, "/sources")
    server.send_text(PERSON, "/privacy")
    with bot_with():
        told = server.wait_for_messages(PERSON, 7)
    assert told[-1].text.startswith("What is kept about you")


def test_too_many_open_questions_are_refused_with_one_line(bot_with: BotFactory, server: BotApiServer) -> None:
    for _ in range(9):
        server.send_text(PERSON, "/sources")
    with bot_with():
        settle(server)
        server.wait_for_messages(PERSON, 6)
        settle(server)
        server.send_text(PERSON, "/sources")
        server.wait_for_messages(PERSON, 7)
    assert ["2 articles" in it.text for it in server.messages(PERSON)] == [True] * 5 + [False, True]


def test_a_flood_is_answered_with_one_friendly_line(bot_with: BotFactory, server: BotApiServer) -> None:
    with bot_with(clock=FakeClock(time.time()), questions_per_minute="5", open_questions="0"):
        for _ in range(12):
            server.send_text(PERSON, "/sources")
        server.send_text(8, "/sources")
        server.wait_for_messages(8, 1)
        server.wait_until(lambda: server.unconfirmed == 0)
        replies = server.wait_for_messages(PERSON, 6)
        server.send_text(8, "/sources")
        server.wait_for_messages(8, 2)
    assert ["articles" in it.text for it in replies] == [True] * 5 + [False]
    assert len(server.messages(PERSON)) == 6


def test_what_was_written_while_the_bot_was_down_is_not_held_against_anybody(
    bot_with: BotFactory, server: BotApiServer
) -> None:
    for number in range(9):
        server.send_text(PERSON, f"/n{number}", date=int(time.time()) - 7200 + 60 * number)
    with bot_with(questions_per_minute="2"):
        server.wait_for_messages(PERSON, 9)
    assert numbers_told(server, PERSON) == [f"n{number}" for number in range(9)]


def test_somebody_anonymous_fills_nobody_elses_place(bot_with: BotFactory, server: BotApiServer) -> None:
    group = {"id": GROUP, "type": "supergroup", "title": "A group"}
    with bot_with(clock=FakeClock(time.time()), inbox_high_water="20"):
        settle(server)
        server.inject("sendMessage", RateLimited(8))
        for _ in range(60):
            server.send_text(GROUP, "/sources", user_id=ANONYMOUS_ADMIN, chat_type="supergroup", sender_chat=group)
        server.wait_until(lambda: any(call.fault is not None for call in server.calls))
        server.send_text(PERSON, "/sources")
        server.wait_for_messages(PERSON, 1)
