"""The words of a corpus: which of them are names, and which stand close to a word that it does not have."""

from functools import lru_cache

from retrieval.analysis import is_english, stem
from retrieval.analysis.calendar_words import MONTHS, WEEKDAYS
from retrieval.vocabulary.in_memory import MemoryWords
from retrieval.vocabulary.port import WordCounts
from retrieval.vocabulary.spelling import (
    CloseWords,
    is_likely_meant,
    is_slip,
    slips,
)

_NONE = MemoryWords()
_MOSTLY = 0.9
"""The share of a name's telling occurrences that are capitalised: a few are misspelt, or begin a quotation."""

# Capitalised before a name, which alone they are not. A question that writes them so is believed.
_TITLES = """
    ambassador captain chairman chancellor chief colonel commissioner congressman councillor director doctor emperor
    envoy general governor judge justice king lady lord madam mayor minister miss mister mr mrs ms officer pope
    president prime prince princess professor queen secretary senator sergeant sheikh sultan
    """


class Vocabulary:
    """The words of one corpus, read-only."""

    def __init__(self, counts: WordCounts = _NONE) -> None:
        """Take how often the corpus has its words."""
        self._counts = counts
        self._close = CloseWords(counts)

    def knows(self, term: str) -> bool:
        """Tell whether the corpus has the term."""
        return self._counts.telling(term) is not None

    def is_name(self, term: str, *, always: bool = False) -> bool:
        """Tell whether the corpus writes the term as a name nearly everywhere that case tells, or `always`."""
        capitalised, lower = self._counts.telling(term) or (0, 0)
        if not capitalised or term in calendar() or term in _titles():
            return False
        return lower == 0 if always else capitalised / (capitalised + lower) >= _MOSTLY

    def closest(self, word: str, *, as_name: bool = False) -> str | None:
        """Return the word that was most likely meant, as the corpus most often writes it, or a function word.

        None where none is close enough, or the word is one that is never corrected: shorter than four letters,
        not of letters alone, or longer than any word. What is written `as_name` is a name, if mistyped.
        """
        for typed, found, written in self._close.to(word):
            is_name = self.is_name(stem(written))
            if is_likely_meant(typed, found, is_name=is_name) and (is_name or not as_name):
                return None if not is_slip(typed, found) and _is_slip_from_english(typed) else written
        if as_name:
            return None
        for typed, found, written in self._close.inflected_to(word):
            if not self.is_name(stem(written)) and is_likely_meant(typed, found, is_name=False):
                return written
        return None


def _is_slip_from_english(typed: str) -> bool:
    """Tell whether an English word is nearer than the corpus's: of "sumit" that is "summit", not "suit"."""
    return any(slip != typed and is_slip(typed, slip) and is_english(slip) for slip in slips(typed) if slip)


@lru_cache(maxsize=1)
def calendar() -> frozenset[str]:
    """Return the terms of weekdays and months."""
    return frozenset(map(stem, MONTHS + WEEKDAYS))


@lru_cache(maxsize=1)
def _titles() -> frozenset[str]:
    return frozenset(map(stem, _TITLES.split()))
