"""Tells quickly whether a message may have filters: most have none, and need nothing of what reads filters."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self

from retrieval.query.patterns import compiled

_MARK = re.compile(r'[:"＂“”„«»「」『』]|(?<!\S)-')
_ANY_MARK = re.compile(r'[:"＂“”„«»「」『』-]')
"""Is found in four times the speed, and most text has none."""
_YEAR = re.compile(r"[0-9]{4}|[٠-٩]{4}")
_ASCII_SIGNS = "?,.!'();/"
_BETWEEN_WORDS = str.maketrans(dict.fromkeys(f"{_ASCII_SIGNS}’¿¡…؟،؛", " "))


@dataclass(frozen=True, slots=True)
class _Clues:
    """What stands in every message with filters in one language besides English."""

    words: frozenset[str]
    with_year: frozenset[str]
    anywhere: str | None

    @classmethod
    def of(cls, clues: Mapping[str, Any]) -> Self:
        anywhere = clues["anywhere"].strip() if "anywhere" in clues else None
        return cls(frozenset(clues.get("words", ())), frozenset(clues.get("with_year", ())), anywhere)


class FilterClues:
    """What stands in every message with filters: in English, and in other languages."""

    def __init__(self, words: Mapping[str, Any], others: Mapping[str, Mapping[str, Any]] | None = None) -> None:
        """Take the English word data, and the clues of other languages by their codes, of which any may lack.

        `words` are whole words, `with_year` such that are clues only beside a year, `anywhere` is a pattern of what may
        stand within other letters. All are in lower case.
        Raises `KeyError` if something is missing, and `ValueError` if a pattern of English is wrong.
        """
        self._time, self._source = (
            _lower(rf"\b(?:{words['time_clues']})\b"),
            _lower(rf"\b(?:{words['before_source']}) "),
        )
        self._others = {code: _Clues.of(clues) for code, clues in (others or {}).items()}
        self._words: frozenset[str] = frozenset().union(*(it.words for it in self._others.values()))

    def prepare(self) -> None:
        """Compile the patterns of other languages, which few messages need. Raises `ValueError` if one is wrong."""
        self._anywhere  # noqa: B018  (a cached property)

    @cached_property
    def _patterns(self) -> Mapping[str, re.Pattern[str]]:
        """What may stand within other letters, by the languages that have it."""
        return {code: compiled(it.anywhere) for code, it in self._others.items() if it.anywhere is not None}

    @cached_property
    def _anywhere(self) -> re.Pattern[str] | None:
        patterns = [it.pattern for it in self._patterns.values()]
        return re.compile("|".join(patterns)) if patterns else None

    @property
    def languages(self) -> tuple[str, ...]:
        """The codes of the languages besides English."""
        return tuple(self._others)

    def may_filter(self, message: str) -> bool:
        """Tell whether a message may have filters. If not, it is the question, but for blanks around it."""
        lower = message.lower()
        return (
            may_have_filters(message)
            or not self._words.isdisjoint(_words(lower))
            or self._time.search(lower) is not None
            or self._source.search(lower) is not None
            or _YEAR.search(lower) is not None
            or (not lower.isascii() and self._anywhere is not None and self._anywhere.search(lower) is not None)
        )

    def languages_in(self, message: str) -> tuple[str, ...]:
        """Return the codes of the languages besides English whose words of filters may be in the message."""
        lower = message.lower()
        words, has_year = _words(lower), _YEAR.search(lower) is not None
        return tuple(
            code
            for code, clues in self._others.items()
            if not clues.words.isdisjoint(words)
            or (has_year and not clues.with_year.isdisjoint(words))
            or (code in self._patterns and self._patterns[code].search(lower) is not None)
        )


def may_have_filters(text: str) -> bool:
    """Tell whether there may be a filter of the syntax in the text: there is none in most."""
    return _ANY_MARK.search(text) is not None and _MARK.search(text) is not None


def time_clue(words: Mapping[str, Any]) -> re.Pattern[str] | None:
    """Return what is found in every text with words of time, if the word data have it."""
    return compiled(rf"\b(?:{words['time_clues']})\b|[0-9]{{4}}") if "time_clues" in words else None


def _lower(pattern: str) -> re.Pattern[str]:
    """Compile a pattern for text in lower case, which is searched in a third of the time of one for any case."""
    pattern = compiled(pattern).pattern
    return re.compile(pattern if pattern == pattern.lower() else f"(?i:{pattern})")


def _words(text: str) -> list[str]:
    if not text.isascii():
        return text.translate(_BETWEEN_WORDS).split()
    for sign in _ASCII_SIGNS:  # several times as fast
        text = text.replace(sign, " ")
    return text.split()
