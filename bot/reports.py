"""Replies to those who run the bot, as frozen values: what it has done, and how it is."""

from dataclasses import dataclass
from datetime import datetime

from bot.figures import DayFigures, Period
from retrieval.models import CorpusSummary


@dataclass(frozen=True, slots=True)
class Statistics:
    """How much was asked and answered, over several periods. `days` are those of the longest, the oldest first."""

    periods: tuple[Period, ...]
    days: tuple[DayFigures, ...]


@dataclass(frozen=True, slots=True)
class IndexState:
    """The generation of the index that answers. Times are in UTC.

    `engine` is the library that searches it. `loaded_at` is when this process began to serve it, None if it does not.
    """

    generation: int
    corpus: CorpusSummary
    engine: str
    written_at: datetime
    loaded_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Status:
    """How the bot is now. `index` is None if there is none yet.

    `waiting` messages wait for their turn, `working` ones are being answered, `dead` ones could not be. All are
    None if no bot has run.
    """

    index: IndexState | None
    waiting: int | None
    working: int | None
    dead: int | None


@dataclass(frozen=True, slots=True)
class NoRecords:
    """Nothing is recorded, or it cannot be read: the `reason`, which is no marked text, says why and what to do."""

    reason: str | None = None


Report = Statistics | Status | NoRecords
