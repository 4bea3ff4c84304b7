"""Word counts of a batch of sentences, which can be merged, pickled and summed by term."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from retrieval.vocabulary.interning import Interner
from retrieval.vocabulary.port import Words

Counts = NDArray[np.uint32]
Aliases = Mapping[tuple[Words, str], int]

_SEPARATOR, _BOTH = "\0", "\x03"  # in no word
_ENDS, _CLOSING = frozenset(".!?…"), "\"'”’»)]"


@dataclass(frozen=True, slots=True)
class TermCounts:
    """Term frequencies: of all occurrences, and of those with informative case, capitalised and in lower case."""

    seen: Mapping[str, int]
    capitalised: Mapping[str, int]
    lower: Mapping[str, int]


@dataclass(frozen=True, slots=True, eq=False)
class WordTable:
    """Counts of the distinct words of some sentences, as they are spelled.

    For each word: its term, its frequency in `seen`, and in `informative` the number of those occurrences whose case
    tells whether it is a name. A first word's case is not informative, nor is that of a title or a headline: that is
    a sentence without an end mark, or without a content word in lower case. `aliases` counts explained acronyms, by
    phrase and acronym.
    """

    sentences: int = 0
    words: Sequence[str] = ()
    terms: Sequence[str] = ()
    seen: Counts = field(default_factory=lambda: np.empty(0, np.uint32))
    informative: Counts = field(default_factory=lambda: np.empty(0, np.uint32))
    aliases: Aliases = field(default_factory=dict)

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle as a few large objects: several times as fast as one object a word."""
        words, terms = _SEPARATOR.join(self.words), _SEPARATOR.join(self.terms)
        return _unpacked, (self.sentences, words, terms, np.array([self.seen, self.informative]), self.aliases)

    def by_term(self) -> TermCounts:
        """Sum the counts by term. Single letters, and words whose first letter has one case, tell nothing by it."""
        seen: dict[str, int] = {}
        capitalised: dict[str, int] = {}
        lower: dict[str, int] = {}
        for word, term, count, cases in zip(
            self.words, self.terms, self.seen.tolist(), self.informative.tolist(), strict=True
        ):
            seen[term] = seen.get(term, 0) + count
            if cases and len(word) > 1 and word[0].lower() != word[0].upper():
                cased = lower if word.islower() else capitalised
                cased[term] = cased.get(term, 0) + cases
        return TermCounts(seen, capitalised, lower)


class WordTableMerger:
    """Adds up word tables."""

    def __init__(self) -> None:
        """Begin with no table."""
        self._sentences = 0
        self._ids = Interner()
        self._counts = np.zeros((2, 0), np.uint32)  # seen and informative, by id; there may be room for more ids
        self._aliases: Counter[tuple[Words, str]] = Counter()

    def add(self, table: WordTable) -> None:
        """Add a table to the sum."""
        self._sentences += table.sentences
        self._aliases.update(table.aliases)
        known = len(self._ids)
        # One word may have several terms, each in a language of its own, and one term in several languages.
        ids = self._ids.ids(list(map(_BOTH.join, zip(table.words, table.terms, strict=True))))
        size = len(self._ids)
        if not known and size == len(ids):
            self._counts = np.array([table.seen, table.informative])
            return
        if size > (room := self._counts.shape[1]):
            self._counts = np.pad(self._counts, ((0, 0), (0, max(room, size - room))))
        np.add.at(self._counts[0], ids, table.seen)
        np.add.at(self._counts[1], ids, table.informative)

    def merged(self) -> WordTable:
        """Return the sum of the tables so far."""
        seen, informative = self._counts[:, : len(self._ids)]
        both = [it.split(_BOTH) for it in self._ids]
        words, terms = ([its[column] for its in both] for column in (0, 1))
        return WordTable(self._sentences, words, terms, seen, informative, dict(self._aliases))


def has_end_mark(sentence: str) -> bool:
    """Tell whether a sentence ends with a full stop or the like, quotation marks and brackets aside."""
    return sentence[-1:] in _ENDS or sentence.rstrip(_CLOSING)[-1:] in _ENDS


def begins_with(sentence: str, word: str) -> bool:
    """Tell whether the sentence begins with the word, punctuation aside."""
    if sentence.startswith(word) or sentence[0].isalnum():  # nearly always
        return sentence.startswith(word)
    return not any(map(str.isalnum, sentence[: sentence.index(word)]))


def _unpacked(sentences: int, words: str, terms: str, counts: Counts, aliases: Aliases) -> WordTable:
    if not counts.size:
        return WordTable(sentences, aliases=aliases)
    seen, informative = counts
    return WordTable(sentences, words.split(_SEPARATOR), terms.split(_SEPARATOR), seen, informative, aliases)
