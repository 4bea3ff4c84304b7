"""The engine of small corpora: rank-bm25 scores every sentence, window and document that contains a query term."""

from collections.abc import Mapping, Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray
from rank_bm25 import BM25Okapi

from retrieval.models import Candidate, Query, Weights
from retrieval.search.bm25 import K1, B, Level, Scores, TermStatistics, best_candidates, idf, levels_of
from retrieval.search.selection import Selection, Selections
from retrieval.segments.open_collection import IndexedTerm, Ints, OpenCollection
from retrieval.segments.term_counts import CountedDocuments, TextCounts


class RankBM25Retriever:
    """A `Retriever` for about 20,000 sentences, which reads the segments when a term is first searched for."""

    def __init__(self, collection: OpenCollection, weights: Weights) -> None:
        """Take the collection to search."""
        self._collection = collection
        self._weights = weights
        self._statistics = TermStatistics(collection)
        self._selections = Selections(collection)
        self._levels = levels_of(collection.collection.totals)
        self._ids = np.arange(len(collection))
        self._places = np.arange(len(collection.first_sentence) - 1)
        self._place_of = self._places.repeat(np.diff(collection.first_sentence))
        # By term: the texts that contain it and its score in each. Windows are numbered after sentences, and documents
        # after windows. Two threads may both compute the same.
        self._postings: dict[str, tuple[Ints, Scores]] = {}

    def knows(self, term: str) -> bool:
        """Tell whether a sentence or a title contains the term."""
        return self._statistics.knows(term)

    def idf(self, term: str) -> float:
        """Return the term's idf among sentences."""
        return self._statistics.idf(term)

    def search(self, query: Query, limit: int) -> list[Candidate]:
        """Return the best candidates; see `Retriever.search`."""
        return self._selections.search(query, limit, partial(self._search, query, limit))

    def _search(self, query: Query, limit: int, selection: Selection | None) -> list[Candidate]:
        terms = [term for term in map(self._collection.term, query.words) if term.term not in self._postings]
        self._score([term for term in terms if any(term.frequencies)])
        total, shares = self._totals(query)
        count = len(self._ids)
        sentence, window, document = np.split(total, (count, 2 * count))
        _, in_window, in_document = np.split(shares, (count, 2 * count))
        competes = in_window | in_document[self._place_of]
        if selection is None:
            choose = best_candidates
        else:
            choose = selection.best
            competes[selection.regardless] = True
            competes &= selection.may_compete(self._ids)
        (ids,) = competes.nonzero()
        return choose(ids, (sentence[ids], window[ids], document[self._place_of[ids]]), self._weights, limit)

    def _score(self, terms: Sequence[IndexedTerm]) -> None:
        """Score terms in all texts that contain them, and cache the scores, which do not depend on the query."""
        if not terms:
            return
        counted = CountedDocuments(self._collection, terms, self._places, lambda: self._ids)
        kinds = (*counted.levels(self._ids), counted.documents)
        for row, term in enumerate(terms):
            found = [
                _scores(term, frequency, texts, row, level)
                for frequency, texts, level in zip(term.frequencies, kinds, self._levels, strict=True)
            ]
            texts = [having + number * len(self._ids) for number, (having, _) in enumerate(found)]
            self._postings[term.term] = np.concatenate(texts), np.concatenate([scores for _, scores in found])

    def _totals(self, query: Query) -> tuple[Scores, NDArray[np.bool_]]:
        """Return the score of each text, and whether it contains a term or synonym of the query."""
        size = 2 * len(self._ids) + len(self._places)
        total, shares = np.zeros(size), np.zeros(size, np.bool_)
        for term in query.terms:
            weighted = term.weighted(self._weights.synonym)
            best = np.zeros(size)
            for alternative, weight in weighted:
                if (found := self._postings.get(alternative)) is not None:
                    texts, scores = found
                    shares[texts] = True
                    best[texts] = np.maximum(best[texts], weight * scores)
            total += best * self._weights.name if term.is_name else best
        return total, shares


def _scores(term: IndexedTerm, frequency: int, texts: TextCounts, row: int, level: Level) -> tuple[Ints, Scores]:
    """Return the texts of a level that contain a term, and its score in each."""
    (having,) = texts.counts[row].nonzero()
    bm25 = _TermBM25(term.term, frequency, texts.counts[row, having], texts.lengths[having], level)
    return having, bm25.get_scores([term.term])


class _TermBM25(BM25Okapi):  # type: ignore[misc]  # rank-bm25 ships no types
    """rank-bm25's Okapi over the texts that contain one term, with the statistics of all texts.

    Its idf is that of Lucene and tantivy: rank-bm25's own is zero or negative for a term in half of the texts or more,
    which with two documents is every term.
    """

    def __init__(self, term: str, frequency: int, counts: Ints, lengths: Ints, level: Level) -> None:
        self._level = level
        self._given = counts, lengths
        super().__init__({term: frequency}, k1=K1, b=B)

    def _initialize(self, corpus: Mapping[str, int]) -> Mapping[str, int]:
        """Take counts and lengths from the segments, where rank-bm25 would count words."""
        [term] = corpus
        counts, self.doc_len = self._given
        by_count = {count: {term: count} for count in set(counts.tolist())}
        self.doc_freqs = [by_count[count] for count in counts.tolist()]
        self.corpus_size = len(counts)
        self.avgdl = self._level.mean_length
        return corpus

    def _calc_idf(self, nd: Mapping[str, int]) -> None:
        self.idf = {term: idf(self._level.texts, frequency) for term, frequency in nd.items()}
