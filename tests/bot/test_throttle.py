"""The limit on a person's requests."""

from itertools import accumulate, pairwise

from hypothesis import given
from hypothesis import strategies as st

from bot.throttle import MOST_PEOPLE, Throttle, Verdict

ANN, BOB = 7, 8
START = 1000.0


class Clock:
    """A clock that goes when it is told to."""

    def __init__(self) -> None:
        """Start anywhere but at nought."""
        self.now = START

    def __call__(self) -> float:
        """Tell the time."""
        return self.now


def verdicts(per_minute: int, times: list[float], person: int = ANN) -> list[Verdict]:
    """Ask at these times, in seconds from the start."""
    clock = Clock()
    throttle = Throttle(per_minute, clock)
    said = []
    for time in times:
        clock.now = START + time
        said.append(throttle.admit(person))
    return said


# Questions in bursts and with pauses, in seconds; many of them just when a token is due.
PAUSES = st.lists(st.sampled_from([0.0, 0.0, 0.0, 0.1, 1.0, 3.0, 6.0, 60.0]) | st.floats(0, 90), max_size=200)
RATES = st.integers(1, 60)


@given(RATES, PAUSES)
def test_in_no_stretch_of_time_more_pass_than_a_full_bucket_and_what_flows_in_meanwhile(
    per_minute: int, pauses: list[float]
) -> None:
    times = list(accumulate(pauses))
    said = verdicts(per_minute, times)
    passed = [time for time, verdict in zip(times, said, strict=True) if verdict is Verdict.PASS]
    for first, begin in enumerate(passed):
        for last in range(first, len(passed)):
            assert last - first + 1 <= per_minute + (passed[last] - begin) * per_minute / 60 + 1e-3


@given(RATES, PAUSES)
def test_nobody_is_refused_while_a_token_is_there(per_minute: int, pauses: list[float]) -> None:
    tokens = float(per_minute)
    for pause, verdict in zip(pauses, verdicts(per_minute, list(accumulate(pauses))), strict=True):
        tokens = min(per_minute, tokens + pause * per_minute / 60)
        if abs(tokens - 1) > 1e-3:  # else rounding decides
            assert (verdict is Verdict.PASS) == (tokens > 1)
        tokens -= verdict is Verdict.PASS


@given(RATES, PAUSES)
def test_who_is_refused_is_told_once_and_then_nothing_until_a_question_passes(
    per_minute: int, pauses: list[float]
) -> None:
    said = verdicts(per_minute, list(accumulate(pauses)))
    for before, after in pairwise([Verdict.PASS, *said]):
        assert (before, after) not in {
            (Verdict.PASS, Verdict.SILENT),  # refused without a word
            (Verdict.WARN, Verdict.WARN),
            (Verdict.SILENT, Verdict.WARN),  # told twice
        }


def test_twenty_a_minute_are_twenty_at_once_and_then_one_every_three_seconds() -> None:
    flood = [0.0] * 23
    assert verdicts(20, flood) == [Verdict.PASS] * 20 + [Verdict.WARN] + [Verdict.SILENT] * 2
    assert verdicts(20, [*flood, 2.9, 3.0, 3.0, 3.1, 6.0])[-5:] == [
        Verdict.SILENT,
        Verdict.PASS,
        Verdict.WARN,
        Verdict.SILENT,
        Verdict.PASS,
    ]


def test_who_asks_at_just_the_rate_for_hours_is_never_refused() -> None:
    for per_minute in (1, 7, 20, 60):
        steady = [number * 60 / per_minute for number in range(5_000)]
        assert set(verdicts(per_minute, [0.0] * (per_minute - 1) + steady)) == {Verdict.PASS}


def test_a_full_bucket_grows_no_fuller() -> None:
    assert verdicts(2, [0, 100_000, 100_000, 100_000])[1:] == [Verdict.PASS, Verdict.PASS, Verdict.WARN]


def test_one_persons_flood_is_no_others() -> None:
    throttle = Throttle(2, Clock())
    assert [throttle.admit(ANN) for _ in range(4)][-1] is Verdict.SILENT
    assert throttle.admit(BOB) is Verdict.PASS


def test_nought_lifts_the_limit_and_remembers_nobody() -> None:
    throttle = Throttle(0, Clock())
    assert {throttle.admit(ANN) for _ in range(1_000)} == {Verdict.PASS}
    assert len(throttle) == 0


def test_a_clock_that_stands_still_or_goes_back_gives_nothing_away() -> None:
    assert verdicts(1, [0, -50, -100]) == [Verdict.PASS, Verdict.WARN, Verdict.SILENT]


def test_of_many_people_those_are_forgotten_who_wrote_longest_ago() -> None:
    clock = Clock()
    throttle = Throttle(1, clock)
    for person in range(MOST_PEOPLE):
        assert throttle.admit(person) is Verdict.PASS
    assert throttle.admit(0) is Verdict.WARN  # so that 1 is now the one who wrote longest ago
    assert throttle.admit(MOST_PEOPLE) is Verdict.PASS
    assert len(throttle) == MOST_PEOPLE
    assert throttle.admit(0) is Verdict.SILENT
    assert throttle.admit(2) is Verdict.WARN
    assert throttle.admit(1) is Verdict.PASS


def test_memory_does_not_grow_with_the_people() -> None:
    throttle = Throttle(20, Clock())
    for person in range(3 * MOST_PEOPLE):
        throttle.admit(person)
    assert len(throttle) == MOST_PEOPLE


@given(RATES, st.lists(st.floats(0, 5), max_size=100))
def test_whoever_waits_as_long_as_told_is_let_pass(per_minute: int, pauses: list[float]) -> None:
    clock = Clock()
    throttle = Throttle(per_minute, clock)
    for pause in pauses:
        clock.now += pause
        if throttle.admit(ANN) is not Verdict.PASS:
            assert 0 < throttle.wait(ANN) <= 60 / per_minute + 1e-6
            clock.now += throttle.wait(ANN)
            assert throttle.admit(ANN) is Verdict.PASS
