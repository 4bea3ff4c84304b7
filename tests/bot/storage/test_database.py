"""Database files are opened, converted, and private to their owner."""

import os
import sqlite3
import stat
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest

from bot.storage import Database, Inbox, StoreError, StoreMissingError
from bot.storage.migrations import MIGRATIONS
from tests.bot.storage.updates import inbox_in, update

_MORE = (*MIGRATIONS, ("CREATE TABLE later (id INTEGER)", "INSERT INTO later SELECT update_id FROM inbox"))
_WRONG = (*_MORE, ("CREATE TABLE half (id INTEGER)", "no SQL at all"))


def _modes(folder: Path) -> dict[str, int]:
    return {file.name: stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()}


def _pragma(database: Database, name: str) -> object:
    return database.connection.execute(f"PRAGMA {name}").fetchone()[0]


@contextmanager
def _umask(mask: int) -> Iterator[None]:
    before = os.umask(mask)
    try:
        yield
    finally:
        os.umask(before)


@pytest.mark.parametrize("mask", [0, 0o022, 0o077, 0o777])
def test_only_the_owner_reads_the_files_under_any_umask(file: Path, mask: int) -> None:
    with _umask(mask), closing(Database.open(file)) as database:
        with database.transaction() as connection:
            Inbox(connection).add([update(1)], 1)
        assert _modes(file.parent) == {"verbatim.db": 0o600, "verbatim.db-wal": 0o600, "verbatim.db-shm": 0o600}


def test_a_file_that_others_could_read_is_closed_to_them(file: Path) -> None:
    Database.open(file).close()
    file.chmod(0o644)
    Path(f"{file}-wal").touch(0o644)
    with closing(Database.open(file)):
        assert set(_modes(file.parent).values()) == {0o600}


@pytest.mark.skipif(sys.platform == "win32", reason="needs modes of files")
def test_at_no_moment_can_others_read_the_files(file: Path) -> None:
    """Somebody looks all the time while files are made, opened and deleted."""
    seen: set[int] = set()
    ends = threading.Event()

    def look() -> None:
        while not ends.is_set():
            for suffix in ("", "-wal", "-shm"):
                with suppress(FileNotFoundError):
                    seen.add(stat.S_IMODE(os.stat(f"{file}{suffix}").st_mode))  # noqa: PTH116  # quickly

    watcher = threading.Thread(target=look)
    with _umask(0):
        watcher.start()
        for _ in range(20):
            Database.open(file).close()
            file.unlink()
        ends.set()
        watcher.join()
    assert seen == {0o600}


def test_what_is_committed_is_on_the_disk_and_what_is_erased_is_gone(database: Database) -> None:
    assert _pragma(database, "journal_mode") == "wal"
    assert _pragma(database, "synchronous") == 2  # FULL
    assert _pragma(database, "secure_delete") == 1
    assert _pragma(database, "foreign_keys") == 1


def test_a_transaction_that_fails_leaves_nothing(database: Database) -> None:
    def fail() -> None:
        with database.transaction() as connection:
            Inbox(connection).add([update(1)], 1)
            raise ValueError("wrong")

    with pytest.raises(ValueError, match="wrong"):
        fail()
    with database.transaction() as connection:
        assert Inbox(connection).add([update(1)], 1) == [1]


def test_a_name_may_hold_any_character(tmp_path: Path) -> None:
    file = tmp_path / "50 % off? #1 & “ü”.db"
    Database.open(file).close()
    assert [it.name for it in tmp_path.iterdir()] == [file.name]


def test_a_file_of_an_older_version_is_converted_with_what_it_holds(file: Path) -> None:
    with inbox_in(file) as inbox:
        inbox.add([update(5)], 1)
    with closing(Database.open(file, migrations=_MORE)) as database:
        assert _pragma(database, "user_version") == len(_MORE)
        assert database.connection.execute("SELECT id FROM later").fetchall() == [(5,)]
        assert Inbox(database.connection).oldest_waiting() == 1
    Database.open(file, migrations=_MORE).close()  # and not converted twice


def test_an_empty_file_becomes_a_database(file: Path) -> None:
    """As a crash in the very first moment leaves it."""
    file.touch()
    with closing(Database.open(file, migrations=_MORE)) as database:
        assert _pragma(database, "user_version") == len(_MORE)


def test_a_migration_that_fails_changes_nothing_and_those_before_it_stay(file: Path) -> None:
    with pytest.raises(StoreError, match=r"verbatim\.db cannot be used: near"):
        Database.open(file, migrations=_WRONG)
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (len(_MORE),)
        assert connection.execute("SELECT name FROM sqlite_master WHERE name IN ('half', 'later')").fetchall() == [
            ("later",)
        ]
    Database.open(file, migrations=_MORE).close()


def test_a_file_of_a_newer_version_is_refused_and_not_touched(file: Path) -> None:
    Database.open(file, migrations=_MORE).close()
    before = file.read_bytes()
    versions = f"schema {len(_MORE)}; this one knows {len(MIGRATIONS)}"
    with pytest.raises(StoreError, match=f"newer version .*{versions}.* Install that version again"):
        Database.open(file)
    assert file.read_bytes() == before


def test_a_program_that_only_looks_converts_nothing(file: Path) -> None:
    Database.open(file).close()
    with pytest.raises(StoreError, match=r"older version .*Start the bot of this version once"):
        Database.open(file, create=False, migrations=_MORE)


def test_a_program_that_only_looks_makes_nothing(file: Path) -> None:
    with pytest.raises(StoreMissingError, match="does not exist"):
        Database.open(file, create=False)
    assert not file.exists()


def test_a_file_of_another_program_is_refused_and_not_touched(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE inbox (mail TEXT)")
    before = file.read_bytes()
    with pytest.raises(StoreError, match=r"database of another program\. Move it away"):
        Database.open(file)
    assert file.read_bytes() == before


def test_two_processes_may_begin_at_once(file: Path) -> None:
    """Both migrate, one of them in vain."""
    problems: list[BaseException] = []

    def begin() -> None:
        try:
            Database.open(file, wait=10).close()
        except StoreError as error:
            problems.append(error)

    threads = [threading.Thread(target=begin) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not problems
