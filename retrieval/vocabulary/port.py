"""The port `WordCounts`: what names, spelling and acronyms need to know of a corpus's words."""

from collections.abc import Sequence
from typing import Protocol

Words = tuple[str, ...]
"""The terms of consecutive words, function words included."""

_SENTENCES_PER_OCCURRENCE = 200_000


class WordCounts(Protocol):
    """How often each word occurs in a corpus, and how it is spelled.

    Words are looked up by their term, or by their plain form, which has no case and no accents (`plain_form`).
    """

    @property
    def longest_phrase(self) -> int:
        """The number of terms of the longest phrase that has an acronym; 0 if none has."""

    def case_counts(self, term: str) -> tuple[int, int] | None:
        """Return how often the term is capitalised and in lower case where case is informative; None if unknown."""

    def frequency(self, plain: str) -> int | None:
        """Return the frequency of a plain form; None if it is too rare to be a correction (`least_frequency`)."""

    def spelling(self, plain: str) -> str:
        """Return the most frequent spelling of a plain form; ties go to the first by the alphabet."""

    def beginning_with(self, letter: str, length: int) -> Sequence[str]:
        """Return the plain forms with this first letter and length, each once; some may be too rare (`frequency`)."""

    def initials(self, length: int) -> Sequence[str]:
        """Return the first letters of the plain forms of this length; some may begin only forms that are too rare."""

    def acronyms(self, phrase: Words) -> tuple[str, ...]:
        """Return the terms of the acronyms that the corpus explains for the phrase, sorted."""


def least_frequency(sentences: int) -> int:
    """Return the least frequency of a word that others are corrected to, in a corpus of `sentences` sentences.

    Rare words of a large corpus are mostly typos themselves. The bound is a share of the sentences, not a number of
    most frequent words, so that each segment can apply it: a word that reaches it in all reaches it in one at least.
    """
    return max(1, -(-sentences // _SENTENCES_PER_OCCURRENCE))
