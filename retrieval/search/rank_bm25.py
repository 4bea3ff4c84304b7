"""The index for corpora that fit in memory: rank-bm25 over sentences, their windows and their documents."""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from threading import Lock

import numpy as np
from numpy.typing import NDArray
from rank_bm25 import BM25Okapi

from retrieval.analysis import terms_and_token_types, tokenise
from retrieval.analysis.sentence_flags import flags_of_texts
from retrieval.models import Candidate, Document, Filters, Heading, Query, QueryTerm, Sentence, Weights
from retrieval.search.plainly import around, regarded
from retrieval.search.port import IndexedDocument
from retrieval.segments.listed_terms import ListedTerms
from retrieval.segments.view import Regarded, SentenceWords

Scores = NDArray[np.float64]

_TITLE_COUNTS = 2
_KEPT = 20_000
"""Sentences whose words are kept once they were asked for: some 10 MB."""


class MemoryIndex:
    """An `Index` on rank-bm25, good for about 20,000 sentences."""

    def __init__(self, documents: Iterable[IndexedDocument], weights: Weights) -> None:
        """Build the index; sentence ids must run from 0 in the order given."""
        self._weights = weights
        self._documents: dict[str, Document] = {}
        self._told: list[tuple[str | None, str | None]] = []  # by document, its source and when it was published
        self._titles: list[frozenset[str]] = []
        self._sentences: list[Sentence] = []
        document_of: list[int] = []
        text_lengths: list[int] = []
        ends = [0]
        sentence_terms: list[Sequence[str]] = []
        window_terms: list[list[str]] = []
        document_terms: list[list[str]] = []
        for number, entry in enumerate(documents):
            self._documents[entry.document.id] = entry.document
            text_lengths.append(len(entry.document.text))
            self._titles.append(frozenset(entry.title_terms))
            self._told.append((entry.document.source, entry.document.published))
            own = [indexed.terms for indexed in entry.sentences]
            for position, indexed in enumerate(entry.sentences):
                self._sentences.append(indexed.sentence)
                document_of.append(number)
                around = own[max(0, position - 1) : position + 2]
                window_terms.append([term for terms in around for term in terms])
            ends.append(len(self._sentences))
            sentence_terms.extend(own)
            document_terms.append([*entry.title_terms] * _TITLE_COUNTS + [term for terms in own for term in terms])
        self._document_of = np.array(document_of, dtype=np.intp)
        self._bounds = np.column_stack([ends[:-1], ends[1:]]).astype(np.intp)  # by document, of its sentences
        self._text_lengths = np.array(text_lengths, dtype=np.intp)
        self._shown = flags_of_texts([it.text for it in self._sentences])
        self._numbers: dict[str, int] = {}
        self._terms: list[str] = []
        self._words: dict[int, tuple[NDArray[np.uint32], bytes]] = {}  # by sentence: terms and roles
        self._numbering = Lock()
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
        (shared,) = np.nonzero((in_window | in_document) & self._asked(query.filters))
        best = shared[np.argsort(-blend[shared], kind="stable")][:limit]  # stable: ties stay in order of id
        return [Candidate(int(i), float(sentence[i]), float(window[i]), float(document[i])) for i in best]

    def knows(self, term: str) -> bool:
        """Tell whether some sentence or title holds the term."""
        return self._by_document.holds(term)

    def holding(self, terms: Sequence[str], sentence_ids: NDArray[np.intp]) -> NDArray[np.bool_]:
        """Tell for each term which of these sentences hold it; see `Index.holding`."""
        held = np.zeros((len(terms), *sentence_ids.shape), dtype=np.bool_)
        for number, term in enumerate(terms):
            self._by_sentence.find(term, sentence_ids, held[number])
        return held

    def words(self, sentence_ids: NDArray[np.intp]) -> SentenceWords:
        """Return all words of sentences; see `Index.words`."""
        known = [self._known_words(it) for it in sentence_ids.tolist()]
        found = np.concatenate([np.empty(0, np.uint32), *(numbers for numbers, _ in known)])
        distinct, numbers = np.unique(found, return_inverse=True)
        return SentenceWords(
            terms=ListedTerms([self._terms[it] for it in distinct.tolist()]),
            numbers=numbers,
            roles=np.frombuffer(b"".join([roles for _, roles in known]), np.uint8),
            lengths=np.array([len(roles) for _, roles in known], np.intp),
        )

    def titled(self, terms: Sequence[str], sentence_ids: NDArray[np.intp]) -> NDArray[np.bool_]:
        """Tell for each term which of these sentences have it in their document's title; see `Index.titled`."""
        titles = [self._titles[it] for it in self._document_of[sentence_ids].ravel().tolist()]
        found = [[term in title for title in titles] for term in terms]
        return np.array(found, dtype=np.bool_).reshape(len(terms), *sentence_ids.shape)

    def text_lengths(self, sentence_ids: NDArray[np.intp]) -> NDArray[np.intp]:
        """Return how long the text of each one's document is; see `Index.text_lengths`."""
        return self._text_lengths[self._document_of[sentence_ids]]

    def regard(self, terms: Sequence[str], sentence_ids: NDArray[np.intp]) -> Regarded:
        """Return what a ranking regards of sentences; see `Index.regard`."""
        return regarded(self, terms, sentence_ids, self._document_of[sentence_ids], self._shown[sentence_ids])

    def around(self, terms: Sequence[str], sentence_id: int, reach: int) -> tuple[NDArray[np.bool_], int]:
        """Tell which of a sentence and its neighbours hold each term; see `Index.around`."""
        return around(self, terms, sentence_id, reach)

    def idf(self, term: str) -> float:
        """Return the term's idf among sentences; see `Index.idf`."""
        return self._by_sentence.idf(term)

    def sentence(self, sentence_id: int) -> Sentence:
        """Return a sentence by its id."""
        if not 0 <= sentence_id < len(self._sentences):
            raise KeyError(sentence_id)
        return self._sentences[sentence_id]

    def sentences(self, sentence_ids: Sequence[int]) -> list[Sentence]:
        """Return sentences by their ids; see `Index.sentences`."""
        return [self.sentence(sentence_id) for sentence_id in sentence_ids]

    def bounds(self, sentence_ids: NDArray[np.intp]) -> NDArray[np.intp]:
        """Return which sentences each one's document has; see `Index.bounds`."""
        return self._bounds[self._document_of[sentence_ids]]

    def window(self, sentence_id: int, reach: int = 1) -> list[Sentence]:
        """Return the sentence with its neighbours; see `Index.window`."""
        if not 0 <= sentence_id < len(self._sentences):
            raise KeyError(sentence_id)
        first, end = self._bounds[self._document_of[sentence_id]].tolist()
        return self._sentences[max(first, sentence_id - reach) : min(end, sentence_id + reach + 1)]

    def document(self, document_id: str) -> Document:
        """Return a document by its id."""
        return self._documents[document_id]

    def heading(self, document_id: str) -> Heading:
        """Return a document's title and length by its id."""
        document = self._documents[document_id]
        return Heading(document.title, len(document.text))

    def _known_words(self, sentence_id: int) -> tuple[NDArray[np.uint32], bytes]:
        """Return the numbers of a sentence's terms, and its words' roles: once it is asked for, it is kept."""
        if (known := self._words.get(sentence_id)) is None:
            terms, roles = terms_and_token_types(tokenise(self._sentences[sentence_id].text))
            with self._numbering:
                for term in terms:
                    if term not in self._numbers:
                        self._terms.append(term)
                        self._numbers[term] = len(self._numbers)
            known = np.fromiter(map(self._numbers.__getitem__, terms), np.uint32, len(terms)), roles
            if len(self._words) < _KEPT:
                self._words[sentence_id] = known
        return known

    def _asked(self, filters: Filters) -> NDArray[np.bool_]:
        """Tell which sentences are of documents that fit."""
        if filters.is_empty:
            return np.ones(len(self._sentences), dtype=np.bool_)
        fit = np.array([filters.accepts(*told) for told in self._told], dtype=np.bool_)
        return fit[self._document_of]


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

    def find(self, term: str, numbers: NDArray[np.intp], held: NDArray[np.bool_]) -> None:
        """Set the flags of the numbers that hold the term."""
        if (postings := self._postings.get(term)) is not None:
            flags = np.zeros(self._count, dtype=np.bool_)
            flags[postings] = True
            held[...] = flags[numbers]

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
