"""Replies to those who run the bot, as frozen values: what it has done, and how it is."""

from dataclasses import dataclass

from bot.figures import DayFigures, Period


@dataclass(frozen=True, slots=True)
class Statistics:
    """How much was asked and answered, over several periods. `days` are those of the longest, the oldest first."""

    periods: tuple[Period, ...]
    days: tuple[DayFigures, ...]


@dataclass(frozen=True, slots=True)
class NoRecords:
    """Nothing is recorded, or it cannot be read: the `reason`, which is no marked text, says why and what to do."""

    reason: str | None = None


Report = Statistics | NoRecords
