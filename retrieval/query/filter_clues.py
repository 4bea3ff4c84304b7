"""Tells quickly whether a message may have filters: most have none, and need nothing of what reads filters."""

import re
from collections.abc import Mapping
from typing import Any

from retrieval.query.patterns import compiled

_MARK = re.compile(r'[:"＂“”„«»「」『』]|(?<!\S)-')


class FilterClues:
    """What stands in every message with filters, in one language."""

    def __init__(self, words: Mapping[str, Any]) -> None:
        """Take the language's word data.

        Raises `KeyError` if something is missing, and `ValueError` if a pattern is wrong.
        """
        self._time, self._source = time_clue(words), source_clue(words)

    def may_filter(self, message: str) -> bool:
        """Tell whether a message may have filters. If not, it is the question, but for blanks around it."""
        return (
            may_have_filters(message)
            or self._time.search(message) is not None
            or self._source.search(message) is not None
        )


def may_have_filters(text: str) -> bool:
    """Tell whether there may be a filter of the syntax in the text: there is none in most."""
    return _MARK.search(text) is not None


def time_clue(words: Mapping[str, Any]) -> re.Pattern[str]:
    """Return what is found in every text with words of time."""
    return compiled(rf"\b(?:{words['time_clues']})\b|[0-9]{{4}}")


def source_clue(words: Mapping[str, Any]) -> re.Pattern[str]:
    """Return what stands before the name of a source."""
    return compiled(rf"\b(?:{words['before_source']}) ")
