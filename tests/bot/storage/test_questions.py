"""The questions that an operator keeps, in a real database."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.asked import Asked
from bot.given_answer import GivenAnswer
from bot.storage import AnswerRow, Database, StoredQuestion, Tables
from tests.bot.storage.updates import everything_in

_GIVEN = GivenAnswer(Asked.plainly("what did Xi pledge?"), answered=True, fingerprint="0123", page=3, quoted=())


@pytest.fixture
def tables(database: Database) -> Tables:
    """Return the tables of a new database."""
    return Tables(database.connection)


def question(key: str, person_id: int | None = 7, *, answered: bool = False, at: float = 100.0) -> StoredQuestion:
    """Make a question whose text is its key."""
    return StoredQuestion(key, person_id, key, answered, at)


def answer(tables: Tables, key: str, given: GivenAnswer = _GIVEN) -> None:
    """Store an answered question with its answer."""
    tables.answers.put(AnswerRow(key, 7, None, 7, 1, 2, given, 100.0))
    tables.questions.put(question(key, answered=True))


def test_unanswered_questions_are_listed_from_a_time_on(tables: Tables) -> None:
    for it in (question("b", at=300), question("a", at=200), question("old", at=50), question("c", answered=True)):
        tables.questions.put(it)
    assert [it.text for it in tables.questions.unanswered(since=100)] == ["a", "b"]


def test_a_question_that_is_handled_again_is_there_once(tables: Tables) -> None:
    for _ in range(2):
        tables.questions.put(question("k"))
    assert tables.questions.unanswered(0) == [question("k")]


def test_people_are_counted_once_and_the_anonymous_not(tables: Tables) -> None:
    for key, person_id in (("a", 7), ("b", 7), ("c", 8), ("d", None)):
        tables.questions.put(question(key, person_id))
    tables.questions.put(question("old", 9, at=50))
    assert tables.questions.people(since=100) == 2


def test_a_disliked_answer_is_kept_as_it_was_when_it_was_disliked(tables: Tables) -> None:
    offered = replace(_GIVEN, asked=Asked.plainly("what did Biden pledge?"))
    answer(tables, "k")
    tables.show("k", "a:0", offered)
    tables.vote("k", -1)
    assert tables.questions.disliked(0) == [replace(question("k", answered=True), disliked=offered)]
    tables.vote("k", 1)
    assert tables.questions.disliked(0) == []


def test_an_edited_question_has_another_text_and_no_vote(tables: Tables) -> None:
    answer(tables, "k")
    tables.vote("k", -1)
    tables.edit("k", replace(_GIVEN, asked=Asked.plainly("other")))
    tables.count("k", "other", 0.1, answered=False, keeps=True)
    assert tables.questions.disliked(0) == []
    assert [it.text for it in tables.questions.unanswered(0)] == ["other"]
    tables.count("none", "other", 0.1, answered=False, keeps=True)
    assert len(tables.questions.unanswered(0)) == 1


def test_a_vote_stays_in_another_order_of_the_quotes_and_a_question_keeps_it(tables: Tables) -> None:
    answer(tables, "k")
    tables.vote("k", -1)
    tables.show("k", "a:0", replace(_GIVEN, asked=replace(_GIVEN.asked, newest_first=True)))
    tables.count("k", "k", 0.1, answered=True, keeps=True)
    assert tables.questions.disliked(0) == [replace(question("k", answered=True), disliked=_GIVEN)]
    tables.show("k", "a:1", replace(_GIVEN, asked=Asked.plainly("other")))
    assert tables.questions.disliked(0) == []


def test_a_vote_and_an_edit_store_no_question_where_none_is_kept(tables: Tables) -> None:
    tables.answers.put(AnswerRow("k", 7, None, 7, 1, 2, _GIVEN, 100.0))
    tables.vote("k", -1)
    tables.edit("k", replace(_GIVEN, asked=Asked.plainly("other")))
    tables.count("k", "other", 0.1, answered=False, keeps=False)
    assert tables.questions.disliked(0) == tables.questions.unanswered(0) == []


def test_what_is_erased_purged_or_removed_is_nowhere_on_the_disk(file: Path) -> None:
    database = Database.open(file)
    texts = [f"a very private question {number}" for number in range(4)]
    with database.transaction() as connection:
        tables = Tables(connection)
        for number, text in enumerate(texts):
            tables.questions.put(
                StoredQuestion(str(number), 7 + number // 2, text, answered=False, asked_at=100 * number)
            )
    with database.transaction() as connection:
        tables = Tables(connection)
        tables.erase(8)
        assert tables.questions.purge(before=50) == 1
        tables.questions.remove("1")
        assert tables.has_erased
        assert tables.questions.unanswered(0) == []
    assert database.truncate_wal()
    database.close()
    assert b"private" not in everything_in(file.parent)


def test_a_question_with_half_a_surrogate_is_kept_with_its_escape(tables: Tables) -> None:
    tables.questions.put(replace(question("k"), text="\ud83d?"))
    assert [it.text for it in tables.questions.unanswered(0)] == ["\\ud83d?"]
