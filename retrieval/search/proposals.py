"""Which sentences of a large corpus compete for a question, as tantivy proposes them, and what they score.

tantivy's scores take rounded lengths, count what was deleted, and know no windows; which of equal texts it returns
depends on how its files came to be. So its scores only decide what is looked at: more is asked for than is kept, what
is kept are the best by scores computed here from the terms of the segments, and where something that was not proposed
might belong to them, more is asked for; where thousands score alike, all of the corpus is scored. Thus the outcome does
not depend on the history of the files.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from retrieval.models import Candidate, Filters, Weights
from retrieval.search.bm25 import Scores, Scoring
from retrieval.search.exhaustive import score_all
from retrieval.search.resident_memory import Mapped
from retrieval.search.tantivy.files import TantivySearch
from retrieval.segments.arrays import ranges
from retrieval.segments.frequencies import LEVELS
from retrieval.segments.reader import Ints, Served
from retrieval.segments.term_counts import Occurrences, distinct

BEST_SENTENCES = 200
BEST_DOCUMENTS = 20
"""How many compete. Fewer are faster, and then the first hit is another for one question in a hundred."""

# As many times more are asked for than are kept, round by round. Documents are found in a third of the time of
# sentences and beside them, so the second round asks for so many that hardly ever a third is needed.
_MORE_SENTENCES = 1.25, 3.75, 11.25, 33.75
_MORE_DOCUMENTS = 2.5, 15, 45, 135
_LEAST = 100  # sentences that compete for the sake of their documents alone, if there are so many
_OF_ONE = 1000  # at most as many of one document: its first ones
_SLACK = 1.001  # tantivy reckons in single precision
_AT_ONCE = 4  # searches of documents, while as many questions search sentences
_SENTENCE, _WINDOW, _DOCUMENT = range(LEVELS)


@dataclass(frozen=True, slots=True)
class _Proposed:
    """Texts by their numbers, with tantivy's scores; `is_all` tells that there are no others."""

    numbers: Ints
    scores: Scores
    is_all: bool


