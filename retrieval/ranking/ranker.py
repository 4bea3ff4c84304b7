"""Candidates to an order, with the reasons for it and the confidence in the first."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval.analysis import tokenise
from retrieval.models import Candidate, Contribution, Explanation, Match, Query, Span, Weights
from retrieval.ranking.confidence import Ranked, confidence_signs, probability
from retrieval.ranking.features import FEATURES, Matrix, feature_matrix
from retrieval.ranking.lexicon import Lexicon
from retrieval.ranking.linear import LinearModel, best_first
from retrieval.search.port import Retriever
from retrieval.segments.port import SentenceReader
from retrieval.segments.segment import BEGINNING
from retrieval.segments.view import CandidateView, TermTable


@dataclass(frozen=True, slots=True)
class Ranking:
    """An order of candidates: `order` are their places, best first; the matrices have a row for each candidate."""

    query: Query
    candidates: Sequence[Candidate]
    order: Sequence[int]
    scores: NDArray[np.float64]
    features: Matrix
    contributions: Matrix
    confidence: float
    view: CandidateView | None  # of the candidates, where there are any

    def matches(self, place: int) -> list[tuple[Span, Match]]:
        """Return the words of the candidate at this place that match the question's, in the sentence's order."""
        if self.view is None:
            return []
        words = self.view.words
        first = int(words.lengths[:place].sum())
        numbers = words.numbers[first : first + int(words.lengths[place])]
        return matches(self.query, self.view.texts[place], words.terms, numbers)

    def explanation(self, place: int, matches: Sequence[tuple[Span, Match]]) -> Explanation:
        """Return why the candidate at this place stands where it does, given what its sentence matches."""
        values, amounts = self.features[place].tolist(), self.contributions[place].tolist()
        return Explanation(
            contributions=tuple(map(Contribution, FEATURES, FEATURES.values(), values, amounts)),
            matches=tuple(dict.fromkeys(match for _, match in matches)),
        )


class Ranker:
    """Ranks candidates by trained weights."""

    def __init__(self, model: LinearModel, lexicon: Lexicon, weights: Weights) -> None:
        """Take the trained model and lexicon, and the weights of the first stage."""
        self._model = model
        self._lexicon = lexicon
        self._weights = weights

    def prepare(self, reader: SentenceReader) -> None:
        """Look up the words of earlier questions in a new corpus, which its first question would wait for."""
        reader.terms.numbers_in(self._lexicon.numbering(), np.empty(0, np.intp))

    def rank(
        self, query: Query, candidates: Sequence[Candidate], retriever: Retriever, reader: SentenceReader
    ) -> Ranking:
        """Return the order of the candidates; their scores compare within one question only."""
        if not candidates:
            nothing = np.empty((0, len(FEATURES)))
            return Ranking(query, candidates, [], np.empty(0), nothing, nothing, 0.0, None)
        ids = [candidate.sentence_id for candidate in candidates]
        view = reader.view(query.words, np.array(ids, dtype=np.intp))
        features = feature_matrix(query, candidates, retriever, self._weights, self._lexicon, view=view)
        contributions = self._model.contributions(features)
        scores = contributions.sum(axis=1)
        order = best_first(scores, ids)
        signs = confidence_signs(query, Ranked(candidates, order, scores, features, view), retriever, reader)
        confidence = probability(signs, self._model.confidence_weights, self._model.confidence_intercept)
        return Ranking(query, candidates, order, scores, features, contributions, confidence, view)

    @classmethod
    def read(cls, model: Path, lexicon: Path, weights: Weights) -> "Ranker":
        """Read what training wrote. Raises `RankingError` where a file is not of its form."""
        return cls(LinearModel.read(model), Lexicon.read(lexicon), weights)


def matches(query: Query, text: str, terms: TermTable, numbers: NDArray[np.intp]) -> list[tuple[Span, Match]]:
    """Return the words of a sentence that match the question's, in order, given the numbers of all its words' terms."""
    meant = _meant(query)
    begins = terms.may_start_with([term[:BEGINNING] for term in meant], numbers)
    known = ((at, terms[int(numbers[at])]) for at in begins.nonzero()[0].tolist())
    found = [(at, *meant[term]) for at, term in known if term in meant]
    if not found:  # as in a sentence that ranks for its surroundings
        return []
    placed = _placed(text)
    return [
        (Span(start, start + len(word)), Match(asked, word, how))
        for asked, how, (start, word) in ((asked, how, placed[at]) for at, asked, how in found)
    ]


@lru_cache(maxsize=1 << 12)
def _placed(text: str) -> tuple[tuple[int, str], ...]:
    """Return the words of a sentence that is shown, with their places: the same ones are shown again."""
    words = tokenise(text)
    starts = []
    end = 0
    for word in words:
        starts.append(start := text.index(word, end))  # between two words stands no letter or digit
        end = start + len(word)
    return tuple(zip(starts, words, strict=True))


def _meant(query: Query) -> dict[str, tuple[str, str]]:
    """Return for each term that matches the question's word that it matches, and how."""
    meant: dict[str, tuple[str, str]] = {}
    for term in query.terms:
        for synonym in term.synonyms:
            meant.setdefault(synonym, (term.word, "synonym"))
    for term in query.terms:  # a word by itself is more than a synonym of another
        meant[term.term] = (term.word, "itself" if term.correction is None else "correction")
    return meant
