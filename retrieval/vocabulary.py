"""The words of a corpus: which of them are names, and which stand close to a word that it does not have."""

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType

from retrieval.analysis import is_english, stem
from retrieval.analysis.calendar_words import MONTHS, WEEKDAYS
from retrieval.spelling import CloseWords, is_likely_meant, is_slip, slips

_NO_TERMS: Mapping[str, str] = MappingProxyType({})
_NO_COUNTS: Mapping[str, int] = MappingProxyType({})
_MOSTLY = 0.9
"""The share of a name's telling occurrences that are capitalised: a few are misspelt, or begin a quotation."""

_ENDS, _CLOSING = frozenset(".!?…"), "\"'”’»)]"
# Capitalised before a name, which alone they are not. A question that writes them so is believed.
_TITLES = """
    ambassador captain chairman chancellor chief colonel commissioner congressman councillor director doctor emperor
    envoy general governor judge justice king lady lord madam mayor minister miss mister mr mrs ms officer pope
    president prime prince princess professor queen secretary senator sergeant sheikh sultan
    """


class Vocabulary:
    """The words of one corpus, read-only."""

    def __init__(
        self,
        terms: Mapping[str, str] = _NO_TERMS,
        seen: Mapping[str, int] = _NO_COUNTS,
        telling: Mapping[str, int] = _NO_COUNTS,
    ) -> None:
        """Take the term of each word as written, and how often it was seen.

        That is in all, and where its case tells whether it is a name.
        """
        self._capitalised = _capitalised(terms, telling)
        self._close = CloseWords(seen)

    def knows(self, term: str) -> bool:
        """Tell whether the corpus has the term."""
        return term in self._capitalised

    def is_name(self, term: str, *, always: bool = False) -> bool:
        """Tell whether the corpus writes the term as a name nearly everywhere that case tells, or `always`."""
        share = self._capitalised.get(term, 0.0)
        return (share == 1 if always else share >= _MOSTLY) and term not in calendar() and term not in _titles()

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


class VocabularyBuilder:
    """Counts the words of sentences as they pass."""

    def __init__(self) -> None:
        """Begin with none."""
        self._terms: dict[str, str] = {}
        self._seen: Counter[str] = Counter()
        self._telling: Counter[str] = Counter()

    def add(self, words: Sequence[str], terms: Sequence[str]) -> None:
        """Count content words with their terms, the case of which tells nothing: those of a title."""
        self._terms.update(zip(words, terms, strict=True))
        self._seen.update(words)

    def add_sentence(self, text: str, words: Sequence[str], terms: Sequence[str]) -> None:
        """Count the content words of a sentence, as it writes them, with their terms.

        Their case tells something but for the first word's, unless the sentence does not end like one, or no content
        word is written in lower case: such a sentence is a headline, or names alone.
        """
        self.add(words, terms)
        if text.rstrip(_CLOSING)[-1:] in _ENDS and any(map(str.islower, words)):
            self._telling.update(words[1:] if _begins_with(text, words[0]) else words)

    def build(self) -> Vocabulary:
        """Return the vocabulary of what was counted."""
        return Vocabulary(self._terms, self._seen, self._telling)


@lru_cache(maxsize=1)
def calendar() -> frozenset[str]:
    """Return the terms of weekdays and months."""
    return frozenset(map(stem, MONTHS + WEEKDAYS))


@lru_cache(maxsize=1)
def _titles() -> frozenset[str]:
    return frozenset(map(stem, _TITLES.split()))


def _capitalised(terms: Mapping[str, str], telling: Mapping[str, int]) -> dict[str, float]:
    """Return for each term the share of its telling occurrences that are capitalised; 0 where there are none."""
    capitalised: Counter[str] = Counter()
    lower: Counter[str] = Counter()
    for word, count in telling.items():
        if len(word) > 1 and not word[0].isdigit():
            (lower if word.islower() else capitalised)[terms[word]] += count
    shares = dict.fromkeys(terms.values(), 0.0)
    shares.update((term, count / (count + lower[term])) for term, count in capitalised.items())
    return shares


def _begins_with(sentence: str, word: str) -> bool:
    """Tell whether a sentence begins with the word, or with a mark and the word."""
    return not any(map(str.isalnum, sentence[: sentence.index(word)]))
