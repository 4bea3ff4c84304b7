"""All words of sentences, read from the segments: nothing of a text is analysed when a question is asked."""

from bisect import bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import accumulate
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from retrieval.segments.arrays import ranges
from retrieval.segments.reader import (
    Ints,
    Located,
    OpenPart,
    Served,
)
from retrieval.segments.segment import WORD, Segment, beginning_of
from retrieval.segments.string_table import Dictionary
from retrieval.segments.view import Known, SentenceWords


class Spoken:
    """The words of a collection's sentences; safe to use from several threads."""

    def __init__(self, served: Served) -> None:
        """Read nothing yet."""
        self._served = served
        self._terms = SegmentTerms([part.segment for part in served.parts])

    def words(self, sentence_ids: Ints) -> SentenceWords:
        """Return the words of sentences; see `Index.words`."""
        return self.words_of(self._served.locate(sentence_ids))

    def words_of(self, located: Located) -> SentenceWords:
        """Return the words of sentences that were found already."""
        lengths = np.zeros(len(located.sentences), np.int64)
        found = []
        for number, here in located.by_part():
            words, lengths[here] = _read(self._served.parts[number], located.sentences[here])
            found.append((here, words["term"] + self._terms.firsts[number], words["role"]))
        if len(found) == 1:  # of one part they are in order already
            [(_, numbers, roles)] = found
            return SentenceWords(self._terms, numbers, roles, lengths)
        numbers, roles = np.zeros(lengths.sum(), np.int64), np.zeros(lengths.sum(), np.uint8)
        ends = lengths.cumsum()
        for here, its_numbers, its_roles in found:
            at = ranges((ends - lengths)[here], ends[here])
            numbers[at], roles[at] = its_numbers, its_roles
        return SentenceWords(self._terms, numbers, roles, lengths)


def _read(part: OpenPart, sentences: Ints) -> tuple[NDArray[np.void], Ints]:
    """Return the words of sentences one after the other, and how many each has."""
    starts, ends = part.word_bounds(sentences)
    return part.words.together(starts, ends).view(WORD), ends - starts


@dataclass(slots=True)
class _Found:
    """By term, its number among known words; of these so many were looked up."""

    words: Sequence[str]
    numbers: NDArray[np.uint32]
    size: int


class SegmentTerms:
    """The `Terms` of several segments: numbers of the first one come first.

    Of a candidate's words no text is made, which would take the longest: what a term is among known words is kept by
    its number, and how it begins the segment knows.
    """

    def __init__(self, segments: Sequence[Segment]) -> None:
        """Look up nothing yet."""
        self._dictionaries = [segment.terms for segment in segments]
        self._firsts = list(accumulate(map(len, self._dictionaries), initial=0))[:-1]
        self.firsts = np.array(self._firsts, np.int64)
        self._beginnings = np.concatenate([np.empty(0, np.uint32), *(segment.beginnings for segment in segments)])
        self._found: _Found | None = None
        self._looking_up = Lock()

    def __getitem__(self, number: int, /) -> str:
        """Return a term."""
        part = bisect_right(self._firsts, number) - 1
        return self._dictionaries[part].word(number - self._firsts[part])

    def known_as(self, known: Known, numbers: Ints) -> Ints:
        """Return the numbers of known words; see `Terms.known_as`."""
        return self._look_up(known)[numbers].astype(np.int64)

    def may_begin(self, beginnings: Collection[str], numbers: Ints) -> NDArray[np.bool_]:
        """Tell which may begin so; see `Terms.may_begin`."""
        found = self._beginnings[numbers]
        begins = np.zeros(len(numbers), np.bool_)
        for wanted in set(map(beginning_of, beginnings)):
            begins |= found == wanted
        return begins

    def _look_up(self, known: Known) -> NDArray[np.uint32]:
        """Return by term its number among known words, of which those are looked up that were not yet."""
        words = known.words
        with self._looking_up:
            found = self._found
            if found is None or found.words is not words:
                found = self._found = _Found(words, np.zeros(len(self._beginnings), np.uint32), 1)
            if found.size < (size := len(words)):
                for first, dictionary in zip(self._firsts, self._dictionaries, strict=True):
                    self._look_up_in(dictionary, known, range(found.size, size), found.numbers[first:])
                found.size = size
            return found.numbers

    @staticmethod
    def _look_up_in(dictionary: Dictionary, known: Known, wanted: range, found: NDArray[np.uint32]) -> None:
        """Note by term its number among the wanted ones of the known words."""
        if len(dictionary) < len(wanted):  # as in what was added to a large corpus
            for term, word in dictionary.items():
                if (number := known.numbers.get(word, 0)) in wanted:
                    found[term] = number
            return
        terms = dictionary.numbers(known.words[wanted.start : wanted.stop])
        (is_there,) = np.nonzero(terms >= 0)
        found[terms[is_there]] = is_there + wanted.start
