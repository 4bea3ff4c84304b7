"""The words of many sentences as numbers, counted together: many times as fast as sentence by sentence."""

from array import array
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.analysis import BREAK, content_term, role_of, terms_of, words_of, words_of_all
from retrieval.words.acronyms import explained
from retrieval.words.counting import WordTable, begins_with, ends_like_one

Numbers = NDArray[np.uint32]

_BREAK, _FUNCTION, _CONTENT, _LOWER = range(4)
"""Kinds of words: what stands between two sentences, function words, content words, those in lower case."""


@dataclass(frozen=True, slots=True, eq=False)
class Tally:
    """The terms of the content words of sentences and of titles, one after the other, as numbers of `vocabulary`.

    `counts` has how many there are of each sentence, `title_counts` of each title; `words` are counted in all.
    `word_terms` and `word_roles` are of all words of the sentences, function words too, `word_counts` of each sentence.
    """

    ids: Numbers
    counts: Numbers
    title_ids: Numbers
    title_counts: Numbers
    word_terms: Numbers
    word_roles: NDArray[np.uint8]
    word_counts: Numbers
    vocabulary: tuple[str, ...]
    words: WordTable


_MOST_WORDS = 1 << 18
"""Words that are remembered from batch to batch: some 50 MB."""


class Words(dict[str, int]):
    """The numbers of words, in the order in which they are met; 0 is no word, but the break between two sentences.

    Whoever analyses many batches may use the same for all: what a word is and which term it has is found out once.
    """

    def or_new(self) -> "Words":
        """Return these for the next batch; others, without any, where they have become too many."""
        return self if len(self) <= _MOST_WORDS else Words()

    def __init__(self) -> None:
        """Begin with none."""
        super().__init__({BREAK: 0})
        self.written = [BREAK]
        self.terms: list[str] = []
        self._kinds = bytearray([_BREAK])
        self._roles = bytearray([0])
        self._terms_of = array("I", [0])
        self._term_numbers: dict[str, int] = {}

    def __missing__(self, word: str) -> int:
        """Give a word its number."""
        self[word] = number = len(self)
        self.written.append(word)
        term = content_term(word)
        is_content = term is not None
        self._roles.append(role_of(word, is_content=is_content))
        self._kinds.append((_LOWER if word.islower() else _CONTENT) if is_content else _FUNCTION)
        if term is None:
            [term] = terms_of([word])
        self._terms_of.append(its := self._term_numbers.setdefault(term, len(self.terms)))
        if its == len(self.terms):
            self.terms.append(term)
        return number

    def numbers(self, words: Sequence[str]) -> Numbers:
        """Return the numbers of words."""
        return np.fromiter(map(self.__getitem__, words), np.uint32, len(words))

    def kinds(self) -> NDArray[np.uint8]:
        """Return the kind of each word by its number."""
        return np.frombuffer(bytes(self._kinds), np.uint8)

    def roles(self) -> NDArray[np.uint8]:
        """Return the role of each word by its number: see `retrieval.analysis.roles`."""
        return np.frombuffer(bytes(self._roles), np.uint8)

    def terms_of(self) -> Numbers:
        """Return the number of each word's term by its number, function words too."""
        return np.array(self._terms_of, np.uint32)


