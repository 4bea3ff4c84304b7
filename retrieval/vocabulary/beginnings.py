"""The words of a corpus that begin with given letters, and the likeliest of them."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from itertools import chain

from retrieval.analysis import LONGEST_WORD, normalise
from retrieval.vocabulary.plain_form import SHORTEST
from retrieval.vocabulary.port import WordCounts

FEWEST_LETTERS = 3
"""The fewest letters of a beginning: fewer begin too many words for one of them to be likely."""

_INITIALS_REMEMBERED, _BEGINNINGS_REMEMBERED = 64, 4096
_AFTER_ALL_LETTERS = "\U0010ffff"


class Beginnings:
    """Finds the most frequent word with a beginning, without regard to case and accents."""

    def __init__(self, counts: WordCounts) -> None:
        """Take the word counts of the corpus. They are read at the first beginning with each letter."""
        words = lru_cache(_INITIALS_REMEMBERED)(partial(_words, counts))
        # Caching methods would keep the files open until the garbage collector runs.
        self._likeliest = lru_cache(_BEGINNINGS_REMEMBERED)(partial(_likeliest, counts, words))

    def likeliest(self, beginning: str) -> str | None:
        """Return the most frequent longer word that begins so, as the corpus mostly spells it.

        None if there is none that is frequent enough, or the beginning is too short, too long or not of letters alone.
        Of equally frequent words it is the first by the alphabet.
        """
        if not FEWEST_LETTERS <= len(beginning) <= LONGEST_WORD:
            return None
        plain = normalise(beginning)
        return self._likeliest(plain) if len(plain) >= FEWEST_LETTERS and plain.isalpha() else None


def _words(counts: WordCounts, letter: str) -> Sequence[str]:
    """Return the plain forms with this first letter, sorted."""
    lengths = range(SHORTEST, LONGEST_WORD + 1)
    return sorted(chain.from_iterable(counts.beginning_with(letter, length) for length in lengths))


def _likeliest(counts: WordCounts, words: Callable[[str], Sequence[str]], plain: str) -> str | None:
    known = words(plain[0])
    first, last = bisect_right(known, plain), bisect_left(known, plain + _AFTER_ALL_LETTERS)
    best, most = None, 0
    for word in known[first:last]:
        if (seen := counts.frequency(word) or 0) > most:
            best, most = word, seen
    return None if best is None else counts.spelling(best)
