"""Which words of a corpus stand close to one that it does not have, and which of them was likely meant."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import groupby

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA

from retrieval.analysis import STOPWORDS, is_english
from retrieval.vocabulary.plain_form import SHORTEST, plain_form
from retrieval.vocabulary.port import WordCounts

_TWO_EDITS_FROM = 8
_BUCKETS_REMEMBERED = 128

# By letters: from which length on an edit is likely a slip of the hand, and not the distance to another word.
_WORD, _WORD_WITH_ANOTHER_BEGINNING, _WORD_WITH_ANY_TWO_EDITS = 5, 6, 10
_NAME_LACKING_A_LETTER, _NAME = 6, 8


# The longest first: of "ed" and "d" that of "pledged" is the first.
_ENDINGS = ("ing", "ed", "es", "e", "s", "")

# Those that may be meant, by their first letter and length. They are their own plain forms.
_FUNCTION_WORDS = {
    beginning: tuple(words)
    for beginning, words in groupby(
        sorted((word for word in STOPWORDS if plain_form(word) == word), key=lambda it: (it[0], len(it), it)),
        key=lambda it: (it[0], len(it)),
    )
}


@dataclass(frozen=True, slots=True)
class _Bucket:
    """Words of one length that begin with the same letter, and which letters each of them has, a bit for each."""

    words: Sequence[str]
    letters: NDArray[np.uint32]

    def at_distance(self, typed: str, edits: int) -> list[str]:
        """Return the words that are just so many edits away."""
        # An edit takes one letter away and brings one at the most: few words are to be compared at all.
        differing = np.bitwise_count(self.letters ^ _letters([typed]))
        near = [self.words[place] for place in np.flatnonzero(differing <= 2 * edits).tolist()]
        close = process.extract(typed, near, scorer=OSA.distance, score_cutoff=edits, limit=None)
        return [word for word, distance, _ in close if distance == edits]


class CloseWords:
    """A corpus's words of letters alone, found by distance; forms that differ in case or accents count as one.

    The function words are among them: one that was mistyped is none to be searched for.
    """

    def __init__(self, counts: WordCounts) -> None:
        """Take how often the corpus has its words."""
        self._counts = counts
        self._bucket = lru_cache(_BUCKETS_REMEMBERED)(partial(_bucket, counts))

    def to(self, word: str) -> Iterator[tuple[str, str, str]]:
        """Yield the close words, best first, each as plain forms of the given and the found word, and as written.

        One edit is adding, dropping or changing a letter, or swapping two neighbours. The fewest edits come first,
        of these slips of the hand, then words with the same first letter, then the most frequent.
        """
        typed = plain_form(word)
        if typed is None:
            return
        for edits in (1, 2) if len(typed) >= _TWO_EDITS_FROM else (1,):
            found = self._with_same_beginning(typed, edits)
            if edits == 1:  # two edits, and one of the first letter, which people seldom miss, are hardly a typo
                found.update(self._with_another_beginning(typed))
            ranks = {it: (not is_slip(typed, it), it[0] != typed[0], -seen, it) for it, seen in found.items()}
            for plain in sorted(found, key=ranks.__getitem__):
                yield typed, plain, self._counts.written(plain)

    def inflected_to(self, word: str) -> Iterator[tuple[str, str, str]]:
        """Yield likewise words that are close but for their ending: "pledges" for "pleged", which meant "pledged".

        The second is the form that was meant: it must be English, and nothing else says that there is such a word.
        """
        typed = plain_form(word)
        if typed is None:
            return
        ending = next(it for it in _ENDINGS if typed.endswith(it))
        base = typed.removesuffix(ending)
        if len(base) < SHORTEST:
            return
        found = {
            (plain, plain.removesuffix(other) + ending): seen
            for other in _ENDINGS
            if other != ending
            for plain, seen in self._with_same_beginning(base + other, 1).items()
            if plain.endswith(other)
        }
        for plain, meant in sorted(found, key=lambda it: (not is_slip(typed, it[1]), -found[it], it)):
            if is_english(meant):
                yield typed, meant, self._counts.written(plain)

    def _with_same_beginning(self, typed: str, edits: int) -> dict[str, int]:
        """Return the words at the distance that begin with the same letter: few enough to be compared one by one."""
        found: dict[str, int] = {}
        for length in range(len(typed) - edits, len(typed) + edits + 1):
            found.update(self._seen(self._bucket(typed[0], length).at_distance(typed, edits)))
        return found

    def _with_another_beginning(self, typed: str) -> dict[str, int]:
        """Return the words that one edit of the first letter makes."""
        edited = {typed[1:], typed[1] + typed[0] + typed[2:]}
        edited.update(letter + typed for letter in self._initials(len(typed) + 1))
        edited.update(letter + typed[1:] for letter in self._initials(len(typed)))
        return self._seen(it for it in edited if it[0] != typed[0])

    def _initials(self, length: int) -> set[str]:
        return {*self._counts.initials(length), *(letter for letter, its in _FUNCTION_WORDS if its == length)}

    def _seen(self, words: Iterable[str]) -> dict[str, int]:
        """Return how often each was seen, of those which may be corrected to."""
        counts = ((word, self._counts.seen(word)) for word in words)
        return {word: seen or 0 for word, seen in counts if seen is not None or _is_function_word(word)}


def is_likely_meant(typed: str, meant: str, *, is_name: bool) -> bool:
    """Tell whether a word that is one or two edits away is what was meant, and not merely alike.

    Swapped and doubled letters are slips of the hand whatever the word. Beyond them, names lie closer to each other
    than words do (Neumann and Naumann, Ronaldo and Ronald): of a short one at most a letter is lacking, and none
    begins or ends otherwise. Two edits of other kinds are believed of long words only, and nothing but a slip makes
    a function word: it would be left out of the search.
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
    """Tell whether the words have the same letters but for their order, behind the first, and for doubled ones."""
    return typed[0] == meant[0] and sorted(_without_doubles(typed)) == sorted(_without_doubles(meant))


def slips(word: str) -> Iterator[str]:
    """Yield the words from which one slip of the hand leads to this one."""
    for place, letter in enumerate(word):
        yield word[:place] + letter + word[place:]
        yield word[:place] + word[place + 1 :]
        yield word[:place] + word[place + 1 : place + 2] + letter + word[place + 2 :]


def _without_doubles(word: str) -> str:
    return "".join(letter for letter, _ in groupby(word))


def _is_function_word(plain: str) -> bool:
    return plain in _FUNCTION_WORDS.get((plain[0], len(plain)), ())


def _bucket(counts: WordCounts, letter: str, length: int) -> _Bucket:
    """Return the corpus's words, and the function words."""
    words = counts.beginning_with(letter, length)
    if others := _FUNCTION_WORDS.get((letter, length)):
        words = list(dict.fromkeys((*words, *others)))
    return _Bucket(words, _letters(words))


def _letters(words: Sequence[str]) -> NDArray[np.uint32]:
    """Return the letters of each word, all of one length, as bits; those of other scripts share bits."""
    if not words:
        return np.empty(0, np.uint32)
    characters = np.frombuffer("".join(words).encode("utf-32-le"), np.uint32).reshape(len(words), -1)
    bits: NDArray[np.uint32] = np.bitwise_or.reduce(np.uint32(1) << (characters & np.uint32(31)), axis=1)
    return bits
