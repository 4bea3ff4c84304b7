"""A bounded cache of what is made of words."""

from collections.abc import Callable
from typing import TypeVar

LONGEST_WORD = 64
"""The most letters of a word that is stemmed and cached. Anything longer (an encoded picture, a key held down) is no
word: stemming it would take long, and caching it would fill the memory."""

T = TypeVar("T")


class WordCache(dict[str, T]):
    """A bounded cache of a function of a word; entries not used recently are evicted.

    A lookup in a dict subclass costs less than a call of a cached function. Words over `LONGEST_WORD` are not cached.
    """

    def __init__(self, of: Callable[[str], T], most: int = 1 << 18) -> None:
        """Cache `of`, for at most `most` words."""
        super().__init__()
        self._of = of
        self._half = max(most // 2, 1)
        self._older: dict[str, T] = {}

    def __missing__(self, word: str) -> T:
        """Compute and cache the value of a new word."""
        if len(word) > LONGEST_WORD:
            return self._of(word)
        older = self._older
        value = older[word] if word in older else self._of(word)
        if len(self) >= self._half:
            self._older = dict(self)
            self.clear()
        self[word] = value
        return value
