"""Counting the words of sentences as they pass, in batches whose counts are added up."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from retrieval.vocabulary.acronyms import explained
from retrieval.vocabulary.met import Met
from retrieval.vocabulary.port import Phrase

Counts = NDArray[np.uint32]
Aliases = Mapping[tuple[Phrase, str], int]

_SEPARATOR = "\0"  # in no word
_ENDS, _CLOSING = frozenset(".!?…"), "\"'”’»)]"
_COUNTED_AT_ONCE = 1 << 17
"""Words that wait to be counted together: some megabytes at the most."""


@dataclass(frozen=True, slots=True)
class TermCounts:
    """How often each term was seen in all, and where its case tells, capitalised and in lower case."""

    seen: Mapping[str, int]
    capitalised: Mapping[str, int]
    lower: Mapping[str, int]


@dataclass(frozen=True, slots=True, eq=False)
class WordTable:
    """The words of some sentences, counted; tables of several add up, and what left is subtracted.

    For each distinct word as it is written: its term, how often it was `seen`, and how often where its case tells
    whether it is a name. `aliases` is by phrase and acronym.
    """

    sentences: int = 0
    words: Sequence[str] = ()
    terms: Sequence[str] = ()
    seen: Counts = field(default_factory=lambda: np.empty(0, np.uint32))
    telling: Counts = field(default_factory=lambda: np.empty(0, np.uint32))
    aliases: Aliases = field(default_factory=dict)

    def __add__(self, other: "WordTable") -> "WordTable":
        """Return the counts of both."""
        counter = WordCounter()
        counter.add_table(self)
        counter.add_table(other)
        return counter.table()

    def __sub__(self, other: "WordTable") -> "WordTable":
        """Return the counts without the other's, which must be among them; what is left of nothing is no entry."""
        place = {word: number for number, word in enumerate(self.words)}
        places = np.fromiter((place.get(word, -1) for word in other.words), np.intp, len(other.words))
        seen, telling = self.seen.astype(np.int64), self.telling.astype(np.int64)
        aliases = Counter(self.aliases)
        aliases.subtract(other.aliases)
        if (places >= 0).all():
            seen[places] -= other.seen
            telling[places] -= other.telling
        if (
            (places < 0).any()
            or seen.min(initial=0) < 0
            or telling.min(initial=0) < 0
            or min(aliases.values(), default=0) < 0
        ):
            raise ValueError("more words were to be subtracted than were counted: the sentences are not among these")
        left = np.flatnonzero(seen)
        return WordTable(
            self.sentences - other.sentences,
            [self.words[it] for it in left.tolist()],
            [self.terms[it] for it in left.tolist()],
            seen[left].astype(np.uint32),
            telling[left].astype(np.uint32),
            {alias: count for alias, count in aliases.items() if count},
        )

    def __reduce__(self) -> tuple[object, ...]:
        """Pass to another process in few pieces: several times as fast as word by word."""
        words, terms = _SEPARATOR.join(self.words), _SEPARATOR.join(self.terms)
        return _unpacked, (self.sentences, words, terms, np.array([self.seen, self.telling]), self.aliases)

    def by_term(self) -> TermCounts:
        """Return the counts of the terms. A single letter, or what begins with a digit, has no case that tells."""
        seen: dict[str, int] = {}
        capitalised: dict[str, int] = {}
        lower: dict[str, int] = {}
        for word, term, count, tells in zip(
            self.words, self.terms, self.seen.tolist(), self.telling.tolist(), strict=True
        ):
            seen[term] = seen.get(term, 0) + count
            if tells and len(word) > 1 and not word[0].isdigit():
                cased = lower if word.islower() else capitalised
                cased[term] = cased.get(term, 0) + tells
        return TermCounts(seen, capitalised, lower)


