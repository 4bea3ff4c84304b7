"""The pictures show what the bot does: recorded again, they are the same."""

from collections.abc import Iterator

import pytest

from docs.pictures import ON_ARTICLES, ON_SAMPLES
from docs.talks import articles_in, bot_on
from tests.docs.consoles import ROOT
from tests.fakes.botapi import BotApiServer
from tests.golden.questions import SEEDS

_LARGEST = 60_000


@pytest.fixture(scope="module")
def on_articles(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BotApiServer]:
    """Run a bot on the made-up articles."""
    folder = tmp_path_factory.mktemp("pictures")
    with bot_on(articles_in(folder), folder) as server:
        yield server


@pytest.fixture(scope="module")
def on_samples(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BotApiServer]:
    """Run a bot on the sample articles."""
    with bot_on(SEEDS, tmp_path_factory.mktemp("pictures")) as server:
        yield server


@pytest.mark.parametrize("file", ON_ARTICLES)
def test_a_picture_of_a_bot_on_articles_is_true(file: str, on_articles: BotApiServer) -> None:
    assert_is_true(file, ON_ARTICLES[file](on_articles))


@pytest.mark.parametrize("file", ON_SAMPLES)
def test_a_picture_of_a_bot_on_the_samples_is_true(file: str, on_samples: BotApiServer) -> None:
    assert_is_true(file, ON_SAMPLES[file](on_samples))


def assert_is_true(file: str, recorded: str) -> None:
    """Compare a picture with the file of it, which is small and which a page shows."""
    assert (ROOT / "docs" / file).read_text(encoding="utf-8") == recorded, (
        "`make pictures` records what the bot does now"
    )
    assert len(recorded.encode()) <= _LARGEST
    assert f"]({file})" in (ROOT / "docs" / "asking.md").read_text(encoding="utf-8")
