"""Search results become answers."""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from bot.answering import to_answer
from bot.messages import Answer, Correction
from retrieval.models import Contribution, Document, Explanation, Match, QueryTerm
from tests.bot.articles import FOREST, HARBOUR, searcher

TEXTS = {"forest.txt": FOREST, "harbour.md": HARBOUR}


@pytest.fixture
def ask(articles: Path) -> "Ask":
    return Ask(articles)


class Ask:
    """Searches the articles, and answers."""

    def __init__(self, articles: Path) -> None:
        """Load them."""
        self._searcher = searcher(articles)

    def __call__(self, question: str, limit: int = 5) -> Answer:
        return to_answer(self._searcher.search(question, limit))


def test_every_citation_is_a_stretch_of_its_document(ask: Ask) -> None:
    answer = ask("when did the harbour open, and who plants trees?")
    assert {citation.document_id for citation in answer.citations} == set(TEXTS)
    for citation in answer.citations:
        assert citation.text == TEXTS[citation.document_id][citation.start : citation.end]


def test_citations_are_numbered_from_one_best_first(ask: Ask) -> None:
    citations = ask("what did mayor Lee pledge?").citations
    assert citations[0].text == "Mayor Ann Lee pledged to plant a million trees by 2030."
    assert [citation.rank for citation in citations] == list(range(1, len(citations) + 1))
    assert len(citations) > 1
    assert all(one.score >= other.score for one, other in pairwise(citations))


def test_a_citation_tells_all_that_its_document_knows_of_itself(ask: Ask) -> None:
    [citation] = ask("harbour", limit=1).citations
    assert (citation.title, citation.source, citation.published, citation.url) == (
        "Harbour reopens",
        "Daily Crow",
        "2026-10-03",
        "https://example.org/harbour",
    )


def test_further_sources_are_named_by_what_tells_them_from_the_cited_article(articles: Path) -> None:
    result = searcher(articles).search("harbour", 1)
    also = (
        Document("1", "", "Harbour reopens", source="Evening Heron"),
        Document("2", "", "Ferries again", source="Daily Crow"),
        Document("3", "", "Harbour reopens", source="Daily Crow"),
        Document("4", "", "Harbour reopens"),
        Document("5", "", "Harbour reopens", source="Evening Heron"),
    )
    [citation] = to_answer(replace(result, hits=(replace(result.hits[0], also=also),))).citations
    assert citation.further_sources == ("Evening Heron", "Ferries again", "3", "4")


def test_what_the_document_does_not_know_is_none(ask: Ask) -> None:
    [citation] = ask("forest", limit=1).citations
    assert (citation.source, citation.published, citation.url) == (None, None, None)
    assert citation.title == "The forest of Arden burned in May."


def test_the_matched_words_are_those_of_the_question_or_their_synonyms(ask: Ask) -> None:
    first = ask("what did mayor Lee promise?").citations[0]
    assert [first.text[span.start : span.end] for span in first.matched] == ["Mayor", "Lee", "pledged"]


def test_the_questions_content_words_are_told_as_typed(ask: Ask) -> None:
    answer = ask("What did Mayor LEE pledge?")
    assert (answer.question, answer.words) == ("What did Mayor LEE pledge?", ("Mayor", "LEE", "pledge"))


def test_a_question_of_strange_words_is_not_answered(ask: Ask) -> None:
    answer = ask("zebras?")
    assert (answer.answered, answer.confidence, answer.citations) == (False, 0.0, ())
    assert answer.words == ("zebras",)
    assert answer.corpus.documents == 2


def test_what_was_searched_for_in_place_of_a_word_is_told_and_which_words_are_missing(articles: Path) -> None:
    result = searcher(articles).search("what did Lee pledge to zebras?", 1)
    terms = (
        QueryTerm("Lee", "lee"),
        QueryTerm("plegde", "pledg", correction="pledged"),
        QueryTerm("zebras", "zebra"),
    )
    query = replace(result.query, terms=terms)
    answer = to_answer(replace(result, query=query, missing=("zebras",)))
    assert answer.corrections == (Correction("plegde", "pledged"),)
    assert answer.missing == ("zebras",)


def test_a_citation_carries_why_it_stands_where_it_does(articles: Path) -> None:
    result = searcher(articles).search("harbour", 1)
    explanation = Explanation((Contribution("idf", "rare words", 0.5, 1.0),), (Match("harbour", "harbour", "itself"),))
    [citation] = to_answer(replace(result, hits=(replace(result.hits[0], explanation=explanation),))).citations
    assert citation.explanation is explanation


def test_below_the_threshold_the_citations_are_kept(articles: Path) -> None:
    answer = to_answer(replace(searcher(articles).search("harbour", 2), answered=False))
    assert not answer.answered
    assert answer.citations == to_answer(searcher(articles).search("harbour", 2)).citations


def test_a_question_without_content_words_is_not_answered(ask: Ask) -> None:
    answer = ask("what did they do?")
    assert (answer.answered, answer.citations, answer.words) == (False, (), ())


def test_the_same_question_gets_the_same_answer(ask: Ask, articles: Path) -> None:
    question = "when did the harbour open, and who plants trees?"
    assert ask(question) == ask(question) == Ask(articles)(question)
