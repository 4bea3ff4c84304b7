"""Fixtures shared by the tests of storage."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.storage import Database


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return where an inbox may be made, with nothing else in its folder."""
    folder = tmp_path / "data"
    folder.mkdir()
    return folder / "verbatim.db"


@pytest.fixture
def database(file: Path) -> Iterator[Database]:
    """Open a new file."""
    database = Database.open(file)
    yield database
    database.close()
