"""Batches of documents whose terms the test gives."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from retrieval.analysis import terms_and_token_types, terms_of, word_hash
from retrieval.models import Document, SentenceKind
from retrieval.segments.batch import AllWords, Batch, SplitDocument, build_batch
from retrieval.segments.columns import SIGNATURE, TEXT_HASH
from retrieval.segments.frequencies import DocumentTerms


@dataclass(frozen=True, slots=True)
class Given:
    """A sentence: where it stands, the terms of its content words, and all its words."""

    start: int
    end: int
    terms: Sequence[str] = ()
    words: Sequence[str] = ()
    kind: SentenceKind = SentenceKind.PROSE


@dataclass(frozen=True, slots=True)
class GivenDocument:
    """A document, the terms of its title's content words, all its title's words, and its sentences."""

    document: Document
    title_terms: Sequence[str] = ()
    sentences: Sequence[Given] = ()
    title_words: Sequence[str] = ()
    text_hash: bytes = bytes(TEXT_HASH)
    signature: bytes = bytes(SIGNATURE)


def batch_of_given(documents: Sequence[GivenDocument]) -> Batch:
    """Return documents as a batch, as the store does with what it has analysed."""
    split = [
        SplitDocument(it.document, [(own.start, own.end, own.kind) for own in it.sentences], it.text_hash)
        for it in documents
    ]
    sentences = [sentence for it in documents for sentence in it.sentences]
    numbers: dict[str, int] = {}
    words, types = terms_and_token_types([word for sentence in sentences for word in sentence.words])
    terms = DocumentTerms(
        ids=_numbers(chain.from_iterable(it.terms for it in sentences), numbers),
        counts=_lengths(it.terms for it in sentences),
        sentences=_lengths(it.sentences for it in documents),
        title_ids=_numbers(chain.from_iterable(it.title_terms for it in documents), numbers),
        title_counts=_lengths(it.title_terms for it in documents),
    )
    all_words = AllWords(
        _numbers(words, numbers),
        np.frombuffer(types, np.uint8),
        np.array([word_hash(word) for sentence in sentences for word in sentence.words], np.uint16),
        _lengths(it.words for it in sentences),
        _numbers(terms_of(word for it in documents for word in it.title_words), numbers),
        _lengths(it.title_words for it in documents),
    )
    return build_batch(split, terms, all_words, tuple(numbers), b"".join(it.signature for it in documents))


def _numbers(terms: Iterable[str], numbers: dict[str, int]) -> NDArray[np.uint32]:
    return np.array([numbers.setdefault(it, len(numbers)) for it in terms], np.uint32)


def _lengths(several: Iterable[Sequence[object]]) -> NDArray[np.uint32]:
    return np.array([len(it) for it in several], np.uint32)


def terms_of_some(terms: DocumentTerms, documents: NDArray[np.bool_]) -> DocumentTerms:
    """Return the terms of some documents alone."""
    in_sentences = np.repeat(documents, terms.sentences)
    return DocumentTerms(
        ids=terms.ids[np.repeat(in_sentences, terms.counts)],
        counts=terms.counts[in_sentences],
        sentences=terms.sentences[documents],
        title_ids=terms.title_ids[np.repeat(documents, terms.title_counts)],
        title_counts=terms.title_counts[documents],
    )
