"""Replies to those who run the bot, as frozen values: what it has done, and how it is."""

from dataclasses import dataclass
from datetime import datetime

from bot.answer import Why
from bot.figures import DayFigures, Period
from retrieval.models import CorpusSummary


@dataclass(frozen=True, slots=True)
class Statistics:
    """How much was asked and answered, over several periods. `days` are those of the longest, the oldest first."""

    periods: tuple[Period, ...]
    days: tuple[DayFigures, ...]


@dataclass(frozen=True, slots=True)
class QuestionGroup:
    """Like questions: how many, of how many people that are known, on which days of UTC, and the most frequent text."""

    text: str
    count: int
    people: int
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class Unanswered:
    """The questions of the last `days` days that were not answered: how many, and the groups, the largest first."""

    days: int
    questions: int
    groups: tuple[QuestionGroup, ...]


@dataclass(frozen=True, slots=True)
class DislikedAnswer:
    """A disliked answer to a question of a `day`, made anew: None if the articles have changed so that it is another.

    `question` is what the person asked, `searched` what was searched to answer it.
    """

    day: str
    question: str
    searched: str
    why: Why | None


@dataclass(frozen=True, slots=True)
class Feedback:
    """The answers of the last `days` days that were disliked: how many, and the newest of them, the newest first."""

    days: int
    dislikes: int
    answers: tuple[DislikedAnswer, ...]


@dataclass(frozen=True, slots=True)
class QuestionsNotKept:
    """Questions are not stored: the setting `store_questions` is off."""


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


Report = Statistics | Unanswered | Feedback | QuestionsNotKept | Status | NoRecords
