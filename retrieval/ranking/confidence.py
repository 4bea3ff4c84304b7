"""Confidence: the calibrated probability that the first hit answers the question, by logistic regression."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from retrieval.models import Candidate, Query
from retrieval.ranking.features import FEATURES, Matrix
from retrieval.ranking.query_view import ANSWER_SIGNS
from retrieval.search.port import Retriever
from retrieval.segments.port import SentenceReader
from retrieval.segments.view import CandidateView

SIGNS: Mapping[str, str] = MappingProxyType(
    {
        "window_bm25": "BM25 of its window over the question's idf",
        "covered": "the share of the question's idf in the sentence",
        "covered_widely": "the same, with ten sentences on either side and the title",
        "document_certain": "the softmax probability of all candidates of its document, and of its copies",
        "certain": "the softmax probability of the sentence, and of its copies",
        "lead": "how far its score lies above the mean of the next ten but for copies",
        "early": "one of the question's words near its beginning, as a feature",
        "related": "words of the same family as missing ones, as a feature",
        "translation": "likely words for the missing ones, as a feature",
        "name_missing": "the share of the question's idf by names that stand neither in the sentence nor beside it",
        "number_missing": "the same by numbers",
        "name_unknown": "the same by names that the corpus does not have",
        "sign_missing": "1 where a number, date or sum is asked for and the sentence has none",
        "denied": "1 where the question denies something and the sentence does not",
    },
)
"""The inputs of the probability, with descriptions, in the order of its weights."""

_WIDE = 10
_NEXT = 10
_FEATURES = {name: list(FEATURES).index(name) for name in ("early", "related", "translation")}
_ANSWER_SIGN = list(FEATURES).index("answer_sign")
_DENIAL = re.compile(r"\b(?:except|least|never|no|none|not|without)\b|n['’]t\b", re.IGNORECASE)
_LARGEST_SCORE = 30


def probability(signs: NDArray[np.float64], weights: NDArray[np.float64], intercept: float) -> float:
    """Return the probability by the logistic model (Platt 1999)."""
    score = min(max(float(signs @ weights) + intercept, -_LARGEST_SCORE), _LARGEST_SCORE)
    return float(1 / (1 + np.exp(-score)))


@dataclass(frozen=True, slots=True)
class RankedCandidates:
    """Candidates, at least one, with their scores, features and view; `order` are their places, best first."""

    candidates: Sequence[Candidate]
    order: Sequence[int]
    scores: NDArray[np.float64]
    features: Matrix
    view: CandidateView


def confidence_signs(
    query: Query, ranked: RankedCandidates, retriever: Retriever, reader: SentenceReader
) -> NDArray[np.float64]:
    """Return the inputs of the probability that the first hit answers, in the order of `SIGNS`."""
    candidates, order, scores = ranked.candidates, ranked.order, ranked.scores
    view = ranked.view
    place = order[0]
    first = candidates[place]
    text = view.texts[place]
    # Copies of an article in the corpus are no competitors of each other.
    is_copy = _are_copies(view, place, text)
    same_documents = (view.documents[:, None] == view.documents[is_copy]).any(axis=1)
    softmax = np.exp(scores - scores.max())
    softmax /= softmax.sum()
    idf = np.array([retriever.idf(term.term) for term in query.terms])
    shares = idf / (idf.sum() or 1.0)
    row_of = {word: row for row, word in enumerate(query.words)}
    rows = [[row_of[word] for word in (term.term, *term.synonyms)] for term in query.terms]
    in_title = _any_of(rows, view.in_title[:, place])
    by_word, at = reader.neighbours(query.words, first.sentence_id, _WIDE)
    contains = _any_of(rows, by_word)  # each term or one of its synonyms, by sentence
    has = contains[:, at]
    nearby = contains[:, max(at - 1, 0) : at + 2].any(axis=1) | in_title
    is_name = _flags([term.is_name for term in query.terms])
    is_number = _flags([term.is_number for term in query.terms])
    known = _flags([any(map(retriever.knows, (term.term, *term.synonyms))) for term in query.terms])
    has_sign = ranked.features[place, _ANSWER_SIGN]
    following = list(islice((at for at in order if not is_copy[at]), _NEXT))
    values = {
        "window_bm25": first.window / (idf.sum() or 1.0),
        "covered": shares @ has,
        "covered_widely": shares @ (contains.any(axis=1) | in_title),
        "document_certain": _sum_in_order(softmax[same_documents]),
        "certain": _sum_in_order(softmax[is_copy]),
        "lead": scores[place] - scores[following].sum() / len(following) if following else 0.0,
        **{name: ranked.features[place, column] for name, column in _FEATURES.items()},
        "name_missing": shares @ (is_name & ~nearby),
        "number_missing": shares @ (is_number & ~nearby),
        "name_unknown": shares @ (is_name & ~known),
        "sign_missing": query.kind in ANSWER_SIGNS and not has_sign,
        "denied": bool(_DENIAL.search(query.text)) and not _DENIAL.search(text),
    }
    return np.array([values[name] for name in SIGNS], dtype=np.float64)


def _are_copies(view: CandidateView, place: int, text: str) -> NDArray[np.bool_]:
    """Tell which candidates have the same text as the one at this place, itself included."""
    lengths = view.words.lengths
    # Few candidates have the same length and flags: only their texts are compared.
    is_copy: NDArray[np.bool_] = (lengths == lengths[place]) & (view.shown == view.shown[place])
    for row in is_copy.nonzero()[0].tolist():
        is_copy[row] = row == place or view.texts[row] == text
    return is_copy


def _any_of(rows: Sequence[Sequence[int]], flags: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return for each term whether one of its rows is flagged."""
    found = np.zeros((len(rows), *flags.shape[1:]), dtype=np.bool_)
    for number, its in enumerate(rows):
        for row in its:
            found[number] |= flags[row]
    return found


def _sum_in_order(shares: NDArray[np.float64]) -> float:
    """Return the sum from first to last: numpy's own sums pairwise and differs in the last bit."""
    return float(shares.cumsum()[-1])


def _flags(of_terms: list[bool]) -> NDArray[np.bool_]:
    return np.array(of_terms, dtype=np.bool_)  # explicit for an empty list