class Competition:
    """Finds the candidates for a question among the sentences that are served."""

    def __init__(
        self,
        served: Served,
        searches: tuple[TantivySearch, TantivySearch],
        weights: Weights,
    ) -> None:
        """Take what is served, and tantivy's indexes of sentences and of documents."""
        self._served = served
        self._searches = searches
        self._weights = weights
        self._mapped = Mapped()
        self._under_way: list[None] = []  # one for each question that asks tantivy
        # Its threads begin with the first question, and end when nobody holds the pool any more.
        self._beside = ThreadPoolExecutor(_AT_ONCE, "documents")

    def candidates(self, scoring: Scoring, filters: Filters, limit: int) -> list[Candidate]:
        """Return the best candidates of a question.

        Those compete that are among the best sentences by themselves, their neighbours, and the sentences of the best
        documents: no other comes near the best by the blend of its scores, or hardly ever.
        """
        if self._mapped.is_too_much():
            self._beside.submit(self._give_back)
        sentences, documents = max(limit, BEST_SENTENCES), max(limit // 10, BEST_DOCUMENTS)
        proposed: tuple[_Proposed | None, _Proposed | None] = None, None
        for more_sentences, more_documents in zip(_MORE_SENTENCES, _MORE_DOCUMENTS, strict=True):
            limits = int(sentences * more_sentences), int(documents * more_documents)
            of_sentences, of_documents = self._propose(scoring, filters, limits, proposed)
            round_ = _Round(self._served, scoring, of_sentences, of_documents)
            best, best_is_sure = round_.best_sentences(sentences)
            places, places_are_sure = round_.best_documents(documents, max(limit, _LEAST))
            if best_is_sure and places_are_sure:
                break
            proposed = of_sentences if best_is_sure else None, of_documents if places_are_sure else None
        else:  # too many score alike for tantivy to tell which are the best
            round_ = self._of_all(scoring, filters, sentences, documents + max(limit, _LEAST))
            best, _ = round_.best_sentences(sentences)
            places, _ = round_.best_documents(documents, max(limit, _LEAST))
        return round_.candidates(best, places, self._weights, limit)

    def _of_all(self, scoring: Scoring, filters: Filters, sentences: int, documents: int) -> "_Round":
        """Return a round of the best of all there are."""
        fits = None
        if not filters.is_empty:
            fits = np.zeros(len(self._served.first_sentence) - 1, np.bool_)
            fits[self._served.places(self._searches[1].fitting(filters))] = True
        best = score_all(self._served, scoring, fits, sentences, documents)
        return _Round(self._served, scoring, *(_Proposed(it.numbers, it.scores, is_all=True) for it in best))

    def _give_back(self) -> None:
        for search in self._searches:
            search.give_back()
        self._mapped.begin()

    def _propose(
        self,
        scoring: Scoring,
        filters: Filters,
        limits: tuple[int, int],
        known: tuple[_Proposed | None, _Proposed | None],
    ) -> tuple[_Proposed, _Proposed]:
        """Ask tantivy for so many sentences and documents, but not for those that are known.

        It searches without the interpreter's lock, so for both at the same time, unless another question is at it: to
        pass work between threads takes time, which pays where a core is idle.
        """
        of_sentences, of_documents = known
        ask_sentences = partial(self._proposed_sentences, scoring, filters, limits[0])
        ask_documents = partial(self._proposed_documents, scoring, filters, limits[1])
        self._under_way.append(None)
        try:
            if of_sentences is None and of_documents is None and len(self._under_way) == 1:
                coming = self._beside.submit(ask_documents)
                return ask_sentences(), coming.result()
            return of_sentences or ask_sentences(), of_documents or ask_documents()
        finally:
            self._under_way.pop()

    def _proposed_sentences(self, scoring: Scoring, filters: Filters, limit: int) -> _Proposed:
        search = self._searches[0]
        found = search.best(scoring.boosts(_SENTENCE, search), filters, limit)
        ids = self._served.first_sentence[self._served.places(found.documents)] + found.sentences
        order = ids.argsort()
        return _Proposed(ids[order], found.scores[order], len(ids) < limit)

    def _proposed_documents(self, scoring: Scoring, filters: Filters, limit: int) -> _Proposed:
        search = self._searches[1]
        found = search.best(scoring.boosts(_DOCUMENT, search), filters, limit)
        places = self._served.places(found.documents)
        order = places.argsort()
        return _Proposed(places[order], found.scores[order], len(places) < limit)


class _Round:
    """What was proposed, read and scored."""

    def __init__(
        self,
        served: Served,
        scoring: Scoring,
        sentences: _Proposed,
        documents: _Proposed,
    ) -> None:
        self._served = served
        self._scoring = scoring
        self._sentences = sentences
        self._documents = documents
        places = distinct(served.place_of(sentences.numbers), documents.numbers)
        self._occurrences = Occurrences(served, scoring.words, places, self._proposed)
        self._by_word = scoring.by_word(self._occurrences.documents, _DOCUMENT)
        self._document_scores = scoring.best(self._by_word)

    def best_sentences(self, most: int) -> tuple[Ints, bool]:
        """Return the ids of the best sentences by themselves, and whether they are surely these."""
        by_word = self._scoring.by_word(self._occurrences.sentences(self._sentences.numbers), _SENTENCE)
        return _best(self._sentences, self._scoring.best(by_word), self._scoring.sums(by_word), most)

    def best_documents(self, least: int, least_sentences: int) -> tuple[Ints, bool]:
        """Return the places of the best documents, which have so many sentences, likewise."""
        number = self._occurrences.document_of(self._documents.numbers)
        scores = self._document_scores[number]
        sizes = self._sizes(self._documents.numbers)[(-scores).argsort(kind="stable")]
        most = max(least, int(sizes.cumsum().searchsorted(least_sentences)) + 1)
        return _best(self._documents, scores, self._scoring.sums(self._by_word[:, number]), most)

    def candidates(self, best: Ints, places: Ints, weights: Weights, limit: int) -> list[Candidate]:
        """Return those that compete and share a word with the question, best first."""
        bounds = self._served.bounds(best)
        beside = np.maximum(best - 1, bounds[:, 0]), np.minimum(best + 1, bounds[:, 1] - 1)
        ids = distinct(best, *beside, self._of_documents(places))
        sentences, windows = self._occurrences.levels(ids)
        number = self._occurrences.document_of(self._served.place_of(ids))
        sentence = self._scoring.best(self._scoring.by_word(sentences, _SENTENCE))
        window = self._scoring.best(self._scoring.by_word(windows, _WINDOW))
        document = self._document_scores[number]
        shares = (windows.counts.sum(axis=0) > 0) | (self._occurrences.documents.counts.sum(axis=0) > 0)[number]
        blend = weights.blend(sentence, window, document)
        (sharing,) = shares.nonzero()
        worse = -blend[sharing]
        if len(sharing) > limit:
            is_near = worse <= np.partition(worse, limit - 1)[limit - 1]
            sharing, worse = sharing[is_near], worse[is_near]
        order = sharing[worse.argsort(kind="stable")[:limit]]  # ties stay in order of id
        columns = (ids[order], sentence[order], window[order], document[order])
        return list(map(Candidate._make, zip(*(column.tolist() for column in columns), strict=True)))

    def _proposed(self) -> Ints:
        """Return all sentences that may compete but for their neighbours."""
        return distinct(self._sentences.numbers, self._of_documents(self._documents.numbers))

    def _sizes(self, places: Ints) -> Ints:
        first = self._served.first_sentence
        sizes: Ints = np.minimum(first[places + 1] - first[places], _OF_ONE)
        return sizes

    def _of_documents(self, places: Ints) -> Ints:
        """Return the sentences that compete for the sake of their documents."""
        firsts = self._served.first_sentence[places]
        return ranges(firsts, firsts + self._sizes(places))


def _best(proposed: _Proposed, scores: Scores, sums: Scores, most: int) -> tuple[NDArray[np.int64], bool]:
    """Return the best of what was proposed, ties by number, and whether nothing else can be among them.

    What was not proposed has no more than the least that tantivy gave, by its count of the corpus. How far that may be
    from ours is seen in what was proposed.
    """
    best = (-scores).argsort(kind="stable")[:most]
    if proposed.is_all or not most:
        return proposed.numbers[best], True
    slack = _SLACK + 2 * max(0.0, float((sums / proposed.scores).max()) - 1)
    bound = proposed.scores.min() * slack
    if len(best) == most and scores[best[-1]] > bound:
        return proposed.numbers[best], True
    surely = best[scores[best] > bound]
    return proposed.numbers[surely if len(surely) else best], False
