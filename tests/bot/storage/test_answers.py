"""The answers that were given, in a real database."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.asked import Alternative, Asked, Quoted
from bot.given_answer import GivenAnswer
from bot.storage import FILE, AnswerRow, Asker, Database, Tables
from retrieval.models import Filters

_GIVEN = GivenAnswer(
    Asked(
        "what did Xi pledge?",
        "and Xi? source:AP",
        Filters(sources=frozenset({"Kyodo", "AP"}), since="2021-04-01"),
        newest_first=True,
        leave_out=(Quoted.of("b.txt", 0, 2, "oh"),),
    ),
    answered=True,
    fingerprint="0123",
    page=3,
    quoted=(Quoted.of("a “b”.txt", 3, 8, "hello"),),
    alternatives=(
        Alternative(Asked.plainly("what did Kerry pledge?")),
        Alternative(Asked("Xi"), "Ask %(it)s", (("it", "Xi"),)),
    ),
    listed=5,
)


def _row(key: str, *, chat_id: int = 7, person_id: int | None = 7, message_id: int = 2, at: float = 100.0) -> AnswerRow:
    return AnswerRow(key, chat_id, None, person_id, 1, message_id, _GIVEN, at)


@pytest.fixture
def tables(tmp_path: Path) -> Iterator[Tables]:
    """Open the tables of a new database."""
    database = Database.open(tmp_path / FILE)
    yield Tables(database.connection)
    database.close()


def test_an_answer_is_found_by_its_key_its_question_and_its_message(tables: Tables) -> None:
    row = _row("k")
    tables.answers.put(row)
    assert tables.answers.by_key("k", 0) == row
    assert tables.answers.by_question(7, 1, 0) == row
    assert tables.answers.by_message(7, 2, 0) == row
    assert tables.answers.by_message(8, 2, 0) is None


def test_a_repeated_answer_takes_the_place_of_the_first(tables: Tables) -> None:
    for row in (_row("k"), replace(_row("k"), message_id=9, vote=1)):
        tables.answers.put(row)
    assert tables.answers.by_key("k", 0) == replace(_row("k"), message_id=9, vote=1)
    assert tables.answers.by_message(7, 2, 0) is None


def test_an_answer_to_an_old_question_is_not_found_and_is_purged(tables: Tables) -> None:
    tables.answers.put(_row("old", at=100))
    tables.answers.put(_row("new", at=200))
    assert tables.answers.by_key("old", 150) is None
    assert tables.answers.purge(150) == 1
    assert tables.answers.by_key("old", 0) is None
    assert tables.answers.by_key("new", 0) is not None


def test_the_answers_to_a_person_are_erased_in_every_chat(tables: Tables) -> None:
    tables.answers.put(_row("private"))
    tables.answers.put(_row("group", chat_id=-5))
    tables.answers.put(_row("other", chat_id=-5, person_id=8))
    assert tables.answers.erase(7) == 2
    assert tables.answers.by_key("other", 0) is not None


def test_a_key_depends_on_the_update_and_on_the_secret_of_the_database_which_stays(tmp_path: Path) -> None:
    keys = []
    for name in ("one.db", "one.db", "other.db"):
        database = Database.open(tmp_path / name)
        made = Tables(database.connection).answers.keys()
        keys.append([made.of(1), made.of(2)])
        database.close()
    assert keys[0] == keys[1]
    assert len({key for pair in keys for key in pair}) == 4


def test_what_was_given_survives_its_json() -> None:
    assert GivenAnswer.from_json(_GIVEN.to_json()) == _GIVEN


ASKER = Asker(7, None, 7)


def _turn(number: int, *, asker: Asker = ASKER, answered: bool = True, question: str = "") -> AnswerRow:
    given = replace(_GIVEN, asked=Asked.plainly(question or f"question {number}"), answered=answered, listed=0)
    message_id, sent_at = 1000 + number, 100.0 * number
    return AnswerRow(f"k{number}", asker.chat_id, asker.topic_id, asker.person_id, number, message_id, given, sent_at)


def _followed(tables: Tables, before: int, asker: Asker = ASKER, since: float = 0.0) -> str | None:
    given = tables.answers.last_turn(asker, before, since, 100.0 * before)
    return None if given is None else given.asked.question


def test_the_last_turn_is_the_newest_answer_from_before_a_message_and_never_its_own(tables: Tables) -> None:
    for number in (1, 2, 3):
        tables.answers.put(_turn(number))
    assert _followed(tables, 4) == "question 3"
    assert _followed(tables, 3) == "question 2"
    assert _followed(tables, 1) is None


def test_what_was_not_answered_is_too_old_or_was_written_elsewhere_is_no_turn(tables: Tables) -> None:
    tables.answers.put(_turn(1))
    tables.answers.put(_turn(2, answered=False))
    tables.answers.put(_turn(3, asker=Asker(7, 5, 7)))
    tables.answers.put(_turn(4, asker=Asker(7, None, 8)))
    tables.answers.put(_turn(5, asker=Asker(8, None, 7)))
    assert _followed(tables, 9) == "question 1"
    assert _followed(tables, 9, since=101.0) is None


def test_new_ends_what_was_said_before_it_but_not_for_earlier_messages(tables: Tables) -> None:
    tables.answers.put(_turn(1))
    tables.answers.end_turns(ASKER, by=3)
    tables.answers.end_turns(ASKER, by=9)
    assert _followed(tables, 4) is None
    assert _followed(tables, 2) == "question 1"
    tables.answers.put(_turn(1, question="edited"))
    assert _followed(tables, 4) is None
    assert _followed(tables, 2) == "edited"
    tables.answers.put(_turn(5))
    assert _followed(tables, 6) == "question 5"


def test_a_view_leaves_the_turn_and_a_choice_makes_one(tables: Tables) -> None:
    chosen = replace(_GIVEN, asked=Asked.plainly("chosen"))
    for number, answered in ((1, True), (2, False)):
        tables.answers.put(_turn(number, answered=answered))
        tables.show(f"k{number}", "a:0", chosen)
    assert _followed(tables, 2) == "question 1"
    assert _followed(tables, 3) == "chosen"


def test_how_far_the_quotes_of_a_turn_were_listed_is_noted_there_and_a_vote_stays(tables: Tables) -> None:
    row = replace(_turn(1), vote=1)
    tables.answers.put(row)
    other = replace(row.given, asked=Asked.plainly("other"), listed=90)
    for given in (replace(row.given, listed=6), replace(row.given, listed=3), row.given):
        tables.show(row.key, "q:3", given)
    shown = tables.answers.by_key(row.key, 0)
    assert shown is not None
    assert shown.vote == 1
    tables.show(row.key, "a:0", other)
    assert tables.answers.last_turn(ASKER, 2, 0, 1000) == replace(row.given, listed=6)
    shown = tables.answers.by_key(row.key, 0)
    assert shown is not None
    assert (shown.vote, shown.given) == (0, other)
