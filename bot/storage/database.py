"""One SQLite file: commits are durable, and only its owner can read it."""

import os
import sqlite3
import stat
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Self

from bot.storage.errors import StoreBusyError, StoreDamagedError, StoreError, StoreMissingError, damaged, to_store_error
from bot.storage.migrations import MIGRATIONS, Migration

FILE = "verbatim.db"
"""The name of the file in the data folder."""

# The application id in the header of our files, "Vbtm".
_APPLICATION_ID = 0x5662746D
_PRIVATE = 0o600
# Seconds to wait for another process: short, since the program must be able to stop.
_WAIT = 0.25
_RETRY = 0.01
# A write-ahead log beyond this size, in bytes, is truncated at its next start.
_WAL_SIZE = 4 * 1024 * 1024


class Database:
    """An open file, for one thread at a time, which need not be the one that opened it."""

    def __init__(self, path: Path, connection: sqlite3.Connection, wait: float) -> None:
        """Wrap an open connection; use `open` instead."""
        self.path = path
        self.connection = connection
        self._wait = wait
        self._identity = self._file_identity()

    @classmethod
    def open(
        cls, path: Path, *, create: bool = True, wait: float = _WAIT, migrations: Sequence[Migration] = MIGRATIONS
    ) -> Self:
        """Open a file, and migrate it to the current schema.

        Raises `StoreError`. Without `create`, which is for reading a file that another process uses, a missing file or
        an older schema is an error. `wait` is how many seconds to wait for other processes.
        """
        path = path.absolute()
        connection = None
        try:
            _make_private(path, create=create)
            # SQLite must not create the file, whose mode the umask would decide. The files that SQLite puts beside it
            # get its mode.
            connection = sqlite3.connect(
                f"{path.as_uri()}?mode=rw", uri=True, timeout=wait, isolation_level=None, check_same_thread=False
            )
            _prepare(connection, path, migrations, create=create, wait=wait)
            return cls(path, connection, wait)
        except BaseException as error:
            if connection is not None:
                connection.close()
            if isinstance(error, sqlite3.Error | OSError):
                raise to_store_error(error, path) or StoreError(f"{path} cannot be used: {error}") from error
            raise

    def close(self) -> None:
        """Close, and roll back what is not committed. The last process to close merges the write-ahead log."""
        self.connection.close()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Commit the changes of the block, or none if it raises.

        SQLite's errors about the file become `StoreError`; others pass.
        """
        try:
            self.connection.execute("BEGIN IMMEDIATE")
            yield self.connection
            self.connection.execute("COMMIT")
            self._check_identity()
        except BaseException as error:
            self._roll_back()
            if (converted := to_store_error(error, self.path)) is not None:
                raise converted from error
            raise

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Give the block one snapshot of the file, whatever other processes commit. Raises as `transaction` does."""
        try:
            self.connection.execute("BEGIN")
            yield self.connection
        except sqlite3.Error as error:
            raise to_store_error(error, self.path) or error from error
        finally:
            self._roll_back()

    def truncate_wal(self) -> bool:
        """Move the write-ahead log into the file and truncate it, so that erased data is nowhere on the disk.

        Returns False if it must be retried because another process is reading.
        """
        try:
            self.connection.execute("PRAGMA busy_timeout = 0")
            (busy, _, _) = self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        except sqlite3.Error:  # the next commit fails in the same way, and reports it
            return False
        else:
            return not busy
        finally:
            self.connection.execute(f"PRAGMA busy_timeout = {int(self._wait * 1000)}")

    def _roll_back(self) -> None:
        if self.connection.in_transaction:
            with suppress(sqlite3.Error):
                self.connection.execute("ROLLBACK")

    def _file_identity(self) -> tuple[int, ...]:
        file, wal = os.stat(self.path), os.stat(f"{self.path}-wal")  # noqa: PTH116  # twice for each commit: faster
        return file.st_dev, file.st_ino, wal.st_dev, wal.st_ino

    def _check_identity(self) -> None:
        """Raise `StoreDamagedError` if the file was deleted or replaced while open: the commit is lost then."""
        try:
            if self._file_identity() == self._identity:
                return
        except OSError:
            pass
        raise StoreDamagedError(
            f"{self.path}, or the file beside it that ends in -wal, was deleted, moved or replaced while the program"
            " was using it, and what it writes would be lost. Stop it, restore the files if you can, and start it again"
        )


