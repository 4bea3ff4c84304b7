"""How the bot starts and ends, also where something is wrong."""

import signal
from pathlib import Path

import pytest

from tests.e2e.program import PERSON, TOKEN, Program, is_answering
from tests.fakes.botapi import BotApiServer, Garbage, ServerError
from tests.golden.questions import SEEDS

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_bot_cleanly(program: Program, server: BotApiServer, stop: signal.Signals) -> None:
    server.wait_until(lambda: is_answering(server))
    assert program.stop(stop) == 0
    assert "Traceback" not in program.output


def test_a_wrong_token_ends_the_bot_with_one_clear_line(tmp_path: Path, server: BotApiServer) -> None:
    wrong = TOKEN + "-not"
    with Program(tmp_path, SEEDS, server.url, {"VERBATIM_TELEGRAM_TOKEN": wrong}) as program:
        assert program.wait() == 1
        assert "Telegram refuses the token" in program.output
        assert "Traceback" not in program.output
        assert TOKEN not in program.output


def test_a_server_that_cannot_be_reached_at_first_is_waited_for(tmp_path: Path, server: BotApiServer) -> None:
    server.inject("getMe", ServerError(502), times=2)
    server.send_text(PERSON, "what did Xi pledge?")
    with Program(tmp_path, SEEDS, server.url) as program:
        assert "2060" in server.wait_for_messages(PERSON, 1, timeout=30)[0].text
        assert program.output.count("Telegram cannot be reached, trying again") == 2
        assert server.url in program.output
        assert TOKEN not in program.output


def test_an_outage_is_waited_out(program: Program, server: BotApiServer) -> None:
    server.wait_until(lambda: is_answering(server))
    server.stop()
    server.start()
    server.inject("getUpdates", Garbage())
    server.send_text(PERSON, "what did Xi pledge?")
    assert "2060" in server.wait_for_messages(PERSON, 1, timeout=30)[0].text
    assert TOKEN not in program.output


def test_commands_that_cannot_be_registered_are_logged_and_the_bot_answers(
    program: Program, server: BotApiServer
) -> None:
    server.inject("setMyCommands", ServerError(500), times=2)
    server.send_text(PERSON, "what did Xi pledge?")
    server.wait_for_messages(PERSON, 1)
    assert "could not be registered" in program.output
