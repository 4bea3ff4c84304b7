"""Questions that are read while they are typed."""

import pytest

from retrieval.query.half_typed import with_last_word
from retrieval.vocabulary.vocabulary import Vocabulary
from tests.retrieval.vocabulary.reference import words_of_corpus

VOCABULARY = Vocabulary(words_of_corpus("The port of Shanghai grew.", "Overfishing was banned, and Kyodo said so."))


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("where is shangha", "where is Shanghai"),
        ("Shangh", "Shanghai"),
        ("who banned overf", "who banned Overfishing"),
        ('"the port of shangh', '"the port of Shanghai'),
    ],
)
def test_the_last_word_is_completed_to_the_likeliest_of_the_corpus(typed: str, read: str) -> None:
    assert with_last_word(typed, VOCABULARY) == read


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "?",
        "where is Shanghai",
        "where is shangha ",  # a blank or a mark ends a word
        "where is shangha?",
        "where is sh",
        "who banned over",  # a word of English
        "what did they ban",
        "where is shan",
        "shan grew",
        "shanghaj",
        "x" * 5000,
        "where is 2021",
    ],
)
def test_a_question_whose_last_word_is_whole_is_not_changed(typed: str) -> None:
    assert with_last_word(typed, VOCABULARY) == typed
