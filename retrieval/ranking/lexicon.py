"""Which words of an answer go with which words of a question, as learned from pairs of them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from retrieval.errors import RankingError
from retrieval.models import AnswerKind

_WEIGHTS = r"(?:[^\s=]+=-?\d{1,9}(?:\.\d+)?(?: |(?=\t|$)))*"
_COLUMNS = re.compile(rf"{_WEIGHTS}\t{_WEIGHTS}")
_NONE: Mapping[str, float] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Numbered:
    """Words with numbers from 1, since "" has 0, and their weights by number."""

    numbers: Mapping[str, int]
    weights: NDArray[np.float64]


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
        self.of_kind = lru_cache(maxsize=len(AnswerKind))(self._of_kind)

    def translations(self, term: str) -> Mapping[str, float]:
        """Return the probabilities, by the answer's term."""
        return self._read(term, 0)

    def affinities(self, term: str) -> Mapping[str, float]:
        """Return the weights, by the answer's term or sign."""
        return self._read(term, 1)

    def _of_kind(self, kind: AnswerKind) -> "Numbered":
        affinities = self.affinities(f"#{kind.value}")
        return Numbered(
            {word: number for number, word in enumerate(("", *affinities))},
            np.array([0.0, *affinities.values()]),
        )

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
