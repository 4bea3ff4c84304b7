"""A Bot API server, and the program talking to it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.program import ADMIN, PERSON, TOKEN, Program
from tests.fakes.botapi import BotApiServer, load_spec
from tests.golden.questions import SEEDS


@pytest.fixture
def server() -> Iterator[BotApiServer]:
    """Run a server; what the program sends it must fit the Bot API, where its description is at hand."""
    with BotApiServer(token=TOKEN, spec=load_spec()) as server:
        server.meet(ADMIN)
        server.meet(PERSON)
        yield server
        assert server.violations == []


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Copy the seeds, to be changed at will."""
    return Path(shutil.copytree(SEEDS, tmp_path / "corpus"))


@pytest.fixture
def program(tmp_path: Path, corpus: Path, server: BotApiServer) -> Iterator[Program]:
    """Run the bot on the copied seeds."""
    with Program(tmp_path, corpus, server.url) as program:
        yield program
        assert TOKEN not in program.output
        assert "DEBUG" not in program.output  # where libraries tell what people wrote
