"""Okapi BM25 of a query in many texts at once, from term counts."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from retrieval.models import Candidate, Query, Weights
from retrieval.segments.frequencies import LEVELS, Totals
from retrieval.segments.open_collection import IndexedTerm, Ints, OpenCollection
from retrieval.segments.term_counts import TextCounts

Scores = NDArray[np.float64]

K1, B = 1.2, 0.75
SENTENCE, WINDOW, DOCUMENT = range(LEVELS)


def idf(texts: int, frequency: int) -> float:
    """Return the idf of a term with this document frequency, as Lucene and tantivy define it."""
    return math.log(1 + (texts - frequency + 0.5) / (frequency + 0.5))


@dataclass(frozen=True, slots=True)
class Level:
    """The number of texts of a kind (sentences, windows or documents), and their mean length in terms."""

    texts: int
    mean_length: float


def levels_of(totals: Totals) -> tuple[Level, Level, Level]:
    """Return the levels of sentences, windows and documents."""
    sentences, documents = totals.sentences or 1, totals.documents or 1
    return (
        Level(totals.sentences, totals.sentence_terms / sentences or 1.0),
        Level(totals.sentences, totals.window_terms / sentences or 1.0),
        Level(totals.documents, totals.document_terms / documents or 1.0),
    )


class TermStatistics:
    """What `Retriever.knows` and `Retriever.idf` return, for any engine over segments."""

    def __init__(self, collection: OpenCollection) -> None:
        """Take the collection that the engine searches."""
        self._collection = collection

    def knows(self, term: str) -> bool:
        """Tell whether a sentence or a title contains the term."""
        return any(self._collection.term(term).frequencies)

    def idf(self, term: str) -> float:
        """Return the term's idf among sentences."""
        return idf(len(self._collection), self._collection.term(term).frequencies[SENTENCE])


class EngineCounts(Protocol):
    """The statistics that an engine computes idf from; they may include deleted texts."""

    @property
    def texts(self) -> int:
        """The number of texts."""
        ...

    def frequency(self, term: str) -> int:
        """Return how many texts contain a term."""
        ...


class Scoring:
    """The BM25 scores of a query, for its terms that the corpus has.

    Of a term and its synonyms, which are alternatives, only the best weighted score counts.
    """

    def __init__(self, query: Query, terms: Sequence[IndexedTerm], levels: Sequence[Level], weights: Weights) -> None:
        """Weigh the query's terms and synonyms as far as they are among the given terms."""
        self.terms = terms
        self._levels = levels
        slots = {term.term: slot for slot, term in enumerate(terms)}
        self._single_weights, self._all_weights = np.zeros((2, len(terms)))
        self._alternatives: list[tuple[float, list[tuple[int, float]]]] = []  # with the term's weight
        for term in query.terms:
            term_weight = weights.name if term.is_name else 1.0
            alternatives = term.weighted(weights.synonym)
            known = [(slots[alternative], weight) for alternative, weight in alternatives if alternative in slots]
            if len(known) > 1:
                self._alternatives.append((term_weight, known))
            elif known:
                self._single_weights[known[0][0]] += term_weight * known[0][1]
            for slot, weight in known:
                self._all_weights[slot] += term_weight * weight
        self._idf = np.array(
            [[idf(level.texts, term.frequencies[number]) for term in terms] for number, level in enumerate(levels)]
        )

    @classmethod
    def of(cls, query: Query, collection: OpenCollection, weights: Weights) -> "Scoring":
        """Weigh the query's terms and synonyms as far as the corpus has them."""
        terms = [term for term in map(collection.term, query.words) if any(term.frequencies)]
        return cls(query, terms, levels_of(collection.collection.totals), weights)

    def by_term(self, texts: TextCounts, level: int) -> Scores:
        """Return the score of each term in each text, shape (terms, texts)."""
        damping = K1 * (1 - B + B * texts.lengths / self._levels[level].mean_length)
        scores: Scores = self._idf[level][:, None] * (texts.counts * (K1 + 1) / (texts.counts + damping))
        return scores

    def best(self, by_term: Scores) -> Scores:
        """Return the score of each text: the sum over the query's terms of the best alternative."""
        total: Scores = (self._single_weights[:, None] * by_term).sum(axis=0)
        for term_weight, alternatives in self._alternatives:
            best = 0.0
            for slot, weight in alternatives:
                best = np.maximum(best, weight * by_term[slot])
            total += term_weight * best
        return total

    def sums(self, by_term: Scores) -> Scores:
        """Return the weighted sum over all alternatives, an upper bound of `best`; engines compute it by `boosts`."""
        sums: Scores = (self._all_weights[:, None] * by_term).sum(axis=0)
        return sums

    def boosts(self, level: int, counts: EngineCounts) -> dict[str, float]:
        """Return for each term the boost with which an engine's scores approximate `sums`, corrected for its own idf.

        Terms that the engine lacks are left out.
        """
        weights = list(zip(self.terms, self._all_weights.tolist(), strict=True))
        texts = self._levels[level].texts
        if counts.texts == texts:  # nothing is deleted, so the engine has the same idf
            return {term.term: weight for term, weight in weights if term.frequencies[level]}
        found = ((term, weight, counts.frequency(term.term)) for term, weight in weights)
        return {
            term.term: weight * idf(texts, term.frequencies[level]) / idf(counts.texts, frequency)
            for term, weight, frequency in found
            if frequency
        }


def best_candidates(ids: Ints, scores: Sequence[Scores], weights: Weights, limit: int) -> list[Candidate]:
    """Return the best sentences by the blend of their scores of the three levels, best first; ids are ascending."""
    worse = -weights.blend(*scores)
    near = np.arange(len(ids))
    if 0 < limit < len(ids):
        (near,) = (worse <= np.partition(worse, limit - 1)[limit - 1]).nonzero()
    order = near[worse[near].argsort(kind="stable")[:limit]]  # stable: ties stay in order of id
    return candidates_in(order, ids, scores)


def candidates_in(order: Ints, ids: Ints, scores: Sequence[Scores]) -> list[Candidate]:
    """Return sentences with their scores of the three levels, in an order of their indexes."""
    columns = (ids[order], *(column[order] for column in scores))
    return list(map(Candidate._make, zip(*(column.tolist() for column in columns), strict=True)))
