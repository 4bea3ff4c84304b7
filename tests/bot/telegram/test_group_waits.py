"""A large group in which many ask at once: nobody is lost, and the wait is told."""

import re

from tests.bot.telegram.conftest import BotFactory
from tests.bot.telegram.test_groups import GROUP, QUESTION
from tests.fakes.botapi import BotApiServer, SentMessage

LIMITED = {"sends_per_group_per_minute": "20"}
_SWIFT = 20
"""How much faster the clock of the bots runs."""


def ask(server: BotApiServer, people: range, **fields: object) -> list[int]:
    """Let people ask in the group, and return their messages."""
    asked = []
    for person in people:
        server.send_text(GROUP, f"/ask {QUESTION}", user_id=person, chat_type="supergroup", **fields)  # type: ignore[arg-type]
        asked.append(server.last_message_of(person, GROUP))
    return asked


def notices(messages: list[SentMessage]) -> list[str]:
    return [it.text for it in messages if it.text.startswith("More is asked here")]


def test_of_fifty_who_ask_at_once_each_is_answered_in_order_and_told_the_wait_once(
    bot_with: BotFactory, server: BotApiServer
) -> None:
    server.meet(GROUP, chat_type="supergroup")
    asked = ask(server, range(1000, 1050))
    with bot_with(**LIMITED):
        messages = server.wait_for_messages(GROUP, 51)
    [notice] = notices(messages)
    assert re.search(r"in about [23] minutes\.$", notice)
    assert [it.reply_to for it in messages if it.text != notice] == asked
    assert messages[19].text == notice  # the last that could be sent in the first minute
    first, *_, last = (it.at for it in server.calls if it.method == "sendMessage")
    assert last - first > 0.9 * 2 * 60 / _SWIFT  # two minutes, less what the first was on its way


def test_who_asks_later_is_told_again_only_if_the_wait_is_longer(bot_with: BotFactory, server: BotApiServer) -> None:
    server.meet(GROUP, chat_type="supergroup")
    asked = ask(server, range(1000, 1006))
    with bot_with(sends_per_group_per_minute="4"):
        server.wait_for_messages(GROUP, 4)
        asked += ask(server, range(1006, 1007))
        assert len(notices(server.wait_for_messages(GROUP, 8))) == 1
        asked += ask(server, range(1010, 1030))
        messages = server.wait_for_messages(GROUP, len(asked) + 2, timeout=60)
    assert len(notices(messages)) > 1
    assert [it.reply_to for it in messages if it.reply_to] == asked[: len(messages) - len(notices(messages))]


def test_each_topic_in_which_somebody_waits_is_told(bot_with: BotFactory, server: BotApiServer) -> None:
    server.meet(GROUP, chat_type="supergroup")
    for person in range(1000, 1012):
        ask(server, range(person, person + 1), message_thread_id=900 + person % 2, is_topic_message=True)
    with bot_with(sends_per_group_per_minute="6"):
        messages = server.wait_for_messages(GROUP, 14)
    told = [it.thread_id for it in messages if it.text.startswith("More is asked here")]
    assert sorted(filter(None, told)) == [900, 901]


def test_a_group_in_which_few_ask_is_told_nothing(bot_with: BotFactory, server: BotApiServer) -> None:
    server.meet(GROUP, chat_type="supergroup")
    with bot_with(**LIMITED):
        ask(server, range(1000, 1015))
        assert notices(server.wait_for_messages(GROUP, 15)) == []
