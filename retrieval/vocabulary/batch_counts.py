"""The words of many sentences as numbers, counted together: many times as fast as sentence by sentence."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.vocabulary.acronyms import explained
from retrieval.vocabulary.counts import WordTable, begins_with, ends_like_one
from retrieval.vocabulary.interning import CONTENT, LOWER, Words

Numbers = NDArray[np.uint32]


@dataclass(frozen=True, slots=True, eq=False)
class Tally:
    """The terms of the content words of sentences and of titles, one after the other, as numbers of `vocabulary`.

    `counts` has how many there are of each sentence, `title_counts` of each title; `words` are counted in all.
    `word_terms` and `word_roles` are of all words of the sentences, function words too, `word_counts` of each sentence.
    `numbers` are those that `Words` has for the terms of `vocabulary`.
    """

    ids: Numbers
    counts: Numbers
    title_ids: Numbers
    title_counts: Numbers
    word_terms: Numbers
    word_roles: NDArray[np.uint8]
    word_counts: Numbers
    vocabulary: tuple[str, ...]
    numbers: Numbers
    words: WordTable


_LETTERS_AT_ONCE = 1 << 20
"""Letters whose words are found together: what is needed meanwhile is some ten times as large."""


class Tallying:
    """Gathers the words of documents; what `WordCounter` counts of them one by one is counted at the end."""

    def __init__(self, words: Words | None = None) -> None:
        """Begin with no document; `words` may know some already."""
        self._words = Words() if words is None else words
        self._texts: list[str] = []  # those of which the words are not found yet
        self._letters = 0
        self._found: list[Numbers] = [np.empty(0, np.uint32)]
        self._sentences: list[str] = []
        self._sizes: list[int] = []

    def add(self, title: str, sentences: Sequence[str]) -> None:
        """Add a document, which has a sentence at least."""
        self._texts.append(title)
        self._texts += sentences
        self._letters += len(title) + sum(map(len, sentences))
        self._sentences += sentences
        self._sizes.append(len(sentences))
        if self._letters > _LETTERS_AT_ONCE:
            self._find()

    def _find(self) -> None:
        self._found.append(self._words.numbers_in(self._texts))
        self._texts, self._letters = [], 0

    def tally(self) -> Tally:
        """Return the words of all."""
        self._find()
        numbers = np.concatenate(self._found)
        breaks = np.flatnonzero(numbers == 0)
        sizes = np.diff(breaks, prepend=-1) - 1  # of each text, be it a title or a sentence
        numbers = numbers[numbers != 0]
        is_title = np.zeros(len(breaks), np.bool_)
        is_title[np.cumsum([0, *self._sizes[:-1]]) + np.arange(len(self._sizes))] = True
        kinds = self._words.kinds()
        is_content = kinds.take(numbers) >= CONTENT
        of_content = numbers[is_content]
        its = np.repeat(np.arange(len(breaks), dtype=np.int32), sizes)[is_content]
        content_sizes = np.bincount(its, minlength=len(breaks))
        counts = content_sizes[~is_title]
        in_title = np.repeat(is_title, content_sizes)
        words, in_titles = of_content[~in_title], of_content[in_title]
        all_words = numbers[~np.repeat(is_title, sizes)]
        word_counts = sizes[~is_title]

        terms_of = self._words.terms_of()
        ids, title_ids, word_terms = (terms_of.take(it) for it in (words, in_titles, all_words))
        vocabulary = self._vocabulary(np.concatenate((ids, title_ids)), word_terms)
        place = np.empty(len(self._words.terms), np.uint32)
        place[vocabulary] = np.arange(len(vocabulary), dtype=np.uint32)
        return Tally(
            ids=place.take(ids),
            counts=counts.astype(np.uint32),
            title_ids=place.take(title_ids),
            title_counts=content_sizes[is_title].astype(np.uint32),
            word_terms=place.take(word_terms),
            word_roles=self._words.roles().take(all_words),
            word_counts=word_counts.astype(np.uint32),
            vocabulary=tuple(map(self._words.terms.__getitem__, vocabulary.tolist())),
            numbers=vocabulary,
            words=self._table(of_content, words[self._tells(kinds, words, counts, all_words, word_counts)]),
        )

    def _vocabulary(self, of_content: Numbers, of_all: Numbers) -> Numbers:
        """Return the terms of content words in the order in which they are met, then those of function words alone.

        These are in an order of their own: which words were met in other batches tells nothing of this one.
        """
        first = met(of_content)
        is_other = np.zeros(len(self._words.terms), np.bool_)
        is_other[of_all] = True
        is_other[first] = False
        others = sorted(np.flatnonzero(is_other).tolist(), key=self._words.terms.__getitem__)
        return np.concatenate((first, np.array(others, np.uint32)))

    def _table(self, of_content: Numbers, telling: Numbers) -> WordTable:
        """Count content words, of titles and sentences, and those the case of which tells something."""
        distinct = met(of_content)
        place = np.empty(len(self._words), np.int64)
        place[distinct] = np.arange(len(distinct))
        aliases = Counter(it for text in self._sentences if "(" in text for it in explained(text))
        return WordTable(
            len(self._sentences),
            list(map(self._words.written.__getitem__, distinct.tolist())),
            list(map(self._words.terms.__getitem__, self._words.terms_of()[distinct].tolist())),
            np.bincount(place.take(of_content), minlength=len(distinct)).astype(np.uint32),
            np.bincount(place.take(telling), minlength=len(distinct)).astype(np.uint32),
            dict(aliases),
        )

    def _tells(
        self,
        kinds: NDArray[np.uint8],
        words: Numbers,
        counts: NDArray[np.intp],
        all_words: Numbers,
        all_counts: NDArray[np.intp],
    ) -> NDArray[np.bool_]:
        """Tell of each content word of the sentences whether its case tells something: see `WordCounter`."""
        sentence = np.repeat(np.arange(len(counts), dtype=np.int32), counts)
        telling = np.zeros(len(counts), np.bool_)
        telling[sentence[kinds.take(words) == LOWER]] = True
        telling &= np.fromiter(map(ends_like_one, self._sentences), np.bool_, len(counts))
        starts = (np.cumsum(counts) - counts)[telling]
        its, first = words[starts], all_words[(np.cumsum(all_counts) - all_counts)[telling]]
        begins = its == first
        # With another word first, a sentence may begin with this one only where both begin with the same letter.
        letters = self._words.first_letters()
        doubtful = np.flatnonzero(~begins & (letters.take(its) == letters.take(first)))
        places = np.flatnonzero(telling)[doubtful].tolist()
        begins[doubtful] = [
            begins_with(self._sentences[place], self._words.written[word])
            for place, word in zip(places, its[doubtful].tolist(), strict=True)
        ]
        tells = np.repeat(telling, counts)
        tells[starts[begins]] = False
        return tells


def met(numbers: Numbers) -> Numbers:
    """Return the distinct ones among numbers, in the order in which they are met."""
    places = np.arange(len(numbers), dtype=np.int32)
    first = np.empty(int(numbers.max(initial=0)) + 1, np.int32)
    first[numbers[::-1]] = places[::-1]  # of several, the last that is written stays
    distinct: Numbers = numbers[first.take(numbers) == places]
    return distinct
