"""Okapi BM25 of a question in many texts at once, from counts of its words in them."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from retrieval.models import Query, Weights
from retrieval.segments.frequencies import Totals
from retrieval.segments.term_counts import Texts, Word

Scores = NDArray[np.float64]

K1, B = 1.2, 0.75


def idf_of(texts: int, having: int) -> float:
    """Return the idf of what stands in some of the texts, as Lucene and tantivy have it."""
    return math.log(1 + (texts - having + 0.5) / (having + 0.5))


@dataclass(frozen=True, slots=True)
class Level:
    """How many texts there are of a kind, and how long they are on average; `number` counts the kinds."""

    number: int
    texts: int
    mean_length: float


def levels_of(totals: Totals) -> tuple[Level, Level, Level]:
    """Return the levels of sentences, windows and documents."""
    sentences, documents = totals.sentences or 1, totals.documents or 1
    return (
        Level(0, totals.sentences, totals.sentence_terms / sentences or 1.0),
        Level(1, totals.sentences, totals.window_terms / sentences or 1.0),
        Level(2, totals.documents, totals.document_terms / documents or 1.0),
    )


class Counts(Protocol):
    """What an engine counts."""

    @property
    def texts(self) -> int:
        """How many texts there are."""
        ...

    def holding(self, term: str) -> int:
        """Return how many of them hold a term."""
        ...


class Scoring:
    """The words of a question, and what each is worth.

    For each term of the question there is its weight, and the words that may stand for it with theirs: of those the
    best one counts.
    """

    def __init__(self, query: Query, words: Sequence[Word], levels: Sequence[Level], weights: Weights) -> None:
        """Weigh the query's words as far as they are among those that are known."""
        self.words = words
        self._levels = levels
        slots = {word.term: slot for slot, word in enumerate(words)}
        self._alone, self._weight_of = np.zeros((2, len(words)))
        self._several: list[tuple[float, list[tuple[int, float]]]] = []  # of which the best counts
        for term in query.terms:
            name = weights.name if term.is_name else 1.0
            standing = ((term.term, 1.0), *((synonym, weights.synonym) for synonym in term.synonyms))
            known = [(slots[word], weight) for word, weight in standing if word in slots]
            if len(known) > 1:
                self._several.append((name, known))
            elif known:
                self._alone[known[0][0]] += name * known[0][1]
            for slot, weight in known:
                self._weight_of[slot] += name * weight
        self._idf = np.array(
            [[idf_of(level.texts, word.frequencies[level.number]) for word in words] for level in levels]
        )

    def by_word(self, texts: Texts, level: int) -> Scores:
        """Return what each word scores in texts: a row for each."""
        its = self._levels[level]
        damping = K1 * (1 - B + B * texts.lengths / its.mean_length)
        scores: Scores = self._idf[level][:, None] * (texts.counts * (K1 + 1) / (texts.counts + damping))
        return scores

    def best(self, by_word: Scores) -> Scores:
        """Return the scores of texts, in which the best word counts for each term."""
        total: Scores = (self._alone[:, None] * by_word).sum(axis=0)
        for name, words in self._several:
            best = 0.0
            for slot, weight in words:
                best = np.maximum(best, weight * by_word[slot])
            total += name * best
        return total

    def sums(self, by_word: Scores) -> Scores:
        """Return the scores if all words counted: no less than `best`, and what tantivy comes to."""
        sums: Scores = (self._weight_of[:, None] * by_word).sum(axis=0)
        return sums

    def boosts(self, level: int, search: "Counts") -> dict[str, float]:
        """Return what each word is to be weighted with by an engine so that its scores are `sums`, or nearly.

        Words that the engine does not hold are left out.
        """
        its = self._levels[level]
        weights = zip(self.words, self._weight_of.tolist(), strict=True)
        if search.texts == its.texts:  # it counts what is counted here, and comes to the same idf
            return {word.term: weight for word, weight in weights if word.frequencies[level]}
        found = ((word, weight, search.holding(word.term)) for word, weight in weights)
        return {
            word.term: weight * idf_of(its.texts, word.frequencies[level]) / idf_of(search.texts, having)
            for word, weight, having in found
            if having
        }
