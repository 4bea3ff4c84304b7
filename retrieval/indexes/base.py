"""The index port: what a search engine must do for us. Above it nothing knows which engine answered."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from retrieval.models import Candidate, Document, Heading, Query, Sentence


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


class Known(Protocol):
    """Words that mean something to whoever asks, by his numbers: some may be added, none is altered or taken away.

    Each that stands in `words` stands in `numbers`.
    """

    @property
    def words(self) -> Sequence[str]:
        """All words in the order of their numbers; the first, "", is for any other."""
        ...

    @property
    def numbers(self) -> Mapping[str, int]:
        """The number of each word."""
        ...


class Terms(Protocol):
    """Terms by numbers, which need not follow one another; safe to use from several threads."""

    def __getitem__(self, number: int, /) -> str:
        """Return a term."""
        ...

    def known_as(self, known: Known, numbers: NDArray[np.intp]) -> NDArray[np.intp]:
        """Return by which of the known words' numbers each of these terms is known, 0 where it is not."""
        ...

    def may_begin(self, beginnings: Collection[str], numbers: NDArray[np.intp]) -> NDArray[np.bool_]:
        """Tell which of these terms may have one of these beginnings: no other has.

        That is a term's first four letters, or all of a shorter one.
        """
        ...


@dataclass(frozen=True, slots=True)
class SentenceWords:
    """All words of some sentences one after the other, function words too: `lengths` of them a sentence.

    `numbers` are those of `terms`: of one sentence no term stands there under different ones. `roles` are what the
    words tell by themselves, see `retrieval.analysis.roles`.
    """

    terms: Terms
    numbers: NDArray[np.intp]
    roles: NDArray[np.uint8]
    lengths: NDArray[np.intp]


class SentenceTexts(Protocol):
    """Texts of sentences, some of which may be read only when they are asked for."""

    def __getitem__(self, row: int, /) -> str:
        """Return one."""
        ...


AROUND = (0, -1, -2, 1, 2)
"""A sentence and its neighbours, as `Regarded.held` has them: how far each stands from the sentence."""


@dataclass(frozen=True, slots=True)
class Regarded:
    """Some sentences with all that a ranking regards of them, in the order asked for.

    `shown` is what each shows by its characters, see `retrieval.analysis.characters`: few texts need to be looked at.
    `documents` are equal for sentences of one document, `starts` count the characters before a sentence there, and
    `lengths` those of all its text. `held` tells by term, sentence and place of `AROUND` whether the term stands there,
    never outside the document; `titled` by term and sentence, whether it stands in the document's title.
    """

    texts: SentenceTexts
    shown: NDArray[np.uint8]
    documents: NDArray[np.intp]
    starts: NDArray[np.intp]
    is_display: NDArray[np.bool_]
    lengths: NDArray[np.intp]
    words: SentenceWords
    held: NDArray[np.bool_]
    titled: NDArray[np.bool_]


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
