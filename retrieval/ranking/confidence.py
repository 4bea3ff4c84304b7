"""How sure we are that the first hit answers the question: a calibrated probability."""

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
"""What the probability is estimated from, of the first hit, in the order of its weights."""

_WIDE = 10
_NEXT = 10
_FEATURES = {name: list(FEATURES).index(name) for name in ("early", "related", "translation")}
_ANSWER_SIGN = list(FEATURES).index("answer_sign")
_DENIAL = re.compile(r"\b(?:except|least|never|no|none|not|without)\b|n['’]t\b", re.IGNORECASE)
_LARGEST_SCORE = 30


def probability(signs: NDArray[np.float64], weights: NDArray[np.float64], intercept: float) -> float:
    """Return the probability by the logistic model."""
    score = min(max(float(signs @ weights) + intercept, -_LARGEST_SCORE), _LARGEST_SCORE)
    return float(1 / (1 + np.exp(-score)))


@dataclass(frozen=True, slots=True)
class Ranked:
    """Candidates, at least one, with their scores, features and view; `order` are their places, best first."""

    candidates: Sequence[Candidate]
    order: Sequence[int]
    scores: NDArray[np.float64]
    features: Matrix
    view: CandidateView


def confidence_signs(query: Query, ranked: Ranked, retriever: Retriever, reader: SentenceReader) -> NDArray[np.float64]:
    """Return the signs of an answer in the first hit, in the order of `SIGNS`."""
    candidates, order, scores = ranked.candidates, ranked.order, ranked.scores
    view = ranked.view
    place = order[0]
    first = candidates[place]
    text = view.texts[place]
    # The same article may be there more than once: its copies do not speak against one another.
    is_copy = _are_copies(view, place, text)
    alike = (view.documents[:, None] == view.documents[is_copy]).any(axis=1)
    softmax = np.exp(scores - scores.max())
    softmax /= softmax.sum()
    idf = np.array([retriever.idf(term.term) for term in query.terms])
    shares = idf / (idf.sum() or 1.0)
    row_of = {word: row for row, word in enumerate(query.words)}
    rows = [[row_of[word] for word in (term.term, *term.synonyms)] for term in query.terms]
    in_title = _any_of(rows, view.in_title[:, place])
    by_word, at = reader.neighbours(query.words, first.sentence_id, _WIDE)
    held = _any_of(rows, by_word)  # each term, or a synonym, by each sentence
    has = held[:, at]
    beside = held[:, max(at - 1, 0) : at + 2].any(axis=1) | in_title
    is_name = _flags([term.is_name for term in query.terms])
    is_number = _flags([term.is_number for term in query.terms])
    known = _flags([any(map(retriever.knows, (term.term, *term.synonyms))) for term in query.terms])
    has_sign = ranked.features[place, _ANSWER_SIGN]
    following = list(islice((at for at in order if not is_copy[at]), _NEXT))
    values = {
        "window_bm25": first.window / (idf.sum() or 1.0),
        "covered": shares @ has,
        "covered_widely": shares @ (held.any(axis=1) | in_title),
        "document_certain": _in_turn(softmax[alike]),
        "certain": _in_turn(softmax[is_copy]),
        "lead": scores[place] - scores[following].sum() / len(following) if following else 0.0,
        **{name: ranked.features[place, column] for name, column in _FEATURES.items()},
        "name_missing": shares @ (is_name & ~beside),
        "number_missing": shares @ (is_number & ~beside),
        "name_unknown": shares @ (is_name & ~known),
        "sign_missing": query.kind in ANSWER_SIGNS and not has_sign,
        "denied": bool(_DENIAL.search(query.text)) and not _DENIAL.search(text),
    }
    return np.array([values[name] for name in SIGNS], dtype=np.float64)


def _are_copies(view: CandidateView, place: int, text: str) -> NDArray[np.bool_]:
    """Tell which sentences have the text of one of them, which is among these."""
    lengths = view.words.lengths
    # Few have as many words and show the same: only those are looked at.
    are: NDArray[np.bool_] = (lengths == lengths[place]) & (view.shown == view.shown[place])
    for row in are.nonzero()[0].tolist():
        are[row] = row == place or view.texts[row] == text
    return are


def _any_of(rows: Sequence[Sequence[int]], flags: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return for each term whether one of its rows has the flag."""
    found = np.zeros((len(rows), *flags.shape[1:]), dtype=np.bool_)
    for number, its in enumerate(rows):
        for row in its:
            found[number] |= flags[row]
    return found


def _in_turn(shares: NDArray[np.float64]) -> float:
    """Return the sum, taken from the first to the last: numpy's own is another in its last bit."""
    return float(shares.cumsum()[-1])


def _flags(of_terms: list[bool]) -> NDArray[np.bool_]:
    return np.array(of_terms, dtype=np.bool_)  # said, for where there are none
