"""A question that nothing answers in another chat is asked in the private chat, by a link."""

import asyncio
import re
import time
from pathlib import Path

import pytest

from bot.storage import Database, GroupCommit, Tables
from bot.telegram.question_links import QuestionLinks
from tests.bot.clock import FakeClock
from tests.bot.telegram.conftest import BotFactory
from tests.bot.telegram.running import reserved_port, say, settle
from tests.bot.telegram.test_inline import typed
from tests.bot.telegram.test_starting import fetched
from tests.fakes.botapi import BotApiServer

UNANSWERED, OTHER = "zyzzyva quokka wombat?", "quagga numbat?"
STRANGER = 8
DEAD = "This link leads to nothing any more."


@pytest.fixture(autouse=True)
def _inline_mode(server: BotApiServer) -> None:
    server.allow_inline()
    server.meet(STRANGER)


def link(server: BotApiServer, text: str = UNANSWERED) -> str:
    """Type what nothing answers, and return the parameter of the button."""
    _, shown = typed(server, text)
    assert shown.button is not None
    parameter = str(shown.button["start_parameter"])
    assert re.fullmatch(r"q_[A-Za-z0-9_-]{16}", parameter)
    return parameter


@pytest.mark.usefixtures("bot")
def test_the_button_asks_in_the_private_chat_what_was_typed(server: BotApiServer) -> None:
    parameter = link(server)
    assert say(server, f"/start {parameter}") == say(server, UNANSWERED)


def test_a_question_by_a_link_counts_as_one_and_a_link_that_leads_nowhere_as_none(
    bot_with: BotFactory, server: BotApiServer
) -> None:
    with reserved_port() as port, bot_with(monitor_port=str(port)):
        say(server, f"/start {link(server)}")
        say(server, "/start q_garbage")
        say(server, "/start")
        figures = fetched(port, "/metrics")[1]
    assert "verbatim_questions_total 1.0" in figures
    assert "verbatim_no_answers_total 1.0" in figures


@pytest.mark.usefixtures("bot")
def test_while_a_person_types_on_the_link_stays_and_leads_to_the_newest_text(server: BotApiServer) -> None:
    first = link(server, "zyzzyva quo")
    assert link(server, UNANSWERED) == first
    other = link(server, OTHER)
    assert other != first
    assert say(server, f"/start {first}") == say(server, UNANSWERED)
    assert say(server, f"/start {other}") == say(server, OTHER)


@pytest.mark.usefixtures("bot")
def test_a_link_leads_nobody_else_anywhere(server: BotApiServer) -> None:
    parameter = link(server)
    assert say(server, f"/start {parameter}", STRANGER).startswith(DEAD)


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize("parameter", ["q_", "q_garbage", "q_" + "x" * 62, "q_😀", "q_%s' OR 1"])
def test_garbage_leads_to_nothing_which_is_said_with_what_start_says(server: BotApiServer, parameter: str) -> None:
    shown = say(server, f"/start {parameter}")
    assert shown.startswith(DEAD)
    assert say(server, "/start") in shown


def test_a_link_outlives_a_restart_until_it_is_forgotten(bot_with: BotFactory, server: BotApiServer) -> None:
    bot = bot_with()
    with bot:
        parameter = link(server)
        bot.stop()
    with bot:
        assert say(server, f"/start {parameter}") == say(server, UNANSWERED)
        say(server, "/forget")
        assert say(server, f"/start {parameter}").startswith(DEAD)
        bot.stop()
    with bot:
        settle(server)
        assert say(server, f"/start {parameter}").startswith(DEAD)


@pytest.mark.usefixtures("bot")
def test_a_link_is_forgotten_that_was_not_written_yet(server: BotApiServer) -> None:
    parameter = link(server)
    say(server, "/forget")
    assert say(server, f"/start {parameter}").startswith(DEAD)


def test_links_are_written_together_and_lead_to_nothing_after_the_time_of_answers(tmp_path: Path) -> None:
    async def scenario() -> None:
        clock = FakeClock(time.time())
        store = GroupCommit(Database.open(tmp_path / "verbatim.db"), Tables, lambda _: None)
        links = QuestionLinks(store, 100, clock)
        key = [links.key_of(7, "zyzzyva"[:length]) for length in range(1, 8)][-1]
        writing = asyncio.create_task(links.write_periodically())
        count = lambda tables: tables.links._execute("SELECT count(*) FROM links").fetchone()[0]  # noqa: E731, SLF001
        assert await store.run(count) == 0
        assert await links.question(key, 7) == "zyzzyva"
        assert await links.question(key, 8) is None
        await clock.until_somebody_waits()
        await clock.advance(1)
        while not await store.run(count):
            pass
        assert await links.question(key, 7) == "zyzzyva"
        await clock.advance(101)
        assert await links.question(key, 7) is None
        writing.cancel()
        await store.close()

    asyncio.run(scenario())
