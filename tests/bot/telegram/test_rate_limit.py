"""How fast messages may leave."""

import asyncio
import time
from bisect import bisect_left

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.telegram.rate_limit import Pace, Rates, _Window

LIFTED = Rates(in_all=0)


def seconds_of(pace: Pace, *chats: int) -> list[float]:
    """Return when each message left, after the first was asked for."""

    async def scenario() -> list[float]:
        begun = time.monotonic()

        async def send(chat: int) -> float:
            await pace.turn(chat)
            return time.monotonic() - begun

        return await asyncio.gather(*(send(chat) for chat in chats))

    return asyncio.run(scenario())


@given(
    most=st.integers(1, 30),
    seconds=st.floats(0.1, 60),
    gaps=st.lists(st.floats(0, 5), min_size=1, max_size=200),
)
def test_no_window_ever_holds_more_turns_than_allowed(most: int, seconds: float, gaps: list[float]) -> None:
    window = _Window(most, seconds)
    now, turns = 0.0, []
    for gap in gaps:
        now += gap
        turns.append(now + window.reserve(now))
    assert turns == sorted(turns)
    for number, turn in enumerate(turns):
        assert number - bisect_left(turns, turn - seconds) + 1 <= most


def test_nothing_waits_where_the_limits_are_lifted() -> None:
    assert max(seconds_of(Pace(LIFTED), *[7] * 50, *[-7] * 50)) < 0.2


def test_a_private_chat_gets_three_at_once_and_then_one_a_second() -> None:
    times = seconds_of(Pace(Rates(in_all=1000, private=10, group=0)), *[7] * 6)
    assert max(times[:3]) < 0.1
    assert min(times[3:]) >= 0.3
    assert max(times) < 0.6


def test_all_chats_together_get_no_more_than_telegram_takes() -> None:
    times = sorted(seconds_of(Pace(Rates(in_all=10, private=0, group=0)), *range(1, 26)))
    assert times[9] < 0.2
    assert 1 <= times[10] < 1.3
    assert 2 <= times[20] < 2.4


def test_a_group_has_its_own_limit() -> None:
    times = sorted(seconds_of(Pace(Rates(in_all=1000, private=1, group=4)), -7, -7, -7, -7))
    assert max(times) < 0.1


def test_a_pause_holds_up_one_chat_only() -> None:
    pace = Pace(LIFTED)
    pace.pause(7, 0.4)
    held, free = seconds_of(pace, 7, 8)
    assert held >= 0.4
    assert free < 0.2


def test_pauses_of_an_earlier_run_hold_up_their_chats_alone() -> None:
    pace = Pace(LIFTED)
    pace.restore({chat: time.time() + 0.6 for chat in range(1, 6)})
    *held, free = seconds_of(pace, 1, 2, 3, 4, 5, 8)
    assert min(held) >= 0.5
    assert free < 0.2


def test_a_pause_of_an_earlier_run_goes_on() -> None:
    pace = Pace(LIFTED)
    pace.restore({7: time.time() + 0.4, 8: time.time() - 5})
    held, over = seconds_of(pace, 7, 8)
    assert held == pytest.approx(0.4, abs=0.15)
    assert over < 0.2
