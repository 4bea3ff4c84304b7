"""Finds exact phrases: first by the hashes of their words, then by their text.

The hashes of all words are a column, two bytes a word, which is compared with a phrase in under a millisecond per
million words. So neither function words nor the order of words need postings. A phrase may begin in one sentence and
end in another.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import compress
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrieval.analysis import folded, is_stopword_in_any_case, word_hash
from retrieval.analysis.languages import terms_of_filter, words_of_filter
from retrieval.models import Filters
from retrieval.segments.arrays import is_any
from retrieval.segments.open_collection import Ints, OpenCollection, OpenPart
from retrieval.segments.term_counts import union

_BLOCK = 1 << 12
"""Sentences that are compared at a time, unless one document has more: so few that their words stay in the cache."""

_BLOCKS = 16
"""Blocks whose sentences are looked up at a time."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """An exact phrase: its words `folded`; of each its hash, the terms that it may have, and if it is a content word.

    A word of several parts, such as "United States of America", is one word: a phrase has all of it, or none.
    """

    text: str
    hashes: tuple[int, ...]
    terms: tuple[frozenset[str], ...]
    is_content: tuple[bool, ...]

    @classmethod
    def of(cls, typed: str, codes: Sequence[str] = ()) -> "Phrase":
        """Read a phrase as it was typed, for articles in languages of these codes, by default in English.

        One without a word has no terms.
        """
        words = words_of_filter(typed, codes)
        return cls(
            folded(typed),
            tuple(map(word_hash, words)),
            tuple(terms_of_filter(typed, codes)),
            tuple(not is_stopword_in_any_case(word) for word in words),
        )

    @property
    def content(self) -> list[frozenset[str]]:
        """The terms that each content word may have."""
        return list(compress(self.terms, self.is_content))

    def stands_in(self, text: str) -> bool:
        """Tell whether a text has the words one after the other."""
        return f" {self.text} " in f" {folded(text)} "


def phrases_of(filters: Filters, collection: OpenCollection) -> list[Phrase]:
    """Return the phrases of filters as the articles may have them, but for those without a word."""
    if not filters.phrases:
        return []
    codes = collection.languages()
    return [phrase for it in filters.phrases if (phrase := Phrase.of(it, codes)).terms]


@dataclass(frozen=True, slots=True, eq=False)
class Occurrences:
    """Where a phrase may stand: the ids of the sentences in which it begins and ends, ascending, and whose titles.

    Other words with the same hashes, or in a title with the same stems, may stand there. `titles` are places.
    """

    firsts: Ints
    lasts: Ints
    titles: Ints

    @property
    def inside(self) -> Ints:
        """The ids of the sentences that may have the whole phrase, ascending."""
        return union(self.firsts[self.firsts == self.lasts])

    def places(self, collection: OpenCollection) -> Ints:
        """Return the places of the documents that may have the phrase, in their text or their title."""
        return union(collection.place_of(self.firsts), self.titles)

    def among(self, collection: OpenCollection, passing: NDArray[np.bool_]) -> "Occurrences":
        """Return those in the documents whose flag is set, by place."""
        here = passing[collection.place_of(self.firsts)]
        return Occurrences(self.firsts[here], self.lasts[here], self.titles[passing[self.titles]])

    def verified_places(self, collection: OpenCollection, phrase: Phrase) -> Ints:
        """Return the places of the documents whose text or title has the phrase, ascending."""
        found = {place for place in self.titles.tolist() if phrase.stands_in(collection.title_at(place))}
        places = collection.place_of(self.firsts).tolist()
        for place, first, last in zip(places, self.firsts.tolist(), self.lasts.tolist(), strict=True):
            if place not in found and phrase.stands_in(collection.text_between(first, last)):
                found.add(place)
        return np.array(sorted(found), np.int64)


def occurrences(collection: OpenCollection, phrase: Phrase, passing: NDArray[np.bool_]) -> Occurrences:
    """Return where a phrase of at least one word may stand, in documents whose flag is set, by place."""
    firsts, lasts, titles = ([np.empty(0, np.int64)] for _ in range(3))
    for part in collection.parts:
        numbers = [_numbers(part, alternatives) for alternatives in phrase.terms]
        if not all(numbers):
            continue
        # Terms are numbered as they first occur, so those of content words with high numbers are rare.
        rare_first = sorted(range(len(numbers)), key=lambda it: (phrase.is_content[it], min(numbers[it])), reverse=True)
        places = collection.collection.place_of[part.first : part.first + len(part.segment)]
        wanted = places >= 0
        wanted[wanted] = passing[places[wanted]]
        title_starts = part.first_title_word
        at = _positions(part.segment.title_words, numbers, rare_first)
        owners = [title_starts.searchsorted(it, "right") - 1 for it in (at, at + len(numbers) - 1)]
        titles.append(places[owners[0][(owners[0] == owners[1]) & wanted[owners[0]]]])
        for first, last in _sentences(part, phrase.hashes, rare_first, np.flatnonzero(wanted)):
            documents = part.first_sentence.searchsorted(first, "right") - 1
            here = (last < part.first_sentence[documents + 1]) & wanted[documents]
            shifts = (collection.first_sentence[places[documents]] - part.first_sentence[documents])[here]
            firsts.append(first[here] + shifts)
            lasts.append(last[here] + shifts)
    first_ids, last_ids = np.concatenate(firsts), np.concatenate(lasts)
    order = first_ids.argsort(kind="stable")
    return Occurrences(first_ids[order], last_ids[order], union(*titles))


def _numbers(part: OpenPart, alternatives: frozenset[str]) -> list[int]:
    return [number for number in map(part.segment.terms.get, alternatives) if number >= 0]


def _sentences(
    part: OpenPart, hashes: Sequence[int], rare_first: Sequence[int], documents: Ints
) -> Iterator[tuple[Ints, Ints]]:
    """Yield the sentences in which words with these hashes begin and end, as numbers in the part, ascending.

    Only some documents are searched, and perhaps others between them.
    """
    wanted = [[number] for number in hashes]
    for starts, ends, are_long in _blocks(part.first_sentence, documents):
        begins, stops = part.first_word(starts), part.first_word(ends)
        if are_long:  # each by itself, so that its words stay in the cache
            found, words = [], 0
            for begin, stop in zip(begins.tolist(), stops.tolist(), strict=True):
                found.append(words + _positions(part.segment.word_hashes.slice(begin, stop), wanted, rare_first))
                words += stop - begin
            at = np.concatenate(found)
        else:
            at = _positions(part.segment.word_hashes.together(begins, stops), wanted, rare_first)
        if len(at):
            yield _Runs.of(part, starts, ends, begins, stops).sentences(at, len(wanted))


@dataclass(frozen=True, slots=True, eq=False)
class _Runs:
    """Runs of sentences, whose words are read together.

    `starts` are their first sentences, `begins` and `stops` where their words begin and stop. `bounds` has where each
    sentence's words begin and, for each run, where they end; `firsts` are the indexes of the runs in it.
    """

    starts: Ints
    begins: Ints
    stops: Ints
    bounds: NDArray[np.uint32]
    firsts: Ints

    @classmethod
    def of(cls, part: OpenPart, starts: Ints, ends: Ints, begins: Ints, stops: Ints) -> "_Runs":
        firsts = (ends - starts + 1).cumsum() - (ends - starts + 1)
        return cls(starts, begins, stops, part.first_words(starts, ends + 1), firsts)

    def sentences(self, at: Ints, size: int) -> tuple[Ints, Ints]:
        """Return the sentences of the first and the last of several words, given by their position among all read."""
        ends = (self.stops - self.begins).cumsum()
        runs = ends.searchsorted(at, "right")
        words = at + (self.stops - ends)[runs]
        # Of several bounds that are equal the last belongs to the sentence that has a word.
        indexes = self.bounds.searchsorted(words.astype(self.bounds.dtype), "right")
        firsts = self.starts[runs] + indexes - 1 - self.firsts[runs]
        lasts = firsts.copy()
        (goes_on,) = (self.bounds[indexes] < words + size).nonzero()
        if len(goes_on):
            lasts[goes_on], _ = self.sentences(at[goes_on] + size - 1, 1)
        return firsts, lasts


def _blocks(first_sentence: Ints, documents: Ints) -> Iterator[tuple[Ints, Ints, bool]]:
    """Yield starts and ends of runs of sentences that have all of the documents, and whether they are long.

    A long run is of about `_BLOCK` sentences, and `_BLOCKS` come together. Short ones, each a document, together have
    about `_BLOCK` sentences.
    """
    if not len(documents):
        return
    starts, ends = first_sentence[documents], first_sentence[documents + 1]
    total = (ends - starts).cumsum()
    if 2 * int(total[-1]) > int(ends[-1] - starts[0]):  # most of them: long runs, with others between, are faster
        all_ = first_sentence[documents[0] : documents[-1] + 2]
        cuts = np.flatnonzero(np.diff((all_[:-1] - all_[0]) // _BLOCK)) + 1
        bounds = np.concatenate((all_[:1], all_[cuts], all_[-1:]))
        for first in range(0, len(bounds) - 1, _BLOCKS):
            several = bounds[first : first + _BLOCKS + 1]
            yield several[:-1], several[1:], True
        return
    done = 0
    while done < len(starts):
        before = int(total[done - 1]) if done else 0
        stop = max(done + 1, int(total.searchsorted(before + _BLOCK, "right")))
        yield starts[done:stop], ends[done:stop], False
        done = stop


def _positions(words: NDArray[Any], wanted: Sequence[Sequence[int]], rare_first: Sequence[int]) -> Ints:
    """Return where the words are one of those wanted at the first place, then at the second, and so on."""
    count = len(words) - len(wanted) + 1
    if count <= 0:
        return np.empty(0, np.int64)
    flags = [is_any(words[place : place + count], wanted[place]) for place in rare_first[:2]]
    at = np.flatnonzero(reduce(np.logical_and, flags))
    for place in rare_first[2:]:
        if not len(at):
            break
        at = at[is_any(words[at + place], wanted[place])]
    return at
