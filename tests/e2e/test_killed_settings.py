"""The process is killed while somebody changes the settings of a chat: a choice is made, or it is not."""

from pathlib import Path

import pytest

from tests.bot.telegram.running import say
from tests.bot.telegram.test_settings import card, choose, labels, now
from tests.e2e.program import PERSON, Program
from tests.fakes.botapi import BotApiServer, Hang
from tests.golden.questions import SEEDS

pytestmark = pytest.mark.slow


def test_a_choice_that_was_not_shown_before_the_process_was_killed_holds(tmp_path: Path, server: BotApiServer) -> None:
    program = Program(tmp_path, SEEDS, server.url)
    with program:
        shown = choose(server, card(server, PERSON), "Number of quotes", "1", "‹ Back", "Language", user_id=PERSON)
        server.inject("editMessageText", Hang(600))
        calls = len(server.calls)
        server.press(PERSON, shown.message_id, "Deutsch", user_id=PERSON)
        server.wait_until(lambda: any(it.method == "editMessageText" for it in server.calls[calls:]))
        program.kill()
    assert now(server, shown) == shown
    with program:
        assert say(server, "who won the football match?", PERSON).startswith("Nichts in den Artikeln")
        # The message that is out of date has buttons that work, and say what holds.
        again = choose(server, shown, "‹ Back", user_id=PERSON)
        assert "Sprache: Deutsch" in again.text
        assert "höchstens 1" in again.text
        assert labels(again)[0] == "Sprache"
        assert program.stop() == 0


def test_a_press_that_waits_through_a_kill_changes_nothing(tmp_path: Path, server: BotApiServer) -> None:
    program = Program(tmp_path, SEEDS, server.url)
    with program:
        shown = choose(server, card(server, PERSON), "Buttons", user_id=PERSON)
        program.kill()
    server.press(PERSON, shown.message_id, "Off", user_id=PERSON)
    with program:
        assert "Buttons below answers: on" in card(server, PERSON).text
        assert now(server, shown) == shown
        assert program.stop() == 0
