"""Acronyms that the corpus explains: after "World Health Organization (WHO)", the one may stand for the other."""

from collections.abc import Sequence

from retrieval.vocabulary.in_memory import MemoryWords
from retrieval.vocabulary.port import WordCounts

_NONE = MemoryWords()


class Aliases:
    """Which acronyms may stand for a row of words, read-only."""

    def __init__(self, counts: WordCounts = _NONE) -> None:
        """Take the words of a corpus, with the acronyms that it explains."""
        self._counts = counts

    def of(self, sequence: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """Return the acronyms that may stand for terms of a question, by the term, given all its terms in order."""
        found: dict[str, tuple[str, ...]] = {}
        longest = self._counts.longest_phrase
        for start in range(len(sequence)):
            for length in range(2, min(longest, len(sequence) - start) + 1):
                phrase = tuple(sequence[start : start + length])
                if acronyms := self._counts.acronyms(phrase):
                    for term in phrase:
                        found[term] = tuple(dict.fromkeys((*found.get(term, ()), *acronyms)))
        return found
