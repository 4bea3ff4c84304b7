"""Fixtures shared by the tests of the stand-ins."""

from collections.abc import Iterator

import pytest

from .botapi import BotApiServer, load_spec


@pytest.fixture
def server() -> Iterator[BotApiServer]:
    """Serve one bot that knows chat 7."""
    with BotApiServer(spec=load_spec()) as running:
        running.meet(7)
        yield running
