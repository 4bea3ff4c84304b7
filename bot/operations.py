"""What those who run the bot can ask about its work, from what is recorded in the data folder."""

import asyncio
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TypeVar

from bot.answer import Why
from bot.clock import SYSTEM_CLOCK, Clock
from bot.figures import DayFigures, every_day, sums_of
from bot.question_groups import groups_of
from bot.reports import DislikedAnswer, Feedback, IndexState, QuestionsNotKept, Statistics, Status, Unanswered
from bot.requests import Action
from bot.storage import State, StoredQuestion, StoreMissingError, Tables, read_records
from bot.views import Views

_PERIODS = (7, 30)
"""The days of the periods over which figures are summed."""
_DAY_SECONDS = 86_400

Result = TypeVar("Result")


class Operations:
    """Makes the reports. Each reads the database file anew, whether a bot is using it or not.

    Each raises `StoreMissingError` if there is no such file, and another `StoreError` if it cannot be read.
    """

    def __init__(
        self,
        file: Path,
        index: Callable[[], IndexState | None] = lambda: None,
        question_days: int | None = None,
        clock: Clock = SYSTEM_CLOCK,
    ) -> None:
        """Take the database file, which need not exist, and what returns the state of the index, if there is one.

        `question_days` is how long questions are stored, None if they are not.
        """
        self._file = file
        self._index = index
        self._question_days = question_days
        self._clock = clock

    async def statistics(self) -> Statistics:
        """Return how much was asked and answered."""
        today = _date_of(self._clock.time())
        no_days = every_day((), today, max(_PERIODS))
        counted, people = await self._read(
            lambda tables: (
                tables.counters.since(no_days[0].day),
                [self._people(tables, no_days[-period:]) for period in _PERIODS],
            )
        )
        days = every_day(counted, today, len(no_days))
        periods = (sums_of(days[-period:], asked) for period, asked in zip(_PERIODS, people, strict=True))
        return Statistics(tuple(periods), days)

    async def unanswered(self) -> Unanswered | QuestionsNotKept:
        """Return which questions were not answered."""
        if (days := self._question_days) is None:
            return QuestionsNotKept()
        since = self._clock.time() - days * _DAY_SECONDS
        questions = await self._read(lambda tables: tables.questions.unanswered(since))
        return Unanswered(days, len(questions), await asyncio.to_thread(groups_of, questions))

    async def feedback(self, views: Views, most: int | None = None) -> Feedback | QuestionsNotKept:
        """Return which answers were disliked, the newest of them made anew by `views`; at most `most`."""
        if (days := self._question_days) is None:
            return QuestionsNotKept()
        since = self._clock.time() - days * _DAY_SECONDS
        disliked = await self._read(lambda tables: tables.questions.disliked(since))
        newest = disliked[::-1][:most]
        return Feedback(days, len(disliked), tuple([await _made_anew(it, views) for it in newest]))

    async def status(self, update_id: int | None = None) -> Status:
        """Return how the bot is now, aside from the update that asks for it, if one does.

        Raises what reading the state of the index raises.
        """
        index = await asyncio.to_thread(self._index)
        try:
            counts = await self._read(lambda tables: tables.inbox.counts())
        except StoreMissingError:
            return Status(index, None, None, None)
        others = counts[State.WORKING] - (update_id is not None)
        return Status(index, counts[State.RECEIVED], max(0, others), counts[State.DEAD])

    def _people(self, tables: Tables, days: tuple[DayFigures, ...]) -> int | None:
        """Return how many people asked on these days and since; None if it is not stored of all of them."""
        if self._question_days is None or self._question_days < len(days):
            return None
        return tables.questions.people(datetime.fromisoformat(days[0].day).replace(tzinfo=UTC).timestamp())

    async def _read(self, of: Callable[[Tables], Result]) -> Result:
        return await asyncio.to_thread(read_records, self._file, of)


async def _made_anew(question: StoredQuestion, views: Views) -> DislikedAnswer:
    day, given = _date_of(question.asked_at).isoformat(), question.disliked
    shown = None if given is None else await views.show(given, Action.WHY, 0)
    searched = question.text if given is None else given.asked.question
    return DislikedAnswer(day, question.text, searched, shown if isinstance(shown, Why) else None)


def _date_of(at: float) -> date:
    return datetime.fromtimestamp(at, UTC).date()
