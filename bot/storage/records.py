"""The tables for those who only read them, whether a bot is using the file or not."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TypeVar

from bot.storage.database import Database
from bot.storage.tables import Tables

_WAIT = 10.0
"""Seconds to wait for the lock, which a running bot releases between its commits."""

Result = TypeVar("Result")


def read_records(file: Path, of: Callable[[Tables], Result]) -> Result:
    """Return what a function reads of the tables in a file, all in one state of them.

    Raises `StoreMissingError` if there is no such file, and another `StoreError` if it cannot be read.
    """
    with closing(Database.open(file, create=False, wait=_WAIT)) as database, database.reading() as connection:
        return of(Tables(connection))
