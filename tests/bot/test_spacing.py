"""Replies that take each other's place: none too soon after the other, and the last always."""

import asyncio
import time
from collections.abc import AsyncGenerator, Sequence
from itertools import pairwise

import pytest

from bot.spacing import spaced

APART = 0.3
# What the clock and a busy machine may take off a sleep.
NEARLY = 0.95


async def telling(pauses: Sequence[float]) -> AsyncGenerator[int]:
    """Yield a number after each pause, from 0."""
    for number, pause in enumerate(pauses):
        await asyncio.sleep(pause)
        yield number


def heard(pauses: Sequence[float], dealing: float = 0.0) -> tuple[list[int], list[float]]:
    """Return the numbers that come through, and the seconds between them; each takes so long to be dealt with."""

    async def listen() -> tuple[list[int], list[float]]:
        numbers, times = [], []
        async for reply in spaced(telling(pauses), APART):
            times.append(time.monotonic())
            numbers.append(reply)
            await asyncio.sleep(dealing)
        return numbers, [later - earlier for earlier, later in pairwise(times)]

    return asyncio.run(listen())


def test_what_tells_often_is_heard_now_and_then_and_its_end_always() -> None:
    numbers, gaps = heard([0.0, *[0.02] * 60])
    assert numbers[0] == 0
    assert numbers[-1] == 60
    assert numbers == sorted(set(numbers), key=lambda it: int(str(it)))
    assert 4 <= len(numbers) <= 7
    assert min(gaps) >= APART * NEARLY


def test_an_end_soon_after_the_beginning_need_not_wait() -> None:
    numbers, [gap] = heard([0.0, 0.01])
    assert numbers == [0, 1]
    assert gap < APART / 2


def test_an_end_soon_after_another_edit_waits() -> None:
    numbers, gaps = heard([0.0, APART * 1.1, 0.01])
    assert numbers == [0, 1, 2]
    assert gaps[1] >= APART * NEARLY


def test_the_newest_is_heard_though_nothing_follows_for_long() -> None:
    numbers, gaps = heard([0.0, 0.01, 0.01, APART * 4])
    assert numbers == [0, 2, 3]
    assert gaps[0] == pytest.approx(APART, rel=0.5)


def test_the_time_counts_from_when_the_one_before_was_dealt_with() -> None:
    _, gaps = heard([0.0, *[0.02] * 40], dealing=APART)
    assert min(gaps) >= 2 * APART * NEARLY


@pytest.mark.parametrize("count", [0, 1])
def test_few_come_through_as_they_are(count: int) -> None:
    assert heard([0.0] * count)[0] == list(range(count))


def test_what_fails_on_the_way_fails_where_it_is_heard() -> None:
    async def failing() -> AsyncGenerator[int]:
        yield 0
        await asyncio.sleep(0)
        raise OSError("the disk is full")

    async def listen() -> list[int]:
        return [reply async for reply in spaced(failing(), APART)]

    with pytest.raises(OSError, match="the disk is full"):
        asyncio.run(listen())


def test_who_stops_listening_stops_what_tells() -> None:
    ended: list[bool] = []

    async def endless() -> AsyncGenerator[int]:
        try:
            while True:
                yield 0
                await asyncio.sleep(0.01)
        finally:
            ended.append(True)

    async def listen() -> None:
        replies = spaced(endless(), 0.0)
        async for _ in replies:
            if not ended:
                break
        await replies.aclose()

    asyncio.run(listen())
    assert ended == [True]
