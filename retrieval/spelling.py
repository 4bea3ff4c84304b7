"""Which words of a corpus stand close to one that it does not have, and which of them was likely meant."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import groupby

from rapidfuzz import process
from rapidfuzz.distance import OSA

from retrieval.analysis import LONGEST_WORD, STOPWORDS, is_english, normalise

_SHORTEST = 4
_TWO_EDITS_FROM = 8
_MOST_WORDS = 200_000
"""Words of a corpus that others are corrected to, the most frequent ones: the rest are typos themselves for the most
part, and a word is compared with all that begin like it."""

# By letters: from which length on an edit is likely a slip of the hand, and not the distance to another word.
_WORD, _WORD_WITH_ANOTHER_BEGINNING, _WORD_WITH_ANY_TWO_EDITS = 5, 6, 10
_NAME_LACKING_A_LETTER, _NAME = 6, 8


# The longest first: of "ed" and "d" that of "pledged" is the first.
_ENDINGS = ("ing", "ed", "es", "e", "s", "")


class CloseWords:
    """A corpus's words of letters alone, found by distance; forms that differ in case or accents count as one."""

    def __init__(self, seen: Mapping[str, int]) -> None:
        """Take how often each word was seen as written."""
        if len(seen) > _MOST_WORDS:
            seen = {word: seen[word] for word in sorted(seen, key=lambda it: (-seen[it], it))[:_MOST_WORDS]}
        counts: Counter[str] = Counter()
        written: dict[str, tuple[int, str]] = {}  # by its plain form, how a word is most often written
        for word, count in seen.items():
            if (plain := _correctable(word)) is not None:
                counts[plain] += count
                written[plain] = min(written.get(plain, (0, "")), (-count, word))
        # A function word that was mistyped is none to be searched for.
        counts.update({word: 0 for word in STOPWORDS if _correctable(word)})
        self._counts: Mapping[str, int] = counts
        self._written = {plain: word for plain, (_, word) in written.items() if word != plain}
        by_length: dict[int, list[str]] = {}
        for plain in sorted(counts):
            by_length.setdefault(len(plain), []).append(plain)
        self._by_length: Mapping[int, list[str]] = by_length
        self._initials = sorted({plain[0] for plain in counts})

    def to(self, word: str) -> Iterator[tuple[str, str, str]]:
        """Yield the close words, best first, each as plain forms of the given and the found word, and as written.

        One edit is adding, dropping or changing a letter, or swapping two neighbours. The fewest edits come first,
        of these slips of the hand, then words with the same first letter, then the most frequent.
        """
        typed = _correctable(word)
        if typed is None:
            return
        for edits in (1, 2) if len(typed) >= _TWO_EDITS_FROM else (1,):
            found = self._with_same_beginning(typed, edits)
            if edits == 1:  # two edits, and one of the first letter, which people seldom miss, are hardly a typo
                found.extend(self._with_another_beginning(typed))
            ranks = {it: (not is_slip(typed, it), it[0] != typed[0], -self._counts[it], it) for it in found}
            for plain in sorted(found, key=ranks.__getitem__):
                yield typed, plain, self._written.get(plain, plain)

    def inflected_to(self, word: str) -> Iterator[tuple[str, str, str]]:
        """Yield likewise words that are close but for their ending: "pledges" for "pleged", which meant "pledged".

        The second is the form that was meant: it must be English, and nothing else says that there is such a word.
        """
        typed = _correctable(word)
        if typed is None:
            return
        ending = next(it for it in _ENDINGS if typed.endswith(it))
        base = typed.removesuffix(ending)
        if len(base) < _SHORTEST:
            return
        found = {
            (plain, plain.removesuffix(other) + ending)
            for other in _ENDINGS
            if other != ending
            for plain in self._with_same_beginning(base + other, 1)
            if plain.endswith(other)
        }
        for plain, meant in sorted(found, key=lambda it: (not is_slip(typed, it[1]), -self._counts[it[0]], it)):
            if is_english(meant):
                yield typed, meant, self._written.get(plain, plain)

    def _with_same_beginning(self, typed: str, edits: int) -> list[str]:
        """Return the words at the distance that begin with the same letter: few enough to be compared one by one."""
        return [
            str(found)
            for length in range(len(typed) - edits, len(typed) + edits + 1)
            for found, distance, _ in process.extract(
                typed,
                _beginning_with(typed[0], self._by_length.get(length, [])),
                scorer=OSA.distance,
                score_cutoff=edits,
                limit=None,
            )
            if distance == edits
        ]

    def _with_another_beginning(self, typed: str) -> set[str]:
        """Return the words that one edit of the first letter makes."""
        edited = {typed[1:], typed[1] + typed[0] + typed[2:]}
        for letter in self._initials:
            edited.add(letter + typed)
            edited.add(letter + typed[1:])
        return {it for it in edited if it in self._counts and it[0] != typed[0]}


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


def _correctable(word: str) -> str | None:
    """Return the word without case and accents where it is of letters alone, and neither too short nor too long."""
    if not _SHORTEST <= len(word) <= LONGEST_WORD:
        return None
    plain = word.lower() if word.isascii() and word.isalpha() else normalise(word)  # most words: many times faster
    return plain if len(plain) >= _SHORTEST and plain.isalpha() else None


def _beginning_with(letter: str, words: list[str]) -> list[str]:
    return words[bisect_left(words, letter) : bisect_left(words, chr(ord(letter) + 1))]
