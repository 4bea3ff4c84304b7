"""The bot starts and stops, also after errors."""

import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.bot.clock import FakeClock
from tests.bot.telegram.conftest import BotFactory
from tests.bot.telegram.running import ADMIN, PERSON, RunningBot, is_answering, reserved_port, say
from tests.bot.texts.po import entry, po
from tests.fakes.botapi import TEST_BOT, BotApiServer, Garbage, ServerError


def fetched(port: int, path: str) -> tuple[int, str]:
    """Return the status and the text of a page of the monitor."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as page:
            return page.status, page.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def test_a_wrong_token_ends_the_bot_with_one_clear_line(bot_with: BotFactory) -> None:
    with bot_with(telegram_token=TEST_BOT + "-not") as bot:
        bot.wait()
        assert "Telegram refuses the token" in str(bot.failure)
        assert TEST_BOT not in str(bot.failure)


def test_a_server_that_cannot_be_reached_at_first_is_waited_for(bot_with: BotFactory, server: BotApiServer) -> None:
    server.inject("getMe", ServerError(502), times=2)
    server.send_text(PERSON, "what did Xi pledge?")
    with bot_with() as bot:
        assert "2060" in server.wait_for_messages(PERSON, 1)[0].text
        assert bot.output.count("no usable answer from Telegram, trying again") == 2
        assert server.url in bot.output


def test_an_outage_is_waited_out(bot: RunningBot, server: BotApiServer) -> None:
    server.wait_until(lambda: is_answering(server))
    server.stop()
    bot.wait_for_log("no usable answer from Telegram")
    server.start()
    server.inject("getUpdates", Garbage())
    server.send_text(PERSON, "what did Xi pledge?")
    assert "2060" in server.wait_for_messages(PERSON, 1)[0].text


def test_commands_are_registered_in_the_words_of_the_catalogue(
    bot_with: BotFactory, server: BotApiServer, tmp_path: Path
) -> None:
    po(tmp_path / "en.po", entry("Say hello", "Greet"))
    with bot_with(set_profile="true", answers=str(tmp_path)):
        server.wait_until(lambda: len(server.commands) > 1)
    shown = server.commands_shown_to(PERSON)
    assert (shown["start"], shown["help"]) == ("Greet", "List the commands")


def test_the_monitor_tells_how_the_bot_is_doing(bot_with: BotFactory, server: BotApiServer) -> None:
    with reserved_port() as port, bot_with(monitor_port=str(port)):
        say(server, "what did Xi pledge?")
        say(server, "who won the football match?")
        server.send_text(ADMIN, "/reload")
        server.wait_until(lambda: any(it.text.startswith("Reloaded") for it in server.messages(ADMIN)))
        assert fetched(port, "/healthz")[0] == 200
        assert fetched(port, "/readyz")[0] == 200
        figures = fetched(port, "/metrics")[1]
    for figure in (
        "verbatim_questions_total 2.0",
        "verbatim_answers_total 1.0",
        "verbatim_no_answers_total 1.0",
        "verbatim_answer_seconds_count 2.0",
        "verbatim_corpus_generation 2.0",
        "verbatim_dead 0.0",
        "verbatim_retries_total 0.0",
    ):
        assert figure in figures, figure
    assert TEST_BOT not in figures
    assert "Xi" not in figures


def test_a_bot_that_cannot_reach_telegram_is_not_ready(bot_with: BotFactory, server: BotApiServer) -> None:
    with reserved_port() as port, bot_with(clock=FakeClock(), monitor_port=str(port), ready_after="90") as bot:
        say(server, "/sources")
        assert fetched(port, "/readyz")[0] == 200
        server.stop()
        bot.wait_for_log("no usable answer from Telegram")
        bot.advance(91)
        status, reason = fetched(port, "/readyz")
        assert status == 503
        assert "Telegram" in reason
        assert fetched(port, "/healthz")[0] == 200
        server.start()


def test_that_no_index_can_be_stored_is_told_once_and_questions_are_answered(
    tmp_path: Path, bot_with: BotFactory, server: BotApiServer, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "var").mkdir(mode=0o700)
    (tmp_path / "var" / "index").touch()
    with bot_with():
        assert "2060" in say(server, "what did Xi pledge?")
    output, errors = capsys.readouterr()
    assert (output + errors).count("no index is stored") == 1
