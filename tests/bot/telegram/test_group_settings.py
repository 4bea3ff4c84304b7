"""/settings in groups: everybody sees them, and the administrators of the group choose."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.telegram import administrators
from tests.bot.telegram.conftest import BotFactory
from tests.bot.telegram.running import PERSON, RunningBot, say, settle
from tests.bot.telegram.test_group_presses import quotes_in
from tests.bot.telegram.test_groups import ANONYMOUS_ADMIN, GROUP, QUESTION, ask_in_group
from tests.bot.telegram.test_settings import card, choose, german, labels, now
from tests.fakes.botapi import (
    BotApiServer,
    Drop,
    Garbage,
    Hang,
    Nonsense,
    RateLimited,
    Refused,
    SentMessage,
    ServerError,
)
from tests.fakes.botapi.faults import Fault

BOSS, MEMBER = 901, 902
UNANSWERED = "/ask who won the football match?"
NOT_YOURS = "Only the administrators of this group can change its settings."
UNKNOWN = "Telegram does not tell me right now who the administrators of this group are"
TOPIC = 77


@pytest.fixture(autouse=True)
def _group(server: BotApiServer) -> None:
    server.meet(GROUP, chat_type="supergroup")
    server.set_administrator(GROUP, BOSS, "creator")


def group_card(server: BotApiServer, user_id: int = MEMBER, **fields: object) -> SentMessage:
    """Ask for the settings in the group, and return the message."""
    return ask_in_group(server, "/settings", user_id, **fields)


def told(server: BotApiServer, message: SentMessage, button: str, user_id: int) -> str:
    """Press a button, and return what the person saw in passing."""
    seen = len(server.toasts)
    server.press(message.chat_id, message.message_id, button, user_id=user_id)
    server.wait_until(lambda: len(server.toasts) > seen)
    return server.toasts[-1].text


def asked_of_telegram(server: BotApiServer) -> int:
    """Return how often the bot has asked who administers a group."""
    return [call.method for call in server.calls].count("getChatAdministrators")


@pytest.mark.usefixtures("bot")
def test_everybody_sees_the_settings_of_a_group_and_its_administrators_choose(server: BotApiServer) -> None:
    shown = group_card(server)
    assert shown.text.startswith("Settings of this group\n\nLanguage: for each as in their Telegram\n")
    assert "Quotes in an answer: 2 at most, as the operator set" in shown.text
    assert shown.text.endswith("Only the administrators of the group can change them.")
    for button in ("Language", "Buttons"):
        assert told(server, shown, button, MEMBER) == NOT_YOURS
    assert now(server, shown) == shown
    shown = choose(server, shown, "Language", user_id=BOSS)
    assert told(server, shown, "Deutsch", MEMBER) == NOT_YOURS
    assert now(server, shown) == shown
    assert choose(server, shown, "Deutsch", user_id=BOSS).text.startswith("Einstellungen dieser Gruppe")
    for person in (MEMBER, BOSS):
        assert ask_in_group(server, UNANSWERED, person).text.startswith("Nichts in den Artikeln")
    # The private chats of these people have settings of their own.
    assert say(server, UNANSWERED, MEMBER).startswith("Nothing in the articles")


@pytest.mark.usefixtures("bot")
def test_edits_keep_the_language_of_the_group_and_toasts_are_in_that_of_who_presses(server: BotApiServer) -> None:
    choose(server, group_card(server), "Language", "Deutsch", user_id=BOSS)
    server.speak(GROUP, "fr", user_id=MEMBER, chat_type="supergroup")
    answer = ask_in_group(server, f"/ask {QUESTION}", PERSON)
    assert labels(answer)[0] == german("Context")
    assert choose(server, answer, german("Why"), user_id=MEMBER).text.startswith("Warum dieser Satz")
    assert told(server, answer, german("Context"), MEMBER).startswith("Quelqu’un d’autre")
    # What somebody chose in their private chat goes before the language of their app.
    choose(server, card(server, MEMBER), "Language", "Español")
    assert told(server, answer, german("Source"), MEMBER).startswith("Esto lo preguntó otra persona")


@pytest.mark.usefixtures("bot")
def test_a_number_that_is_chosen_for_a_group_holds_there(server: BotApiServer) -> None:
    assert len(quotes_in(ask_in_group(server, f"/ask {QUESTION}"))) == 2
    choose(server, group_card(server), "Number of quotes", "4", user_id=BOSS)
    assert len(quotes_in(ask_in_group(server, f"/ask {QUESTION}"))) == 4


@pytest.mark.usefixtures("bot")
def test_a_topic_has_the_settings_of_its_group_and_shows_them_there(server: BotApiServer) -> None:
    in_topic = {"message_thread_id": TOPIC, "is_topic_message": True}
    shown = group_card(server, **in_topic)
    assert shown.thread_id == TOPIC
    choose(server, shown, "Language", "Русский", user_id=BOSS)
    for fields in ({}, in_topic, {**in_topic, "message_thread_id": TOPIC + 1}):
        answer = ask_in_group(server, UNANSWERED, MEMBER, **fields)
        assert answer.text.startswith("В статьях нет ответа")


@pytest.mark.usefixtures("bot")
def test_an_anonymous_administrator_sees_them_and_chooses_as_the_person_who_presses(server: BotApiServer) -> None:
    about = {"id": GROUP, "type": "supergroup", "title": "A group"}
    shown = group_card(server, ANONYMOUS_ADMIN, sender_chat=about)
    assert told(server, shown, "Buttons", MEMBER) == NOT_YOURS
    assert choose(server, shown, "Buttons", "Off", user_id=BOSS).text.count("Buttons below answers: off") == 1


@pytest.mark.usefixtures("bot")
def test_an_administrator_who_was_demoted_between_two_presses_changes_nothing(server: BotApiServer) -> None:
    server.set_administrator(GROUP, MEMBER)
    shown = choose(server, group_card(server), "Number of quotes", "1", "‹ Back", "Number of quotes", user_id=MEMBER)
    server.set_administrator(GROUP, MEMBER, None)
    assert told(server, shown, "5", MEMBER) == NOT_YOURS
    assert "1 at most" in group_card(server).text
    # One who was made an administrator meanwhile may choose at once.
    server.set_administrator(GROUP, PERSON)
    assert "5 at most" in choose(server, shown, "5", user_id=PERSON).text


@pytest.mark.usefixtures("bot")
def test_lists_are_opened_without_asking_telegram_again_and_each_choice_asks(server: BotApiServer) -> None:
    shown = choose(server, group_card(server), *("Buttons", "‹ Back", "Language", "‹ Back", "Time zone"), user_id=BOSS)
    assert asked_of_telegram(server) == 1
    shown = choose(server, shown, "Further east ›", "‹ Back", "Number of quotes", "1", user_id=BOSS)
    assert asked_of_telegram(server) == 2
    choose(server, shown, "2", user_id=BOSS)
    assert asked_of_telegram(server) == 3


@pytest.mark.parametrize(
    "fault",
    [
        Refused(400, "Bad Request: member list is inaccessible"),
        Refused(403, "Forbidden: bot was kicked from the supergroup chat"),
        RateLimited(30),
        *(ServerError(), Drop(), Garbage(), Nonsense({"user": 1})),
    ],
)
def test_if_telegram_does_not_tell_who_they_are_nothing_is_changed_and_the_press_says_so(
    bot: RunningBot, server: BotApiServer, fault: Fault
) -> None:
    shown = choose(server, group_card(server), "Buttons", user_id=BOSS)
    server.inject("getChatAdministrators", fault)
    assert told(server, shown, "Off", BOSS).startswith(UNKNOWN)
    assert now(server, shown) == shown
    bot.wait_for_log("the administrators of group")
    assert "Buttons below answers: off" in choose(server, shown, "Off", user_id=BOSS).text


@pytest.mark.usefixtures("bot")
def test_a_press_does_not_wait_for_telegram_until_it_is_too_old_to_be_answered(
    server: BotApiServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(administrators, "_LONGEST_WAIT", 0.5)
    shown = group_card(server)
    server.inject("getChatAdministrators", Hang(30))
    assert told(server, shown, "Buttons", BOSS).startswith(UNKNOWN)
    assert labels(choose(server, shown, "Buttons", user_id=BOSS)) == ["✓ On", "Off", "‹ Back"]


@pytest.mark.usefixtures("bot")
def test_fifty_members_who_press_at_once_change_nothing_and_delay_no_question(server: BotApiServer) -> None:
    shown = choose(server, group_card(server), "Language", user_id=BOSS)
    for person in range(3000, 3050):
        server.press(GROUP, shown.message_id, "Deutsch", user_id=person)
    assert ask_in_group(server, UNANSWERED).text.startswith("Nothing in the articles")
    server.wait_until(lambda: len([it for it in server.toasts if it.text == NOT_YOURS]) == 50)
    assert now(server, shown) == shown


def test_the_rights_of_members_are_heard_where_the_bot_is_an_administrator_and_not_stored(
    bot_with: BotFactory, server: BotApiServer, tmp_path: Path
) -> None:
    with bot_with() as bot:
        settle(server)
        server.set_bot_status(GROUP, BOSS, "administrator")
        shown = choose(server, group_card(server), "Buttons", user_id=BOSS)
        assert asked_of_telegram(server) == 1
        for person in range(2000, 2050):
            server.join(GROUP, person)
        settle(server)
        shown = choose(server, shown, "‹ Back", user_id=BOSS)
        assert asked_of_telegram(server) == 1  # who joins or leaves is none
        server.set_administrator(GROUP, BOSS, None)
        settle(server)
        assert told(server, shown, "Language", BOSS) == NOT_YOURS
        assert asked_of_telegram(server) == 2
        # So are the bot's own rights.
        server.set_administrator(GROUP, BOSS)
        server.set_bot_status(GROUP, BOSS, "member")
        settle(server)
        choose(server, shown, "Language", user_id=BOSS)
        assert asked_of_telegram(server) == 3
        bot.stop()
    with closing(sqlite3.connect(tmp_path / "var" / "verbatim.db")) as database:
        (stored,) = database.execute("SELECT count(*) FROM inbox").fetchone()
    assert stored < 30


@pytest.mark.usefixtures("bot")
def test_what_a_group_chose_stays_when_a_member_asks_to_be_forgotten(server: BotApiServer) -> None:
    choose(server, group_card(server), "Language", "Deutsch", user_id=BOSS)
    ask_in_group(server, "/forget", BOSS)
    assert ask_in_group(server, UNANSWERED, BOSS).text.startswith("Nichts in den Artikeln")


def test_what_a_group_chose_outlives_a_restart_and_so_does_the_keyboard(bot: RunningBot, server: BotApiServer) -> None:
    shown = choose(server, group_card(server), "Number of quotes", "1", "‹ Back", "Buttons", user_id=BOSS)
    bot.stop()
    with bot:
        settle(server)  # what is pressed before it answers is dropped
        assert "1 at most\nButtons below answers: off" in choose(server, shown, "Off", user_id=BOSS).text
        assert labels(ask_in_group(server, f"/ask {QUESTION}")) == []
        assert told(server, shown, "On", MEMBER) == NOT_YOURS
