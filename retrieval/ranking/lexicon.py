"""Which words of an answer go with which words of a question, as learned from pairs of them."""

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

_WEIGHTS = r"(?:[^\s=]+=-?\d{1,9}(?:\.\d+)?(?: |(?=\t|$)))*"
_COLUMNS = re.compile(rf"{_WEIGHTS}\t{_WEIGHTS}")
_MOST_NUMBERS = 1 << 14
"""As many as this are looked at for each question; our lexicon has half as many words."""
_NONE: Mapping[str, float] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Entry:
    """What the lexicon tells of a term, by the numbers of the answer's words: two columns with their weights."""

    translations: Mapping[int, float]
    translated: NDArray[np.intp]
    told: NDArray[np.intp]
    affinities: NDArray[np.float64]

    def translations_but(self, content: frozenset[int]) -> Mapping[int, float]:
        """Return the translations without those that are the question's own."""
        if content.isdisjoint(self.translations):
            return self.translations
        return {number: likely for number, likely in self.translations.items() if number not in content}


class Numbering:
    """Numbers for words and signs, from 1 on; 0 is for any other, of which "" is one.

    A number that was given stays; `words` has all words in the order of their numbers. Safe to use from several
    threads: who has been given numbers finds all of them below the size that `numbers` has then.
    """

    def __init__(self, lexicon: "Lexicon") -> None:
        """Begin with none."""
        self.words = [""]
        self.numbers: dict[str, int] = {"": 0}
        self._lexicon = lexicon
        self._entries: dict[str, Entry] = {}
        self._lock = Lock()

    def of(self, words: Collection[str]) -> list[int]:
        """Return the numbers of words, which are given here to those that have none."""
        with self._lock:
            for word in words:
                if word not in self.numbers:
                    # In this order: whoever sees the word among `words` finds its number.
                    self.numbers[word] = len(self.words)
                    self.words.append(word)
        return list(map(self.numbers.__getitem__, words))

    def entry(self, term: str) -> Entry:
        """Return what the lexicon tells of a term, or of a kind of answer as "#place"."""
        if (entry := self._entries.get(term)) is None:
            translations, affinities = self._lexicon.translations(term), self._lexicon.affinities(term)
            if not (translations or affinities):
                return _NOTHING  # which is not kept: there is no end of such terms
            translated = self.of(translations)
            entry = self._entries[term] = Entry(
                dict(zip(translated, translations.values(), strict=True)),
                np.array(translated, np.intp),
                np.array(self.of(affinities), np.intp),
                np.array(list(affinities.values())),
            )
        return entry


_NO_NUMBERS = np.zeros(0, np.intp)
_NOTHING = Entry(MappingProxyType({}), _NO_NUMBERS, _NO_NUMBERS, np.zeros(0))


class Lexicon:
    """For a term of a question, or a kind of answer as "#place": the answer's terms and signs that go with it.

    A translation is the probability, by IBM model 1 (Brown et al. 1993), that the answer's term stands for
    the question's. An affinity is how much the answer's term speaks for the sentence, as a weight of a
    log-linear model; it may be negative.
    """

    def __init__(self, lines: Mapping[str, tuple[str, str]]) -> None:
        """Take for each term its translations and its affinities, as "death=0.7 kill=0.45"; read when asked for."""
        self._lines = lines
        self._read = lru_cache(maxsize=1 << 12)(self._parse)
        self._numbering = Numbering(self)

    def numbering(self) -> Numbering:
        """Return the numbers that its words have, to be asked for once a question.

        They are begun anew when questions have brought too many other words.
        """
        if len(self._numbering.numbers) > _MOST_NUMBERS:
            self._numbering = Numbering(self)
        return self._numbering

    def translations(self, term: str) -> Mapping[str, float]:
        """Return the probabilities, by the answer's term."""
        return self._read(term, 0)

    def affinities(self, term: str) -> Mapping[str, float]:
        """Return the weights, by the answer's term or sign."""
        return self._read(term, 1)

    def _parse(self, term: str, column: int) -> Mapping[str, float]:
        line = self._lines.get(term)
        if line is None:
            return _NONE
        pairs = [pair.rpartition("=") for pair in line[column].split(" ") if pair]
        return MappingProxyType({word.replace("_", " "): float(weight) for word, _, weight in pairs})

    @classmethod
    def read(cls, path: Path) -> "Lexicon":
        """Read a file of lines `term TAB translations TAB affinities`; lines that begin with "# " are notes.

        Raises `RankingError` where it cannot be read or is not of that form.
        """
        lines: dict[str, tuple[str, str]] = {}
        try:
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
                if not line.startswith("# "):
                    term, separator, rest = line.partition("\t")
                    if not (separator and _COLUMNS.fullmatch(rest)):
                        raise RankingError(path, f"line {number} is not: term TAB translations TAB affinities")
                    translations, _, affinities = rest.partition("\t")
                    lines[term] = (translations, affinities)
        except (OSError, UnicodeDecodeError) as error:
            raise RankingError(path, str(error)) from error
        return cls(lines)

    @staticmethod
    def line(term: str, translations: Mapping[str, float], affinities: Mapping[str, float]) -> str:
        """Return a line of the file, the strongest first, ties by word."""
        columns = []
        for weights, digits in ((translations, 3), (affinities, 2)):
            ordered = sorted(weights.items(), key=lambda it: (-abs(round(it[1], digits)), it[0]))
            columns.append(" ".join(f"{word.replace(' ', '_')}={weight:.{digits}f}" for word, weight in ordered))
        return f"{term}\t{columns[0]}\t{columns[1]}"
