"""Words and their numbers on disk: opened at once whatever their number, without an object for each word."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import repeat
from pathlib import Path

import marisa_trie
import numpy as np
from numpy.typing import NDArray

from retrieval.segments.arrays import mapped_as


class Dictionary:
    """Distinct words, numbered from 0 in the order in which they were written; read-only. None holds a NUL."""

    def __init__(self, trie: marisa_trie.Trie, numbers: NDArray[np.uint32], keys: NDArray[np.uint32]) -> None:
        """Take the trie, which numbers words in an order of its own, and the two ways between its order and ours."""
        self._trie = trie
        self._numbers = numbers
        self._keys = keys

    def __len__(self) -> int:
        """Return how many words there are."""
        return len(self._trie)

    def get(self, word: str) -> int:
        """Return the word's number, -1 where it is not there."""
        key = self._trie.get(word)
        return -1 if key is None else int(self._numbers[key])

    def numbers(self, words: Iterable[str]) -> NDArray[np.int64]:
        """Return the numbers of words, likewise."""
        keys = np.fromiter(map(self._trie.get, words, repeat(-1)), np.int64)
        found = np.full(len(keys), -1, np.int64)
        is_there = keys >= 0
        found[is_there] = self._numbers[keys[is_there]]
        return found

    def items(self) -> Iterator[tuple[int, str]]:
        """Yield all words with their numbers, in no order that means anything."""
        for word, key in self._trie.items():
            yield int(self._numbers[key]), word

    def word(self, number: int) -> str:
        """Return the word of a number."""
        return str(self._trie.restore_key(int(self._keys[number])))

    def words(self) -> list[str]:
        """Return all words in the order of their numbers."""
        found = [""] * len(self)
        for number, word in self.items():
            found[number] = word
        return found

    @staticmethod
    def write(folder: Path, name: str, words: Sequence[str]) -> None:
        """Write distinct words as files of this name."""
        trie = marisa_trie.Trie(words)
        keys = np.fromiter(map(trie.__getitem__, words), np.uint32, len(words))
        numbers = np.empty(len(words), np.uint32)
        numbers[keys] = np.arange(len(words), dtype=np.uint32)
        try:
            trie.save(str(folder / f"{name}.marisa"))
        except RuntimeError as error:  # as which the library raises what the system says
            raise OSError(f"{folder / name}.marisa cannot be written: {error}") from error
        numbers.tofile(folder / f"{name}.numbers")
        keys.tofile(folder / f"{name}.keys")

    @classmethod
    def open(cls, folder: Path, name: str) -> "Dictionary":
        """Open what was written; the files are mapped into memory, not read."""
        trie = marisa_trie.Trie().mmap(str(folder / f"{name}.marisa"))
        numbers = mapped_as(folder / f"{name}.numbers", np.uint32)
        keys = mapped_as(folder / f"{name}.keys", np.uint32)
        return cls(trie, numbers, keys)
