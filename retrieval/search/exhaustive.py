"""The best texts for a question, found by scoring every one of the corpus.

It takes as long as the corpus is large, and is for the few questions whose best texts cannot be told otherwise: where
thousands score exactly alike.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.search.bm25 import Scores, Scoring
from retrieval.segments.arrays import ranges
from retrieval.segments.frequencies import LEVELS
from retrieval.segments.reader import Ints, Served
from retrieval.segments.term_counts import Occurrences

_AT_ONCE = 1 << 17
"""So many sentences are read together, or those of one document."""

_SENTENCE, _, _DOCUMENT = range(LEVELS)


@dataclass(slots=True)
class Best:
    """The best of the texts that were offered so far, ties by number: no more than `most` of those above zero."""

    most: int
    numbers: Ints
    scores: Scores

    @classmethod
    def of(cls, most: int) -> "Best":
        """Begin with none."""
        return cls(most, np.zeros(0, np.int64), np.zeros(0, np.float64))

    def offer(self, numbers: Ints, scores: Scores) -> None:
        """Take the better ones; all numbers are larger than those before."""
        worth = scores > (self.scores.min() if len(self.scores) == self.most else 0.0)
        together = np.concatenate((self.numbers, numbers[worth])), np.concatenate((self.scores, scores[worth]))
        best = np.sort(np.argsort(-together[1], kind="stable")[: self.most])
        self.numbers, self.scores = together[0][best], together[1][best]


def score_all(
    served: Served, scoring: Scoring, fits: NDArray[np.bool_] | None, sentences: int, documents: int
) -> tuple[Best, Best]:
    """Return the so many best sentences by their ids, and the best documents by their places, in order of these.

    Those of documents that do not fit, told by place, are left out; all fit where nothing is told.
    """
    best = Best.of(sentences), Best.of(documents)
    first = served.first_sentence
    end = len(first) - 1
    start = 0
    while start < end:
        stop = max(start + 1, int(np.searchsorted(first, first[start] + _AT_ONCE, "right")) - 1)
        places = np.arange(start, stop)
        if fits is not None:
            places = places[fits[start:stop]]
        _offer(served, scoring, places, *best)
        start = stop
    return best


def _offer(served: Served, scoring: Scoring, places: Ints, sentences: Best, documents: Best) -> None:
    ids = ranges(served.first_sentence[places], served.first_sentence[places + 1])
    found = Occurrences(served, scoring.words, places, lambda: ids)
    documents.offer(places, scoring.best(scoring.by_word(found.documents, _DOCUMENT)))
    texts = found.sentences(ids)
    (holding,) = np.nonzero(texts.counts.any(axis=0))
    sentences.offer(ids[holding], scoring.best(scoring.by_word(texts.of(holding), _SENTENCE)))
