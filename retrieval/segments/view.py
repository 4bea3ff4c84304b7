"""What the ranker reads of candidate sentences, as arrays."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from retrieval.models import SentenceKind


class GrowingVocabulary(Protocol):
    """An append-only vocabulary: word to number. Each word of `words` has a number; 0, of "", is for unknown words."""

    @property
    def words(self) -> Sequence[str]:
        """All words, in the order of their numbers."""
        ...

    @property
    def numbers(self) -> Mapping[str, int]:
        """The number of each word."""
        ...


class TermTable(Protocol):
    """Terms by number, which need not be consecutive; safe to use from several threads."""

    def __getitem__(self, number: int, /) -> str:
        """Return a term."""
        ...

    def numbers_in(self, vocabulary: GrowingVocabulary, numbers: NDArray[np.intp]) -> NDArray[np.intp]:
        """Return the number that each term has in another vocabulary, 0 where it has none."""
        ...

    def may_start_with(self, prefixes: Collection[str], numbers: NDArray[np.intp]) -> NDArray[np.bool_]:
        """Flag the terms that may have one of the prefixes; a term that is not flagged has none.

        A prefix is a term's first four letters, or all of a shorter term.
        """
        ...


@dataclass(frozen=True, slots=True)
class SentenceWords:
    """All words of some sentences, function words too, concatenated: `lengths` has the word count of each sentence.

    `numbers` are those of `terms`; within one sentence, equal terms have equal numbers. For `token_types` see
    `retrieval.analysis.token_types`.
    """

    terms: TermTable
    numbers: NDArray[np.intp]
    token_types: NDArray[np.uint8]
    lengths: NDArray[np.intp]


class SentenceTexts(Protocol):
    """The texts of sentences by row, which may be read from disk on access."""

    def __getitem__(self, row: int, /) -> str:
        """Return the text of a sentence."""
        ...

    def words(self, row: int, /) -> list[str]:
        """Return the words of a sentence in order, as those of `SentenceWords`."""
        ...


OFFSETS = (0, -1, -2, 1, 2)
"""The last axis of `CandidateView.contains`: the sentence itself, then its neighbours by their distance."""


@dataclass(frozen=True, slots=True)
class CandidateView:
    """Everything the ranker reads about some sentences, one row a sentence, in the order of the ids given.

    `flags` are those of `retrieval.analysis.sentence_flags`, `kinds` the `SentenceKind` of each. `documents` is equal
    for sentences of one document. `starts` are character offsets of the sentences, `text_lengths` the characters of
    their documents.
    `contains` has shape (terms, sentences, offsets): whether the term occurs in the sentence or in a neighbour, which
    is never of another document. `is_lead` is whether it is the first sentence of its document, headings apart.
    `in_title` has shape (terms, sentences): whether the document's title has the term.
    """

    texts: SentenceTexts
    flags: NDArray[np.uint8]
    documents: NDArray[np.intp]
    starts: NDArray[np.intp]
    kinds: NDArray[np.uint8]
    is_lead: NDArray[np.bool_]
    text_lengths: NDArray[np.intp]
    words: SentenceWords
    contains: NDArray[np.bool_]
    in_title: NDArray[np.bool_]

    @property
    def is_display(self) -> NDArray[np.bool_]:
        """Whether each sentence is anything but prose."""
        is_display: NDArray[np.bool_] = self.kinds != SentenceKind.PROSE
        return is_display
