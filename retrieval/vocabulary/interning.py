"""Interning: append-only vocabularies from words to ids, so that each distinct word is analysed once."""

from array import array
from collections.abc import Callable, Collection, Sequence

import numpy as np
from numpy.typing import NDArray

from retrieval.analysis import TEXT_SEPARATOR, content_term, terms_of, token_type, word_hash
from retrieval.analysis.languages import ENGLISH, Analysis
from retrieval.analysis.tokenizer import WORD, mask_text
from retrieval.analysis.units import PAIR, units_and_pairs
from retrieval.vocabulary.hash_table import LONGEST, UNKNOWN, Ids, WordHashTable, word_keys

Hashes = NDArray[np.uint64]

BREAK_KIND, FUNCTION, CONTENT, LOWER, OF_PAIR = range(5)
"""Kinds of words: the break after a text, function words, capitalised content words, those in lower case, pairs.

In a language in which capitals mark no names, no word is of lower case: so no case is informative. A pair of units is a
term to search for, and no word (`retrieval.analysis.units`).
"""

_MOST_WORDS = 1 << 19
"""Words that are kept from batch to batch: about 120 MB."""

_SPACE = ord(" ")
_BYTE = 0xFF


class Interner(dict[str, int]):
    """Ids of words, from 0 on, in the order of first occurrence. A lookup costs less than a function call."""

    def __missing__(self, word: str) -> int:
        """Assign the next id to a new word."""
        self[word] = word_id = len(self)
        return word_id

    def ids(self, words: Collection[str]) -> Ids:
        """Return the ids of words; new words get theirs in this order."""
        return np.fromiter(map(self.__getitem__, words), np.uint32, len(words))


