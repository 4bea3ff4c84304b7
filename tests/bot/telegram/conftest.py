"""Fixtures shared by the tests of the Telegram adapter."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.clock import Clock
from bot.redaction import hide
from config.settings import PREFIX
from tests.bot.telegram.running import ADMIN, PERSON, RunningBot
from tests.fakes.botapi import TEST_BOT, BotApiServer, load_spec
from tests.golden.questions import SEEDS

BotFactory = Callable[..., RunningBot]


@pytest.fixture
def server() -> Iterator[BotApiServer]:
    """Serve one bot that knows a person and an admin."""
    with BotApiServer(spec=load_spec()) as running:
        running.meet(PERSON)
        running.meet(ADMIN)
        yield running


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Copy the sample articles, to be changed at will."""
    return Path(shutil.copytree(SEEDS, tmp_path / "corpus"))


@pytest.fixture
def bot_with(tmp_path: Path, server: BotApiServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[BotFactory]:
    """Return what makes a bot by settings, on the sample articles unless told otherwise.

    At the end, each must have fitted the Bot API, where its description is at hand, and have kept the token to itself.
    """
    made: list[RunningBot] = []

    def make(corpus: Path = SEEDS, *, clock: Clock | None = None, **settings: str) -> RunningBot:
        bot = RunningBot(tmp_path, corpus, server.url, settings, clock=clock)
        made.append(bot)
        return bot

    hide([TEST_BOT])
    for name in [name for name in os.environ if name.upper().startswith(PREFIX)]:
        monkeypatch.delenv(name)
    yield make
    assert server.violations == []
    for bot in made:
        assert TEST_BOT not in bot.output
        assert "DEBUG" not in bot.output  # libraries log there what people wrote
        assert bot.fails or "Traceback" not in bot.output


@pytest.fixture
def bot(bot_with: BotFactory, corpus: Path) -> Iterator[RunningBot]:
    """Run a bot on the copied articles."""
    with bot_with(corpus) as running:
        yield running
