"""Groups that became supergroups, in a real database."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.asked import Asked
from bot.given_answer import GivenAnswer
from bot.storage import FILE, AnswerRow, Asker, Database, Tables

GROUP, SUPERGROUP, ANN = -5, -1005, 7
NOW = Asker(SUPERGROUP, None, ANN)


@pytest.fixture
def tables(tmp_path: Path) -> Iterator[Tables]:
    """Open the tables of a new database."""
    database = Database.open(tmp_path / FILE)
    yield Tables(database.connection)
    database.close()


def row(key: str, question_id: int, *, chat_id: int = GROUP, at: float = 100.0) -> AnswerRow:
    given = GivenAnswer(Asked.plainly(key), answered=True, fingerprint="0123", page=3, quoted=())
    return AnswerRow(key, chat_id, None, ANN, question_id, question_id + 1, given, at)


def last(tables: Tables, before: int, asker: Asker = NOW) -> str | None:
    given = tables.last_turn(asker, before, 0, 1000)
    return None if given is None else given.asked.question


def test_answers_and_what_may_follow_them_move_along(tables: Tables) -> None:
    tables.give(row("first", 70))
    tables.give(row("second", 80))
    tables.moves.move(GROUP, SUPERGROUP)
    for chat_id in (GROUP, SUPERGROUP):  # a button may still be pressed in the group
        moved = tables.find("second", chat_id, 0)
        assert moved is not None
        assert moved.chat_id == SUPERGROUP
    assert tables.find("second", -6, 0) is None
    # The first message of the supergroup has a lower id than those of the group.
    assert last(tables, 1) == "second"
    tables.give(row("third", 1, chat_id=SUPERGROUP))
    assert last(tables, 2) == "third"
    assert last(tables, 1) == "second"


@pytest.mark.parametrize("times", [1, 2])
def test_what_was_on_its_way_and_what_waited_belongs_to_the_supergroup(tables: Tables, times: int) -> None:
    tables.give(row("first", 70))
    for _ in range(times):
        tables.moves.move(GROUP, SUPERGROUP)
        tables.give(row("late", 80))
    assert last(tables, 1) == "late"
    # A message of the group that is read only now follows what was asked before it.
    assert last(tables, 75, Asker(GROUP, None, ANN)) == "first"


def test_a_new_conversation_stays_new(tables: Tables) -> None:
    in_group = Asker(GROUP, None, ANN)
    tables.give(row("first", 70))
    tables.end_turns(in_group, 90)
    tables.moves.move(GROUP, SUPERGROUP)
    assert last(tables, 1) is None
    tables.give(row("second", 95))
    assert last(tables, 1) == "second"
    tables.end_turns(in_group, 90)  # the message of the group is read only now: the question after it stands
    assert last(tables, 1) == "second"


def test_no_message_of_the_supergroup_is_taken_for_one_of_the_group(tables: Tables) -> None:
    tables.give(row("first", 70))
    tables.moves.move(GROUP, SUPERGROUP)
    assert tables.answers.by_question(SUPERGROUP, 70, 0) is None
    assert tables.answers.by_message(SUPERGROUP, 71, 0) is None


def test_other_chats_stay_where_they_are(tables: Tables) -> None:
    tables.give(row("other", 70, chat_id=-6))
    tables.moves.move(GROUP, SUPERGROUP)
    assert last(tables, 71, Asker(-6, None, ANN)) == "other"
