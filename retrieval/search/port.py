"""The index port: what a search engine must do for us. Above it nothing knows which engine answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from retrieval.models import Candidate, Document, Heading, Query, Sentence
from retrieval.segments.view import Regarded, SentenceWords


@dataclass(frozen=True, slots=True)
class IndexedSentence:
    """A sentence with its content terms, in order."""

    sentence: Sentence
    terms: Sequence[str]


@dataclass(frozen=True, slots=True)
class IndexedDocument:
    """A document with its sentences and the content terms of its title."""

    document: Document
    title_terms: Sequence[str]
    sentences: Sequence[IndexedSentence]


class Index(Protocol):
    """An index of sentences, read-only and safe to search from several threads.

    It receives terms that we have analysed, so that analysis is the same under every engine.
    """

    @property
    def sentence_count(self) -> int:
        """How many sentences there are; their ids run from 0 to one less."""
        ...

    def search(self, query: Query, limit: int) -> list[Candidate]:
        """Return the best candidates by the blend of their three scores, best first, ties by sentence id.

        Every sentence whose window or document shares a term or synonym with the query competes, if its document
        fits the query's filters; a query that shares none with the index has no candidate. Scores are Okapi BM25
        (Robertson and Zaragoza 2009) with k1 = 1.2, b = 0.75 and the idf of `idf`, counted over the whole index
        whatever the filters; a synonym counts with its own score, weighted, where that is more than the word's own.
        """
        ...

    def knows(self, term: str) -> bool:
        """Tell whether some sentence or title holds the term."""
        ...

    def holding(self, terms: Sequence[str], sentence_ids: NDArray[np.intp]) -> NDArray[np.bool_]:
        """Tell for each term which of these sentences hold it: by term, then in the shape of the ids, each known."""
        ...

    def words(self, sentence_ids: NDArray[np.intp]) -> SentenceWords:
        """Return all words of sentences, each known, as the analysis finds them in their texts."""
        ...

    def titled(self, terms: Sequence[str], sentence_ids: NDArray[np.intp]) -> NDArray[np.bool_]:
        """Tell for each term which of these sentences, each known, have it in their document's title."""
        ...

    def text_lengths(self, sentence_ids: NDArray[np.intp]) -> NDArray[np.intp]:
        """Return how many characters the text of each one's document has."""
        ...

    def regard(self, terms: Sequence[str], sentence_ids: NDArray[np.intp]) -> Regarded:
        """Return what a ranking regards of sentences, each known; the terms are distinct."""
        ...

    def around(self, terms: Sequence[str], sentence_id: int, reach: int) -> tuple[NDArray[np.bool_], int]:
        """Tell by term and sentence which of a known sentence and `reach` neighbours on either side hold it.

        Neighbours are of its own document, in order; second is the place of the sentence among them. The terms are
        distinct.
        """
        ...

    def idf(self, term: str) -> float:
        """Return ln(1 + (N - n + ½) / (n + ½)) for a term in n of N sentences; the largest is of n = 0."""
        ...

    def sentence(self, sentence_id: int) -> Sentence:
        """Return a sentence by its id. Raises `KeyError` where there is none."""
        ...

    def sentences(self, sentence_ids: Sequence[int]) -> list[Sentence]:
        """Return sentences by their ids, in the order asked for. Raises `KeyError` where one is not there."""
        ...

    def bounds(self, sentence_ids: NDArray[np.intp]) -> NDArray[np.intp]:
        """Return the first sentence of each one's document and the one after its last: a row for each known id."""
        ...

    def window(self, sentence_id: int, reach: int = 1) -> list[Sentence]:
        """Return the sentence with up to `reach` neighbours on either side, of its own document, in order."""
        ...

    def document(self, document_id: str) -> Document:
        """Return a document by its id. Raises `KeyError` where there is none."""
        ...

    def heading(self, document_id: str) -> Heading:
        """Return what `document` would tell, without reading its text. Raises `KeyError` where there is none."""
        ...
