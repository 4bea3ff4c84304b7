"""The bot being added to groups and taken out of them, and what it tells about what it hears there."""

import pytest

from tests.bot.telegram.conftest import BotFactory
from tests.bot.telegram.running import ADMIN, PERSON, RunningBot, say, settle
from tests.bot.telegram.test_groups import BOT, GROUP, QUESTION, ask_in_group
from tests.fakes.botapi import BotApiServer

OTHER_GROUP, STRANGER = -200, 8
BY_COMMAND = "Hello! Ask me about my articles with /ask@under_test_bot and your question"


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize("chat_type", ["group", "supergroup"])
def test_a_group_is_told_in_one_line_how_to_ask(server: BotApiServer, chat_type: str) -> None:
    server.add_bot(GROUP, PERSON, chat_type=chat_type)
    [greeting] = server.wait_for_messages(GROUP, 1)
    answer = ask_in_group(server, f"/ask {QUESTION}")
    assert server.messages(GROUP) == [greeting, answer]
    assert greeting.text.startswith(BY_COMMAND)
    assert "@under_test_bot, or" not in greeting.text
    assert greeting.reply_to is None
    assert ask_in_group(server, "/help").text.startswith("Ask with a command, for example: /ask what")


@pytest.mark.usefixtures("bot")
def test_an_administrator_hears_mentions_and_says_so(server: BotApiServer) -> None:
    server.add_bot(GROUP, PERSON, status="administrator")
    [greeting] = server.wait_for_messages(GROUP, 1)
    assert "by mentioning @under_test_bot" in greeting.text


def test_without_privacy_mode_mentions_are_offered_and_the_log_tells_it(
    bot_with: BotFactory, server: BotApiServer
) -> None:
    server.set_privacy_mode(is_on=False)
    with bot_with() as bot:
        server.add_bot(GROUP, PERSON)
        [greeting] = server.wait_for_messages(GROUP, 1)
        bot.wait_for_log("can_read_all_group_messages is true")
    assert "by mentioning @under_test_bot" in greeting.text


def test_with_privacy_mode_the_log_tells_what_follows_from_it(bot: RunningBot) -> None:
    bot.wait_for_log("can_read_all_group_messages is false, by privacy mode")


@pytest.mark.usefixtures("bot")
def test_other_changes_are_not_greeted_and_one_who_is_muted_or_removed_is_silent(server: BotApiServer) -> None:
    server.meet(GROUP, chat_type="supergroup")
    server.set_bot_status(GROUP, PERSON, "administrator")
    server.set_bot_status(GROUP, PERSON, "restricted")
    server.set_bot_status(GROUP, PERSON, "member")
    server.remove_bot(GROUP, PERSON)
    server.add_bot(OTHER_GROUP, PERSON, status="restricted")
    server.send_raw(
        {
            "my_chat_member": {
                "chat": {"id": PERSON, "type": "private", "first_name": "Ann"},
                "from": {"id": PERSON, "is_bot": False, "first_name": "Ann"},
                "date": 1,
                "old_chat_member": {"user": BOT, "status": "kicked", "until_date": 0},
                "new_chat_member": {"user": BOT, "status": "member"},
            }
        }
    )
    say(server, "/sources")
    settle(server)
    assert server.messages(GROUP) == server.messages(OTHER_GROUP) == []
    assert len(server.messages(PERSON)) == 1


@pytest.mark.usefixtures("bot")
def test_a_group_that_takes_the_bot_back_is_greeted_again(server: BotApiServer) -> None:
    server.add_bot(GROUP, PERSON)
    server.wait_for_messages(GROUP, 1)
    server.remove_bot(GROUP, PERSON)
    server.add_bot(GROUP, PERSON)
    server.wait_for_messages(GROUP, 2)


def test_groups_that_are_not_allowed_are_left_without_a_word(bot_with: BotFactory, server: BotApiServer) -> None:
    with bot_with(allowed_chats=str(GROUP), allowed_users=str(PERSON)) as bot:
        server.add_bot(OTHER_GROUP, PERSON)
        server.add_bot(GROUP, PERSON)
        [greeting] = server.wait_for_messages(GROUP, 1)
        assert greeting.text.startswith(BY_COMMAND)
        bot.wait_for_log(f"leaving group {OTHER_GROUP}")
        server.wait_until(lambda: server.bot_status(OTHER_GROUP) == "left")
        assert "I leave groups that are not on the list" in say(server, "/help")
    assert server.bot_status(GROUP) == "member"
    assert server.messages(OTHER_GROUP) == []


@pytest.mark.parametrize("asker", [STRANGER, PERSON, ADMIN])
def test_a_group_that_was_joined_before_is_left_when_somebody_asks_there(
    bot_with: BotFactory, server: BotApiServer, asker: int
) -> None:
    server.meet(OTHER_GROUP, chat_type="supergroup")
    with bot_with(allowed_chats=str(GROUP), allowed_users=str(PERSON)):
        server.send_text(OTHER_GROUP, f"/ask {QUESTION}", user_id=asker)
        server.wait_until(lambda: server.bot_status(OTHER_GROUP) == "left")
    assert server.messages(OTHER_GROUP) == []


@pytest.mark.usefixtures("bot")
def test_where_all_chats_are_allowed_none_is_left(server: BotApiServer) -> None:
    server.add_bot(GROUP, PERSON)
    server.wait_for_messages(GROUP, 1)
    assert "I leave groups" not in say(server, "/help")
    assert server.bot_status(GROUP) == "member"


def test_a_group_that_is_blocked_gets_no_greeting(bot_with: BotFactory, server: BotApiServer) -> None:
    with bot_with(blocked_chats=str(OTHER_GROUP)):
        server.add_bot(OTHER_GROUP, PERSON)
        server.add_bot(GROUP, PERSON)
        server.wait_for_messages(GROUP, 1)
        settle(server)
    assert server.messages(OTHER_GROUP) == []
