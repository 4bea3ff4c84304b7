"""Links to questions that were typed in other chats, in a real database."""

import pytest

from bot.storage import Database, LinkedQuestion, Tables
from bot.storage.links import MOST_OF_PERSON


@pytest.fixture
def tables(database: Database) -> Tables:
    """Return the tables of a new database."""
    return Tables(database.connection)


def link(key: str, question: str = "why?", person_id: int = 7, at: float = 100.0) -> LinkedQuestion:
    """Make a link."""
    return LinkedQuestion(key, person_id, question, at)


def test_a_link_leads_who_typed_its_question_to_it_and_nobody_else(tables: Tables) -> None:
    tables.links.put(link("a", "what \ud800 now?"))
    assert tables.links.question("a", 7, since=100) == "what \\ud800 now?"
    assert tables.links.question("a", 8, since=100) is None
    assert tables.links.question("b", 7, since=100) is None
    assert tables.links.question("a", 7, since=101) is None


def test_a_link_that_is_stored_again_leads_to_the_newer_question(tables: Tables) -> None:
    tables.links.put(link("a", "wh"))
    tables.links.put(link("a", "why?", at=200))
    assert tables.links.question("a", 7, since=150) == "why?"


def test_of_a_person_the_newest_few_are_kept(tables: Tables) -> None:
    tables.links.put(link("other", person_id=8, at=1))
    for number in range(MOST_OF_PERSON + 2):
        tables.links.put(link(f"k{number}", at=100 + number))
    found = [number for number in range(MOST_OF_PERSON + 2) if tables.links.question(f"k{number}", 7, 0)]
    assert found == [2, 3, 4]
    assert tables.links.question("other", 8, since=0) == "why?"


def test_old_links_are_purged(tables: Tables) -> None:
    for key, at in (("a", 50), ("b", 60), ("c", 100)):
        tables.links.put(link(key, at=at))
    assert tables.links.purge(100, limit=1) == 1
    assert tables.links.purge(100) == 1
    assert tables.links.question("c", 7, since=0) == "why?"


def test_what_a_person_typed_is_erased_with_all_else(tables: Tables) -> None:
    tables.links.put(link("a", "a very secret question"))
    tables.links.put(link("b", "what somebody else typed", person_id=8))
    tables.erase(7)
    assert tables.has_erased
    assert tables.links.question("a", 7, since=0) is None
    assert tables.links.question("b", 8, since=0) == "what somebody else typed"
