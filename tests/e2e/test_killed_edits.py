"""The process is killed after an edit was shown and before it was recorded."""

from pathlib import Path

import pytest

from tests.bot.telegram.running import say
from tests.e2e.program import PERSON, Program
from tests.fakes.botapi import BotApiServer, DropAfterAccept, Hang
from tests.golden.questions import SEEDS

pytestmark = pytest.mark.slow

QUESTION, OTHER = "what did Xi pledge?", "who visited Shanghai?"


def test_an_edit_that_was_shown_and_not_recorded_is_undone_by_the_edit_back(
    tmp_path: Path, server: BotApiServer
) -> None:
    program = Program(tmp_path, SEEDS, server.url)
    with program:
        answer = say(server, QUESTION, PERSON)
        server.inject("editMessageText", DropAfterAccept())
        server.inject("editMessageText", Hang(600))
        server.send_text(PERSON, OTHER, edited=True)
        server.wait_until(lambda: len(server.messages(PERSON)[0].edits) == 1)
        program.kill()
    assert server.messages(PERSON)[0].text != answer
    server.send_text(PERSON, QUESTION, edited=True)
    with program:
        server.wait_until(lambda: server.messages(PERSON)[0].text == answer)
        assert program.stop() == 0
    assert len(server.messages(PERSON)) == 1
