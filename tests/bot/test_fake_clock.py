"""The clock that tests move: what it wakes, and when."""

import asyncio

import pytest

from tests.bot.clock import FakeClock


@pytest.mark.parametrize("turns", range(30))
def test_a_wait_may_be_cancelled_at_any_turn_of_the_loop(turns: int) -> None:
    """The clock wakes at one of these turns, when who waited is cancelled already and has not run since."""
    clock = FakeClock()

    async def move() -> asyncio.Task[None]:
        waiting = asyncio.create_task(clock.sleep(1))
        moving = asyncio.create_task(clock.advance(3))
        for _ in range(turns):
            await asyncio.sleep(0)
        waiting.cancel()
        await moving
        return waiting

    assert asyncio.run(move()).done()
    assert clock.monotonic() == 3
