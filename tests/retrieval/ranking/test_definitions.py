"""Sentences that define what is asked about."""

import time

import pytest

from retrieval.query.parsing import parse
from retrieval.query.synonyms import Synonyms
from retrieval.ranking.definitions import definitions


def measure(question: str, text: str) -> float:
    """Return how much a sentence defines what a question asks to have defined."""
    wanted = definitions(parse(question, Synonyms()))
    assert wanted is not None
    return wanted.measure(text)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("What is a tuple?", "A tuple is a sequence that cannot change."),
        ("what are tuples", "Tuples are sequences, but some of them are empty: each tuple is one value."),
        ("Who was Ada Lovelace?", "Ada Lovelace (1815–1852), a countess, was an English mathematician."),
        ("What does VACUUM do?", "VACUUM reclaims storage occupied by dead rows."),
        ("What does VACUUM do?", "VACUUM — collect the garbage of a database"),
        ("Define recursion.", "In programming, recursion is a call of a function within itself."),
        ("recursion", "Recursion refers to a call within itself."),
        ("meaning of idf", "A weight that is called idf tells how rare a word is."),
        ("Who is Xie Zhenhua?", "Kerry met Xie Zhenhua, a special envoy, in Shanghai."),
    ],
)
def test_each_wording_of_a_definition_is_found(question: str, text: str) -> None:
    assert measure(question, text) >= 0.6


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("What is a tuple?", "Tuples may hold what a list holds."),
        ("What is a tuple?", "A list is longer than a tuple."),
        ("What is a tuple?", "The quintuple is a group of five."),
        ("Who was Ada Lovelace?", "Ada Lovelace met Babbage."),
        ("What is a tuple?", "\ue000 is a sign for what a tuple holds."),
    ],
)
def test_a_sentence_that_only_has_the_words_is_none(question: str, text: str) -> None:
    assert measure(question, text) == 0


def test_a_definition_at_the_beginning_counts_more_than_an_aside() -> None:
    aside = "Kerry met Xie Zhenhua, an envoy."
    assert measure("Who is Xie Zhenhua?", "Xie Zhenhua is an envoy.") > measure("Who is Xie Zhenhua?", aside)


@pytest.mark.parametrize("question", ["When did Ada Lovelace die?", "How is a tuple made?", "Why?", "", "What is it?"])
def test_other_questions_ask_for_no_definition(question: str) -> None:
    assert definitions(parse(question, Synonyms())) is None


def test_a_question_of_thousands_of_signs_takes_no_longer() -> None:
    query = parse("what is " + "?! " * 1300 + "tuple", Synonyms())
    started = time.process_time()
    assert definitions(query) is None
    assert time.process_time() - started < 0.02
