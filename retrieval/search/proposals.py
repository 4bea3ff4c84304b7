"""A `Retriever` over an engine that proposes sentences and documents, which are then scored exactly.

An engine's scores are rough: tantivy's take rounded lengths, count deleted texts, and know no windows; which of equal
texts it returns depends on the history of its files. So they only select the texts to score. More texts are requested
than kept, exact scores from the segments decide which are kept, and if a text that was not proposed could be among the
best, more are requested. If thousands have equal scores, the whole corpus is scored. The result therefore depends on
the corpus alone.
"""

from concurrent.futures import ThreadPoolExecutor
from functools import partial

import numpy as np

from retrieval.models import Candidate, Query, Weights
from retrieval.search.bm25 import DOCUMENT, SENTENCE, WINDOW, Scores, Scoring, TermStatistics, best_candidates
from retrieval.search.exhaustive import score_all
from retrieval.search.port import NOTHING_LEFT_OUT, EngineFilter, Proposal, Proposer
from retrieval.search.selection import Selection, Selections
from retrieval.segments.arrays import ranges
from retrieval.segments.open_collection import Ints, OpenCollection
from retrieval.segments.term_counts import CountedDocuments, union

BEST_SENTENCES = 200
BEST_DOCUMENTS = 20
"""The numbers that compete. Fewer are faster, but change the first hit of one question in a hundred."""

# How many times as many are requested as are kept, by round. Documents are found in a third of the time of sentences
# and in parallel, so the second round requests enough that a third is hardly ever needed.
_SENTENCE_FACTORS = 1.25, 3.75, 11.25, 33.75
_DOCUMENT_FACTORS = 2.5, 15, 45, 135
_LEAST = 100  # sentences that the best documents must have together
_MOST_OF_DOCUMENT = 1000  # the first sentences of a document; only these compete for its sake
_SLACK = 1.001  # an engine may compute in single precision
_THREADS = 4  # for searches of documents
_NONE = np.empty(0, np.int64)


