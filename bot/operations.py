"""What those who run the bot can ask about its work, from what is recorded in the data folder."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from bot.clock import SYSTEM_CLOCK, Clock
from bot.figures import every_day, sums_of
from bot.reports import IndexState, Statistics, Status
from bot.storage import State, StoreMissingError, Tables, read_records

_PERIODS = (7, 30)
"""The days of the periods over which figures are summed."""

Result = TypeVar("Result")


class Operations:
    """Makes the reports. Each reads the database file anew, whether a bot is using it or not.

    Each raises `StoreMissingError` if there is no such file, and another `StoreError` if it cannot be read.
    """

    def __init__(
        self, file: Path, index: Callable[[], IndexState | None] = lambda: None, clock: Clock = SYSTEM_CLOCK
    ) -> None:
        """Take the database file, which need not exist, and what returns the state of the index, if there is one."""
        self._file = file
        self._index = index
        self._clock = clock

    async def statistics(self) -> Statistics:
        """Return how much was asked and answered."""
        today = datetime.fromtimestamp(self._clock.time(), UTC).date()
        longest = max(_PERIODS)
        first = every_day((), today, longest)[0].day
        counted = await self._read(lambda tables: tables.counters.since(first))
        days = every_day(counted, today, longest)
        return Statistics(tuple(sums_of(days[-period:]) for period in _PERIODS), days)

    async def status(self) -> Status:
        """Return how the bot is now. Raises what reading the state of the index raises."""
        index = await asyncio.to_thread(self._index)
        try:
            counts = await self._read(lambda tables: tables.inbox.counts())
        except StoreMissingError:
            return Status(index, None, None, None)
        return Status(index, counts[State.RECEIVED], counts[State.WORKING], counts[State.DEAD])

    async def _read(self, of: Callable[[Tables], Result]) -> Result:
        return await asyncio.to_thread(read_records, self._file, of)
