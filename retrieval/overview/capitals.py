"""Finds, in the stored words of sentences, those that may have names of several articles: few texts need to be read."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from retrieval.analysis import stem, tokenise
from retrieval.analysis.token_types import IS_CAPITAL, IS_CONTENT, IS_LOWER, IS_NAME
from retrieval.overview.sampling import Sample
from retrieval.segments.open_collection import Ints, OpenCollection
from retrieval.segments.sentence_words import SegmentTerms, words_of

_MOST_LINKING = 2
"""The most linking words in a row: "of the"."""
_ONE_TOKEN = stem("United States")
"""The one name of two words that is a single token."""
_OFTEN, _MOSTLY = 1, 0.9
"""How often a word must stand alone to be a name by itself, and in which share of all places."""
_BEGINNING = 4
"""A pair with which a sentence begins has at most so many words before it."""


class SampleWords:
    """The words of sampled sentences, as term numbers. A sentence is named by its place in the sample."""

    def __init__(self, collection: OpenCollection, sample: Sample) -> None:
        """Read the words."""
        self._tables = [part.segment.terms for part in collection.parts]
        terms = SegmentTerms([part.segment for part in collection.parts])
        self._firsts = terms.firsts
        self._size = sum(map(len, self._tables))
        words = words_of(collection, terms, sample.located)
        self._numbers, self._types = words.numbers, words.token_types
        self._sentences = np.repeat(np.arange(len(sample)), words.lengths)
        self._begins = words.lengths.cumsum() - words.lengths
        self._documents = sample.located.places

    def pairs(self, linking: Iterable[str]) -> "CapitalPairs":
        """Return the pairs of capitalised words with nothing between them but at most two linking words."""
        is_capital = IS_CAPITAL[self._types]
        capitals = np.flatnonzero(is_capital)
        numbers = np.zeros(len(is_capital), np.int64)
        numbers[capitals], size = self._same_in_all(self._numbers[capitals]), self._size
        is_linking = self._are(linking) & IS_LOWER[self._types]
        firsts = [np.flatnonzero(self._are((_ONE_TOKEN,)))]
        pairs = [numbers[firsts[0]] * (size + 1)]
        is_joined = np.ones(len(numbers), np.bool_)
        for reach in range(1, _MOST_LINKING + 2):
            left, right = slice(None, -reach), slice(reach, None)
            found = np.flatnonzero(
                is_capital[left]
                & is_capital[right]
                & is_joined[left]
                & (self._sentences[left] == self._sentences[right])
            )
            firsts.append(found)
            pairs.append(numbers[found] * size + numbers[found + reach])
            is_joined[left] &= is_linking[right]
        places = np.concatenate(firsts)
        sentences = self._sentences[places]
        return CapitalPairs(np.concatenate(pairs), sentences, self._documents, places - self._begins[sentences])

    def capitalised(self, name: str) -> float:
        """Return how often the first two words of a name are capitalised where they stand in a row, as a share."""
        words = tokenise(name)[:2]
        first, second = (self._are((stem(word),)) for word in (words[0], words[-1]))
        found = first[:-1] & second[1:] if len(words) > 1 else first[:-1]
        found &= self._sentences[:-1] == self._sentences[1:]
        return float(IS_CAPITAL[self._types[:-1][found]].mean()) if found.any() else 1.0

    def stands_alone(self, word: str) -> bool:
        """Tell whether a word is a name by itself: within sentences it is capitalised, and no part of a longer name."""
        places = np.flatnonzero(self._are((stem(word),)))
        places = places[(places > 0) & (places < len(self._numbers) - 1)]
        places = places[self._sentences[places - 1] == self._sentences[places]]
        before, behind = places - 1, places + 1
        is_followed = IS_NAME[self._types[behind]] & (self._sentences[places] == self._sentences[behind])
        is_joined = IS_NAME[self._types[before]] | is_followed
        alone = int(np.count_nonzero(IS_CAPITAL[self._types[places]] & ~is_joined))
        return alone >= _OFTEN and alone >= _MOSTLY * len(places)

    def statements(self, verbs: Iterable[str], linking: Iterable[str], pronouns: Iterable[str], article: str) -> Ints:
        """Return the sentences that begin with words that may be a name and one of the verbs, and have no pronoun.

        All words are given as terms.
        """
        is_capital = IS_CAPITAL[self._types]
        places = np.flatnonzero(~is_capital & ~self._are(linking))
        places = places[np.flatnonzero(np.diff(self._sentences[places], prepend=-1))]  # the first of each sentence
        sentences = self._sentences[places]
        begins = self._begins[sentences]
        is_statement = self._are(verbs)[places] & is_capital[begins]
        # But for an article, a function word begins no name.
        is_statement &= IS_CONTENT[self._types[begins]] | self._are((article,))[begins]
        has_pronoun = np.zeros(len(self._begins), np.bool_)
        has_pronoun[self._sentences[self._are(pronouns)]] = True
        found: Ints = sentences[is_statement & ~has_pronoun[sentences]]
        return found

    def _are(self, terms: Iterable[str]) -> NDArray[np.bool_]:
        """Flag the words that have one of the terms."""
        wanted = list(terms)
        found: list[int] = []
        for table, first in zip(self._tables, self._firsts.tolist(), strict=True):
            numbers = table.numbers(wanted)
            found += (numbers[numbers >= 0] + first).tolist()
        are: NDArray[np.bool_]
        if len(found) == 1:
            are = self._numbers == found[0]
            return are
        are_wanted = np.zeros(self._size, np.bool_)  # several times as fast as to look for each
        are_wanted[found] = True
        are = are_wanted[self._numbers]
        return are

    def _same_in_all(self, numbers: Ints) -> Ints:
        """Return numbers that are the same for equal terms in all segments."""
        if len(self._tables) == 1:
            return numbers
        largest = int(np.argmax([len(table) for table in self._tables]))
        parts = self._firsts.searchsorted(numbers, "right") - 1
        others = np.unique(numbers[parts != largest])  # few: segments are of very different sizes
        their_parts = (self._firsts.searchsorted(others, "right") - 1).tolist()
        words = [
            self._tables[part].word(number - int(self._firsts[part]))
            for part, number in zip(their_parts, others.tolist(), strict=True)
        ]
        there = self._tables[largest].numbers(words)
        known: dict[str, int] = {}
        same = np.arange(self._size)
        same[others] = [
            number + int(self._firsts[largest]) if number >= 0 else known.setdefault(word, own)
            for word, number, own in zip(words, there.tolist(), others.tolist(), strict=True)
        ]
        result: Ints = same[numbers]
        return result


class CapitalPairs:
    """Pairs of capitalised words: in which sentences and how many documents each stands."""

    def __init__(self, pairs: Ints, sentences: Ints, documents: Ints, offsets: Ints) -> None:
        """Take the pairs as numbers, the sentence of each and its offset there; and the document of each sentence."""
        self._by_pair = pairs.argsort(kind="stable")
        ordered = pairs[self._by_pair]
        firsts = np.flatnonzero(np.diff(ordered, prepend=-1))
        self._starts = np.append(firsts, len(pairs))
        self._pairs = np.empty(len(pairs), np.int64)
        self._pairs[self._by_pair] = np.repeat(np.arange(len(firsts)), np.diff(self._starts))
        self._sentences = sentences
        self._is_first = offsets <= _BEGINNING
        size = int(documents.max(initial=0)) + 1
        once = np.unique(self._pairs * size + documents[sentences])
        self._counts = np.bincount(once // size)

    @property
    def most(self) -> int:
        """The most documents of a pair."""
        return int(self._counts.max(initial=0))

    def sentences(self, documents: int) -> Ints:
        """Return the sentences with a pair that stands in at least so many documents.

        A name of so many documents stands in these sentences only.
        """
        found: Ints = np.unique(self._sentences[self._counts[self._pairs] >= documents])
        return found

    def companions(self, sentence: int) -> Ints:
        """Return the other sentences that have a pair with which a sentence begins."""
        pairs = self._pairs[self._is_first & (self._sentences == sentence)].tolist()
        found = [self._sentences[self._by_pair[self._starts[it] : self._starts[it + 1]]] for it in pairs]
        its = np.unique(np.concatenate([np.empty(0, np.int64), *found]))
        others: Ints = its[its != sentence]
        return others