class WordCounter:
    """Counts the words of sentences, and adds up what others counted."""

    def __init__(self) -> None:
        """Begin with none."""
        self._waiting: list[str] = []
        self._waiting_terms: list[str] = []
        self._waiting_telling: list[str] = []
        self._begin()

    def _begin(self) -> None:
        self._sentences = 0
        self._numbers = Met()
        self._terms: list[str] = []
        self._counts = np.zeros((2, 0), np.uint32)  # seen and telling, by number; there may be room for more
        self._aliases: Counter[tuple[Phrase, str]] = Counter()

    def add_title(self, words: Sequence[str], terms: Sequence[str]) -> None:
        """Count content words with their terms, the case of which tells nothing: those of a title."""
        self._waiting += words
        self._waiting_terms += terms
        if len(self._waiting) > _COUNTED_AT_ONCE:
            self._count()

    def add_sentence(self, text: str, words: Sequence[str], terms: Sequence[str]) -> None:
        """Count the content words of a sentence, as it writes them, with their terms; and the acronyms it explains.

        The words' case tells something but for the first word's, unless the sentence does not end like one, or no
        content word is written in lower case: such a sentence is a headline, or names alone.
        """
        self._sentences += 1
        self._waiting += words
        self._waiting_terms += terms
        if ends_like_one(text) and any(map(str.islower, words)):
            self._waiting_telling += words[1:] if begins_with(text, words[0]) else words
        if "(" in text:
            self._aliases.update(explained(text))
        if len(self._waiting) > _COUNTED_AT_ONCE:
            self._count()

    def add_table(self, table: WordTable) -> None:
        """Count what another has counted."""
        self._sentences += table.sentences
        self._add(table.words, table.terms, table.seen, table.telling)
        self._aliases.update(table.aliases)

    def table(self) -> WordTable:
        """Return what was counted since the last table, and begin with none again."""
        self._count()
        seen, telling = self._counts[:, : len(self._numbers)]
        table = WordTable(self._sentences, list(self._numbers), self._terms, seen, telling, dict(self._aliases))
        self._begin()
        return table

    def _count(self) -> None:
        """Count the words that wait: many at once are the fastest."""
        seen, telling = Counter(self._waiting), Counter(self._waiting_telling)
        terms = dict(zip(self._waiting, self._waiting_terms, strict=True))  # in the order of `seen`
        self._add(
            list(seen),
            list(terms.values()),
            np.fromiter(seen.values(), np.uint32, len(seen)),
            np.fromiter((telling.get(word, 0) for word in seen), np.uint32, len(seen)),
        )
        self._waiting, self._waiting_terms, self._waiting_telling = [], [], []

    def _add(self, words: Sequence[str], terms: Sequence[str], seen: Counts, telling: Counts) -> None:
        """Add counts of distinct words."""
        if not self._numbers:
            self._numbers.numbers(words)
            self._terms = list(terms)
            self._counts = np.array([seen, telling])
            return
        numbers, known = self._numbers, len(self._numbers)
        places = numbers.numbers(words)
        if len(numbers) > known:
            self._terms += [terms[it] for it in np.flatnonzero(places >= known).tolist()]
            if len(numbers) > (room := self._counts.shape[1]):
                self._counts = np.pad(self._counts, ((0, 0), (0, max(room, len(numbers) - room))))
        self._counts[0, places] += seen
        self._counts[1, places] += telling


def ends_like_one(sentence: str) -> bool:
    """Tell whether a sentence ends like one."""
    return sentence[-1:] in _ENDS or sentence.rstrip(_CLOSING)[-1:] in _ENDS


def begins_with(sentence: str, word: str) -> bool:
    """Tell whether a sentence begins with the word, or with a mark and the word."""
    if sentence.startswith(word) or sentence[0].isalnum():  # nearly always
        return sentence.startswith(word)
    return not any(map(str.isalnum, sentence[: sentence.index(word)]))


def _unpacked(sentences: int, words: str, terms: str, counts: Counts, aliases: Aliases) -> WordTable:
    if not counts.size:
        return WordTable(sentences, aliases=aliases)
    seen, telling = counts
    return WordTable(sentences, words.split(_SEPARATOR), terms.split(_SEPARATOR), seen, telling, aliases)
