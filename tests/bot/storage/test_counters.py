"""The daily counters, in a real database."""

from datetime import UTC, datetime

import pytest

from bot.asked import Asked
from bot.figures import DayFigures
from bot.given_answer import GivenAnswer
from bot.storage import AnswerRow, Database, Tables

NOON = datetime(2026, 11, 29, 12, tzinfo=UTC).timestamp()
_GIVEN = GivenAnswer(Asked.plainly("what did Xi pledge?"), answered=True, fingerprint="0123", page=3, quoted=())


@pytest.fixture
def tables(database: Database) -> Tables:
    """Return the tables of a new database."""
    return Tables(database.connection)


def answer(tables: Tables, key: str = "k", at: float = NOON) -> None:
    """Store an answer as a job does at its end."""
    tables.answers.put(AnswerRow(key, 7, None, 7, 1, 2, _GIVEN, at))
    tables.counters.count_answer(at, 0.04, answered=True)


def test_questions_are_counted_by_the_day_of_their_arrival(tables: Tables) -> None:
    tables.counters.count_answer(NOON, 0.04, answered=True)
    tables.counters.count_answer(NOON, 7.5, answered=False)
    tables.counters.count_answer(NOON + 12 * 3600 - 1, 0.03001, answered=True)
    tables.counters.count_answer(NOON + 12 * 3600, 1, answered=True)
    assert tables.counters.since("2026-11-29") == [
        DayFigures("2026-11-29", answered=2, not_answered=1, latencies=((0.05, 2), (10, 1))),
        DayFigures("2026-11-30", answered=1, latencies=((1, 1),)),
    ]
    assert [it.day for it in tables.counters.since("2026-11-30")] == ["2026-11-30"]


def test_a_vote_that_is_changed_moves_and_one_that_is_repeated_does_not_count(tables: Tables) -> None:
    answer(tables)
    seen = []
    for vote in (1, 1, -1, -1, 1):
        tables.vote("k", vote)
        [day] = tables.counters.since("2026-11-29")
        seen.append((day.likes, day.dislikes))
    assert seen == [(1, 0), (1, 0), (0, 1), (0, 1), (1, 0)]


def test_a_question_is_counted_once_with_its_last_outcome(tables: Tables) -> None:
    tables.answers.put(AnswerRow("k", 7, None, 7, 1, 2, _GIVEN, NOON))
    for answered in (False, True, True, False, True):
        tables.count("k", "what?", 0.04, answered=answered, keeps=False)
    assert tables.counters.since("2026-11-29") == [DayFigures("2026-11-29", answered=1, latencies=((0.05, 1),))]


def test_a_vote_for_an_answer_that_is_gone_counts_nothing(tables: Tables) -> None:
    tables.vote("k", 1)
    assert tables.counters.since("2026-11-01") == []


def test_a_vote_from_before_there_were_counters_does_not_make_them_negative(tables: Tables) -> None:
    tables.answers.put(AnswerRow("k", 7, None, 7, 1, 2, _GIVEN, NOON, vote=1))
    tables.vote("k", -1)
    [day] = tables.counters.since("2026-11-29")
    assert (day.likes, day.dislikes) == (0, 1)


def test_counters_hold_no_id_and_stay_when_a_person_is_forgotten(tables: Tables) -> None:
    answer(tables)
    tables.vote("k", 1)
    tables.erase(7)
    [day] = tables.counters.since("2026-11-29")
    assert (day.questions, day.likes) == (1, 1)
