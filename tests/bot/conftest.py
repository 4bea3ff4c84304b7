"""Fixtures shared by the tests of the bot."""

from pathlib import Path

import pytest

from tests.bot.articles import write_articles


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    """Write two small articles, to be changed at will."""
    return write_articles(tmp_path / "articles")
