"""All words of sentences, read from the segments: nothing of a text is analysed when a question is asked."""

import numpy as np
from numpy.typing import NDArray

from retrieval.indexes.base import SentenceWords
from retrieval.indexes.served import Ints, Located, OpenPart, Served
from retrieval.segments.arrays import ranges
from retrieval.segments.dictionary import Dictionary
from retrieval.segments.segment import WORD

_TERMS = 1 << 16
"""Terms that are remembered of all segments together, by their numbers: some 10 MB."""


class Spoken:
    """The words of a collection's sentences; safe to use from several threads."""

    def __init__(self, served: Served) -> None:
        """Read nothing yet."""
        self._served = served
        most = _TERMS // (len(served.parts) or 1)
        self._terms = [_Terms(part.segment.terms, most) for part in served.parts]

    def words(self, sentence_ids: Ints) -> SentenceWords:
        """Return the words of sentences; see `Index.words`."""
        return self.words_of(self._served.locate(sentence_ids))

    def words_of(self, located: Located) -> SentenceWords:
        """Return the words of sentences that were found already."""
        lengths = np.zeros(len(located.sentences), np.int64)
        found = []
        terms: list[str] = []
        for number, here in located.by_part():
            words, lengths[here] = _read(self._served.parts[number], located.sentences[here])
            distinct, numbers = np.unique(words["term"], return_inverse=True)
            found.append((here, numbers + len(terms), words["role"]))
            terms += map(self._terms[number].__getitem__, distinct.tolist())
        numbers, roles = np.zeros(lengths.sum(), np.int64), np.zeros(lengths.sum(), np.uint8)
        ends = np.cumsum(lengths)
        for here, its_numbers, its_roles in found:
            at = ranges((ends - lengths)[here], ends[here])
            numbers[at], roles[at] = its_numbers, its_roles
        return SentenceWords(terms, numbers, roles, lengths)


def _read(part: OpenPart, sentences: Ints) -> tuple[NDArray[np.void], Ints]:
    """Return the words of sentences one after the other, and how many each has."""
    starts, ends = part.first_word.together(sentences, sentences + 2).reshape(-1, 2).T
    return part.words.together(starts, ends).view(WORD), ends - starts


class _Terms(dict[int, str]):
    """The terms of a segment by number, as far as they were asked for. When it is full, it begins anew."""

    def __init__(self, terms: Dictionary, most: int) -> None:
        super().__init__()
        self._word = terms.word
        self._most = most

    def __missing__(self, number: int) -> str:
        term = self._word(number)
        if len(self) >= self._most:
            self.clear()
        self[number] = term
        return term