class Tallying:
    """Gathers the words of documents; what `WordCounter` counts of them one by one is counted at the end."""

    def __init__(self, words: Words | None = None) -> None:
        """Begin with no document; `words` may know some already."""
        self._words = Words() if words is None else words
        self._sentences: list[str] = []
        self._found: list[Numbers] = [np.empty(0, np.uint32)]

    def add(self, title: str, sentences: Sequence[str]) -> None:
        """Add a document, which has a sentence at least."""
        self._found.append(self._words.numbers(words_of(title)))
        self._found.append(self._words.numbers([*words_of_all(sentences), BREAK]))
        self._sentences += sentences

    def tally(self) -> Tally:
        """Return the words of all."""
        kinds = self._words.kinds()
        of_sentences = np.concatenate(self._found[::2])
        is_word = of_sentences != 0
        sentence_of = np.cumsum(~is_word)
        is_content = kinds[of_sentences] >= _CONTENT
        sentence = sentence_of[is_content]
        words = of_sentences[is_content]
        all_words = of_sentences[is_word]
        titles = [found[kinds[found] >= _CONTENT] for found in self._found[1::2]]
        in_titles = np.concatenate([words[:0], *titles])
        counts = np.bincount(sentence, minlength=len(self._sentences))

        every = self._words.terms_of()[np.concatenate((words, in_titles, all_words))]
        size = len(words) + len(in_titles)
        vocabulary = self._vocabulary(every[:size], every[size:])
        numbers = np.empty(len(self._words.terms), np.uint32)
        numbers[vocabulary] = np.arange(len(vocabulary), dtype=np.uint32)
        terms, word_terms = np.split(numbers[every], [size])
        return Tally(
            ids=terms[: len(words)],
            counts=counts.astype(np.uint32),
            title_ids=terms[len(words) :],
            title_counts=np.array([len(it) for it in titles], np.uint32),
            word_terms=word_terms,
            word_roles=self._words.roles()[all_words],
            word_counts=np.bincount(sentence_of[is_word], minlength=len(self._sentences)).astype(np.uint32),
            vocabulary=tuple([self._words.terms[it] for it in vocabulary.tolist()]),
            words=self._table(words, in_titles, self._tells(kinds, words, counts, sentence)),
        )

    def _vocabulary(self, of_content: Numbers, of_all: Numbers) -> Numbers:
        """Return the terms of content words in the order in which they are met, then those of function words alone.

        These are in an order of their own: which words were met in other batches tells nothing of this one.
        """
        met = _met(of_content)
        others = np.setdiff1d(of_all, met).tolist()
        return np.concatenate((met, np.array(sorted(others, key=self._words.terms.__getitem__), np.uint32)))

    def _table(self, words: Numbers, in_titles: Numbers, tells: NDArray[np.bool_]) -> WordTable:
        met = _met(np.concatenate(self._found))
        met = met[self._words.kinds()[met] >= _CONTENT]
        size = len(self._words)
        seen = np.bincount(words, minlength=size) + np.bincount(in_titles, minlength=size)
        telling = np.bincount(words[tells], minlength=size)
        aliases = Counter(it for text in self._sentences if "(" in text for it in explained(text))
        return WordTable(
            len(self._sentences),
            [self._words.written[it] for it in met.tolist()],
            [self._words.terms[it] for it in self._words.terms_of()[met].tolist()],
            seen[met].astype(np.uint32),
            telling[met].astype(np.uint32),
            dict(aliases),
        )

    def _tells(
        self, kinds: NDArray[np.uint8], words: Numbers, counts: NDArray[np.intp], sentence: NDArray[np.intp]
    ) -> NDArray[np.bool_]:
        """Tell of each content word of the sentences whether its case tells something: see `WordCounter`."""
        telling = np.zeros(len(counts), np.bool_)
        telling[sentence[kinds[words] == _LOWER]] = True
        starts = (np.cumsum(counts) - counts)[telling]
        written = self._words.written
        begun = []
        for place, word, start in zip(
            np.flatnonzero(telling).tolist(), words[starts].tolist(), starts.tolist(), strict=True
        ):
            text = self._sentences[place]
            if not ends_like_one(text):
                telling[place] = False
            elif begins_with(text, written[word]):
                begun.append(start)
        tells = telling[sentence]
        tells[begun] = False
        return tells


def _met(numbers: Numbers) -> Numbers:
    """Return the distinct ones among numbers, in the order in which they are met."""
    places = np.arange(len(numbers), dtype=np.int64)
    first = np.empty(int(numbers.max(initial=0)) + 1, np.int64)
    first[numbers[::-1]] = places[::-1]  # of several, the last that is written stays
    met: Numbers = numbers[first[numbers] == places]
    return met