def _make_private(path: Path, *, create: bool) -> None:
    """Create the file if `create`, and restrict it to its owner from the moment it exists."""
    if create and not path.parent.is_dir():
        raise StoreError(
            f"{path} cannot be created: there is no folder {path.parent}. Create it, or set another data_dir"
        )
    try:
        if create:
            with suppress(FileExistsError):
                os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, _PRIVATE))
        # The umask may have removed more, and an older file may be open to others. The mode is set by name: opening
        # and closing a file that SQLite has open would drop this process's locks.
        for name in (path, Path(f"{path}-wal"), Path(f"{path}-shm")):
            with suppress(FileNotFoundError):
                if stat.S_IMODE(name.stat().st_mode) != _PRIVATE and name.is_file():
                    name.chmod(_PRIVATE)
    except OSError as error:
        raise StoreBusyError(
            f"{path} cannot be created, or closed to other users: {error.strerror}. Give the file, and write access to"
            f" the folder {path.parent}, to the user who runs the program, or set another data_dir"
        ) from error
    if not path.exists():
        raise StoreMissingError(f"{path} does not exist. `verbatim telegram` creates it when it first runs")
    if not path.is_file():
        raise StoreDamagedError(f"{path} is not a file. Move it away, or set another data_dir")


def _prepare(
    connection: sqlite3.Connection, path: Path, migrations: Sequence[Migration], *, create: bool, wait: float
) -> None:
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA trusted_schema = OFF")
    _check_version(connection, path, migrations, create=create)
    if _enable_wal(connection, time.monotonic() + wait) != "wal":
        raise StoreError(
            f"{path} is on a disk where SQLite cannot use a write-ahead log, such as a network disk. Use a local one"
        )
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA fullfsync = ON")  # on macOS, where fsync leaves data in the disk's cache
    connection.execute(f"PRAGMA journal_size_limit = {_WAL_SIZE}")
    if create:
        # This checks the indexes too: a waiting question that is missing in one would never be answered.
        (found,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
        if found != "ok":
            raise damaged(path, found)
        _migrate(connection, path, migrations)
        # A write, so that a read-only file fails here.
        connection.execute(f"PRAGMA user_version = {len(migrations)}")
    # The first read creates the log, whose identity is then checked after each commit.
    connection.execute("SELECT count(*) FROM sqlite_master").fetchone()


def _enable_wal(connection: sqlite3.Connection, deadline: float) -> str:
    """Try to enable the write-ahead log (WAL); return the journal mode. SQLite's busy timeout does not cover this."""
    while True:
        try:
            return str(connection.execute("PRAGMA journal_mode = WAL").fetchone()[0])
        except sqlite3.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(_RETRY)


def _check_version(connection: sqlite3.Connection, path: Path, migrations: Sequence[Migration], *, create: bool) -> int:
    """Return how many migrations the file has. Raises `StoreError` if this version cannot use it."""
    owns_transaction = not connection.in_transaction
    if owns_transaction:
        connection.execute("BEGIN")  # one snapshot: another process may be creating the file
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    if owns_transaction:
        connection.execute("COMMIT")
    if application != _APPLICATION_ID and (application or version or tables):
        raise StoreError(f"{path} is a database of another program. Move it away, or set another data_dir")
    if version > len(migrations):
        raise StoreError(
            f"{path} was written by a newer version of this program (schema {version}; this one knows"
            f" {len(migrations)}). Install that version again, or move the file away to begin with an empty one"
        )
    if version < len(migrations) and not create:
        raise StoreError(
            f"{path} was written by an older version of this program (schema {version}; this one needs"
            f" {len(migrations)}). Start the bot of this version once: it converts the file"
        )
    return int(version)


def _migrate(connection: sqlite3.Connection, path: Path, migrations: Sequence[Migration]) -> None:
    """Apply the missing migrations, each in its own transaction."""
    for number, migration in enumerate(migrations, start=1):
        connection.execute("BEGIN IMMEDIATE")
        try:
            # Checked within the transaction: another process may be migrating too.
            if _check_version(connection, path, migrations, create=True) < number:
                for statement in migration:
                    connection.execute(statement)
                connection.execute(f"PRAGMA application_id = {_APPLICATION_ID}")
                connection.execute(f"PRAGMA user_version = {number}")
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
