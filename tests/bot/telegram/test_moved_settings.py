"""Groups that become supergroups: their settings move along, and lists of the operator that name them go on."""

import pytest

from tests.bot.telegram.conftest import BotFactory
from tests.bot.telegram.running import PERSON, RunningBot, settle
from tests.bot.telegram.test_group_settings import BOSS
from tests.bot.telegram.test_moved_chats import FIRST, GROUP, QUESTION, SUPERGROUP, ask
from tests.bot.telegram.test_settings import choose, german, labels
from tests.fakes.botapi import BotApiServer, SentMessage

UNANSWERED = "who won the football match?"
in_either_order = pytest.mark.parametrize("is_told_there_first", [False, True])


@pytest.fixture(autouse=True)
def _group(server: BotApiServer) -> None:
    server.meet(GROUP, chat_type="group")
    server.set_administrator(GROUP, BOSS, "creator")


def settings(server: BotApiServer, chat_id: int = GROUP) -> SentMessage:
    """Ask for the settings of a chat, and return the message."""
    before = len(server.messages(chat_id))
    kind = "group" if chat_id == GROUP else "supergroup"
    server.send_text(chat_id, "/settings", user_id=PERSON, chat_type=kind)
    return server.wait_for_messages(chat_id, before + 1)[before]


def move(bot: RunningBot, server: BotApiServer, *, is_told_there_first: bool) -> None:
    """Let the group become a supergroup, of which both messages were worked on."""
    server.upgrade(GROUP, SUPERGROUP, PERSON, is_told_there_first=is_told_there_first)
    server.set_administrator(SUPERGROUP, BOSS, "creator")
    bot.wait_for_log(f"group {GROUP} became supergroup", times=2)
    settle(server)


@in_either_order
def test_settings_move_along_and_a_restart_knows_them(
    bot: RunningBot, server: BotApiServer, *, is_told_there_first: bool
) -> None:
    choose(server, settings(server), "Language", "Deutsch", user_id=BOSS)
    move(bot, server, is_told_there_first=is_told_there_first)
    assert ask(server, SUPERGROUP, UNANSWERED).text.startswith("Nichts in den Artikeln")
    choose(server, settings(server, SUPERGROUP), german("Number of quotes"), "1", user_id=BOSS)
    bot.stop()
    with bot:
        assert ask(server, SUPERGROUP, UNANSWERED).text.startswith("Nichts in den Artikeln")
        assert "höchstens 1" in settings(server, SUPERGROUP).text


@in_either_order
def test_a_supergroup_that_has_settings_already_keeps_them(
    bot: RunningBot, server: BotApiServer, *, is_told_there_first: bool
) -> None:
    choose(server, settings(server), "Language", "Deutsch", user_id=BOSS)
    server.meet(SUPERGROUP, chat_type="supergroup")
    server.set_administrator(SUPERGROUP, BOSS, "creator")
    choose(server, settings(server, SUPERGROUP), "Language", "Français", user_id=BOSS)
    move(bot, server, is_told_there_first=is_told_there_first)
    assert ask(server, SUPERGROUP, UNANSWERED).text.startswith("Rien dans les articles")


def test_a_press_below_the_settings_of_the_group_changes_those_of_the_supergroup(
    bot: RunningBot, server: BotApiServer
) -> None:
    shown = choose(server, settings(server), "Buttons", user_id=BOSS)
    move(bot, server, is_told_there_first=False)
    server.press(GROUP, shown.message_id, "Off", user_id=BOSS)
    server.wait_until(lambda: any("Buttons below answers: off" in it.text for it in server.messages(SUPERGROUP)))
    assert labels(ask(server, SUPERGROUP, QUESTION)) == []


@in_either_order
def test_an_allowed_group_is_answered_as_a_supergroup_also_after_a_restart(
    bot_with: BotFactory, server: BotApiServer, *, is_told_there_first: bool
) -> None:
    with bot_with(allowed_chats=str(GROUP)) as bot:
        assert FIRST in ask(server, GROUP, QUESTION).text
        move(bot, server, is_told_there_first=is_told_there_first)
        assert FIRST in ask(server, SUPERGROUP, QUESTION).text
        bot.stop()
        with bot:
            assert FIRST in ask(server, SUPERGROUP, QUESTION).text
    assert server.bot_status(SUPERGROUP) == "member"


def test_a_supergroup_of_which_the_bot_hears_before_the_move_is_told_is_not_left(
    bot_with: BotFactory, server: BotApiServer
) -> None:
    with bot_with(allowed_chats=str(GROUP)) as bot:
        settle(server)
        server.move_silently(GROUP, SUPERGROUP)
        server.add_bot(SUPERGROUP, PERSON)
        [greeting] = server.wait_for_messages(SUPERGROUP, 1)
        assert greeting.text.startswith("Hello!")
        # Another one is left all the same.
        server.add_bot(SUPERGROUP - 1, PERSON)
        bot.wait_for_log(f"leaving group {SUPERGROUP - 1}")
    assert server.bot_status(SUPERGROUP) == "member"


def test_a_blocked_group_stays_blocked_as_a_supergroup(bot_with: BotFactory, server: BotApiServer) -> None:
    with bot_with(blocked_chats=str(GROUP)) as bot:
        server.upgrade(GROUP, SUPERGROUP, PERSON)
        bot.wait_for_log(f"group {GROUP} became supergroup", times=2)
        bot.stop()
        with bot:
            settle(server)
            server.send_text(SUPERGROUP, f"/ask {QUESTION}", user_id=PERSON, chat_type="supergroup")
            settle(server)
    assert server.messages(SUPERGROUP) == []
