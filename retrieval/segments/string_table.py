"""String tables on disk: strings to numbers and back, and lists of strings by key, without an object for each."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise, repeat
from pathlib import Path

import marisa_trie
import numpy as np
from numpy.typing import NDArray

from retrieval.segments.arrays import mapped_as, short_starts_of


class StringTable:
    """Distinct strings without NUL, numbered from 0 in the order in which they were written; read-only."""

    def __init__(self, trie: marisa_trie.Trie, numbers: NDArray[np.uint32], keys: NDArray[np.uint32]) -> None:
        """Take the trie, the number of each of its keys, and the key of each number."""
        self._trie = trie
        self._numbers = numbers
        self._keys = keys

    def __len__(self) -> int:
        """Return how many words there are."""
        return len(self._trie)

    def get(self, word: str) -> int:
        """Return the number of a string, -1 if it is not in the table."""
        key = self._trie.get(word)
        return -1 if key is None else int(self._numbers[key])

    def numbers(self, words: Iterable[str]) -> NDArray[np.int64]:
        """Return the numbers of strings, -1 for those that are not in the table."""
        keys = np.fromiter(map(self._trie.get, words, repeat(-1)), np.int64)
        found = np.full(len(keys), -1, np.int64)
        is_there = keys >= 0
        found[is_there] = self._numbers[keys[is_there]]
        return found

    def items(self) -> Iterator[tuple[int, str]]:
        """Yield all strings with their numbers, in any order."""
        for word, key in self._trie.items():
            yield int(self._numbers[key]), word

    def word(self, number: int) -> str:
        """Return the string of a number."""
        return str(self._trie.restore_key(int(self._keys[number])))

    def words(self) -> list[str]:
        """Return all strings in the order of their numbers."""
        found = [""] * len(self)
        for number, word in self.items():
            found[number] = word
        return found

    @staticmethod
    def write(folder: Path, name: str, words: Sequence[str]) -> None:
        """Write distinct strings to files of this name."""
        trie = marisa_trie.Trie(words)
        keys = np.fromiter(map(trie.__getitem__, words), np.uint32, len(words))
        numbers = np.empty(len(words), np.uint32)
        numbers[keys] = np.arange(len(words), dtype=np.uint32)
        try:
            trie.save(str(folder / f"{name}.marisa"))
        except RuntimeError as error:  # the library raises it for errors of the system
            raise OSError(f"{folder / name}.marisa cannot be written: {error}") from error
        numbers.tofile(folder / f"{name}.numbers")
        keys.tofile(folder / f"{name}.keys")

    @classmethod
    def open(cls, folder: Path, name: str) -> "StringTable":
        """Open what `write` wrote; the files are mapped into memory."""
        trie = marisa_trie.Trie().mmap(str(folder / f"{name}.marisa"))
        numbers = mapped_as(folder / f"{name}.numbers", np.uint32)
        keys = mapped_as(folder / f"{name}.keys", np.uint32)
        return cls(trie, numbers, keys)


class StringLists:
    """A list of strings for each key of a table, such as the spellings of a plain form or the acronyms of a phrase."""

    def __init__(
        self, table: StringTable, first: NDArray[np.uint32], starts: NDArray[np.uint32], texts: NDArray[np.uint8]
    ) -> None:
        """Take the number of each key's first string, and where each string starts in `texts`, which is UTF-8."""
        self.table = table
        self.first = first
        self._starts = starts
        self._texts = texts

    def __len__(self) -> int:
        """Return how many strings there are."""
        return len(self._starts) - 1

    def of(self, key: str) -> Iterator[tuple[int, str]]:
        """Yield the strings of a key with their numbers."""
        number = self.table.get(key)
        if number < 0:
            return
        first, last = self.first[number : number + 2].tolist()
        places = self._starts[first : last + 1].tolist()
        text = self._texts[places[0] : places[-1]].tobytes()
        for place, (start, end) in enumerate(pairwise(places), start=first):
            yield place, text[start - places[0] : end - places[0]].decode()

    def number(self, key: str, text: str) -> int:
        """Return the number of a key's string. Raises `ValueError` if there is none."""
        for number, its in self.of(key):
            if its == text:
                return number
        raise ValueError(f"this segment has no {text!r} for {key!r}: only documents that it holds are counted in it")

    @staticmethod
    def write(folder: Path, name: str, keys: list[str], texts: list[str], texts_of: NDArray[np.int64]) -> None:
        """Write keys and their strings, both in the order given; `texts_of` has the number of strings of each key."""
        StringTable.write(folder, name, keys)
        short_starts_of(texts_of, "spellings").tofile(folder / f"{name}.first")
        encoded = "".join(texts).encode()
        sizes = map(len, texts) if len(encoded) == sum(map(len, texts)) else (len(text.encode()) for text in texts)
        short_starts_of(np.fromiter(sizes, np.int64, len(texts)), "spellings").tofile(folder / f"{name}.starts")
        (folder / f"{name}.texts").write_bytes(encoded)

    @classmethod
    def open(cls, folder: Path, name: str) -> "StringLists":
        """Open what `write` wrote."""
        return cls(
            StringTable.open(folder, name),
            mapped_as(folder / f"{name}.first", np.uint32),
            mapped_as(folder / f"{name}.starts", np.uint32),
            mapped_as(folder / f"{name}.texts", np.uint8),
        )
