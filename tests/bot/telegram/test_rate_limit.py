"""The rate limit of outgoing messages."""

import asyncio
from bisect import bisect_left

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.telegram.rate_limit import RateLimit, Rates, _Window
from tests.bot.clock import FakeClock

LIFTED = Rates(in_all=0)


_DIGITS = 6
"""The decimals of seconds that are compared."""


def limited(rates: Rates) -> tuple[RateLimit, FakeClock]:
    """Make a limit whose clock leaps from one wait to the next."""
    clock = FakeClock(runs=True)
    return RateLimit(rates, clock), clock


def seconds_of(limit: RateLimit, clock: FakeClock, *chats: int) -> list[float]:
    """Return when each message left, after the first was asked for."""

    async def scenario() -> list[float]:
        begun = clock.monotonic()

        async def send(chat: int) -> float:
            await limit.turn(chat)
            return clock.monotonic() - begun

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
        turns.append(round(now + window.reserve(now), _DIGITS))  # a sum of floats differs in its last digits
    assert turns == sorted(turns)
    for number, turn in enumerate(turns):
        assert number - bisect_left(turns, turn - seconds + 10**-_DIGITS) + 1 <= most


def test_nothing_waits_where_the_limits_are_lifted() -> None:
    assert set(seconds_of(*limited(LIFTED), *[7] * 50, *[-7] * 50)) == {0}


def test_a_private_chat_gets_three_at_once_and_then_three_in_three_seconds() -> None:
    times = seconds_of(*limited(Rates(in_all=1000, private=1, group=0)), *[7] * 7)
    assert times == pytest.approx([0, 0, 0, 3.06, 3.06, 3.06, 6.12])


def test_all_chats_together_get_no_more_than_telegram_takes() -> None:
    times = sorted(seconds_of(*limited(Rates(in_all=10, private=0, group=0)), *range(1, 26)))
    assert times == pytest.approx([0] * 10 + [1.02] * 10 + [2.04] * 5)


def test_a_group_has_its_own_limit() -> None:
    times = seconds_of(*limited(Rates(in_all=1000, private=1, group=4)), *[-7] * 5)
    assert times == pytest.approx([0, 0, 0, 0, 61.2])


def test_a_pause_holds_up_one_chat_only() -> None:
    limit, clock = limited(LIFTED)
    limit.pause(7, 0.4)
    assert not limit.take(7)
    assert limit.take(8)
    assert seconds_of(limit, clock, 7, 8) == [0.4, 0]
    assert limit.take(7)


def test_pauses_of_several_chats_within_a_second_hold_up_all() -> None:
    limit, clock = limited(LIFTED)
    for chat in (1, 2, 3):
        limit.pause(chat, 5)
    assert seconds_of(limit, clock, 8) == [5]


def test_slow_modes_of_several_groups_hold_up_nobody_else() -> None:
    limit, clock = limited(LIFTED)
    for group in (-1, -2, -3, -4):
        limit.pause(group, 3600)
    assert seconds_of(limit, clock, 8, -5, -1) == [0, 0, 3600]


def test_pauses_of_an_earlier_run_hold_up_their_chats_alone() -> None:
    limit, clock = limited(LIFTED)
    limit.restore({**{chat: clock.time() + 0.5 for chat in range(1, 6)}, 9: clock.time() - 5})
    assert seconds_of(limit, clock, 1, 2, 3, 4, 5, 8, 9) == [0.5] * 5 + [0, 0]
