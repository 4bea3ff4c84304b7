"""The words of candidates as numbers of the query."""

import math
from random import Random

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from retrieval.models import Weights
from retrieval.query.parsing import parse
from retrieval.query.synonyms import Synonyms
from retrieval.ranking.candidate_words import CandidateWords, sums
from retrieval.ranking.lexicon import Lexicon
from retrieval.ranking.query_view import QueryView
from retrieval.search.rank_bm25 import RankBM25Retriever
from retrieval.training.sentence_cues import cues_of_texts, sentence_cues
from tests.retrieval.search.corpora import opened

QUESTION = "When did the old oak of Arden fall?"
TEXTS = ("It fell in 1999.", "", "The old oak of Arden: the old oak.", "No.", "of Arden")
_LEXICON = Lexicon({"oak": ("", "tree=0.50 old=1.00"), "#date": ("", "<year>=1.50 of=2.00")})
_WEIGHTS = st.floats(-100, 100).map(lambda weight: round(weight, 3))


def asked() -> QueryView:
    """Return the question, with what a small lexicon says."""
    return QueryView(parse(QUESTION, Synonyms()), RankBM25Retriever(opened(), Weights()), Weights(), _LEXICON)


def words(question: QueryView) -> CandidateWords:
    """Return the words of the texts."""
    return CandidateWords.of(question, cues_of_texts(TEXTS))


def test_every_word_has_the_number_that_the_question_gives_it_or_none() -> None:
    question = asked()
    found = words(question)
    terms = [term for text in TEXTS for term in sentence_cues(text).sequence]
    assert found.numbers.tolist() == [question.numbers.get(term, 0) for term in terms]
    assert question.numbers[""] == 0
    assert sorted(question.numbers.values()) == list(range(len(question.numbers)))


def test_words_of_a_question_that_was_asked_meanwhile_mean_nothing() -> None:
    question = asked()
    _LEXICON.vocabulary().numbers_of(["no"])
    assert question.numbers["no"] == question.size
    assert 0 <= words(question).numbers.max() < question.size


def test_every_word_is_told_whose_it_is_and_where_it_stands() -> None:
    found = words(asked())
    lengths = [len(sentence_cues(text).sequence) for text in TEXTS]
    assert found.rows.tolist() == [row for row, length in enumerate(lengths) for _ in range(length)]
    assert found.positions.tolist() == [place for length in lengths for place in range(length)]


def test_words_are_counted_and_the_first_is_found_by_candidate() -> None:
    question = asked()
    found = words(question)
    is_asked = question.is_content[found.numbers]
    assert found.count(is_asked).tolist() == [1, 0, 5, 0, 1]
    assert found.first(is_asked).tolist() == [1, math.inf, 1, math.inf, 1]


def test_runs_are_counted_once_and_never_over_the_end_of_a_candidate() -> None:
    question = asked()
    found = words(question)
    assert found.ngrams(question, question.pairs, 2).tolist() == [0, 0, 4, 0, 1]
    assert found.ngrams(question, question.triples, 3).tolist() == [0, 0, 3, 0, 0]


def test_what_the_question_holds_weighs_nothing() -> None:
    question = asked()
    weights = {word: question.affinity[number] for word, number in question.numbers.items()}
    assert {word: weight for word, weight in weights.items() if weight} == {"tree": 0.5}
    type_affinity = {word: question.type_affinity[number] for word, number in question.numbers.items()}
    assert {word: weight for word, weight in type_affinity.items() if weight} == {"<year>": 1.5, "of": 2}


@given(st.lists(st.lists(_WEIGHTS, max_size=50), min_size=1, max_size=5), st.randoms())
def test_sums_are_those_without_rounding_whatever_the_order(weights: list[list[float]], random: Random) -> None:
    entries = [(row, weight) for row, its in enumerate(weights) for weight in its]
    random.shuffle(entries)
    rows = np.array([row for row, _ in entries], dtype=np.intp)
    found = sums(np.array([weight for _, weight in entries]), np.arange(len(entries)), rows, len(weights))
    assert found.tolist() == [math.fsum(its) for its in weights]
