"""Exhaustive search: finds the best texts of a corpus by scoring every one.

It takes time in proportion to the corpus. Only the few queries for which thousands of texts have equal scores need it.
"""

from dataclasses import dataclass

import numpy as np

from retrieval.search.bm25 import DOCUMENT, SENTENCE, Scores, Scoring
from retrieval.search.selection import Selection
from retrieval.segments.arrays import ranges
from retrieval.segments.open_collection import Ints, OpenCollection
from retrieval.segments.term_counts import CountedDocuments

_CHUNK = 1 << 17
"""Sentences that are read together, unless one document has more."""


@dataclass(slots=True)
class TopTexts:
    """The best texts so far, at most `limit` with scores above zero; ties go to the lower number."""

    limit: int
    numbers: Ints
    scores: Scores

    @classmethod
    def of(cls, limit: int) -> "TopTexts":
        """Return an empty selection."""
        return cls(limit, np.zeros(0, np.int64), np.zeros(0, np.float64))

    def offer(self, numbers: Ints, scores: Scores) -> None:
        """Keep the best of these and the texts so far; all numbers are larger than those offered before."""
        enough = scores > (self.scores.min() if len(self.scores) == self.limit else 0.0)
        merged = np.concatenate((self.numbers, numbers[enough])), np.concatenate((self.scores, scores[enough]))
        best = np.sort(np.argsort(-merged[1], kind="stable")[: self.limit])
        self.numbers, self.scores = merged[0][best], merged[1][best]


def score_all(
    collection: OpenCollection, scoring: Scoring, selection: Selection | None, sentences: int, documents: int
) -> tuple[TopTexts, TopTexts]:
    """Return the best sentences by id and the best documents by place, at most `sentences` and `documents` of them."""
    places = np.arange(len(collection.first_sentence) - 1)
    if selection is not None:
        places = np.flatnonzero(selection.passing.documents)
    best = TopTexts.of(sentences), TopTexts.of(documents)
    ends = np.cumsum(collection.first_sentence[places + 1] - collection.first_sentence[places])
    start = before = 0
    while start < len(places):
        stop = max(start + 1, int(ends.searchsorted(before + _CHUNK, "right")))
        _offer(collection, scoring, selection, places[start:stop], best)
        start, before = stop, int(ends[stop - 1])
    return best


def _offer(
    collection: OpenCollection,
    scoring: Scoring,
    selection: Selection | None,
    places: Ints,
    best: tuple[TopTexts, TopTexts],
) -> None:
    sentences, documents = best
    first = collection.first_sentence
    if selection is None or (among := selection.passing.among) is None:
        ids = ranges(first[places], first[places + 1])
    else:
        ids = among[among.searchsorted(first[places[0]]) : among.searchsorted(first[places[-1] + 1])]
    counted = CountedDocuments(collection, scoring.terms, places, lambda: ids)
    documents.offer(places, scoring.best(scoring.by_term(counted.documents, DOCUMENT)))
    texts = counted.sentences(ids)
    (matching,) = np.nonzero(texts.counts.any(axis=0))
    if selection is not None:
        matching = matching[selection.passes(ids[matching])]
    sentences.offer(ids[matching], scoring.best(scoring.by_term(texts.of(matching), SENTENCE)))
