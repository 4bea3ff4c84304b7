"""What a sentence offers to any question."""

from itertools import compress

import pytest
from hypothesis import given, settings

from retrieval.analysis import content_terms, stem, tokens
from retrieval.ranking.profile import BEGINNING, content, profile
from tests.retrieval.analysis.texts import ANY_TEXT


def signs(text: str) -> set[str]:
    """Return the signs of a sentence."""
    return {it for it in profile(text).news(frozenset()) if it.startswith("<")}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("it opened in 1999", {"<year>"}),
        ("the 1990s were good", {"<year>"}),
        ("it has 3000 trees", {"<number>"}),
        ("it grew by 2.5 in all", {"<number>"}),
        ("the 22nd came", {"<number>"}),
        ("seven came", {"<spelled number>"}),
        ("Seven came", {"<spelled number>", "<name first>"}),
        ("a million came", {"<magnitude>"}),
        ("it fell on Friday in April", {"<weekday>", "<month>"}),
        ("she may march", set()),
        ("it lasted five years", {"<spelled number>", "<duration>"}),
        ("it lasted one day", {"<duration>"}),
        ("it lasted years", {"<period>"}),
        ("it is 7 km long", {"<number>", "<measure>"}),
        ("it is a foot", set()),
        ("it cost $7", {"<number>", "<money>"}),
        ("it cost ten dollars", {"<spelled number>", "<money>"}),
        ("it fell by 7%", {"<number>", "<percent>"}),
        ("it fell by 7 percent", {"<number>", "<percent>"}),
        ("it fell by 7 per cent", {"<number>", "<percent>"}),
        ("he said “no”", {"<quotation>"}),
        ('he said "no"', {"<quotation>"}),
        ("it has oak, ash, and elm", {"<list>"}),
        ("it has oak and ash, or so", set()),
        ("Ferries sail", {"<name first>"}),
        ("The ferries sail", set()),
        ("we met Kerry", {"<name>"}),
        ("we met John Kerry", {"<name>", "<full name>"}),
        ("we met in Shanghai", {"<name>", "<place>"}),
        ("it was sung by Ann", {"<name>", "<by name>"}),
        ("they came, (Kerry left)", {"<name>"}),
        ("nothing to tell", set()),
        ("", set()),
    ],
)
def test_a_sentence_has_the_signs_of_what_it_tells(text: str, expected: set[str]) -> None:
    assert signs(text) == expected


def test_words_and_places_are_those_of_the_sentence() -> None:
    found = profile("The ferries sail to the harbour, and ferries sail back.")
    assert found.sequence == tuple(
        map(stem, ("the", "ferries", "sail", "to", "the", "harbour", "and", "ferries", "sail", "back"))
    )
    assert found.content == {"ferri", "sail", "harbour", "back"}
    assert found.beginnings == {"ferr", "sail", "harb", "back"}
    assert list(compress(found.sequence, found.is_content)) == ["ferri", "sail", "harbour", "ferri", "sail", "back"]
    assert found.length == 6


@pytest.mark.parametrize(
    ("text", "begins"), [("It sails.", True), ("“They sail.”", True), ("Item.", False), ("Here it sails.", False)]
)
def test_a_pronoun_is_told_only_at_the_beginning(text: str, begins: bool) -> None:  # noqa: FBT001  (a parameter)
    assert profile(text).begins_with_pronoun is begins


def test_news_are_what_the_question_does_not_hold() -> None:
    told = profile("Kerry spoke in 1999 and on Friday")
    assert told.news(frozenset()) == {*told.sequence, "<name first>", "<year>", "<weekday>"}
    assert told.news(frozenset({"kerri", "1999"})) == {"speak", "in", "and", "on", "friday", "<weekday>"}


def test_a_sign_is_news_while_one_of_its_words_is() -> None:
    told = profile("it was so in 1999 and in 2001")
    assert "<year>" in told.news(frozenset({"1999"}))
    assert "<year>" not in told.news(frozenset({"1999", "2001"}))


def test_a_sign_that_stands_on_no_word_is_always_news() -> None:
    told = profile("it cost $7")
    assert told.news(frozenset(told.sequence)) == {"<money>"}


@settings(deadline=None)
@given(ANY_TEXT)
def test_whatever_the_text_its_profile_is_of_its_words(text: str) -> None:
    found = profile(text)
    assert found.sequence == tuple(token.term for token in tokens(text))
    assert found.length == len(content_terms(text))
    assert found.content == content(text) == set(content_terms(text))
    assert len(found.is_content) == len(found.sequence)
    assert list(compress(found.sequence, found.is_content)) == content_terms(text)
    assert found.beginnings == {term[:BEGINNING] for term in found.content if len(term) >= BEGINNING}
    news = found.news(frozenset())
    assert news >= set(found.sequence)
    assert found.news(frozenset(found.sequence)) == {
        *(news & {"<money>", "<percent>", "<quotation>", "<list>"}),  # those that stand on no word
    }
