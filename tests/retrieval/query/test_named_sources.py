"""Sources that a question names: only those of the corpus, and only where all of the name stands there."""

from datetime import date

import pytest

from tests.retrieval.query.filtering import READER, SOURCES

DAY = date(2026, 11, 29)


@pytest.mark.parametrize(
    ("message", "question", "sources"),
    [
        ("According to Kyodo, what did Xi pledge?", "what did Xi pledge?", {"Kyodo"}),
        ("What did Xi pledge according to Kyodo News?", "What did Xi pledge?", {"Kyodo News"}),
        ("what, according to kyodo, did Xi pledge?", "what, did Xi pledge?", {"kyodo"}),
        ("according to the guardian what did Xi pledge", "what did Xi pledge", {"the guardian"}),
        ("according to Guardian what did Xi pledge", "what did Xi pledge", {"The Guardian"}),
        ("according to the New York Times did Xi pledge", "did Xi pledge", {"New York Times"}),
        ("according to US news, who won", "according to US news, who won", set()),
        ("according to U.S. News & World Report, who won", "who won", {"U.S. News & World Report"}),
        ("what did Xi say according to USA Today?", "what did Xi say?", {"USA Today"}),
        ("according to Time magazine who won", "who won", {"Time"}),
        ("according to Kyodo and the Guardian, who won", "who won", {"Kyodo", "the Guardian"}),
        ("according to Kyodo last week who won", "who won", {"Kyodo"}),
        ("according to 新华社, who won", "who won", {"新华社"}),
    ],
)
def test_a_source_is_named_whole_or_by_its_first_words(message: str, question: str, sources: set[str]) -> None:
    read = READER.read(message, DAY, SOURCES)
    assert read.question == question
    assert read.filters.sources == frozenset(sources)


@pytest.mark.parametrize(
    "message",
    [
        "According to Reuters, what did Xi pledge?",
        "According to new studies, what is it?",
        "according to New York officials who won",
        "according to time travellers who won",
        "according to Kyodo's report who won",
        "according to what is it new",
        "according to Voice of Germany, who won",
        "according to Time of India, who won",
        "according to",
        "according to the",
        "What is Kyodo?",
        "according to “Kyodo”, who won",
    ],
)
def test_other_words_are_no_source(message: str) -> None:
    read = READER.read(message, DAY, SOURCES)
    assert (read.question, read.filters.sources) == (message, frozenset())


def test_a_corpus_without_sources_names_none() -> None:
    assert READER.read("According to Kyodo, what did Xi pledge?", DAY).filters.is_empty
