"""What the tests of the Telegram adapter share."""

from collections.abc import Iterator

import pytest

from tests.fakes.botapi import (
    BotApiServer,
    load_spec,
)


@pytest.fixture
def server() -> Iterator[BotApiServer]:
    """Serve one bot that knows chat 7."""
    with BotApiServer(spec=load_spec()) as running:
        running.meet(7)
        yield running
