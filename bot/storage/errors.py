"""Errors of the database file: each names the file, what happened, and what to do next."""

import sqlite3
from pathlib import Path


class StoreError(Exception):
    """The file cannot be used."""


class StoreMissingError(StoreError):
    """There is no file, and `open` may not create it."""


class StoreDamagedError(StoreError):
    """The file is damaged, gone or no database: a retry cannot succeed."""


class StoreBusyError(StoreError):
    """The file is locked or read-only, or its disk is full or failing. Nothing is lost, and a retry may succeed."""


_DAMAGED = (
    "{file} is damaged: {reason}. Stop the program, keep a copy of the file and of those beside it that end in -wal and"
    " -shm, then put a backup in its place, or move it away to begin with an empty one; its unanswered"
    " questions are then lost"
)
_TRANSIENT = {
    sqlite3.SQLITE_BUSY: (
        "{file} is locked by another process: {reason}. Close whatever else has it open, such as another copy of this"
        " program, an SQLite shell or a backup"
    ),
    sqlite3.SQLITE_FULL: "{file} cannot grow, its disk is full: {reason}. Make room on the disk",
    sqlite3.SQLITE_IOERR: "{file} cannot be read or written: {reason}. Check the disk, and whether it is full",
    sqlite3.SQLITE_READONLY: (
        "{file} cannot be written: {reason}. Let the user who runs the program write it, those beside it that end in"
        " -wal and -shm, and their folder"
    ),
    sqlite3.SQLITE_CANTOPEN: (
        "{file} cannot be opened: {reason}. Check that it is a file, and that the user who runs the program may"
        " write it and its folder"
    ),
}
_SAME_AS = {
    sqlite3.SQLITE_LOCKED: sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_PROTOCOL: sqlite3.SQLITE_BUSY,  # too many processes wait for the lock
    sqlite3.SQLITE_PERM: sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_AUTH: sqlite3.SQLITE_READONLY,
}
# The lower byte of an extended error code is its primary code.
_PRIMARY = 0xFF


def damaged(file: Path, reason: object) -> StoreDamagedError:
    """Return the error for a damaged file."""
    return StoreDamagedError(_DAMAGED.format(file=file, reason=reason))


def to_store_error(error: BaseException, file: Path) -> StoreError | None:
    """Convert an error of SQLite about the file; return None for any other error."""
    extended = getattr(error, "sqlite_errorcode", 0)
    code = extended & _PRIMARY
    code = _SAME_AS.get(code, code)
    if code in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB} or extended == sqlite3.SQLITE_IOERR_CORRUPTFS:
        return damaged(file, error)
    if code in _TRANSIENT:
        return StoreBusyError(_TRANSIENT[code].format(file=file, reason=error))
    return None
