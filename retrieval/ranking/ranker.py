"""Ranks the candidates of a query by a trained linear model, with explanations and a confidence in the first."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from retrieval.models import Candidate, Contribution, Explanation, Match, Query, Span, Weights
from retrieval.ranking.confidence import RankedCandidates, confidence_features, probability
from retrieval.ranking.features import FEATURES, Matrix, feature_matrix
from retrieval.ranking.lexicon import Lexicon
from retrieval.ranking.linear import LinearModel
from retrieval.ranking.ordering import in_order
from retrieval.search.port import Retriever
from retrieval.segments.port import SentenceReader
from retrieval.segments.segment import BEGINNING
from retrieval.segments.view import CandidateView, SentenceTexts, TermTable


@dataclass(frozen=True, slots=True)
class Ranking:
    """The candidates' indexes in `order`, best first; scores and matrices are in the order of `candidates`."""

    query: Query
    candidates: Sequence[Candidate]
    order: Sequence[int]
    scores: NDArray[np.float64]
    features: Matrix
    contributions: Matrix
    confidence: float
    view: CandidateView | None  # None without candidates

    def matches(self, place: int) -> list[tuple[Span, Match]]:
        """Return the words of the candidate at this place that match the query, in order."""
        if self.view is None:
            return []
        words = self.view.words
        first = int(words.lengths[:place].sum())
        numbers = words.numbers[first : first + int(words.lengths[place])]
        return matches(self.query, self.view.texts, place, words.terms, numbers)

    def explanation(self, place: int, matches: Sequence[tuple[Span, Match]]) -> Explanation:
        """Return the contributions and matches that explain the score of the candidate at this place."""
        return Explanation(
            contributions=_Contributions(
                tuple(self.features[place].tolist()), tuple(self.contributions[place].tolist())
            ),
            matches=tuple(dict.fromkeys(match for _, match in matches)),
        )


class Ranker:
    """Ranks candidates by trained weights."""

    def __init__(
        self,
        model: LinearModel,
        lexicon: Lexicon,
        weights: Weights,
        others: Mapping[str, LinearModel] = MappingProxyType({}),
    ) -> None:
        """Take the trained model and lexicon, and the weights of the first stage.

        `others` are the models of classes of languages other than English, by the names of `LanguageClass`.
        """
        self._model = model
        self._others = others
        self._lexicon = lexicon
        self._weights = weights

    def prepare(self, reader: SentenceReader) -> None:
        """Look up the words of earlier questions in a new corpus, so that its first question need not."""
        reader.terms.numbers_in(self._lexicon.vocabulary(), np.empty(0, np.intp))

    def rank(
        self,
        query: Query,
        candidates: Sequence[Candidate],
        retriever: Retriever,
        reader: SentenceReader,
        *,
        leading: int | None = None,
    ) -> Ranking:
        """Rank the candidates; scores are comparable within one query only.

        The first `leading` candidates come before the others, whatever their scores.
        """
        if not candidates:
            nothing = np.empty((0, len(FEATURES)))
            return Ranking(query, candidates, [], np.empty(0), nothing, nothing, 0.0, None)
        ids = [candidate.sentence_id for candidate in candidates]
        view = reader.view(query.words, np.array(ids, dtype=np.intp))
        features = feature_matrix(query, candidates, retriever, self._weights, self._lexicon, view=view)
        model = self._others.get(query.ranked_as, self._model)
        contributions = model.contributions(features)
        scores = contributions.sum(axis=1)
        order = in_order(scores, ids, features, view)
        if leading is not None:
            order = sorted(order, key=lambda place: place >= leading)
        inputs = confidence_features(
            query, RankedCandidates(candidates, order, scores, features, view, self._lexicon), retriever, reader
        )
        confidence = probability(inputs, model.confidence_weights, model.confidence_intercept)
        return Ranking(query, candidates, order, scores, features, contributions, confidence, view)

    def check(self) -> None:
        """Check what `read` leaves unchecked, since one question needs little of it. Raises `RankingError`."""
        self._lexicon.check()

    @classmethod
    def read(cls, model: Path, lexicon: Path, weights: Weights) -> "Ranker":
        """Read the files that training wrote. Raises `RankingError` if a file has another form."""
        models = LinearModel.read_all(model)
        return cls(models.pop("english"), Lexicon.read(lexicon), weights, models)


@dataclass(frozen=True, slots=True)
class _Contributions(Collection[Contribution]):
    """The contributions of all features. They are made when they are read, since few answers are explained."""

    values: tuple[float, ...]
    amounts: tuple[float, ...]

    def __len__(self) -> int:
        return len(self.values)

    def __iter__(self) -> Iterator[Contribution]:
        return map(Contribution, FEATURES, FEATURES.values(), self.values, self.amounts)

    def __contains__(self, it: object) -> bool:
        return any(it == each for each in self)


def matches(
    query: Query, texts: SentenceTexts, row: int, terms: TermTable, numbers: NDArray[np.intp]
) -> list[tuple[Span, Match]]:
    """Return the words of a sentence that match the query, in order, given the term numbers of all its words."""
    matching = _matching_terms(query)
    begins = terms.may_start_with([term[:BEGINNING] for term in matching], numbers)
    known = ((at, terms[int(numbers[at])]) for at in begins.nonzero()[0].tolist())
    found = [(at, *matching[term]) for at, term in known if term in matching]
    if not found:  # the sentence ranks for its neighbours
        return []
    words = _words_with_offsets(texts[row], tuple(texts.words(row)))
    return [
        (Span(start, start + len(word)), Match(asked, word, how))
        for asked, how, (start, word) in ((asked, how, words[at]) for at, asked, how in found)
    ]


def _words_with_offsets(text: str, words: tuple[str, ...]) -> tuple[tuple[int, str], ...]:
    """Return the words of a sentence with their offsets."""
    starts = []
    end = 0
    for word in words:
        starts.append(start := text.index(word, end))  # no letter or digit is between two words
        end = start + len(word)
    return tuple(zip(starts, words, strict=True))


def _matching_terms(query: Query) -> dict[str, tuple[str, str]]:
    """Return for each term that matches the query the word that it matches, and how."""
    matching: dict[str, tuple[str, str]] = {}
    for term in query.terms:
        for synonym in term.synonyms:
            matching.setdefault(synonym, (term.word, "synonym"))
    for term in query.terms:  # the word itself takes precedence over a synonym of another
        for own in term.own:
            matching[own] = (term.word, "itself" if term.correction is None else "correction")
    return matching
