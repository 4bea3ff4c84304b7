"""Mentions that an edit takes out of a question, or puts in: only what is meant for the bot is its business."""

import pytest

from tests.bot.telegram.running import PERSON, settle
from tests.bot.telegram.test_groups import FIRST, GROUP, OTHER, QUESTION, SECOND, ask_in_group
from tests.fakes.botapi import BotApiServer

pytestmark = pytest.mark.usefixtures("bot")


@pytest.fixture(autouse=True)
def _open_group(server: BotApiServer) -> None:
    server.meet(GROUP, chat_type="supergroup")
    server.set_privacy_mode(is_on=False)


def test_an_edit_without_the_mention_leaves_the_answer_and_one_with_it_again_changes_it(server: BotApiServer) -> None:
    answer = ask_in_group(server, f"@under_test_bot {QUESTION}")
    asked = server.last_message_of(PERSON, GROUP)
    server.edit(GROUP, asked, text=OTHER)
    settle(server)
    assert server.messages(GROUP) == [answer]
    server.edit(GROUP, asked, text=f"{OTHER} @under_test_bot")
    server.wait_until(lambda: SECOND in server.messages(GROUP)[0].text)
    [changed] = server.messages(GROUP)
    assert changed.message_id == answer.message_id
    assert FIRST in changed.edits[-1]


def test_an_edit_that_puts_a_mention_into_what_was_no_question_asks_nothing(server: BotApiServer) -> None:
    server.send_text(GROUP, QUESTION, user_id=PERSON)
    server.edit(GROUP, server.last_message_of(PERSON, GROUP), text=f"@under_test_bot {QUESTION}")
    settle(server)
    assert server.messages(GROUP) == []


def test_a_reply_to_the_bot_is_meant_for_it_without_a_mention_as_well(server: BotApiServer) -> None:
    first = ask_in_group(server, f"@under_test_bot {OTHER}")
    bot = {"id": 123456, "is_bot": True, "first_name": "Bot", "username": "under_test_bot"}
    about = {"id": GROUP, "type": "supergroup", "title": "A group"}
    replied = {"message_id": first.message_id, "date": 1, "chat": about, "from": bot, "text": first.text}
    ask_in_group(server, f"@under_test_bot {QUESTION}", reply_to_message=replied)
    server.edit(GROUP, server.last_message_of(PERSON, GROUP), text="who is Zyxwv Qrstu?")
    server.wait_until(lambda: server.messages(GROUP)[-1].text.startswith("Nothing in the articles"))
