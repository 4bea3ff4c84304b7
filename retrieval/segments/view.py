"""What the ranking reads of candidate sentences, as arrays."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


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
    words tell by themselves, see `retrieval.analysis.token_types`.
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

    `shown` are its flags, see `retrieval.analysis.sentence_flags`: few texts need to be looked at.
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
