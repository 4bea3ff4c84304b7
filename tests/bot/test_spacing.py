"""Replies that replace each other are spaced in time, and the last is always sent."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from itertools import pairwise

import pytest

from bot.spacing import spaced
from tests.bot.clock import FakeClock

APART = 10.0


def heard(pauses: Sequence[float], handling: float = 0.0) -> tuple[list[int], list[float]]:
    """Return the numbers that come through, and the seconds between them.

    A number, from 0, follows each pause; each that comes through takes `handling` seconds.
    """
    clock = FakeClock(runs=True)

    async def told() -> AsyncGenerator[int]:
        for number, pause in enumerate(pauses):
            await clock.sleep(pause)
            yield number

    async def listen() -> tuple[list[int], list[float]]:
        numbers, times = [], []
        async for reply in spaced(told(), APART, clock):
            times.append(clock.monotonic())
            numbers.append(reply)
            await clock.sleep(handling)
        return numbers, [later - earlier for earlier, later in pairwise(times)]

    return asyncio.run(listen())


def test_of_many_replies_one_comes_through_each_time_and_the_last_always() -> None:
    numbers, gaps = heard([0, *[1] * 60])
    assert numbers == [0, 9, 19, 29, 39, 49, 59, 60]
    assert gaps == [APART] * 7


def test_an_end_soon_after_the_beginning_need_not_wait() -> None:
    assert heard([0, 1]) == ([0, 1], [1])


def test_an_end_soon_after_another_replacement_waits() -> None:
    assert heard([0, 11, 1]) == ([0, 1, 2], [11, APART])


def test_the_newest_comes_through_though_nothing_follows_for_long() -> None:
    assert heard([0, 1, 1, 40]) == ([0, 2, 3], [APART, 32])


def test_time_counts_from_when_the_one_before_was_handled() -> None:
    _, gaps = heard([0, *[1] * 60], handling=5)
    assert set(gaps) == {APART + 5}


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
                await asyncio.sleep(0)
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
