"""Search results become answers."""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from bot.answer import Answer, Correction
from bot.answering import AnswerRules, to_answer
from bot.asked import Asked
from bot.publishers import Agencies
from retrieval.models import Contribution, Document, Explanation, Filters, Match, QueryTerm
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


def test_words_that_matter_and_no_quote_has_are_told(articles: Path) -> None:
    result = searcher(articles).search("what did Lee pledge about football?", 1)
    answer = to_answer(replace(result, answered=True))
    assert "Lee" in answer.citations[0].text
    assert (answer.unknown, answer.left_out) == (("football",), ())
    assert to_answer(replace(result, answered=False)).unknown == ()
    other = to_answer(replace(searcher(articles).search("Lee and the harbour", 1), answered=True))
    assert (other.unknown, len(other.left_out)) == ((), 1)


def test_a_word_that_matters_little_may_be_left_out_unless_it_is_a_name_or_a_number(articles: Path) -> None:
    result = searcher(articles).search("what did Lee pledge?", 1)
    terms = tuple(QueryTerm(it, it, is_name=it == "Poe", is_number=it == "7") for it in ("plain", "Poe", "7", "rare"))
    few = replace(result, query=replace(result.query, terms=terms), shares=(0.29, 0.2, 0.2, 0.31), answered=True)
    assert to_answer(few).left_out == ("Poe", "7", "rare")


def test_what_is_found_as_a_synonym_is_not_left_out(ask: Ask) -> None:
    answer = ask("what did mayor Lee promise?", limit=1)
    assert answer.left_out == answer.unknown == ()


def test_duplicates_count_by_publisher(articles: Path) -> None:
    result = searcher(articles).search("harbour", 1)
    also = (
        Document("1", "", "Harbour reopens", source="Evening Heron"),
        Document("2", "", "Ferries again", source="Daily Crow"),
        Document("3", "ARDEN (Reuters) - It opened.", "Harbour reopens", source="Owl"),
        Document("4", "It opened.\n\nSource: Reuters", "Harbour reopens", url="https://www.robin.example/4"),
        Document("5", "", "Harbour reopens"),
        Document("6", "", "Harbour reopens", url="https://www.robin.example/6"),
    )
    rules = AnswerRules(agencies=Agencies({"Reuters": []}, ["source"]))
    answer = to_answer(replace(result, hits=(replace(result.hits[0], also=also),)), rules)
    [group] = answer.groups
    assert group.quotes[0].also_in == ("Evening Heron", "Reuters", "5", "robin.example")


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


def test_an_answer_that_is_refused_under_filters_offers_to_ask_without_them(articles: Path) -> None:
    asked = Asked("what did mayor Lee pledge?", filters=Filters(titles=("forest",)))
    result = replace(searcher(articles).search(asked.question, 3), answered=False)
    assert [it.label for it in to_answer(result, asked=asked).offers] == ["Without filters"]
    assert to_answer(result, asked=replace(asked, filters=Filters())).offers == ()
