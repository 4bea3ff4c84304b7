"""Words numbered in the order in which they are met."""

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray


class Met(dict[str, int]):
    """The numbers of words, from 0 on. To look one up costs less than to call a function."""

    def __missing__(self, word: str) -> int:
        """Give a word its number."""
        self[word] = number = len(self)
        return number

    def numbers(self, words: Collection[str]) -> NDArray[np.uint32]:
        """Return the numbers of words, which those that are new get in this order."""
        return np.fromiter(map(self.__getitem__, words), np.uint32, len(words))
