"""Fixtures shared by the tests of the Telegram adapter."""

import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.app import build
from bot.clock import Clock
from bot.redaction import hide
from config.loading import load_settings
from config.locations import SHIPPED
from config.settings import PREFIX
from retrieval.store import folder_for
from tests.bot.telegram.running import ADMIN, PERSON, RunningBot
from tests.fakes.botapi import TEST_BOT, BotApiServer, load_spec
from tests.golden.questions import SEEDS

BotFactory = Callable[..., RunningBot]

OLD = "Alice Young won the harbour cup of the year in front of a crowd."
NEW = "Bernard Old, who is a sailor from the north, won this year's harbour cup."
FAR = "The cup was shown in the town hall."


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


@pytest.fixture(scope="session")
def indexed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Index the sample articles once, and return the folder of their index."""
    data = tmp_path_factory.mktemp("indexed")
    settings = load_settings({"corpus": str(SEEDS), "data_dir": str(data)}, [SHIPPED]).settings
    build(settings)
    return folder_for(data, SEEDS)


@pytest.fixture
def bot(tmp_path: Path, bot_with: BotFactory, corpus: Path, indexed: Path) -> Iterator[RunningBot]:
    """Run a bot on the copied articles, which it has indexed already: its start reads them only where they changed."""
    data = tmp_path / "var"
    data.mkdir(mode=0o700)
    shutil.copytree(indexed, folder_for(data, corpus))
    with bot_with(corpus) as running:
        yield running


@pytest.fixture
def dated(tmp_path: Path) -> Path:
    """Return a corpus of articles with dates: the better answer is the older."""
    articles = [
        {"id": "old", "title": "A cup", "date": "2019-05-01", "text": f"{OLD} It rained."},
        {"id": "new", "title": "Another cup", "date": "2021-05-01", "text": f"It was dry. {NEW}"},
        {"id": "far", "title": "The town hall", "date": "2022-05-01", "text": f"{FAR} Tea was served."},
        {"id": "none", "title": "Bread", "text": "The bakery sells bread and rolls."},
    ]
    corpus = tmp_path / "articles.jsonl"
    corpus.write_text("".join(json.dumps(it) + "\n" for it in articles), "utf-8")
    return corpus
