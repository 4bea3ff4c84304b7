"""What is answered within seconds or not at all, with handlers of the test's own and a clock that stands still."""

import asyncio
from collections.abc import Awaitable, Callable

from bot.telegram.job import Job
from bot.telegram.passing import LAPSE_SECONDS, PASSING_WORKERS, Passing, has_lapsed
from bot.telegram.raw_update import parse
from tests.bot.clock import FakeClock


def typed(update_id: int, clock: FakeClock, person: int = 7) -> Job:
    """Return an inline query that has just arrived."""
    return _job({"inline_query": {"id": "1", "from": {"id": person}, "query": "a", "offset": ""}}, update_id, clock)


def asked(update_id: int, clock: FakeClock, person: int = 7) -> Job:
    """Return a guest message that has just arrived."""
    return _job({"guest_message": {"guest_query_id": "1", "from": {"id": person}, "text": "a"}}, update_id, clock)


def _job(update: dict[str, object], update_id: int, clock: FakeClock) -> Job:
    parsed = parse({"update_id": update_id, **update})
    assert parsed is not None
    return Job(parsed, clock.time())


def run(scenario: Callable[[Passing, FakeClock, list[Job], asyncio.Event], Awaitable[None]]) -> None:
    """Run a scenario with a handler that waits for an event, and notes what it is given."""

    async def running() -> None:
        clock, begun, may_end = FakeClock(), list[Job](), asyncio.Event()

        async def handle(job: Job) -> None:
            begun.append(job)
            await may_end.wait()

        passing = Passing(handle, clock)
        await scenario(passing, clock, begun, may_end)
        await passing.stop()

    asyncio.run(running())


async def _turns() -> None:
    for _ in range(50):
        await asyncio.sleep(0)


def test_what_has_waited_too_long_for_a_worker_is_dropped() -> None:
    async def scenario(passing: Passing, clock: FakeClock, begun: list[Job], may_end: asyncio.Event) -> None:
        for person in range(PASSING_WORKERS):
            passing.add(typed(person, clock, person))
        await _turns()
        passing.add(typed(100, clock, 100))
        passing.add(asked(101, clock, 101))
        await clock.advance(LAPSE_SECONDS / 2)
        passing.add(typed(102, clock, 102))
        await clock.advance(LAPSE_SECONDS / 2 + 1)
        may_end.set()
        await _turns()
        assert [it.update.update_id for it in begun[PASSING_WORKERS:]] == [102]

    run(scenario)


def test_what_a_person_types_replaces_what_waits_of_them_and_marks_what_is_being_answered() -> None:
    async def scenario(passing: Passing, clock: FakeClock, begun: list[Job], may_end: asyncio.Event) -> None:
        for update_id in range(3):
            passing.add(typed(update_id, clock))
            await _turns()
        passing.add(typed(10, clock, 8))
        await _turns()
        assert [it.update.update_id for it in begun] == [0, 10]
        assert [has_lapsed(it, clock) for it in begun] == [True, False]
        may_end.set()
        await _turns()
        assert [it.update.update_id for it in begun] == [0, 10, 2]

    run(scenario)


def test_a_guest_message_replaces_none_and_is_replaced_by_none() -> None:
    async def scenario(passing: Passing, clock: FakeClock, begun: list[Job], may_end: asyncio.Event) -> None:
        for update_id in range(3):
            passing.add(asked(update_id, clock))
            passing.add(typed(10 + update_id, clock))
        may_end.set()
        await _turns()
        assert sorted(it.update.update_id for it in begun) == [0, 1, 2, 12]
        assert not any(it.is_superseded for it in begun)

    run(scenario)


def test_of_a_guest_message_that_comes_twice_the_first_is_answered() -> None:
    async def scenario(passing: Passing, clock: FakeClock, begun: list[Job], may_end: asyncio.Event) -> None:
        passing.add(asked(1, clock))
        await _turns()
        passing.add(asked(1, clock))
        may_end.set()
        await _turns()
        [job] = begun
        assert not job.is_superseded

    run(scenario)
