"""Process behaviour: signals, exit codes, the log, and two bots at once."""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.bot.telegram.running import is_answering, reserved_port, say
from tests.e2e.program import ADMIN, LIFTED, PERSON, TOKEN, Program, delivered
from tests.fakes.botapi import BotApiServer, Drop, ServerError
from tests.golden.questions import SEEDS

pytestmark = pytest.mark.slow

SECRET = "not-to-be-guessed-1234"  # noqa: S105  (between this test and its server)
BROKEN: dict[str, object] = {
    "message": {"message_id": 5, "date": "yesterday", "chat": {"id": PERSON, "type": "private"}, "text": "secret"}
}


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_bot_cleanly(program: Program, server: BotApiServer, stop: signal.Signals) -> None:
    server.wait_until(lambda: is_answering(server))
    assert program.stop(stop) == 0
    assert "Traceback" not in program.output


def test_a_signal_reloads_the_articles(program: Program, corpus: Path, server: BotApiServer) -> None:
    say(server, "/sources")
    (corpus / "new.txt").write_text("The zebra crossed.", encoding="utf-8")
    program.send(signal.SIGHUP)
    program.wait_for_log("Added 1: new.txt")
    assert say(server, "what did the zebra do?").startswith("The zebra crossed.")
    assert program.stop() == 0


def test_a_wrong_token_ends_the_bot_with_one_clear_line(tmp_path: Path, server: BotApiServer) -> None:
    wrong = TOKEN + "-not"
    with Program(tmp_path, SEEDS, server.url, {"VERBATIM_TELEGRAM_TOKEN": wrong}) as program:
        assert program.wait() == 1
        assert "Telegram refuses the token" in program.output
        assert "Traceback" not in program.output
        assert TOKEN not in program.output


def test_a_port_that_is_taken_ends_the_bot_with_what_to_do(tmp_path: Path, server: BotApiServer) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with Program(tmp_path, SEEDS, server.url, delivered(taken.getsockname()[1])) as program:
            assert program.wait() == 1
            assert "cannot listen for the webhook" in program.output
            assert "VERBATIM_WEBHOOK_PORT" in program.output


def test_its_log_holds_neither_secrets_nor_what_people_ask(tmp_path: Path, server: BotApiServer) -> None:
    for method in ("getMe", "getUpdates", "sendMessage"):
        server.inject(method, Drop())
        server.inject(method, ServerError(500))
    with reserved_port() as port:
        settings = {**delivered(port), "VERBATIM_WEBHOOK_SECRET": SECRET}
        with Program(tmp_path, SEEDS, server.url, settings) as program:
            server.send_text(PERSON, "what did Xi pledge?")
            assert "2060" in server.wait_for_messages(PERSON, 1, timeout=60)[0].text
            assert program.stop() == 0
    assert "retrying" in program.output
    for secret in (TOKEN, SECRET, "pledge", "2060", "DEBUG", "Traceback"):
        assert secret not in program.output


def test_a_second_bot_with_the_same_data_ends_at_once(tmp_path: Path, program: Program, server: BotApiServer) -> None:
    server.wait_until(lambda: is_answering(server))
    (tmp_path / "second").mkdir()
    with Program(tmp_path / "second", SEEDS, server.url, {"VERBATIM_DATA_DIR": str(tmp_path / "var")}) as second:
        assert second.wait() == 1
        assert "another bot works with the data folder" in second.output
    say(server, "/sources")
    assert program.stop() == 0


def test_a_bot_whose_inbox_is_locked_by_another_process_still_stops(tmp_path: Path, server: BotApiServer) -> None:
    with Program(tmp_path, SEEDS, server.url, LIFTED) as program:
        server.wait_until(lambda: is_answering(server))
        other = sqlite3.connect(tmp_path / "var" / "verbatim.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        server.send_text(PERSON, "/sources")
        program.wait_for_log("verbatim.db")
        assert program.stop() == 0
        other.execute("ROLLBACK")
        other.close()


def test_the_inbox_of_a_running_bot_can_be_looked_into(tmp_path: Path, program: Program, server: BotApiServer) -> None:
    def inbox(*arguments: str) -> str:
        environment = {**os.environ, "VERBATIM_DATA_DIR": str(tmp_path / "var")}
        command = [sys.executable, "-m", "bot", "inbox", *arguments]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, cwd=tmp_path)
        return done.stdout + done.stderr

    broken = server.send_raw(dict(BROKEN))
    server.wait_for_messages(ADMIN, 1)
    assert str(broken) in inbox()
    assert "secret" not in inbox()
    assert str(broken) in inbox("retry", str(broken))
    server.wait_for_messages(ADMIN, 2)
    assert "Traceback" not in inbox("retry", "1") + inbox("retry", "9" * 20)
    assert program.stop() == 0
