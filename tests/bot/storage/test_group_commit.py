"""Group commit: operations run in order, together, and are on disk when they return."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from pathlib import Path

import pytest

from bot.storage import Database, Entry, GroupCommit, Inbox, State, StoreError
from tests.bot.storage.updates import BODY, RETRY_SECONDS, everything_in, inbox_in, update


@asynccontextmanager
async def _opened(file: Path) -> AsyncIterator[GroupCommit[Inbox]]:
    troubles: list[StoreError | None] = []
    commits = GroupCommit(Database.open(file), Inbox, troubles.append, retry_seconds=RETRY_SECONDS)
    try:
        yield commits
    finally:
        await commits.close()
        assert not troubles


def _add(update_id: int) -> Callable[[Inbox], list[int]]:
    return lambda inbox: inbox.add([update(update_id)], update_id)


def _fail(inbox: Inbox) -> None:
    inbox.add([update(1000)], 1)
    raise ValueError("wrong")


def _entries(inbox: Inbox) -> list[Entry]:
    return inbox.unfinished(10_000)


def _waiting_in(file: Path) -> list[int]:
    with inbox_in(file) as inbox:
        return [it.update_id for it in _entries(inbox)]


def test_what_has_returned_is_seen_by_another_process(file: Path) -> None:
    async def run() -> None:
        async with _opened(file) as commits:
            assert await commits.run(_add(1)) == [1]
            assert _waiting_in(file) == [1]

    asyncio.run(run())


def test_operations_run_in_the_order_in_which_they_were_submitted(file: Path) -> None:
    ids = list(range(2500, 0, -1))  # more than go into one transaction

    async def run() -> None:
        async with _opened(file) as commits:
            assert await asyncio.gather(*(commits.run(_add(it)) for it in ids)) == [[it] for it in ids]
            assert [it.update_id for it in await commits.run(_entries)] == ids

    asyncio.run(run())


def test_many_that_wait_share_a_commit(file: Path) -> None:
    async def run() -> int:
        async with _opened(file) as commits:
            with closing(Database.open(file)) as other:

                def commits_seen() -> int:
                    return int(other.connection.execute("PRAGMA data_version").fetchone()[0])

                seen = set()

                async def add(update_id: int) -> None:
                    await commits.run(_add(update_id))
                    seen.add(commits_seen())

                await asyncio.gather(*(add(it) for it in range(200)))
                return len(seen)

    assert asyncio.run(run()) < 20


def test_an_operation_that_fails_hurts_no_other(file: Path) -> None:
    async def run() -> None:
        async with _opened(file) as commits:
            outcomes = await asyncio.gather(
                commits.run(_add(1)),
                commits.run(_fail),
                commits.run(_add(2)),
                commits.run(lambda inbox: inbox.start(1 << 70)),
                commits.run(lambda _: next(iter(()))),
                commits.run(_add(3)),
                return_exceptions=True,
            )
            assert [type(it) for it in outcomes] == [list, ValueError, list, OverflowError, RuntimeError, list]
            assert [it.update_id for it in await commits.run(_entries)] == [1, 2, 3]

    asyncio.run(run())


def test_a_wait_that_is_cancelled_leaves_the_others_alone_and_takes_nothing_back(file: Path) -> None:
    async def run() -> None:
        async with _opened(file) as commits:
            tasks = [asyncio.create_task(commits.run(_add(it))) for it in range(100)]
            await asyncio.sleep(0)  # all are submitted
            for task in tasks[::2]:
                task.cancel()
            outcomes = await asyncio.gather(*tasks, return_exceptions=True)
            assert [type(it) for it in outcomes] == [asyncio.CancelledError, list] * 50
            assert len(await commits.run(_entries)) == 100

    asyncio.run(run())


def test_closing_commits_what_waits_and_takes_nothing_more(file: Path) -> None:
    async def run() -> None:
        commits = GroupCommit(Database.open(file), Inbox, lambda _: None)
        tasks = [asyncio.create_task(commits.run(_add(it))) for it in range(1500)]
        await asyncio.sleep(0)
        await asyncio.gather(commits.close(), commits.close())
        assert await asyncio.gather(*tasks) == [[it] for it in range(1500)]
        with pytest.raises(StoreError, match="is closed: the program is stopping"):
            await commits.run(_add(9999))
        await commits.close()

    asyncio.run(run())
    assert [it.name for it in file.parent.iterdir()] == [file.name]
    assert len(_waiting_in(file)) == 1500


def test_an_event_loop_that_ends_unclosed_keeps_what_was_acknowledged(file: Path) -> None:
    async def run() -> None:
        commits = GroupCommit(Database.open(file), Inbox, lambda _: None)
        await commits.run(_add(1))

    asyncio.run(run())
    assert _waiting_in(file) == [1]


def test_what_was_forgotten_is_nowhere_on_the_disk_when_the_wait_is_over(file: Path) -> None:
    async def run() -> None:
        async with _opened(file) as commits:
            await asyncio.gather(*(commits.run(_add(it)) for it in range(50)))
            assert BODY.encode() in everything_in(file.parent)
            assert await commits.run(lambda inbox: inbox.forget(7)) == 50
            assert BODY.encode() not in everything_in(file.parent)

    asyncio.run(run())


def test_what_a_reader_kept_in_the_log_is_gone_soon_after_it(file: Path) -> None:
    async def run() -> None:
        async with _opened(file) as commits:
            await commits.run(_add(1))
            with closing(Database.open(file)) as other, other.reading() as connection:
                connection.execute("SELECT * FROM inbox").fetchone()
                await commits.run(lambda inbox: inbox.forget(7))
                assert BODY.encode() in everything_in(file.parent)
            async with asyncio.timeout(10):
                while BODY.encode() in everything_in(file.parent):  # noqa: ASYNC110  (another thread does it)
                    await asyncio.sleep(RETRY_SECONDS)

    asyncio.run(run())


def test_reading_elsewhere_neither_waits_nor_makes_anybody_wait(file: Path) -> None:
    async def run() -> None:
        async with _opened(file) as commits:
            await commits.run(_add(0))
            with closing(Database.open(file, create=False)) as other, other.reading() as connection:
                inbox = Inbox(connection)
                before = inbox.counts()
                for it in range(1, 20):
                    await commits.run(_add(it))
                assert inbox.counts() == before
            with closing(Database.open(file, create=False)) as later:
                assert Inbox(later.connection).counts()[State.RECEIVED] == 20

    asyncio.run(run())
