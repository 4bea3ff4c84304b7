"""Counts the sentences, windows and documents that contain each term, and how much text there is."""

from dataclasses import astuple, dataclass
from operator import add, sub
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from retrieval.segments.arrays import starts_of

LEVELS = 3
"""Sentence, window and document: the order of rows and columns with one for each."""

TITLE_COUNTS = 2
"""How many times the terms of a title count among those of the document."""


class DocumentTerms(NamedTuple):
    """Term numbers of documents, concatenated: `counts` of `ids` in each sentence, `sentences` in each document."""

    ids: NDArray[np.uint32]
    counts: NDArray[np.uint32]
    sentences: NDArray[np.uint32]
    title_ids: NDArray[np.uint32]
    title_counts: NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over documents: their number, sentences, and the terms of all sentences, windows and documents."""

    documents: int = 0
    sentences: int = 0
    sentence_terms: int = 0
    window_terms: int = 0
    document_terms: int = 0

    def __add__(self, other: "Totals") -> "Totals":
        """Return the sum."""
        return Totals(*map(add, astuple(self), astuple(other)))

    def __sub__(self, other: "Totals") -> "Totals":
        """Return the difference."""
        return Totals(*map(sub, astuple(self), astuple(other)))


def totals(terms: DocumentTerms) -> Totals:
    """Return the totals of documents."""
    first, last = _ends(terms.sentences)
    in_windows = 3 - first.astype(np.int64) - last
    return Totals(
        documents=len(terms.sentences),
        sentences=len(terms.counts),
        sentence_terms=int(terms.counts.sum()),
        window_terms=int((terms.counts * in_windows).sum()),
        document_terms=int(terms.counts.sum()) + TITLE_COUNTS * int(terms.title_counts.sum()),
    )


def frequencies(terms: DocumentTerms, vocabulary: int) -> NDArray[np.int32]:
    """Count the sentences, windows and documents that contain each term: shape (3, vocabulary).

    A window is a sentence with its neighbours in the document.
    """
    found = np.zeros((LEVELS, vocabulary), np.int32)
    sentences, documents = len(terms.counts), len(terms.sentences)
    sentence_of = np.repeat(np.arange(sentences, dtype=np.int64), terms.counts)
    document_of_sentence = np.repeat(np.arange(documents, dtype=np.int64), terms.sentences)
    pairs = _distinct(terms.ids * np.int64(sentences or 1) + sentence_of)
    ids, sentence = np.divmod(pairs, sentences or 1)
    found[0] = np.bincount(ids, minlength=vocabulary)

    # Windows: each sentence with the term adds the windows that its predecessor did not, three at most.
    document = document_of_sentence[sentence]
    follows = np.zeros(len(pairs), np.bool_)
    follows[1:] = (ids[1:] == ids[:-1]) & (document[1:] == document[:-1])
    adds = np.full(len(pairs), 3, np.int64)
    adds[1:] = np.where(follows[1:], np.minimum(np.diff(sentence), 3), 3)
    first, last = _ends(terms.sentences)
    is_last = np.ones(len(pairs), np.bool_)
    is_last[:-1] = ~follows[1:]
    adds -= ~follows & first[sentence]
    adds -= is_last & last[sentence]
    found[1] = np.bincount(ids, adds, minlength=vocabulary).astype(np.int32)

    titles = np.repeat(np.arange(documents, dtype=np.int64), terms.title_counts)
    whole = np.concatenate(
        (ids[~follows] * (documents or 1) + document[~follows], terms.title_ids * np.int64(documents or 1) + titles)
    )
    found[2] = np.bincount(_distinct(whole) // (documents or 1), minlength=vocabulary)
    return found


def _ends(sentences: NDArray[np.uint32]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return masks of the sentences that are the first and the last of their document."""
    starts = starts_of(sentences)
    first, last = np.zeros((2, int(starts[-1])), np.bool_)
    filled = sentences > 0
    first[starts[:-1][filled]] = True
    last[starts[1:][filled] - np.uint64(1)] = True
    return first, last


def _distinct(values: NDArray[Any]) -> NDArray[np.int64]:
    ordered = np.sort(values.astype(np.int64))
    is_new = np.ones(len(ordered), np.bool_)
    is_new[1:] = ordered[1:] != ordered[:-1]
    return ordered[is_new]
