"""The port: what the spelling, the names and the acronyms ask of a corpus's words."""

from collections.abc import Sequence
from typing import Protocol

Phrase = tuple[str, ...]
"""The terms of a row of words, function words among them."""

_SENTENCES_PER_OCCURRENCE = 200_000


class WordCounts(Protocol):
    """How often a corpus has its words, and how it writes them.

    A word is known here by its term or by its plain form, which is without case and accents (`plain_form`).
    """

    @property
    def longest_phrase(self) -> int:
        """How many terms the longest phrase has that an acronym stands for; 0 where there is none."""

    def telling(self, term: str) -> tuple[int, int] | None:
        """Return how often the term is capitalised and in lower case where that tells; None for one never seen."""

    def seen(self, plain: str) -> int | None:
        """Return how often a plain form was seen; None where it is too rare to correct another word to it."""

    def written(self, plain: str) -> str:
        """Return how a plain form is most often written: of several the first by the alphabet."""

    def beginning_with(self, letter: str, length: int) -> Sequence[str]:
        """Return the plain forms with this first letter and length, each once; some may be too rare (`seen`)."""

    def initials(self, length: int) -> Sequence[str]:
        """Return the letters that begin the plain forms of this length; some may begin only such as are too rare."""

    def acronyms(self, phrase: Phrase) -> tuple[str, ...]:
        """Return the terms of the acronyms that the corpus explains by the phrase, sorted."""


def least_seen(sentences: int) -> int:
    """Return how often a word must be seen, in so many sentences, to be one that others are corrected to.

    In a large corpus the rare words are typos themselves for the most part. The share, and no number of the most
    frequent words, is what parts of a corpus can tell by themselves: what reaches it in all reaches it in one part
    at least.
    """
    return max(1, -(-sentences // _SENTENCES_PER_OCCURRENCE))
