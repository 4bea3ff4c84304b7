"""Errors of a database file that cannot be used, and the data that are kept."""

import asyncio
import os
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from queue import SimpleQueue
from tempfile import TemporaryDirectory

import pytest

from bot.storage import Database, GroupCommit, Inbox, StoreBusyError, StoreDamagedError, StoreError
from tests.bot.storage.updates import RETRY_SECONDS, inbox_in, update

_PAGE = 4096
_NOBODY = 65534
_BLINK = 0.001

needs_root = pytest.mark.skipif(
    sys.platform != "linux" or os.geteuid() != 0, reason="only root may mount a small disk, on Linux"
)


@contextmanager
def _mounted(folder: Path, options: str) -> Iterator[None]:
    folder.mkdir(exist_ok=True)
    done = subprocess.run(
        ["/usr/bin/env", "mount", "-t", "tmpfs", "-o", options, "none", folder], check=False, capture_output=True
    )
    if done.returncode:
        pytest.skip("this system lets nobody mount a disk")
    try:
        yield
    finally:
        subprocess.run(["/usr/bin/env", "umount", "-l", folder], check=True)


def _remount(folder: Path, options: str) -> None:
    subprocess.run(["/usr/bin/env", "mount", "-o", f"remount,{options}", folder], check=True)


class _Bot:
    """What writes as the bot does, and what it is told."""

    def __init__(self, database: Database) -> None:
        self.told: asyncio.Queue[StoreError | None] = asyncio.Queue()
        self.tries: SimpleQueue[float] = SimpleQueue()
        """The seconds of each wait before it tries again."""
        self.commits = GroupCommit(database, Inbox, self.told.put_nowait, retry_seconds=RETRY_SECONDS, wait=self._wait)

    def _wait(self, closing: threading.Event, seconds: float) -> bool:
        self.tries.put(seconds)
        return closing.wait(_BLINK)

    def add(self, update_id: int) -> "asyncio.Task[list[int]]":
        return asyncio.create_task(self.commits.run(lambda inbox: inbox.add([update(update_id)], 1)))

    async def hears(self) -> StoreError | None:
        async with asyncio.timeout(10):
            return await self.told.get()


async def _bot_overcomes(bot: _Bot, message: str, *, mend: Iterator[None]) -> None:
    """Nobody's wait ends before it is mended; then everything is there, in order."""
    next(mend)
    tasks = [bot.add(it) for it in range(1000, 1300)]
    error = await bot.hears()
    assert isinstance(error, StoreBusyError)
    assert message in str(error)
    for _ in range(5):
        assert await asyncio.to_thread(bot.tries.get, timeout=10) == RETRY_SECONDS
    assert not any(task.done() for task in tasks)
    next(mend)
    assert await asyncio.gather(*tasks) == [[it] for it in range(1000, 1300)]
    assert await bot.hears() is None
    assert bot.told.empty()
    waiting = await bot.commits.run(lambda inbox: inbox.unfinished(1000))
    assert [it.update_id for it in waiting] == [1, *range(1000, 1300)]
    await bot.commits.close()


def test_a_lock_of_another_process_is_waited_for(file: Path) -> None:
    other = sqlite3.connect(file, isolation_level=None)

    def mend() -> Iterator[None]:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")
        yield

    async def run() -> None:
        bot = _Bot(Database.open(file, wait=RETRY_SECONDS))
        await bot.add(1)
        await _bot_overcomes(bot, "verbatim.db is locked by another process", mend=mend())

    with closing(other):
        asyncio.run(run())


@pytest.mark.slow
def test_a_file_that_may_not_grow_is_waited_for(file: Path) -> None:
    async def run() -> None:
        database = Database.open(file)
        bot = _Bot(database)
        await bot.add(1)
        connection = database.connection

        def mend() -> Iterator[None]:
            pages = connection.execute("PRAGMA page_count").fetchone()[0]
            connection.execute(f"PRAGMA max_page_count = {pages}")
            yield
            connection.execute("PRAGMA max_page_count = 1000000")
            yield

        await _bot_overcomes(bot, "verbatim.db cannot grow, its disk is full", mend=mend())

    asyncio.run(run())


@pytest.mark.slow
@needs_root
def test_room_on_a_full_disk_is_waited_for(file: Path) -> None:
    ballast = file.parent / "ballast"

    def mend() -> Iterator[None]:
        with ballast.open("wb", buffering=0) as filling:
            try:
                while filling.write(bytes(_PAGE)):
                    pass
            except OSError:
                yield
        ballast.unlink()
        yield

    async def run() -> None:
        bot = _Bot(Database.open(file, wait=RETRY_SECONDS))
        await bot.add(1)
        await _bot_overcomes(bot, "Make room on the disk", mend=mend())

    with _mounted(file.parent, "size=1m"):
        asyncio.run(run())


@pytest.mark.slow
@needs_root
def test_a_disk_that_became_read_only_is_told(file: Path) -> None:
    """As Linux does with a failing one."""
    with _mounted(file.parent, "size=4m"):
        Database.open(file).close()
        _remount(file.parent, "ro")
        with pytest.raises(StoreBusyError, match=r"verbatim\.db cannot be (opened|written)"):
            Database.open(file)
        _remount(file.parent, "rw")
        Database.open(file).close()


