"""Questions that are read while they are typed."""

from pathlib import Path

import pytest

from bot.word_data import WordData
from retrieval.analysis.languages import UNLISTED
from retrieval.query.foreign_parsing import CorpusLanguages
from retrieval.query.half_typed import with_last_word
from retrieval.store import temporary
from retrieval.vocabulary.vocabulary import Vocabulary
from tests.retrieval.articles import searcher_over, write
from tests.retrieval.vocabulary.reference import words_of_corpus

VOCABULARY = Vocabulary(words_of_corpus("The port of Shanghai grew.", "Overfishing was banned, and Kyodo said so."))
ENGLISH = CorpusLanguages(UNLISTED)


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
    assert with_last_word(typed, VOCABULARY, ENGLISH) == read


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
    assert with_last_word(typed, VOCABULARY, ENGLISH) == typed


@pytest.mark.parametrize(
    ("typed", "read"),
    [("Wo sind die Firmen", "Wo sind die Firmen"), ("Wo sind die Firmenw", "Wo sind die Firmenwagen")],
)
def test_a_word_is_whole_if_an_article_in_another_language_has_it(tmp_path: Path, typed: str, read: str) -> None:
    text = "Die Firmen kaufen die Firmenwagen in der Stadt. Die Firmenwagen und die Firmenwagen sind nicht neu.\n"
    folder = write(tmp_path, {"a.txt": text})
    snapshot = searcher_over(folder, store=temporary(folder, languages=WordData().analyses())).snapshot
    assert with_last_word(typed, snapshot.vocabulary, snapshot.languages) == read
