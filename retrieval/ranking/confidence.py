"""Confidence: the calibrated probability that the first hit answers the question, by logistic regression."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from retrieval.analysis import token_types
from retrieval.models import AnswerKind, Candidate, Query
from retrieval.query.roles import asked_role
from retrieval.ranking.counts import may_count
from retrieval.ranking.features import FEATURES, Matrix
from retrieval.ranking.lexicon import Lexicon
from retrieval.ranking.query_view import expected_cues, rarities
from retrieval.search.port import Retriever
from retrieval.segments.port import SentenceReader
from retrieval.segments.view import CandidateView

CONFIDENCE_FEATURES: Mapping[str, str] = MappingProxyType(
    {
        "window_bm25": "BM25 of the sentence's window, divided by the sum of the question's idf",
        "covered": "the share of the question's idf that the sentence covers",
        "covered_widely": "the share that it covers with ten sentences on either side and the title",
        "document_certain": "the softmax probability of all candidates of its document and of copies of it",
        "certain": "the softmax probability of the sentence and its copies",
        "lead": "its score minus the mean score of the next ten candidates that are not copies",
        "early": "the ranking feature of this name",
        "related": "the ranking feature of this name",
        "translation": "the ranking feature of this name",
        "definition": "the ranking feature of this name",
        "role_missing": "1 if the question asks who has a role, and the sentence does not tell it",
        "office_other": "1 if the role is an office, and the sentence has some of its words only",
        "name_missing": "the share of the question's idf in names that the sentence, its neighbours and the title lack",
        "other_name": "the share in names that the sentence lacks, if it has others",
        "number_missing": "the share in numbers that they lack",
        "name_unknown": "the share in names that the corpus lacks",
        "rarity_missing": "the share of its words that the three lack, each by its rarity in English (or alike)",
        "sign_missing": "1 if the answer type has answer cues and the sentence has none of them",
        "count_missing": "the same, if the question asks how many or in which year",
        "denied": "1 if the question has a negation and the sentence has none",
    }
)
"""The inputs of the logistic regression with descriptions, in the order of its weights. All are of the first hit."""

_WIDE = 10
_NEXT = 10
_FEATURES = {name: list(FEATURES).index(name) for name in ("early", "related", "translation", "definition")}
_ROLE_TOLD = 0.5
"""The least value of the ranking feature `role` of a sentence that tells who has the role."""
_ROLE = list(FEATURES).index("role")
_ANSWER_CUE = list(FEATURES).index("answer_sign")
_MUCH = re.compile(r"\bmuch\b", re.IGNORECASE)
_DENIAL = re.compile(r"\b(?:except|least|never|no|none|not|without)\b|n['’]t\b", re.IGNORECASE)
_LARGEST_SCORE = 30


def probability(features: NDArray[np.float64], weights: NDArray[np.float64], intercept: float) -> float:
    """Return the probability by the logistic model (Platt 1999)."""
    score = min(max(float(features @ weights) + intercept, -_LARGEST_SCORE), _LARGEST_SCORE)
    return float(1 / (1 + np.exp(-score)))


@dataclass(frozen=True, slots=True)
class RankedCandidates:
    """Candidates, at least one, with their scores, features and view; `order` has their indexes, best first."""

    candidates: Sequence[Candidate]
    order: Sequence[int]
    scores: NDArray[np.float64]
    features: Matrix
    view: CandidateView
    lexicon: Lexicon


def confidence_features(
    query: Query, ranked: RankedCandidates, retriever: Retriever, reader: SentenceReader
) -> NDArray[np.float64]:
    """Return the features of the first hit, in the order of `CONFIDENCE_FEATURES`."""
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
    idf = np.array(rarities(query, retriever))
    shares = idf / (idf.sum() or 1.0)
    row_of = {word: row for row, word in enumerate(query.words)}
    rows = [[row_of[word] for word in term.alternatives] for term in query.terms]
    in_title = _any_of(rows, view.in_title[:, place])
    by_word, at = reader.neighbours(query.words, first.sentence_id, _WIDE)
    contains = _any_of(rows, by_word)  # each term or one of its synonyms, by sentence
    has = contains[:, at]
    nearby = contains[:, max(at - 1, 0) : at + 2].any(axis=1) | in_title
    is_name = _flags([term.is_name for term in query.terms])
    is_number = _flags([term.is_number for term in query.terms])
    known = _flags([any(map(retriever.knows, term.alternatives)) for term in query.terms])
    has_sign = ranked.features[place, _ANSWER_CUE] > 0 and may_count(query, text)
    sign_missing = expected_cues(query) > 0 and not has_sign
    asked, role = asked_role(query), ranked.features[place, _ROLE]
    following = list(islice((at for at in order if not is_copy[at]), _NEXT))
    values = {
        "window_bm25": first.window / (idf.sum() or 1.0),
        "covered": shares @ has,
        "covered_widely": shares @ (contains.any(axis=1) | in_title),
        "document_certain": _sum_in_order(softmax[same_documents]),
        "certain": _sum_in_order(softmax[is_copy]),
        "lead": scores[place] - scores[following].sum() / len(following) if following else 0.0,
        **{name: ranked.features[place, column] for name, column in _FEATURES.items()},
        "role_missing": asked is not None and role < _ROLE_TOLD,
        "office_other": asked is not None and asked.is_office and 0 < role < _ROLE_TOLD,
        "name_missing": shares @ (is_name & ~nearby),
        "other_name": shares @ (is_name & ~has) * _has_other_name(view, place, query),
        "number_missing": shares @ (is_number & ~nearby),
        "name_unknown": shares @ (is_name & ~known),
        "rarity_missing": _rarity(query, ranked.lexicon) @ ~nearby,
        "sign_missing": sign_missing,
        "count_missing": sign_missing and _asks_for_count(query),
        "denied": bool(_DENIAL.search(query.text)) and not _DENIAL.search(text),
    }
    return np.array([values[name] for name in CONFIDENCE_FEATURES], dtype=np.float64)


def _asks_for_count(query: Query) -> bool:
    """Tell whether a question asks for a number that its answer writes: "much" may be "most"."""
    return query.kind is AnswerKind.YEAR or (query.kind is AnswerKind.NUMBER and _MUCH.search(query.text) is None)


def _rarity(query: Query, lexicon: Lexicon) -> NDArray[np.float64]:
    """Return the share of each term in the rarity of all.

    The idf of a corpus tells little of words that it lacks: all have the same, whether a language has them everywhere
    or hardly anywhere.
    """
    is_english = query.ranked_as == "english"
    found = np.array([lexicon.rarity(term.term) if is_english else 1.0 for term in query.terms])
    return found / (found.sum() or 1.0)


def _has_other_name(view: CandidateView, place: int, query: Query) -> bool:
    """Tell whether a sentence has a name, but for its first word, that is not in the question."""
    words = view.words
    first = int(words.lengths[:place].sum())
    its = slice(first + 1, first + int(words.lengths[place]))
    asked = frozenset(query.words)
    names = words.numbers[its][token_types.IS_NAME[words.token_types[its]]]
    return any(words.terms[it] not in asked for it in names.tolist())


def _are_copies(view: CandidateView, place: int, text: str) -> NDArray[np.bool_]:
    """Tell which candidates have the same text as the one at this place, itself included."""
    lengths = view.words.lengths
    # Few candidates have the same length and flags: only their texts are compared.
    is_copy: NDArray[np.bool_] = (lengths == lengths[place]) & (view.flags == view.flags[place])
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
