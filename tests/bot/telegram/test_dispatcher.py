"""The dispatcher over a real inbox, with handlers of the test's own and a clock that stands still."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import cast

from bot.storage import FILE, Database, GroupCommit, Tables
from bot.telegram.dispatcher import Dispatcher, Handle
from bot.telegram.job import Job
from bot.telegram.options import Limits
from bot.telegram.rate_limit import RateLimit, Rates
from bot.telegram.raw_update import parse
from tests.bot.articles import WAIT
from tests.bot.clock import FakeClock


def written(update_id: int, chat_id: int) -> dict[str, object]:
    """Return a message as Telegram sends it."""
    message = {"chat": {"id": chat_id}, "from": {"id": chat_id}, "text": "why?"}
    return {"update_id": update_id, "message": message}


async def store_all(store: GroupCommit[Tables], *updates: dict[str, object], at: float = 0) -> None:
    """Store updates as an earlier run did."""
    rows = [update.to_row() for it in updates if (update := parse(it)) is not None]
    await store.run(lambda tables: tables.inbox.add(rows, at))


@asynccontextmanager
async def stored(folder: Path) -> AsyncIterator[GroupCommit[Tables]]:
    """Open an inbox."""
    store = GroupCommit(Database.open(folder / FILE), Tables, lambda _: None)
    try:
        async with asyncio.timeout(WAIT):
            yield store
    finally:
        await store.close()


def dispatcher_of(store: GroupCommit[Tables], handle: Handle, clock: FakeClock, **options: object) -> Dispatcher:
    """Return a dispatcher with room for two updates in memory, unless told otherwise."""
    limits = Limits(workers=4, high_water=cast("int", options.pop("high_water", 2)))
    return Dispatcher(store, handle, limits, lambda: None, clock=clock, **options)  # type: ignore[arg-type]


def test_an_update_received_while_older_ones_are_loaded_overtakes_none_of_its_chat(tmp_path: Path) -> None:
    """The third may have ended the program before, so that the sweep waits for the second before it."""

    async def scenario() -> None:
        clock, handled, may_end, done = FakeClock(), list[int](), asyncio.Event(), asyncio.Event()

        async def handle(job: Job) -> None:
            if job.update.update_id == 2:
                await may_end.wait()
            handled.append(job.update.update_id)
            if len(handled) == 5:
                done.set()

        async with stored(tmp_path) as store:
            await store_all(store, written(1, 7), written(2, 8), written(3, 9), written(4, 7))
            for _ in range(2):
                await store.run(lambda tables: tables.inbox.start(3))
            dispatcher = dispatcher_of(store, handle, clock)
            await dispatcher.begin()
            sweeping = asyncio.create_task(dispatcher.sweep())
            await clock.until_somebody_waits()
            assert not dispatcher.has_room
            await dispatcher.receive([written(5, 7)])
            may_end.set()
            while not await sweeping:
                sweeping = asyncio.create_task(dispatcher.sweep())
            await done.wait()
            assert handled == [1, 2, 3, 4, 5]
            assert dispatcher.has_room
            await dispatcher.stop(0)

    asyncio.run(scenario())


def pressed(update_id: int, chat_id: int) -> dict[str, object]:
    """Return a press as Telegram sends it."""
    press = {"id": "1", "from": {"id": chat_id}, "message": {"chat": {"id": chat_id}}, "data": "key:w:0"}
    return {"update_id": update_id, "callback_query": press}


def test_presses_and_what_lapses_end_with_the_process_that_they_were_meant_for(tmp_path: Path) -> None:
    """Questions do not: they are handled, whether an earlier process had begun with them or not."""

    async def scenario() -> None:
        clock, handled, done = FakeClock(), list[int](), asyncio.Event()

        async def handle(job: Job) -> None:
            handled.append(job.update.update_id)
            if job.update.update_id == 9 or len(handled) == 6:
                done.set()

        def typed(update_id: int, kind: str) -> dict[str, object]:
            return {"update_id": update_id, kind: {"id": "1", "from": {"id": update_id}, "query": "a", "offset": ""}}

        async with stored(tmp_path) as store:
            await store_all(store, written(1, 7), pressed(2, 7), pressed(3, 8))
            for update_id in (1, 2):
                await store.run(lambda tables, it=update_id: tables.inbox.start(it))  # type: ignore[misc]
            dispatcher = dispatcher_of(store, handle, clock, high_water=1000)
            await dispatcher.receive([pressed(4, 7), typed(5, "inline_query")])
            await dispatcher.begin()
            waited = [pressed(6, 7), typed(7, "inline_query"), typed(8, "guest_message"), written(9, 7)]
            await dispatcher.receive(waited, have_waited=True)
            await done.wait()
            done.clear()
            await dispatcher.receive([pressed(10, 7), typed(11, "inline_query"), typed(12, "guest_message")])
            await dispatcher.receive([written(13, 7)])
            await done.wait()
            assert handled[:2] == [1, 9]
            assert sorted(handled[2:]) == [10, 11, 12, 13]
            await dispatcher.stop(WAIT)
            assert await store.run(lambda tables: tables.inbox.waiting()) == 0

    asyncio.run(scenario())


def test_of_many_chats_that_wait_few_notices_are_sent_at_once_and_the_others_take_no_turn(tmp_path: Path) -> None:
    """Answers follow soon after the index is built, although few notices were sent by then."""

    async def scenario() -> None:
        clock = FakeClock()
        limit, answered = RateLimit(Rates(in_all=30), clock), list[float]()
        done = asyncio.Event()

        async def handle(job: Job) -> None:
            await limit.turn(job.update.update_id)
            if not job.is_notice_only:
                answered.append(clock.monotonic())
                done.set()

        async with stored(tmp_path) as store:
            dispatcher = dispatcher_of(store, handle, clock, high_water=1000, is_upgrade=True)
            await dispatcher.receive([written(number, number) for number in range(1, 1001)])
            await clock.until_somebody_waits()  # for the turn after the first 30
            assert 0 < len(clock.waiting) <= 4
            await dispatcher.begin()
            while not done.is_set():
                await clock.until_somebody_waits()
                await clock.advance(0.25)
            assert answered[0] < 2
            await dispatcher.stop(0)

    asyncio.run(scenario())


def test_before_the_articles_are_read_all_that_waits_is_counted_and_the_oldest_known(tmp_path: Path) -> None:
    async def scenario() -> None:
        clock, may_end = FakeClock(), asyncio.Event()

        async def handle(_: Job) -> None:
            await may_end.wait()

        async with stored(tmp_path) as store:
            dispatcher = dispatcher_of(store, handle, clock)
            assert (dispatcher.backlog, dispatcher.oldest) == (0, None)
            first = clock.time()
            await dispatcher.receive([written(1, 7)])
            await clock.advance(5)
            await dispatcher.receive([written(2, 7), written(3, 8)])
            assert (dispatcher.backlog, dispatcher.oldest) == (3, first)
            await dispatcher.stop(0)
            later = dispatcher_of(store, handle, clock, left=(3, first))
            await later.receive([written(4, 9)])
            assert (later.backlog, later.oldest) == (4, first)
            await later.begin()  # loads two
            assert (later.backlog, later.oldest) == (4, first)
            may_end.set()
            while later.backlog:
                await later.sweep()
            assert later.oldest is None
            await later.stop(0)

    asyncio.run(scenario())


def test_what_a_job_writes_is_committed_with_its_end_and_not_if_it_fails(tmp_path: Path) -> None:
    """An update that is handled again after a crash, or was buried, has written nothing."""

    async def scenario() -> None:
        done = asyncio.Event()

        async def handle(job: Job) -> None:
            chat_id = job.update.chat_id or 0
            job.writes.append(lambda tables: tables.inbox.pause(chat_id, 99))
            if job.update.update_id == 1:
                raise RuntimeError("it fails")
            done.set()

        async with stored(tmp_path) as store:
            await store_all(store, written(1, 7), written(2, 7))
            dispatcher = dispatcher_of(store, handle, FakeClock())
            await dispatcher.begin()
            await done.wait()
            await dispatcher.stop(WAIT)
            assert await store.run(lambda tables: tables.inbox.pauses()) == {7: 99}
            assert await store.run(lambda tables: tables.inbox.waiting()) == 0

        async def handle_and_forget(job: Job) -> None:
            job.writes.append(lambda tables: tables.inbox.pause(8, 99))
            await store.run(lambda tables: tables.inbox.forget(8))

        async with stored(tmp_path) as store:
            await store_all(store, written(3, 8))
            dispatcher = dispatcher_of(store, handle_and_forget, FakeClock())
            await dispatcher.begin()
            await dispatcher.stop(WAIT)
            assert await store.run(lambda tables: tables.inbox.pauses()) == {7: 99}

    asyncio.run(scenario())
