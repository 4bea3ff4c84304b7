"""All words of sentences as term numbers read from the segments; they are not decoded to strings."""

from bisect import bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import accumulate
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from retrieval.segments.arrays import ranges
from retrieval.segments.columns import WORD
from retrieval.segments.open_collection import Ints, Located, OpenCollection
from retrieval.segments.segment import Segment, beginning_of
from retrieval.segments.string_table import StringTable
from retrieval.segments.view import GrowingVocabulary, SentenceWords

_DECODED = 4096  # terms that are cached


@dataclass(slots=True)
class _Mapping:
    """Maps terms to their numbers in another vocabulary, of which the first `size` words have been looked up."""

    words: Sequence[str]
    numbers: NDArray[np.uint32]
    size: int


class SegmentTerms:
    """The `TermTable` of several segments: the terms of the first segment come first.

    Terms are compared without decoding them: by their numbers in another vocabulary, which are looked up once, and by
    their first bytes, which the segments store.
    """

    def __init__(self, segments: Sequence[Segment]) -> None:
        """Take the segments; nothing is looked up yet."""
        self._tables = [segment.terms for segment in segments]
        self._firsts = list(accumulate(map(len, self._tables), initial=0))[:-1]
        self.firsts = np.array(self._firsts, np.int64)
        self._beginnings = np.concatenate([np.empty(0, np.uint32), *(segment.beginnings for segment in segments)])
        self._mapping: _Mapping | None = None
        self._lock = Lock()
        self._decoded = lru_cache(_DECODED)(partial(_decode, self._tables, self._firsts))

    def __getitem__(self, number: int, /) -> str:
        """Return a term."""
        return self._decoded(number)

    def numbers_in(self, vocabulary: GrowingVocabulary, numbers: Ints) -> Ints:
        """Return the terms' numbers in another vocabulary; see `TermTable.numbers_in`."""
        return self._mapped_to(vocabulary)[numbers].astype(np.int64)

    def may_start_with(self, prefixes: Collection[str], numbers: Ints) -> NDArray[np.bool_]:
        """Flag the terms that may have one of the prefixes; see `TermTable.may_start_with`."""
        found = self._beginnings[numbers]
        starts = np.zeros(len(numbers), np.bool_)
        for wanted in set(map(beginning_of, prefixes)):
            starts |= found == wanted
        return starts

    def _mapped_to(self, vocabulary: GrowingVocabulary) -> NDArray[np.uint32]:
        """Return the number of each term in a vocabulary; look up only the words added since the last call."""
        words = vocabulary.words
        with self._lock:
            known = self._mapping
            if known is None or known.words is not words:
                known = self._mapping = _Mapping(words, np.zeros(len(self._beginnings), np.uint32), 1)
            if known.size < (size := len(words)):
                for first, table in zip(self._firsts, self._tables, strict=True):
                    _map_terms(table, vocabulary, range(known.size, size), known.numbers[first:])
                known.size = size
            return known.numbers


def _decode(tables: Sequence[StringTable], firsts: Sequence[int], number: int) -> str:
    part = bisect_right(firsts, number) - 1
    return tables[part].word(number - firsts[part])


def _map_terms(table: StringTable, vocabulary: GrowingVocabulary, wanted: range, numbers: NDArray[np.uint32]) -> None:
    """Write the numbers of the wanted words of a vocabulary into `numbers`, by term."""
    if len(table) < len(wanted):  # as in the small segment of what was added to a large corpus
        for term, word in table.items():
            if (number := vocabulary.numbers.get(word, 0)) in wanted:
                numbers[term] = number
        return
    terms = table.numbers(vocabulary.words[wanted.start : wanted.stop])
    (is_there,) = np.nonzero(terms >= 0)
    numbers[terms[is_there]] = is_there + wanted.start


def words_of(collection: OpenCollection, terms: SegmentTerms, located: Located) -> SentenceWords:
    """Read the words of the located sentences, in that order."""
    lengths = np.zeros(len(located.sentences), np.int64)
    found = []
    for number, here in located.by_part:
        part = collection.parts[number]
        starts, ends = part.word_bounds(located.sentences[here])
        lengths[here] = ends - starts
        words = part.words.together(starts, ends).view(WORD)
        found.append((here, words["term"] + terms.firsts[number], words["token_type"]))
    if len(found) == 1:  # sentences of one part are in order already
        [(_, numbers, types)] = found
        return SentenceWords(terms, numbers, types, lengths)
    numbers, types = np.zeros(lengths.sum(), np.int64), np.zeros(lengths.sum(), np.uint8)
    ends = lengths.cumsum()
    for here, its_numbers, its_types in found:
        at = ranges((ends - lengths)[here], ends[here])
        numbers[at], types[at] = its_numbers, its_types
    return SentenceWords(terms, numbers, types, lengths)
