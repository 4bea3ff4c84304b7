"""The vocabulary of a corpus: known terms, names, corrections of mistyped words, and acronyms of phrases."""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from retrieval.analysis import STOPWORDS, is_english, stem
from retrieval.analysis.calendar_words import MONTHS, WEEKDAYS
from retrieval.vocabulary.beginnings import Beginnings
from retrieval.vocabulary.port import WordCounts
from retrieval.vocabulary.spelling import SpellingIndex, is_likely_typo, is_slip, slips

_MOSTLY = 0.9
"""The least share of capitals that makes a term a name: a few occurrences are misspelt or begin a quotation."""

# Titles are capitalised before a name only. A question that capitalises one by itself is taken at its word.
_TITLES = """
    ambassador captain chairman chancellor chief colonel commissioner congressman councillor director doctor emperor
    envoy general governor judge justice king lady lord madam mayor minister miss mister mr mrs ms officer pope
    president prime prince princess professor queen secretary senator sergeant sheikh sultan
    """


class Vocabulary:
    """The words of one corpus, read-only."""

    def __init__(self, counts: WordCounts) -> None:
        """Take the word counts of the corpus."""
        self._counts = counts
        self._spelling = SpellingIndex(counts)
        self._beginnings = Beginnings(counts)

    def has(self, term: str) -> bool:
        """Tell whether the term occurs in the corpus."""
        return self._counts.case_counts(term) is not None

    def is_name(self, term: str, *, always: bool = False) -> bool:
        """Tell whether the corpus capitalises the term nearly everywhere that case is informative, or `always`."""
        capitalised, lower = self._counts.case_counts(term) or (0, 0)
        if not capitalised or term in calendar() or term in _titles():
            return False
        return lower == 0 if always else capitalised / (capitalised + lower) >= _MOSTLY

    def closest(self, word: str, *, as_name: bool = False) -> str | None:
        """Return the likeliest correction of a mistyped word: a function word, or as the corpus mostly spells it.

        None if nothing is close enough, or if the word is never corrected: shorter than four letters, not of letters
        alone, or longer than any word. A word that is written `as_name` is corrected to names only.
        """
        for typed, found, written in self._spelling.close_to(word):
            is_name = self.is_name(stem(written))
            if is_likely_typo(typed, found, is_name=is_name) and (is_name or not as_name):
                return None if not is_slip(typed, found) and _is_slip_from_english(typed) else written
        if as_name:
            return None
        for typed, found, written in self._spelling.close_inflections(word):
            if not self.is_name(stem(written)) and is_likely_typo(typed, found, is_name=False):
                return written
        return None

    def likeliest(self, beginning: str) -> str | None:
        """Return the most frequent longer word that begins so, as the corpus mostly spells it; None if there is none.

        A beginning has at least three letters, and no other characters.
        """
        return self._beginnings.likeliest(beginning)

    def similar(self, word: str, *, as_name: bool = False) -> Iterator[str]:
        """Yield what a word that the corpus lacks may also stand for, likeliest first, as the corpus mostly spells it.

        Unlike `closest`, it also yields words that are no likely typos. An English word stands for itself only, unless
        it is written `as_name`: then it may stand for other names.
        """
        if not as_name and is_english(word):
            return
        for _, found, written in self._spelling.close_to(word):
            if found not in STOPWORDS and (not as_name or self.is_name(stem(written))):
                yield written

    def acronyms_of(self, terms: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """Return, by term, the acronyms that the corpus explains for phrases among these terms, given in order.

        After "World Health Organization (WHO)" the acronym may stand for each of the three terms.
        """
        found: dict[str, tuple[str, ...]] = {}
        longest = self._counts.longest_phrase
        for start in range(len(terms)):
            for length in range(2, min(longest, len(terms) - start) + 1):
                phrase = tuple(terms[start : start + length])
                if acronyms := self._counts.acronyms(phrase):
                    for term in phrase:
                        found[term] = tuple(dict.fromkeys((*found.get(term, ()), *acronyms)))
        return found


def _is_slip_from_english(typed: str) -> bool:
    """Tell whether an English word is nearer than the corpus's: for "sumit" that is "summit", not "suit"."""
    return any(slip != typed and is_slip(typed, slip) and is_english(slip) for slip in slips(typed) if slip)


@lru_cache(maxsize=1)
def calendar() -> frozenset[str]:
    """Return the terms of weekdays and months."""
    return frozenset(map(stem, MONTHS + WEEKDAYS))


@lru_cache(maxsize=1)
def _titles() -> frozenset[str]:
    return frozenset(map(stem, _TITLES.split()))
