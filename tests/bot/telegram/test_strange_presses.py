"""Presses that no button of the message can have sent, and those that come too late for what they would show."""

from pathlib import Path

import pytest

from tests.bot.telegram.running import PERSON, RunningBot, say, settle
from tests.bot.telegram.test_presses import QUESTION, ask, press
from tests.fakes.botapi import BotApiServer, Refused, SentMessage, buttons_of

OTHER = 8
EXPIRED = "These buttons have expired"
BLOCKED = Refused(403, "Forbidden: bot was blocked by the user")


def key_of(message: SentMessage) -> str:
    """Return what the data of all buttons of a message begin with."""
    return buttons_of(message)[0][1].partition(":")[0]


def calls_of(server: BotApiServer, method: str) -> int:
    """Return how often the bot has called a method."""
    return [call.method for call in server.calls].count(method)


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize(
    ("forged", "told"),
    [
        (f"{'A' * 22}:c:0", EXPIRED),
        ("{}:z:0", EXPIRED),
        ("{}:c:-1", EXPIRED),
        ("{}:c:0:0", EXPIRED),
        ("{}:c:١", EXPIRED),
        ("{}:c:9999", EXPIRED),
        ("{}:c:999", "There are no more quotes"),
        ("{}:f:999", "There are no more quotes"),
        ("{}:a:9", EXPIRED),
    ],
)
def test_forged_data_show_nothing(server: BotApiServer, forged: str, told: str) -> None:
    answer = ask(server)
    assert press(server, answer, forged.replace("{}", key_of(answer))).startswith(told)
    assert server.messages(PERSON) == [answer]


@pytest.mark.usefixtures("bot")
def test_truncated_data_show_nothing(server: BotApiServer) -> None:
    answer = ask(server)
    data = dict(buttons_of(answer))["Context"]
    for length in range(len(data)):
        assert press(server, answer, data[:length]).startswith(EXPIRED)
    assert server.messages(PERSON) == [answer]
    assert press(server, answer, data) != answer.text


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize(
    "data", ['{"action":"delete","id":7}', "/forget", "btn_1", "кнопка:1", "<b>&", "\0" * 64, "x" * 300]
)
def test_data_of_another_bot_show_nothing(server: BotApiServer, data: str) -> None:
    answer = ask(server)
    assert press(server, answer, data).startswith(EXPIRED)
    assert server.messages(PERSON) == [answer]


@pytest.mark.usefixtures("bot")
def test_data_of_an_answer_in_another_chat_show_nothing(server: BotApiServer) -> None:
    theirs = dict(buttons_of(ask(server)))["Context"]
    say(server, "why did Kerry visit Shanghai?", OTHER)
    [mine] = server.messages(OTHER)
    assert press(server, mine, theirs).startswith(EXPIRED)
    assert server.messages(OTHER) == [mine]


@pytest.mark.usefixtures("bot")
def test_a_press_of_a_person_who_blocks_the_bot_is_let_go_and_counts_for_nothing(server: BotApiServer) -> None:
    answer = ask(server)
    for button, method in (("Source", "editMessageText"), ("Text as a file", "sendDocument")):
        shown, tried = server.messages(PERSON), calls_of(server, method)
        data = dict(buttons_of(shown[0]))[button]
        server.inject(method, BLOCKED)
        server.press(PERSON, answer.message_id, data)
        server.wait_until(lambda: calls_of(server, method) > tried)  # noqa: B023
        assert server.messages(PERSON) == shown
        say(server, QUESTION, OTHER)
        server.press(PERSON, answer.message_id, data)  # they have unblocked it
        server.wait_until(lambda: server.messages(PERSON) != shown)  # noqa: B023
    assert server.messages(PERSON)[-1].file is not None


def test_a_reload_between_a_press_and_what_it_shows_is_told(
    bot: RunningBot, server: BotApiServer, corpus: Path
) -> None:
    """A press finds other articles than those that its answer was made on."""
    answer = ask(server)
    bot.stop()
    (corpus / "new.txt").write_text("Xi pledged carbon neutrality. What did Xi pledge? Xi pledged a pledge.\n", "utf-8")
    with bot:
        settle(server)
        server.press(PERSON, answer.message_id, "More ›")
        server.wait_until(lambda: len(server.toasts) == 1)
        assert server.toasts[0].text.startswith("The articles have changed since this answer.")
        assert server.messages(PERSON) == [answer]
        assert "Xi pledged a pledge." in say(server, QUESTION)


def test_a_page_is_not_turned_after_a_reload_that_changed_the_articles(
    bot: RunningBot, server: BotApiServer, corpus: Path
) -> None:
    answer = ask(server)
    press(server, answer, "More ›")
    shown = server.messages(PERSON)
    (corpus / "new.txt").write_text("Xi pledged carbon neutrality. What did Xi pledge? Xi pledged a pledge.\n", "utf-8")
    bot.reload()
    bot.wait_for_log("Reloaded")
    for button in [label for label, _ in buttons_of(shown[-1]) if label in {"More ›", "‹ Back", "Context", "Why"}]:
        assert press(server, answer, button).startswith("The articles have changed"), button
    assert server.messages(PERSON) == shown
