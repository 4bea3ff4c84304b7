"""The ranking features, as a matrix of candidates and features. Each feature has a label for explanations."""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import chain
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from retrieval.models import Candidate, Query, Weights
from retrieval.ranking.answer_cues import AnswerCues
from retrieval.ranking.candidate_words import CandidateWords, FeatureColumn
from retrieval.ranking.lexicon import Lexicon
from retrieval.ranking.query_view import QueryView
from retrieval.ranking.related_words import related_word_features
from retrieval.ranking.sentence_features import sentence_features
from retrieval.ranking.wording import wording_features
from retrieval.search.port import Retriever
from retrieval.segments.view import OFFSETS, CandidateView

Matrix = NDArray[np.float64]

FEATURES: Mapping[str, str] = MappingProxyType(
    {
        "bm25": "BM25 of sentence, window and document",
        "sentence_bm25": "BM25 of the sentence alone",
        "document_bm25": "BM25 of its document",
        "coverage": "its words in the sentence, by rarity",
        "names": "its names in the sentence",
        "other_words": "its other words in the sentence",
        "matched": "how many of its words are there",
        "before": "missing words in the sentence before",
        "before_that": "missing words two sentences before",
        "after": "missing words in the sentence after",
        "after_that": "missing words two sentences after",
        "title": "its words in the title",
        "lead": "begins an article about it",
        "title_alone": "missing words in the title",
        "nowhere": "words found nowhere near",
        "phrases": "two of its words side by side",
        "long_phrases": "three of its words in a row",
        "early": "one of its words near the beginning",
        "length": "length",
        "says_nothing_new": "no other word than the question's",
        "place": "place from the document's beginning",
        "place_relative": "place as a share of the document",
        "pronoun": "a pronoun for a missing word before it",
        "related": "words of the same family",
        "translation": "likely words for the missing ones",
        "affinity": "words that go with the question's",
        "affinity_mean": "the same, on average",
        "answer_kind": "words and signs of the kind of answer",
        "answer_sign": "a sign of the kind of answer",
        "document_count": "other candidates from its document",
        "display": "a heading, caption or credit",
        "question": "itself a question",
        "lead_in": "leads in what follows",
        "definition": "defines what is asked about",
        "role": "tells who has the role",
    }
)
"""The features in the order of the matrix's columns, with descriptions for explanations."""


def feature_matrix(  # noqa: PLR0913  (everything that features depend on)
    query: Query,
    candidates: Sequence[Candidate],
    retriever: Retriever,
    weights: Weights,
    lexicon: Lexicon,
    *,
    view: CandidateView,
) -> Matrix:
    """Return a row for each candidate and a column for each of `FEATURES`, before standardising.

    `view` is of the candidates and the query's words.
    """
    matrix = np.empty((len(candidates), len(FEATURES)))
    if not candidates:
        return matrix
    question = QueryView(query, retriever, weights, lexicon)
    columns = _scores(candidates, view, weights)
    cues = AnswerCues.of(view.words, view.flags, view.texts)
    words = CandidateWords.of(question, cues)
    row_of = {word: row for row, word in enumerate(query.words)}
    found = _found_around(question, view, row_of)
    # The query's words begin with its terms. The memory order stays the view's: it decides the last bit of the sums.
    in_title = view.in_title[: len(question.terms)].astype(np.float64)
    for number, term in enumerate(question.terms):
        for form in term.forms:
            in_title[number] = np.maximum(in_title[number], view.in_title[row_of[form]])
    columns |= _coverage(question, found, in_title)
    columns["lead"] = columns["title"] * view.is_lead
    columns |= sentence_features(question, view, cues, words)
    columns |= wording_features(query, question, view, words, found[:, :, 0] > 0)
    columns |= related_word_features(question, cues, words, found[:, :, 0] > 0)
    columns["pronoun"] *= columns["before"]
    for place, name in enumerate(FEATURES):
        matrix[:, place] = columns[name]
    return matrix


def _scores(candidates: Sequence[Candidate], view: CandidateView, weights: Weights) -> dict[str, FeatureColumn]:
    fields = np.fromiter(chain.from_iterable(candidates), np.float64, len(candidates) * len(Candidate._fields))
    scores = fields.reshape(len(candidates), -1)[:, 1:]  # without the ids
    blend = weights.blend(scores[:, 0], scores[:, 1], scores[:, 2])
    documents = view.documents.tolist()
    count = Counter(documents)
    return {
        "bm25": blend / (blend.max() or 1.0),
        "sentence_bm25": scores[:, 0] / (scores[:, 0].max() or 1.0),
        "document_bm25": scores[:, 2] / (scores[:, 2].max() or 1.0),
        "document_count": np.log1p([count[it] for it in documents]),
    }


def _coverage(
    question: QueryView, found: NDArray[np.float64], in_title: NDArray[np.float64]
) -> dict[str, FeatureColumn]:
    """Return the shares of the terms in the sentence, and of the missing ones in its neighbours and in the title."""
    present = seen = found[:, :, 0]
    columns = {"coverage": question.shares @ present}
    for number, name in enumerate(("before", "before_that", "after", "after_that"), start=1):
        columns[name] = question.shares @ np.maximum(found[:, :, number] - seen, 0)
        seen = np.maximum(seen, found[:, :, number])
    columns["title"] = question.shares @ in_title
    columns["title_alone"] = question.shares @ np.maximum(in_title - present, 0)
    columns["nowhere"] = question.shares @ (1 - np.maximum(seen, in_title))
    for name, which in (("names", question.is_name), ("other_words", ~question.is_name)):
        columns[name] = question.shares[which] @ present[which] / (question.shares[which].sum() or 1.0)
    columns["matched"] = (present > 0).sum(axis=0) / (len(question.terms) or 1)
    return columns


def _found_around(question: QueryView, view: CandidateView, row_of: Mapping[str, int]) -> NDArray[np.float64]:
    """Return the weight of each term's match, of shape (terms, candidates, `OFFSETS`): 1, less for a synonym."""
    match = np.empty((len(view.documents), len(OFFSETS), len(question.terms)))
    for number, term in enumerate(question.terms):
        match[..., number] = view.contains[row_of[term.term]]
        for form in term.forms:
            match[..., number] = np.maximum(match[..., number], view.contains[row_of[form]])
        for synonym in term.synonyms:
            instead = question.synonym_weight * view.contains[row_of[synonym]]
            match[..., number] = np.maximum(match[..., number], instead)
    return np.moveaxis(match, -1, 0)  # a view: the memory order decides the last bit of the sums
