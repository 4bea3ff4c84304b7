"""The answer cues of sentences."""

import re
from itertools import compress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.content_terms import content_terms
from retrieval.analysis import is_stopword, stem, tokens
from retrieval.analysis.calendar_words import MONTHS, WEEKDAYS
from retrieval.training.sentence_cues import cues_of_texts, sentence_cues
from tests.retrieval.analysis.texts import ANY_TEXT

_LIST = re.compile(r",[^,]*,.* (?:and|or) ")
_PIECES = st.sampled_from(
    [
        ", ",
        ",",
        " and ",
        " or ",
        "\n",
        " ",
        "word",
        "Kerry",
        "May",
        "Friday",
        "“Ann",
        "’Xi",
        "by ",
        "In ",
        "U.S.",
        "1,000",
        "_A",
    ]
)
_TEXT_WITH_CUES = st.lists(_PIECES, max_size=20).map("".join)


def cues_of(text: str) -> set[str]:
    """Return the names of the cues of a sentence."""
    return {it for it in sentence_cues(text).new_cues(frozenset()) if it.startswith("<")}


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
def test_a_sentence_has_the_cues_of_what_it_tells(text: str, expected: set[str]) -> None:
    assert cues_of(text) == expected


def test_words_and_places_are_those_of_the_sentence() -> None:
    found = sentence_cues("The ferries sail to the harbour, and ferries sail back.")
    assert found.sequence == tuple(
        map(stem, ("the", "ferries", "sail", "to", "the", "harbour", "and", "ferries", "sail", "back"))
    )
    assert found.content == {"ferri", "sail", "harbour", "back"}
    is_content = cues_of_texts(["The ferries sail to the harbour, and ferries sail back."]).is_content.tolist()
    assert list(compress(found.sequence, is_content)) == ["ferri", "sail", "harbour", "ferri", "sail", "back"]
    assert found.length == 6


@pytest.mark.parametrize(
    ("text", "begins"), [("It sails.", True), ("“They sail.”", True), ("Item.", False), ("Here it sails.", False)]
)
def test_a_pronoun_is_told_only_at_the_beginning(text: str, begins: bool) -> None:  # noqa: FBT001  (a parameter)
    assert cues_of_texts([text]).begins_with_pronoun.tolist() == [begins]


def test_news_are_what_the_question_does_not_hold() -> None:
    told = sentence_cues("Kerry spoke in 1999 and on Friday")
    assert told.new_cues(frozenset()) == {*told.sequence, "<name first>", "<year>", "<weekday>"}
    assert told.new_cues(frozenset({"kerri", "1999"})) == {"speak", "in", "and", "on", "friday", "<weekday>"}


def test_a_cue_is_news_while_one_of_its_words_is() -> None:
    told = sentence_cues("it was so in 1999 and in 2001")
    assert "<year>" in told.new_cues(frozenset({"1999"}))
    assert "<year>" not in told.new_cues(frozenset({"1999", "2001"}))


def test_a_cue_that_stands_on_no_word_is_always_news() -> None:
    told = sentence_cues("it cost $7")
    assert told.new_cues(frozenset(told.sequence)) == {"<money>"}


@given(ANY_TEXT)
def test_whatever_the_text_its_profile_is_of_its_words(text: str) -> None:
    found = sentence_cues(text)
    assert found.sequence == tuple(token.term for token in tokens(text))
    assert found.length == len(content_terms(text))
    assert found.content == set(content_terms(text))
    is_content = cues_of_texts([text]).is_content.tolist()
    assert len(is_content) == len(found.sequence)
    assert list(compress(found.sequence, is_content)) == content_terms(text)
    news = found.new_cues(frozenset())
    assert news >= set(found.sequence)
    assert found.new_cues(frozenset(found.sequence)) == {
        *(news & {"<money>", "<percent>", "<quotation>", "<list>"}),  # those that stand on no word
    }


@given(st.one_of(_TEXT_WITH_CUES, ANY_TEXT))
def test_a_list_is_two_commas_and_then_a_conjunction_in_the_line_of_the_second(text: str) -> None:
    assert ("<list>" in sentence_cues(text).sentence_cues) == bool(_LIST.search(text))


@given(st.one_of(_TEXT_WITH_CUES, ANY_TEXT))
def test_a_name_is_a_capitalised_content_word_that_a_capital_does_not_only_begin(text: str) -> None:
    names = {
        token.term
        for token in list(tokens(text))[1:]
        if token.word[0].isupper() and not is_stopword(token.word) and token.word not in MONTHS + WEEKDAYS
        if token.word.capitalize() not in MONTHS + WEEKDAYS
        if text[token.start - 1] in " (“\"'-–—/["
    }
    assert dict(sentence_cues(text).word_cues).get("<name>", frozenset()) == names


@given(st.lists(st.one_of(_TEXT_WITH_CUES, ANY_TEXT), max_size=4))
def test_what_several_sentences_offer_is_what_each_offers_by_itself(texts: list[str]) -> None:
    cues = cues_of_texts(texts)
    for row, text in enumerate(texts):
        alone = cues_of_texts([text])
        is_its = cues.rows == row
        assert [cues.terms[it] for it in cues.numbers[is_its].tolist()] == list(sentence_cues(text).sequence)
        assert cues.positions[is_its].tolist() == alone.positions.tolist()
        assert cues.sentence_cues[row] == alone.sentence_cues[0]
        assert cues.word_cues[is_its].tolist() == alone.word_cues.tolist()
        assert cues.of_words(cues.is_content)[row] == alone.of_words(alone.is_content)[0]
        of_distinct = cues.distinct[1][cues.distinct[0] == row].tolist()
        assert sorted(cues.terms[it] for it in of_distinct) == sorted(set(sentence_cues(text).sequence))
        assert (cues.lengths[row], cues.lacks_lower_case[row]) == (alone.lengths[0], alone.lacks_lower_case[0])
        assert cues.begins_with_pronoun[row] == alone.begins_with_pronoun[0]


@pytest.mark.parametrize("piece", [",", " and ,", "A ", "’A", "$", "cent ", "1 year "])
@pytest.mark.timeout(20)
def test_a_long_text_is_no_trap(piece: str) -> None:
    """What took quadratic time would take minutes."""
    text = piece * (200_000 // len(piece))
    assert sentence_cues(text).sequence == tuple(token.term for token in tokens(text))
