"""The lexicon: translation probabilities and affinities between question terms and answer terms, as trained."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import Lock
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from retrieval.errors import RankingError

# Possessive, because nothing is gained by going back: the file has a megabyte.
_WEIGHTS = re.compile(r"(?:[^\s=]++=-?+\d{1,9}+(?:\.\d++)?+(?: |$))*+")
RARITY = "#rarity"
"""Stands for a term in the line that has the rarity of each frequent term in place of translations."""
_MOST_NUMBERS = 1 << 14
"""The largest vocabulary, all of which is read for each question; the shipped lexicon has half as many words."""
_NONE: Mapping[str, float] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class LexiconEntry:
    """The translations and affinities of a question term, by the numbers of the answer's words."""

    translations: Mapping[int, float]
    translation_numbers: NDArray[np.intp]
    affinity_numbers: NDArray[np.intp]
    affinities: NDArray[np.float64]

    def translations_without(self, content: frozenset[int]) -> Mapping[int, float]:
        """Return the translations but for the given words, which are the question's own."""
        if content.isdisjoint(self.translations):
            return self.translations
        return {number: probability for number, probability in self.translations.items() if number not in content}


class LexiconVocabulary:
    """An append-only vocabulary of words and cues: word to number, from 1 on; 0, of "", is for unknown words.

    Safe to use from several threads: the numbers that a call returns are below the size of `numbers` afterwards.
    """

    def __init__(self, lexicon: "Lexicon") -> None:
        """Begin empty."""
        self.words = [""]
        self.numbers: dict[str, int] = {"": 0}
        self._lexicon = lexicon
        self._entries: dict[str, LexiconEntry] = {}
        self._lock = Lock()

    def numbers_of(self, words: Collection[str]) -> list[int]:
        """Return the numbers of words; new words are added."""
        with self._lock:
            for word in words:
                if word not in self.numbers:
                    # In this order: a reader that sees the word in `words` finds its number.
                    self.numbers[word] = len(self.words)
                    self.words.append(word)
        return list(map(self.numbers.__getitem__, words))

    def entry(self, term: str) -> LexiconEntry:
        """Return the entry of a question term, or of an answer type as "#place"."""
        if (entry := self._entries.get(term)) is None:
            translations, affinities = self._lexicon.translations(term), self._lexicon.affinities(term)
            if not (translations or affinities):
                return NO_ENTRY  # not cached: the number of unknown terms is unbounded
            numbers = self.numbers_of(translations)
            entry = self._entries[term] = LexiconEntry(
                dict(zip(numbers, translations.values(), strict=True)),
                np.array(numbers, np.intp),
                np.array(self.numbers_of(affinities), np.intp),
                np.array(list(affinities.values())),
            )
        return entry


_NO_NUMBERS = np.zeros(0, np.intp)
NO_ENTRY = LexiconEntry(MappingProxyType({}), _NO_NUMBERS, _NO_NUMBERS, np.zeros(0))


class Lexicon:
    """Weights of answer terms and cues, given a question term, or an answer type as "#place".

    A translation is the probability that the answer term translates into the question term, by IBM model 1 (Brown et
    al. 1993). An affinity is a weight of a log-linear model of answer sentences; it may be negative.
    """

    def __init__(self, lines: Mapping[str, tuple[str, str]], path: Path | None = None) -> None:
        """Take the translations and the affinities of each term, as "death=0.7 kill=0.45", and their file, if any.

        They are parsed on demand, which raises `RankingError` if they have another form.
        """
        self._lines = lines
        self._path = path or Path()
        self._read = lru_cache(maxsize=1 << 12)(self._parse)
        self._vocabulary = LexiconVocabulary(self)

    def vocabulary(self) -> LexiconVocabulary:
        """Return the vocabulary, which is to be read once for each question.

        A new one is begun when questions have added too many words.
        """
        if len(self._vocabulary.numbers) > _MOST_NUMBERS:
            self._vocabulary = LexiconVocabulary(self)
        return self._vocabulary

    def translations(self, term: str) -> Mapping[str, float]:
        """Return the translation probabilities by answer term."""
        return self._read(term, 0)

    def affinities(self, term: str) -> Mapping[str, float]:
        """Return the affinities by answer term or cue."""
        return self._read(term, 1)

    def rarity(self, term: str) -> float:
        """Return how rare an English term is, from 0, of the most frequent, to 1, of all that training seldom met."""
        return self.translations(RARITY).get(term, 1.0)

    def check(self) -> None:
        """Check the form of all weights, which takes longer than to read them. Raises `RankingError`."""
        for term, columns in self._lines.items():
            for column in columns:
                self._check(term, column)

    def _check(self, term: str, column: str) -> None:
        if not _WEIGHTS.fullmatch(column):
            raise RankingError(self._path, f"the line of {term!r} is not: term TAB translations TAB affinities")

    def _parse(self, term: str, column: int) -> Mapping[str, float]:
        line = self._lines.get(term)
        if line is None:
            return _NONE
        self._check(term, line[column])
        pairs = [pair.rpartition("=") for pair in line[column].split(" ") if pair]
        return MappingProxyType({word.replace("_", " "): float(weight) for word, _, weight in pairs})

    @classmethod
    def read(cls, path: Path) -> "Lexicon":
        """Read a file of lines `term TAB translations TAB affinities`; lines that begin with "# " are comments.

        Raises `RankingError` if the file cannot be read, or a line has other columns.
        """
        lines: dict[str, tuple[str, str]] = {}
        try:
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
                if not line.startswith("# "):
                    term, *columns = line.split("\t")
                    if len(columns) != 2:  # noqa: PLR2004
                        raise RankingError(path, f"line {number} is not: term TAB translations TAB affinities")
                    lines[term] = (columns[0], columns[1])
        except (OSError, UnicodeDecodeError) as error:
            raise RankingError(path, str(error)) from error
        return cls(lines, path)

    @staticmethod
    def line(term: str, translations: Mapping[str, float], affinities: Mapping[str, float]) -> str:
        """Return a line of the file, the strongest weights first, ties by word."""
        columns = []
        for weights, digits in ((translations, 3), (affinities, 2)):
            ordered = sorted(weights.items(), key=lambda it: (-abs(round(it[1], digits)), it[0]))
            columns.append(" ".join(f"{word.replace(' ', '_')}={weight:.{digits}f}" for word, weight in ordered))
        return f"{term}\t{columns[0]}\t{columns[1]}"
