"""Spelling correction: the words of a corpus within two edits of a mistyped word, and which of them are likely."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial, reduce
from itertools import chain, groupby
from operator import or_

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA

from retrieval.analysis import STOPWORDS, is_english
from retrieval.vocabulary.plain_form import SHORTEST, plain_form
from retrieval.vocabulary.port import WordCounts

_TWO_EDITS_FROM = 8
_BUCKETS_REMEMBERED = 128

# The fewest letters with which a word at this distance is likely a typo, and not another word.
_WORD, _WORD_WITH_ANOTHER_BEGINNING, _WORD_WITH_ANY_TWO_EDITS = 5, 6, 10
_NAME_LACKING_A_LETTER, _NAME = 6, 8

# The longest first: "pledged" ends in "ed", not in "".
_ENDINGS = ("ing", "ed", "es", "e", "s", "")

# Function words that are their own plain forms, by first letter and length.
_FUNCTION_WORDS = {
    beginning: tuple(words)
    for beginning, words in groupby(
        sorted((word for word in STOPWORDS if plain_form(word) == word), key=lambda it: (it[0], len(it), it)),
        key=lambda it: (it[0], len(it)),
    )
}


@dataclass(frozen=True, slots=True)
class _Bucket:
    """Words of one length and first letter, with the set of letters of each as bits."""

    words: Sequence[str]
    letters: NDArray[np.uint32]

    def at_distance(self, typed: str, letters: int, edits: int) -> list[str]:
        """Return the words at exactly this edit distance; `letters` are those of the typed word, as bits."""
        # An edit changes at most two bits, so most words are ruled out without computing the distance.
        differing = np.bitwise_count(self.letters ^ np.uint32(letters))
        near = [self.words[place] for place in (differing <= 2 * edits).nonzero()[0].tolist()]
        if not near:
            return []
        close = process.extract(typed, near, scorer=OSA.distance, score_cutoff=edits, limit=None)
        return [word for word, distance, _ in close if distance == edits]


class SpellingIndex:
    """Finds the plain forms of a corpus, and function words, by edit distance.

    Function words are included so that a mistyped one is recognised and not searched for.
    """

    def __init__(self, counts: WordCounts) -> None:
        """Take the word counts of the corpus."""
        self._counts = counts
        self._bucket = lru_cache(_BUCKETS_REMEMBERED)(partial(_bucket, counts))

    def close_to(self, word: str) -> Iterator[tuple[str, str, str]]:
        """Yield close words, best first, as (plain form of `word`, plain form of the found word, its spelling).

        One edit adds, drops or changes a letter, or swaps two neighbours. Words are ordered by the number of edits,
        then slips (`is_slip`) first, then words with the same first letter, then by frequency.
        """
        typed = plain_form(word)
        if typed is None:
            return
        for edits in (1, 2) if len(typed) >= _TWO_EDITS_FROM else (1,):
            found = self._with_same_beginning(typed, edits)
            if edits == 1:  # people seldom miss the first letter: hardly any typo is two edits with one there
                found.update(self._with_another_beginning(typed))
            ranks = {it: (not is_slip(typed, it), it[0] != typed[0], -frequency, it) for it, frequency in found.items()}
            for plain in sorted(found, key=ranks.__getitem__):
                yield typed, plain, self._counts.spelling(plain)

    def close_inflections(self, word: str) -> Iterator[tuple[str, str, str]]:
        """Yield words, as `close_to` does, that are close but for their ending: "pledges" for "pleged" (pledged).

        The second plain form has the ending of `word`. The corpus may lack it, so it must be an English word.
        """
        typed = plain_form(word)
        if typed is None:
            return
        ending = next(it for it in _ENDINGS if typed.endswith(it))
        base = typed.removesuffix(ending)
        if len(base) < SHORTEST:
            return
        found = {
            (plain, plain.removesuffix(other) + ending): frequency
            for other in _ENDINGS
            if other != ending
            for plain, frequency in self._with_same_beginning(base + other, 1).items()
            if plain.endswith(other)
        }
        for plain, meant in sorted(found, key=lambda it: (not is_slip(typed, it[1]), -found[it], it)):
            if is_english(meant):
                yield typed, meant, self._counts.spelling(plain)

    def _with_same_beginning(self, typed: str, edits: int) -> dict[str, int]:
        """Return the frequencies of the words at this distance with the same first letter."""
        letters = reduce(or_, (1 << (ord(it) & 31) for it in typed))
        buckets = (self._bucket(typed[0], length) for length in range(len(typed) - edits, len(typed) + edits + 1))
        return self._frequencies(chain.from_iterable(it.at_distance(typed, letters, edits) for it in buckets))

    def _with_another_beginning(self, typed: str) -> dict[str, int]:
        """Return the frequencies of the words at one edit of the first letter."""
        edited = {typed[1:], typed[1] + typed[0] + typed[2:]}
        edited.update(letter + typed for letter in self._initials(len(typed) + 1))
        edited.update(letter + typed[1:] for letter in self._initials(len(typed)))
        return self._frequencies(it for it in edited if it[0] != typed[0])

    def _initials(self, length: int) -> set[str]:
        return {*self._counts.initials(length), *(letter for letter, its in _FUNCTION_WORDS if its == length)}

    def _frequencies(self, words: Iterable[str]) -> dict[str, int]:
        """Return the frequency of each word that may be a correction."""
        counts = ((word, self._counts.frequency(word)) for word in words)
        return {word: count or 0 for word, count in counts if count is not None or _is_function_word(word)}


def is_likely_typo(typed: str, meant: str, *, is_name: bool) -> bool:
    """Tell whether `typed` is likely a typo of `meant`, one or two edits away, and not another word.

    A slip, swapped or doubled letters, is always a typo. Otherwise names must be longer than words, since they are
    closer to each other (Neumann and Naumann, Ronaldo and Ronald), and keep their first and last letters. Two edits of
    other kinds are accepted for long words only. Only a slip is corrected to a function word, since that drops the word
    from the search.
    """
    same_beginning, same_end = typed[0] == meant[0], typed[-1] == meant[-1]
    if is_slip(typed, meant):
        return True
    if meant in STOPWORDS:
        return False
    if OSA.distance(typed, meant) > 1:
        return OSA.distance(_without_doubles(typed), _without_doubles(meant)) <= 1 or (
            not is_name and same_end and len(typed) >= _WORD_WITH_ANY_TWO_EDITS
        )
    if is_name:
        shortest = _NAME_LACKING_A_LETTER if len(meant) > len(typed) else _NAME
        return same_beginning and same_end and len(typed) >= shortest
    return len(typed) >= (_WORD if same_beginning else _WORD_WITH_ANOTHER_BEGINNING)


def is_slip(typed: str, meant: str) -> bool:
    """Tell whether the words have the same first letter, and the same letters in any order once doubles are single."""
    return typed[0] == meant[0] and sorted(_without_doubles(typed)) == sorted(_without_doubles(meant))


def slips(word: str) -> Iterator[str]:
    """Yield the words that one doubled, dropped or swapped letter turns into this one."""
    for place, letter in enumerate(word):
        yield word[:place] + letter + word[place:]
        yield word[:place] + word[place + 1 :]
        yield word[:place] + word[place + 1 : place + 2] + letter + word[place + 2 :]


def _without_doubles(word: str) -> str:
    return "".join(letter for letter, _ in groupby(word))


def _is_function_word(plain: str) -> bool:
    return plain in _FUNCTION_WORDS.get((plain[0], len(plain)), ())


def _bucket(counts: WordCounts, letter: str, length: int) -> _Bucket:
    """Return the words of the corpus and the function words of this length and first letter."""
    words = counts.beginning_with(letter, length)
    if others := _FUNCTION_WORDS.get((letter, length)):
        words = list(dict.fromkeys((*words, *others)))
    return _Bucket(words, _letters(words))


def _letters(words: Sequence[str]) -> NDArray[np.uint32]:
    """Return the set of letters of each word, all of one length, as 32 bits, which letters of other scripts share."""
    if not words:
        return np.empty(0, np.uint32)
    characters = np.frombuffer("".join(words).encode("utf-32-le"), np.uint32).reshape(len(words), -1)
    bits: NDArray[np.uint32] = np.bitwise_or.reduce(np.uint32(1) << (characters & np.uint32(31)), axis=1)
    return bits
