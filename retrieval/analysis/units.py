"""Units of text without blanks between words: single characters or grapheme clusters, and pairs of neighbours.

Pairs find what a segmenter would call words, without one; single units find words of one unit.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from operator import add
from typing import TYPE_CHECKING

from retrieval.analysis.scripts import OF_CHARACTERS, OF_CLUSTERS, pattern_of

if TYPE_CHECKING:
    import regex

PAIR = "\x02"
"""Begins a pair in a stream of words. Pairs are terms to search for, but no words of the text in their order."""

_OF_CHARACTERS, _OF_CLUSTERS = pattern_of(OF_CHARACTERS), pattern_of(OF_CLUSTERS)
UNSPACED = re.compile(f"[{_OF_CHARACTERS}{_OF_CLUSTERS}]")
_RUN = re.compile(f"([{_OF_CHARACTERS}]+)|([{_OF_CLUSTERS}]+)|[^{_OF_CHARACTERS}{_OF_CLUSTERS}]+")


@lru_cache(maxsize=1)
def _cluster() -> "regex.Pattern[str]":
    import regex  # noqa: PLC0415  (only these scripts need it)

    return regex.compile(r"\X")


def parts(word: str) -> Iterator[tuple[str, bool]]:
    """Yield the parts of a word as written: its units, and what is of other scripts, each with whether it is a unit."""
    for run in _RUN.finditer(word):
        if run[1] is not None:
            yield from ((it, True) for it in run[1])
        elif run[2] is not None:
            yield from ((it, True) for it in _cluster().findall(run[2]))
        else:
            yield run[0], False


def units(words: Iterable[str]) -> list[str]:
    """Return words with those of unspaced scripts replaced by their units."""
    found: list[str] = []
    for word in words:
        if word.isascii() or UNSPACED.search(word) is None:
            found.append(word)
        else:
            found += [part for part, _ in parts(word)]
    return found


def units_and_pairs(words: Iterable[str]) -> list[str]:
    """Return words with those of unspaced scripts replaced by their units, and after those of a run its pairs.

    A pair begins with `PAIR`.
    """
    found: list[str] = []
    for word in words:
        if word.isascii() or UNSPACED.search(word) is None:
            found.append(word)
            continue
        for run in _RUN.finditer(word):
            if run[1] is None and run[2] is None:
                found.append(run[0])
                continue
            its: Sequence[str] = run[1] or _cluster().findall(run[2])
            found += its
            found += map(PAIR.__add__, map(add, its, its[1:]))
    return found
