"""What those who run the bot can ask about its work, from what is recorded in the data folder."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from bot.clock import SYSTEM_CLOCK, Clock
from bot.figures import every_day, sums_of
from bot.reports import Statistics
from bot.storage import Tables, read_records

_PERIODS = (7, 30)
"""The days of the periods over which figures are summed."""

Result = TypeVar("Result")


class Operations:
    """Makes the reports. Each reads the database file anew, whether a bot is using it or not.

    Each raises `StoreMissingError` if there is no such file, and another `StoreError` if it cannot be read.
    """

    def __init__(self, file: Path, clock: Clock = SYSTEM_CLOCK) -> None:
        """Take the database file, which need not exist."""
        self._file = file
        self._clock = clock

    async def statistics(self) -> Statistics:
        """Return how much was asked and answered."""
        today = datetime.fromtimestamp(self._clock.time(), UTC).date()
        longest = max(_PERIODS)
        first = every_day((), today, longest)[0].day
        counted = await self._read(lambda tables: tables.counters.since(first))
        days = every_day(counted, today, longest)
        return Statistics(tuple(sums_of(days[-period:]) for period in _PERIODS), days)

    async def _read(self, of: Callable[[Tables], Result]) -> Result:
        return await asyncio.to_thread(read_records, self._file, of)