class WordInterner(Interner):
    """Ids of words with the term, kind, token type and hash of each; id 0 is the break after a text.

    One interner may serve many batches.
    """

    def __init__(self) -> None:
        """Begin with the break alone."""
        super().__init__({TEXT_SEPARATOR: 0})
        self.words = [TEXT_SEPARATOR]
        self.terms: list[str] = []
        self._kinds = bytearray([BREAK_KIND])
        self._token_types = bytearray([0])
        self._hashes_of_words = array("H", [0])
        self._term_ids = array("I", [0])
        self._first_letters = bytearray([0])
        self._ids_of_terms = Interner()
        self._hashes: Hashes = np.empty(0, np.uint64)
        self._table = WordHashTable()
        self._of_languages: dict[str, _WordsOfLanguage] = {}

    def or_new(self) -> "WordInterner":
        """Return this interner for the next batch, or a new one if this has grown too large."""
        return self if len(self.words) <= _MOST_WORDS else WordInterner()

    def __missing__(self, word: str) -> int:
        """Analyse a new English word and assign the next id."""
        if word.startswith(PAIR):
            self[word] = word_id = self.add(word, ENGLISH)
            return word_id
        term = content_term(word)
        is_content = term is not None
        kind = (LOWER if word.islower() else CONTENT) if is_content else FUNCTION
        if term is None:
            [term] = terms_of([word])
        self[word] = word_id = self._append(word, term, kind, token_type(word, is_content=is_content))
        return word_id

    def add(self, word: str, analysis: Analysis) -> int:
        """Analyse a new word of a language, or a pair, and return the next id."""
        if word.startswith(PAIR):
            return self._append(word, analysis.term(word), OF_PAIR, 0)
        is_content = not analysis.is_function_word(word)
        kind = (LOWER if analysis.marks_names and word.islower() else CONTENT) if is_content else FUNCTION
        return self._append(word, analysis.term(word), kind, analysis.token_type(word, is_content=is_content))

    def _append(self, word: str, term: str, kind: int, its_type: int) -> int:
        word_id = len(self.words)
        self.words.append(word)
        self._first_letters.append(ord(word[0]) & _BYTE)
        self._token_types.append(its_type)
        self._hashes_of_words.append(word_hash(word))
        self._kinds.append(kind)
        self._term_ids.append(term_id := self._ids_of_terms[term])
        if term_id == len(self.terms):
            self.terms.append(term)
        return word_id

    def ids_in(self, texts: Sequence[str], analysis: Analysis = ENGLISH) -> Ids:
        """Return the ids of the words of each text, and of its pairs of units, with a 0 after each text."""
        if analysis.code != ENGLISH.code:
            own = self._of_languages.setdefault(analysis.code, _WordsOfLanguage(self, analysis))
            return own.ids(analysis.words_and_pairs_of(texts, TEXT_SEPARATOR))
        return self._ids_of_english(texts)

    def _ids_of_english(self, texts: Sequence[str]) -> Ids:
        text = f" {TEXT_SEPARATOR} ".join([*texts, ""])
        if text.count(TEXT_SEPARATOR) != len(texts):  # a text contains the separator itself
            return self.ids(ENGLISH.words_and_pairs_of(texts, TEXT_SEPARATOR))
        masked = mask_text(text, separators=True)
        data = bytearray(masked.words)
        for start, end in masked.irregular:
            data[start:end] = b" " * (end - start)
        is_word = np.zeros(len(data) + 2, np.bool_)
        np.not_equal(np.frombuffer(data, np.uint8), _SPACE, out=is_word[1:-1])
        bounds = np.flatnonzero(is_word[1:] != is_word[:-1])
        ids = self._look_up(bytes(data), bounds[::2], bounds[1::2], masked.encoding)
        if not masked.irregular:
            return ids
        found = [units_and_pairs(WORD.findall(text, start, end)) for start, end in masked.irregular]
        before = np.searchsorted(bounds[::2], [start for start, _ in masked.irregular])
        others = self.ids([word for its in found for word in its])
        return np.insert(ids, np.repeat(before, list(map(len, found))), others)

    def _look_up(self, data: bytes, starts: NDArray[np.int64], ends: NDArray[np.int64], encoding: str) -> Ids:
        """Return the ids of the words at these places: from the hash table, else from the dictionary."""
        lengths = ends - starts
        first, second = word_keys(data, starts, lengths)
        ids = self._table.ids(first, second)
        ids[lengths > LONGEST] = UNKNOWN
        unknown = np.flatnonzero(ids == UNKNOWN)
        new: dict[int, int] = {}
        for place, start, end in zip(unknown.tolist(), starts[unknown].tolist(), ends[unknown].tolist(), strict=True):
            word = data[start:end]
            # A word is decoded several times as fast as ASCII.
            ids[place] = word_id = self[word.decode("ascii" if word.isascii() else encoding)]
            if end - start <= LONGEST:
                new[word_id] = place
        if new:
            places = np.fromiter(new.values(), np.int64, len(new))
            self._table.put(first[places], second[places], ids[places])
        return ids

    def kinds(self) -> NDArray[np.uint8]:
        """Return the kind of each word by id."""
        return np.frombuffer(bytes(self._kinds), np.uint8)

    def token_types(self) -> NDArray[np.uint8]:
        """Return the token type of each word by id: see `retrieval.analysis.token_types`."""
        return np.frombuffer(bytes(self._token_types), np.uint8)

    def word_hashes(self) -> NDArray[np.uint16]:
        """Return the `word_hash` of each word by id."""
        return np.array(self._hashes_of_words, np.uint16)

    def first_letters(self) -> NDArray[np.uint8]:
        """Return the last byte of the code point of each word's first letter, by id."""
        return np.frombuffer(bytes(self._first_letters), np.uint8)

    def term_ids(self) -> Ids:
        """Return the id of each word's term by the word's id, of function words too."""
        return np.array(self._term_ids, np.uint32)

    def hashes(self, hash_terms: Callable[[Sequence[str]], Hashes]) -> Hashes:
        """Return the hash of each term by id. `hash_terms`, always the same function, is called for new terms only."""
        if len(self._hashes) < len(self.terms):
            self._hashes = np.concatenate((self._hashes, hash_terms(self.terms[len(self._hashes) :])))
        return self._hashes


class _WordsOfLanguage(Interner):
    """Ids of the words of one language in a `WordInterner`, in which a word may have several: one a language."""

    def __init__(self, words: WordInterner, analysis: Analysis) -> None:
        """Begin with the break alone."""
        super().__init__({TEXT_SEPARATOR: 0})
        self._words = words
        self._analysis = analysis

    def __missing__(self, word: str) -> int:
        """Analyse a new word and assign the next id."""
        self[word] = word_id = self._words.add(word, self._analysis)
        return word_id