class ProposalRetriever:
    """A `Retriever` for any corpus size, given a `Proposer`."""

    def __init__(self, collection: OpenCollection, proposer: Proposer, weights: Weights) -> None:
        """Take the engine that proposes, and the collection whose documents it holds."""
        self._collection = collection
        self._proposer = proposer
        self._weights = weights
        self._statistics = TermStatistics(collection)
        self._selections = Selections(collection, proposer.documents_with)
        self._running: list[None] = []  # an entry for each query that the engine is searching
        # Threads start with the first query, and end when the pool is garbage.
        self._pool = ThreadPoolExecutor(_THREADS, "documents")

    def knows(self, term: str) -> bool:
        """Tell whether a sentence or a title contains the term."""
        return self._statistics.knows(term)

    def idf(self, term: str) -> float:
        """Return the term's idf among sentences."""
        return self._statistics.idf(term)

    def search(self, query: Query, limit: int) -> list[Candidate]:
        """Return the best candidates; see `Retriever.search`.

        The best sentences by their own terms compete, their neighbours, and the sentences of the best documents. Other
        sentences hardly ever have a high blend of scores.
        """
        scoring = Scoring.of(query, self._collection, self._weights)
        if limit <= 0 or not (scoring.terms or query.filters.phrases):
            return []
        return self._selections.search(query, limit, partial(self._search, scoring, limit))

    def _search(self, scoring: Scoring, limit: int, selection: Selection | None) -> list[Candidate]:
        sentences, documents = max(limit, BEST_SENTENCES), max(limit // 10, BEST_DOCUMENTS)
        least = max(limit, _LEAST)
        if selection is None or not selection.route.is_exhaustive:
            more = (1.0, 1.0) if selection is None else (selection.route.sentences, selection.route.documents)
            known: tuple[Proposal | None, Proposal | None] = None, None
            for of_sentences, of_documents in zip(_SENTENCE_FACTORS, _DOCUMENT_FACTORS, strict=True):
                limits = int(sentences * of_sentences * more[0]), int(documents * of_documents * more[1])
                proposed = self._proposed(scoring, selection, limits, known)
                round_ = _Round(self._collection, scoring, selection, *proposed)
                best, best_is_certain = round_.best_sentences(sentences)
                places, places_are_certain = round_.best_documents(documents, least)
                if best_is_certain and places_are_certain:
                    return round_.candidates(best, places, self._weights, limit)
                known = proposed[0] if best_is_certain else None, proposed[1] if places_are_certain else None
        # Too many score alike for the engine to tell which are the best, or few pass.
        texts = score_all(self._collection, scoring, selection, sentences, documents + least)
        proposals = (Proposal(it.numbers, it.scores, is_all=True) for it in texts)
        round_ = _Round(self._collection, scoring, selection, *proposals)
        best, _ = round_.best_sentences(sentences)
        places, _ = round_.best_documents(documents, least)
        return round_.candidates(best, places, self._weights, limit)

    def _proposed(
        self,
        scoring: Scoring,
        selection: Selection | None,
        limits: tuple[int, int],
        known: tuple[Proposal | None, Proposal | None],
    ) -> tuple[Proposal, Proposal]:
        """Request sentences and documents, unless their proposals are final, and drop those that do not pass."""
        if selection is None:
            return self._requested(scoring, NOTHING_LEFT_OUT, limits, known)
        sentences, documents = self._requested(scoring, selection.route.engine_filter, limits, known)
        places = selection.route.left_out
        if sentences is not known[0]:
            first = self._collection.first_sentence
            further = ranges(first[places], first[places + 1])
            further = further[selection.passes(further)]
            sentences = sentences.only(selection.is_worth_scoring(sentences.numbers)).and_also(further)
        if documents is not known[1]:
            documents = documents.only(selection.passing.documents[documents.numbers]).and_also(places)
        return sentences, documents

    def _requested(
        self,
        scoring: Scoring,
        among: EngineFilter,
        limits: tuple[int, int],
        known: tuple[Proposal | None, Proposal | None],
    ) -> tuple[Proposal, Proposal]:
        """Request sentences and documents, unless their proposals are final.

        Both are searched in parallel, since an engine releases the GIL, unless it is searching another query: handing
        work to a thread pays only if a core is idle.
        """
        sentences = partial(self._proposer.sentences, scoring, among, limits[0])
        documents = partial(self._proposer.documents, scoring, among, limits[1])
        self._running.append(None)
        try:
            if known[0] is None and known[1] is None and len(self._running) == 1:
                coming = self._pool.submit(documents)
                return sentences(), coming.result()
            return known[0] or sentences(), known[1] or documents()
        finally:
            self._running.pop()


class _Round:
    """The proposed texts of one round, with exact scores."""

    def __init__(
        self,
        collection: OpenCollection,
        scoring: Scoring,
        selection: Selection | None,
        sentences: Proposal,
        documents: Proposal,
    ) -> None:
        self._collection = collection
        self._scoring = scoring
        self._selection = selection
        self._sentences = sentences
        self._documents = documents
        self._regardless = _NONE if selection is None else selection.regardless
        places = union(collection.place_of(sentences.numbers), documents.numbers, collection.place_of(self._regardless))
        self._counted = CountedDocuments(collection, scoring.terms, places, self._competing)
        self._by_term = scoring.by_term(self._counted.documents, DOCUMENT)
        self._document_scores = scoring.best(self._by_term)

    def best_sentences(self, limit: int) -> tuple[Ints, bool]:
        """Return the ids of the best sentences by their own terms, and whether these are certainly the best."""
        by_term = self._scoring.by_term(self._counted.sentences(self._sentences.numbers), SENTENCE)
        return _best(self._sentences, self._scoring.best(by_term), self._scoring.sums(by_term), limit)

    def best_documents(self, least: int, least_sentences: int) -> tuple[Ints, bool]:
        """Return the places of the best documents, and whether these are certainly the best.

        They are at least `least`, and as many as have `least_sentences` sentences together.
        """
        at = self._counted.document_of(self._documents.numbers)
        scores = self._document_scores[at]
        sizes = self._sizes(self._documents.numbers)[(-scores).argsort(kind="stable")]
        limit = max(least, int(sizes.cumsum().searchsorted(least_sentences)) + 1)
        return _best(self._documents, scores, self._scoring.sums(self._by_term[:, at]), limit)

    def candidates(self, best: Ints, places: Ints, weights: Weights, limit: int) -> list[Candidate]:
        """Return the best of the competing sentences that share a term with the query."""
        first, at = self._collection.first_sentence, self._collection.place_of(best)
        beside = np.maximum(best - 1, first[at]), np.minimum(best + 1, first[at + 1] - 1)
        ids = union(best, *beside, self._sentences_of(places), self._regardless)
        if self._selection is not None:
            ids = ids[self._selection.may_compete(ids)]
        sentences, windows = self._counted.levels(ids)
        documents = self._counted.document_of(self._collection.place_of(ids))
        has_term = self._counted.documents.counts.sum(axis=0) > 0
        competes = (windows.counts.sum(axis=0) > 0) | has_term[documents]
        if self._selection is not None:
            competes |= self._selection.are_regardless(ids)
        (sharing,) = competes.nonzero()
        scores = (
            self._scoring.best(self._scoring.by_term(sentences, SENTENCE)),
            self._scoring.best(self._scoring.by_term(windows, WINDOW)),
            self._document_scores[documents],
        )
        choose = best_candidates if self._selection is None else self._selection.best
        return choose(ids[sharing], [column[sharing] for column in scores], weights, limit)

    def _competing(self) -> Ints:
        """Return all sentences that may compete, without their neighbours."""
        return union(self._sentences.numbers, self._sentences_of(self._documents.numbers), self._regardless)

    def _sizes(self, places: Ints) -> Ints:
        first = self._collection.first_sentence
        sizes: Ints = np.minimum(first[places + 1] - first[places], _MOST_OF_DOCUMENT)
        return sizes

    def _sentences_of(self, places: Ints) -> Ints:
        """Return the sentences that compete because their documents are among the best."""
        firsts = self._collection.first_sentence[places]
        return ranges(firsts, firsts + self._sizes(places))


def _best(proposed: Proposal, scores: Scores, sums: Scores, limit: int) -> tuple[Ints, bool]:
    """Return the best of what was proposed, ties by number, and whether no other text can be among them.

    The engine scores a text that it did not propose no higher than the lowest that it proposed. The proposed texts show
    how far the engine's scores deviate from exact ones.
    """
    best = (-scores).argsort(kind="stable")[:limit]
    if proposed.is_all or not limit:
        return proposed.numbers[best], True
    slack = _SLACK + 2 * max(0.0, float((sums / proposed.scores).max(initial=0.0)) - 1)
    bound = proposed.lowest * slack
    if len(best) == limit and scores[best[-1]] > bound:
        return proposed.numbers[best], True
    certain = best[scores[best] > bound]
    return proposed.numbers[certain if len(certain) else best], False
