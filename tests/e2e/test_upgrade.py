"""The program while it rebuilds its index after an upgrade."""

import shutil
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from bot.storage import FILE
from tests.bot.storage.updates import inbox_in
from tests.bot.telegram.running import reserved_port
from tests.e2e.program import PERSON, Program
from tests.fakes.botapi import BotApiServer
from tests.golden.questions import SEEDS

pytestmark = [pytest.mark.slow]

QUESTION = "what did Xi pledge?"


def unready(port: int) -> str:
    """Return why the bot is not ready."""
    while True:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz").close()
        except urllib.error.HTTPError as error:
            return error.read().decode()
        except OSError:
            continue
        return ""


def test_a_signal_ends_it_at_once_and_the_next_start_answers(
    tmp_path: Path, corpus: Path, server: BotApiServer
) -> None:
    with Program(tmp_path, corpus, server.url) as program:
        server.send_text(PERSON, QUESTION)
        server.wait_for_messages(PERSON, 1)
        assert program.stop() == 0
    words = " ".join(f"word{number}" for number in range(200))
    with (corpus / "large.txt").open("w", encoding="utf-8") as large:
        for number in range(20_000):
            large.write(f"Sentence {number} has {words}.\n\n")
    with reserved_port() as port:
        settings = {"VERBATIM_LARGEST_FILE": "1000", "VERBATIM_MONITOR_PORT": str(port)}
        with Program(tmp_path, corpus, server.url, settings) as program:
            server.send_text(PERSON, QUESTION)
            assert "being read anew" in server.wait_for_messages(PERSON, 2)[1].text
            assert "the articles are being read" in unready(port)
            assert program.stop() == 0
            assert "Traceback" not in program.output
    with inbox_in(tmp_path / "var" / FILE) as inbox:
        assert len(inbox.unfinished(9)) == 1
    (corpus / "large.txt").unlink()
    with Program(tmp_path, corpus, server.url, settings):
        assert "2060" in server.wait_for_messages(PERSON, 3)[2].text


def test_articles_that_cannot_be_read_end_it_with_their_error(tmp_path: Path, server: BotApiServer) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    server.send_text(PERSON, QUESTION)
    with Program(tmp_path, empty, server.url) as program:
        assert program.wait() == 1
        assert str(empty) in program.output
        assert "Traceback" not in program.output
    shutil.copytree(SEEDS, empty, dirs_exist_ok=True)
    with Program(tmp_path, empty, server.url):
        assert "2060" in server.wait_for_messages(PERSON, 1)[0].text
