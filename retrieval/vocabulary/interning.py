"""Numbers for words: what a word is and which term it has is found out once, however often it stands."""

from array import array
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from retrieval.analysis import TEXT_SEPARATOR, content_term, terms_of, token_type, tokenise
from retrieval.analysis.tokenizer import WORD, mask_text
from retrieval.vocabulary.hash_table import (
    LONGEST,
    UNKNOWN,
    Lookup,
    halves,
)

Numbers = NDArray[np.uint32]
Hashes = NDArray[np.uint64]

BREAK_KIND, FUNCTION, CONTENT, LOWER = range(4)
"""Kinds of words: what stands behind a text, function words, content words, those in lower case."""

_MOST_WORDS = 1 << 19
"""Words that are remembered from batch to batch: some 120 MB."""

_SPACE = ord(" ")
_BYTE = 0xFF


class Words(dict[str, int]):
    """The numbers of words, in the order in which they are met; 0 is no word, but the break behind a text.

    Whoever analyses many batches may use the same for all.
    """

    def or_new(self) -> "Words":
        """Return these for the next batch; others, without any, where they have become too many."""
        return self if len(self) <= _MOST_WORDS else Words()

    def __init__(self) -> None:
        """Begin with none."""
        super().__init__({TEXT_SEPARATOR: 0})
        self.written = [TEXT_SEPARATOR]
        self.terms: list[str] = []
        self._kinds = bytearray([BREAK_KIND])
        self._roles = bytearray([0])
        self._terms_of = array("I", [0])
        self._first_letters = bytearray([0])
        self._term_numbers: dict[str, int] = {}
        self._hashes: Hashes = np.empty(0, np.uint64)
        self._lookup = Lookup()

    def __missing__(self, word: str) -> int:
        """Give a word its number."""
        self[word] = number = len(self)
        self.written.append(word)
        self._first_letters.append(ord(word[0]) & _BYTE)
        term = content_term(word)
        is_content = term is not None
        self._roles.append(token_type(word, is_content=is_content))
        self._kinds.append((LOWER if word.islower() else CONTENT) if is_content else FUNCTION)
        if term is None:
            [term] = terms_of([word])
        self._terms_of.append(its := self._term_numbers.setdefault(term, len(self.terms)))
        if its == len(self.terms):
            self.terms.append(term)
        return number

    def numbers(self, words: Sequence[str]) -> Numbers:
        """Return the numbers of words."""
        return np.fromiter(map(self.__getitem__, words), np.uint32, len(words))

    def numbers_in(self, texts: Sequence[str]) -> Numbers:
        """Return the numbers of the words in each of the texts, with a 0 behind each text."""
        text = f" {TEXT_SEPARATOR} ".join([*texts, ""])
        if text.count(TEXT_SEPARATOR) != len(texts):  # one of them holds what should stand between them
            return self.numbers([word for text in texts for word in (*tokenise(text), TEXT_SEPARATOR)])
        laid = mask_text(text, breaks=True)
        data = bytearray(laid.words)
        for start, end in laid.odd:
            data[start:end] = b" " * (end - start)
        is_word = np.zeros(len(data) + 2, np.bool_)
        np.not_equal(np.frombuffer(data, np.uint8), _SPACE, out=is_word[1:-1])
        bounds = np.flatnonzero(is_word[1:] != is_word[:-1])
        numbers = self._looked_up(bytes(data), bounds[::2], bounds[1::2], laid.encoding)
        if not laid.odd:
            return numbers
        found = [WORD.findall(text, start, end) for start, end in laid.odd]
        before = np.searchsorted(bounds[::2], [start for start, _ in laid.odd])
        others = self.numbers([word for its in found for word in its])
        return np.insert(numbers, np.repeat(before, list(map(len, found))), others)

    def _looked_up(self, data: bytes, starts: NDArray[np.int64], ends: NDArray[np.int64], encoding: str) -> Numbers:
        """Return the numbers of the words at these places; what the table has not is found by the dictionary."""
        lengths = ends - starts
        first, second = halves(data, starts, lengths)
        numbers = self._lookup.numbers(first, second)
        numbers[lengths > LONGEST] = UNKNOWN
        unknown = np.flatnonzero(numbers == UNKNOWN)
        new: dict[int, int] = {}
        for place, start, end in zip(unknown.tolist(), starts[unknown].tolist(), ends[unknown].tolist(), strict=True):
            word = data[start:end]
            # As ASCII a word is read several times as fast.
            numbers[place] = number = self[word.decode("ascii" if word.isascii() else encoding)]
            if end - start <= LONGEST:
                new[number] = place
        if new:
            its = np.fromiter(new.values(), np.int64, len(new))
            self._lookup.put(first[its], second[its], numbers[its])
        return numbers

    def kinds(self) -> NDArray[np.uint8]:
        """Return the kind of each word by its number."""
        return np.frombuffer(bytes(self._kinds), np.uint8)

    def roles(self) -> NDArray[np.uint8]:
        """Return the role of each word by its number: see `retrieval.analysis.token_types`."""
        return np.frombuffer(bytes(self._roles), np.uint8)

    def first_letters(self) -> NDArray[np.uint8]:
        """Return of each word, by its number, the last byte of its first letter's code."""
        return np.frombuffer(bytes(self._first_letters), np.uint8)

    def hashes(self, of_terms: Callable[[Sequence[str]], Hashes]) -> Hashes:
        """Return the hash of each term by its number. `of_terms`, always the same, is asked for new ones."""
        if len(self._hashes) < len(self.terms):
            self._hashes = np.concatenate((self._hashes, of_terms(self.terms[len(self._hashes) :])))
        return self._hashes

    def terms_of(self) -> Numbers:
        """Return the number of each word's term by its number, function words too."""
        return np.array(self._terms_of, np.uint32)