@needs_root
def test_a_file_that_the_user_may_not_write_is_told() -> None:
    with TemporaryDirectory() as folder:  # pytest's own are closed to other users
        file = Path(folder) / "verbatim.db"
        Database.open(file).close()
        file.parent.chmod(0o755)
        os.seteuid(_NOBODY)
        try:
            for name, said in ((file, "opened"), (file.with_name("new.db"), "created")):
                with pytest.raises(StoreBusyError, match=rf"{name} cannot be {said}.*the user who runs the program"):
                    Database.open(name)
        finally:
            os.seteuid(0)


def test_who_stops_while_nothing_can_be_written_is_not_held_up(file: Path) -> None:
    """What is not acknowledged, Telegram still has."""

    async def run() -> None:
        bot = _Bot(Database.open(file, wait=RETRY_SECONDS))
        with closing(sqlite3.connect(file, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            tasks = [bot.add(it) for it in range(3)]
            await bot.hears()
            await bot.commits.close()
            outcomes = await asyncio.gather(*tasks, return_exceptions=True)
            assert [type(it) for it in outcomes] == [StoreBusyError] * 3
        with inbox_in(file) as inbox:
            assert not inbox.unfinished(1)

    asyncio.run(run())


def test_a_lock_while_the_file_is_opened_is_told(file: Path) -> None:
    Database.open(file).close()
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreBusyError, match=r"is locked by another process.* Close whatever else has it open"):
            Database.open(file, wait=0.05)


def test_a_folder_that_is_missing_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"there is no folder .*/none\. Create it, or set another data_dir"):
        Database.open(tmp_path / "none" / "verbatim.db")


def test_a_folder_in_the_file_s_place_is_told(file: Path) -> None:
    file.mkdir()
    with pytest.raises(StoreError, match=r"verbatim\.db is not a file\. Move it away"):
        Database.open(file)


def test_what_is_no_database_is_told_and_not_touched(file: Path) -> None:
    file.write_text("Dear diary, nothing happened. " * 1000, encoding="utf-8")
    before = file.read_bytes()
    with pytest.raises(StoreDamagedError, match=r"is damaged: file is not a database.* put a backup in its place"):
        Database.open(file)
    assert file.read_bytes() == before


@pytest.mark.parametrize("page", range(2, 8))
def test_a_damaged_page_is_found_at_the_start(file: Path, page: int) -> None:
    """Whichever it is: an index that lacks a question would hide it for ever."""
    with inbox_in(file) as inbox:
        inbox.add([update(it) for it in range(100)], 1)
    content = bytearray(file.read_bytes())
    content[(page - 1) * _PAGE : page * _PAGE] = os.urandom(_PAGE)
    file.write_bytes(content)
    with pytest.raises(StoreDamagedError, match="is damaged"):
        Database.open(file)


def test_half_a_file_is_told(file: Path) -> None:
    with inbox_in(file) as inbox:
        inbox.add([update(it) for it in range(1000)], 1)
    os.truncate(file, file.stat().st_size // 2)
    with pytest.raises(StoreDamagedError, match="is damaged"):
        Database.open(file)


def test_damage_under_a_running_bot_is_told_to_everybody_and_nothing_is_acknowledged(file: Path) -> None:
    with inbox_in(file) as inbox:
        inbox.add([update(it) for it in range(1000)], 1)

    def overwrite() -> None:
        with file.open("r+b") as opened:
            opened.seek(_PAGE)
            opened.write(os.urandom(file.stat().st_size - _PAGE))

    async def run() -> None:
        database = Database.open(file)
        database.connection.execute("PRAGMA cache_size = 1")
        overwrite()
        bot = _Bot(database)
        outcomes = await asyncio.gather(*(bot.add(it) for it in range(2000, 2003)), return_exceptions=True)
        assert [type(it) for it in outcomes] == [StoreDamagedError] * 3
        with pytest.raises(StoreDamagedError, match="is damaged"):
            await bot.add(2004)
        assert isinstance(await bot.hears(), StoreDamagedError)
        assert bot.told.empty()
        await bot.commits.close()

    asyncio.run(run())


@pytest.mark.parametrize("suffix", ["", "-wal"])
def test_a_file_that_is_deleted_under_a_running_bot_is_told(file: Path, suffix: str) -> None:
    """SQLite would go on writing to what is gone when the program ends."""
    gone = Path(f"{file}{suffix}")

    async def run() -> None:
        bot = _Bot(Database.open(file))
        await bot.add(1)
        os.unlink(gone)  # noqa: PTH108  # at once: the event loop has nothing else to do
        with pytest.raises(StoreDamagedError, match="was deleted, moved or replaced while the program was using it"):
            await bot.add(2)
        await bot.commits.close()

    asyncio.run(run())


def test_a_transaction_tells_of_trouble_as_well(file: Path) -> None:
    """As the command for the inbox has it, without an event loop."""
    with closing(Database.open(file, wait=0.05)) as database, closing(sqlite3.connect(file)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreBusyError, match="is locked"), database.transaction() as connection:
            Inbox(connection).add([update(1)], 1)
