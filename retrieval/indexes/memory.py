"""The index for corpora that fit in memory: rank-bm25 over sentences, their windows and their documents."""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from rank_bm25 import BM25Okapi

from retrieval.indexes.base import IndexedDocument
from retrieval.models import Candidate, Document, Query, QueryTerm, Sentence, Weights

Scores = NDArray[np.float64]

_TITLE_COUNTS = 2


class MemoryIndex:
    """An `Index` on rank-bm25, good for about 20,000 sentences."""

    def __init__(self, documents: Iterable[IndexedDocument], weights: Weights) -> None:
        """Build the index; sentence ids must run from 0 in the order given."""
        self._weights = weights
        self._documents: dict[str, Document] = {}
        self._sentences: list[Sentence] = []
        self._bounds: list[tuple[int, int]] = []  # by sentence, its document's first and the one after its last
        document_of: list[int] = []
        sentence_terms: list[Sequence[str]] = []
        window_terms: list[list[str]] = []
        document_terms: list[list[str]] = []
        for number, entry in enumerate(documents):
            self._documents[entry.document.id] = entry.document
            bounds = len(self._sentences), len(self._sentences) + len(entry.sentences)
            own = [indexed.terms for indexed in entry.sentences]
            for position, indexed in enumerate(entry.sentences):
                self._sentences.append(indexed.sentence)
                document_of.append(number)
                self._bounds.append(bounds)
                around = own[max(0, position - 1) : position + 2]
                window_terms.append([term for terms in around for term in terms])
            sentence_terms.extend(own)
            document_terms.append([*entry.title_terms] * _TITLE_COUNTS + [term for terms in own for term in terms])
        self._document_of = np.array(document_of, dtype=np.intp)
        self._by_sentence = _Level(sentence_terms)
        self._by_window = _Level(window_terms)
        self._by_document = _Level(document_terms)

    @property
    def sentence_count(self) -> int:
        """How many sentences there are."""
        return len(self._sentences)

    def search(self, query: Query, limit: int) -> list[Candidate]:
        """Return the best candidates; see `Index.search`."""
        sentence, _ = self._by_sentence.scores(query, self._weights)
        window, in_window = self._by_window.scores(query, self._weights)
        document, in_document = self._by_document.scores(query, self._weights)
        document, in_document = document[self._document_of], in_document[self._document_of]
        blend = self._weights.blend(sentence, window, document)
        (shared,) = np.nonzero(in_window | in_document)
        best = shared[np.argsort(-blend[shared], kind="stable")][:limit]  # stable: ties stay in order of id
        return [Candidate(int(i), float(sentence[i]), float(window[i]), float(document[i])) for i in best]

    def knows(self, term: str) -> bool:
        """Tell whether some sentence or title holds the term."""
        return self._by_document.holds(term)

    def holding(self, term: str, sentence_ids: NDArray[np.intp]) -> NDArray[np.bool_]:
        """Tell of each of these sentences whether it holds the term."""
        return self._by_sentence.holding(term)[sentence_ids]

    def idf(self, term: str) -> float:
        """Return the term's idf among sentences; see `Index.idf`."""
        return self._by_sentence.idf(term)

    def sentence(self, sentence_id: int) -> Sentence:
        """Return a sentence by its id."""
        if not 0 <= sentence_id < len(self._sentences):
            raise KeyError(sentence_id)
        return self._sentences[sentence_id]

    def window(self, sentence_id: int, reach: int = 1) -> list[Sentence]:
        """Return the sentence with its neighbours; see `Index.window`."""
        if not 0 <= sentence_id < len(self._bounds):
            raise KeyError(sentence_id)
        first, end = self._bounds[sentence_id]
        return self._sentences[max(first, sentence_id - reach) : min(end, sentence_id + reach + 1)]

    def document(self, document_id: str) -> Document:
        """Return a document by its id."""
        return self._documents[document_id]


class _Level:
    """BM25 over one kind of text (sentences, windows or documents), with its postings."""

    def __init__(self, texts: Sequence[Sequence[str]]) -> None:
        self._count = len(texts)
        postings: defaultdict[str, list[int]] = defaultdict(list)
        for number, terms in enumerate(texts):
            for term in dict.fromkeys(terms):
                postings[term].append(number)
        self._postings: Mapping[str, NDArray[np.intp]] = {
            term: np.array(numbers, dtype=np.intp) for term, numbers in postings.items()
        }
        # rank-bm25 divides by the number of texts and of terms: without either there is nothing to score.
        self._bm25 = _LuceneBM25(texts) if postings else None
        self._asked: dict[str, Scores] = {}

    def holds(self, term: str) -> bool:
        return term in self._postings

    def holding(self, term: str) -> NDArray[np.bool_]:
        flags = np.zeros(self._count, dtype=np.bool_)
        if (numbers := self._postings.get(term)) is not None:
            flags[numbers] = True
        return flags

    def idf(self, term: str) -> float:
        return _idf(self._count, len(self._postings.get(term, ())))

    def scores(self, query: Query, weights: Weights) -> tuple[Scores, NDArray[np.bool_]]:
        """Return each text's score, and whether it shares a term or synonym with the query at all."""
        total = np.zeros(self._count)
        shared = np.zeros(self._count, dtype=np.bool_)
        for term in query.terms:
            total += self._term_scores(term, weights, shared)
        return total, shared

    def _term_scores(self, wanted: QueryTerm, weights: Weights, shared: NDArray[np.bool_]) -> Scores:
        best = np.zeros(self._count)
        for term, weight in (
            (wanted.term, 1.0),
            *((synonym, weights.synonym) for synonym in wanted.synonyms),
        ):
            numbers = self._postings.get(term)
            if numbers is None or self._bm25 is None:
                continue
            shared[numbers] = True
            best[numbers] = np.maximum(best[numbers], weight * self._scores_of(term, numbers, self._bm25))
        return best * weights.name if wanted.is_name else best

    def _scores_of(self, term: str, numbers: NDArray[np.intp], bm25: "_LuceneBM25") -> Scores:
        """Return the term's score in each text that holds it: the same for every question, so kept once asked for.

        Two threads may both compute it; they compute the same.
        """
        if (scores := self._asked.get(term)) is None:
            scores = self._asked[term] = bm25.term_scores(term, numbers)
        return scores


class _LuceneBM25(BM25Okapi):  # type: ignore[misc]  # rank-bm25 ships no types
    """rank-bm25's Okapi with the idf of Lucene and tantivy.

    rank-bm25's own idf is zero or negative for a term in half of the texts or more, which with two documents
    is every term; this one is always positive.
    """

    def __init__(self, texts: Sequence[Sequence[str]]) -> None:
        super().__init__(texts, k1=1.2, b=0.75)
        # rank-bm25 keeps a list, and converts it anew for every term of a query.
        self.doc_len: NDArray[np.int64] = np.array(self.doc_len)

    def _calc_idf(self, nd: Mapping[str, int]) -> None:
        self.idf = {term: _idf(self.corpus_size, count) for term, count in nd.items()}

    def term_scores(self, term: str, numbers: NDArray[np.intp]) -> Scores:
        return np.array(self.get_batch_scores([term], numbers), dtype=np.float64)


def _idf(texts: int, having: int) -> float:
    return math.log(1 + (texts - having + 0.5) / (having + 0.5))
