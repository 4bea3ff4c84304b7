"""The index of large corpora: tantivy proposes sentences and documents, and we score what it proposes."""

from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval.models import Candidate, Document, Heading, Query, Sentence, Weights
from retrieval.search.bm25 import Scoring, idf_of, levels_of
from retrieval.search.proposals import Competition
from retrieval.search.tantivy.files import DOCUMENTS, SENTENCES, TantivySearch
from retrieval.segments.candidate_view import around, regard
from retrieval.segments.collection import Collection
from retrieval.segments.reader import Served
from retrieval.segments.sentence_words import Spoken
from retrieval.segments.term_counts import (
    Word,
    holding,
    look_up,
    titled,
)
from retrieval.segments.view import Regarded, SentenceWords

_WORDS = 4096  # remembered, with what the segments know of them


class DiskIndex:
    """An `Index` of a collection of segments, good for tens of millions of sentences."""

    def __init__(self, collection: Collection, folder: Path, weights: Weights) -> None:
        """Open an index; `folder` is what a `TantivyWriter` wrote of the collection's documents, and of no others."""
        self._served = Served(collection)
        self._weights = weights
        self._levels = levels_of(collection.totals)
        searches = TantivySearch(folder, SENTENCES), TantivySearch(folder, DOCUMENTS)
        self._competition = Competition(self._served, searches, weights)
        # No method is remembered: files would stay open until the garbage is collected.
        self._word = lru_cache(maxsize=_WORDS)(partial(look_up, parts=self._served.parts))
        self._spoken = Spoken(self._served)

    @property
    def sentence_count(self) -> int:
        """How many sentences there are."""
        return len(self._served)

    def search(self, query: Query, limit: int) -> list[Candidate]:
        """Return the best candidates; see `Index.search`, and `Competition` for how near that comes."""
        words = [word for word in map(self._word, query.words) if any(word.frequencies)]
        if not words or limit <= 0:
            return []
        scoring = Scoring(query, words, self._levels, self._weights)
        return self._competition.candidates(scoring, query.filters, limit)

    def knows(self, term: str) -> bool:
        """Tell whether some sentence or title holds the term."""
        return any(self._word(term).frequencies)

    def holding(self, terms: Sequence[str], sentence_ids: NDArray[np.intp]) -> NDArray[np.bool_]:
        """Tell for each term which of these sentences hold it; see `Index.holding`."""
        return self._told_by(holding, terms, sentence_ids)

    def words(self, sentence_ids: NDArray[np.intp]) -> SentenceWords:
        """Return all words of sentences; see `Index.words`."""
        return self._spoken.words(sentence_ids)

    def titled(self, terms: Sequence[str], sentence_ids: NDArray[np.intp]) -> NDArray[np.bool_]:
        """Tell for each term which of these sentences have it in their document's title; see `Index.titled`."""
        return self._told_by(titled, terms, sentence_ids)

    def text_lengths(self, sentence_ids: NDArray[np.intp]) -> NDArray[np.intp]:
        """Return how long the text of each one's document is; see `Index.text_lengths`."""
        return self._served.text_lengths(sentence_ids)

    def regard(self, terms: Sequence[str], sentence_ids: NDArray[np.intp]) -> Regarded:
        """Return what a ranking regards of sentences; see `Index.regard`."""
        return regard(self._served, self._spoken, [self._word(term) for term in terms], sentence_ids)

    def around(self, terms: Sequence[str], sentence_id: int, reach: int) -> tuple[NDArray[np.bool_], int]:
        """Tell which of a sentence and its neighbours hold each term; see `Index.around`."""
        return around(self._served, [self._word(term) for term in terms], sentence_id, reach)

    def idf(self, term: str) -> float:
        """Return the term's idf among sentences; see `Index.idf`."""
        return idf_of(len(self._served), self._word(term).frequencies[0])

    def sentence(self, sentence_id: int) -> Sentence:
        """Return a sentence by its id."""
        [sentence] = self._served.sentences([sentence_id])
        return sentence

    def sentences(self, sentence_ids: Sequence[int]) -> list[Sentence]:
        """Return sentences by their ids; see `Index.sentences`."""
        return self._served.sentences(sentence_ids)

    def bounds(self, sentence_ids: NDArray[np.intp]) -> NDArray[np.intp]:
        """Return which sentences each one's document has; see `Index.bounds`."""
        return self._served.bounds(sentence_ids)

    def window(self, sentence_id: int, reach: int = 1) -> list[Sentence]:
        """Return the sentence with its neighbours; see `Index.window`."""
        if not 0 <= sentence_id < len(self._served):
            raise KeyError(sentence_id)
        [[first, end]] = self._served.bounds(np.array([sentence_id])).tolist()
        return self._served.sentences(range(max(first, sentence_id - reach), min(end, sentence_id + reach + 1)))

    def document(self, document_id: str) -> Document:
        """Return a document by its id."""
        return self._served.document(document_id)

    def heading(self, document_id: str) -> Heading:
        """Return a document's title and length by its id."""
        return self._served.heading(document_id)

    def _told_by(
        self,
        tell: Callable[[Served, Sequence[Word], NDArray[np.intp]], NDArray[np.bool_]],
        terms: Sequence[str],
        sentence_ids: NDArray[np.intp],
    ) -> NDArray[np.bool_]:
        rows = {term: row for row, term in enumerate(dict.fromkeys(terms))}
        told = tell(self._served, [self._word(term) for term in rows], sentence_ids)
        return told if len(rows) == len(terms) else told[[rows[term] for term in terms]]
