"""Texts that belong to words of a dictionary, on disk."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval.segments.arrays import mapped_as, short_starts_of
from retrieval.segments.string_table import Dictionary


class Spellings:
    """Some texts for each word of a dictionary: a plain form as it is written, a phrase's acronyms."""

    def __init__(
        self, dictionary: Dictionary, first: NDArray[np.uint32], starts: NDArray[np.uint32], texts: NDArray[np.uint8]
    ) -> None:
        """Take where each word's texts begin among all, and where each of those begins in UTF-8."""
        self.dictionary = dictionary
        self.first = first
        self._starts = starts
        self._texts = texts

    def __len__(self) -> int:
        """Return how many texts there are."""
        return len(self._starts) - 1

    def of(self, word: str) -> Iterator[tuple[int, str]]:
        """Yield the texts of a word with their numbers."""
        number = self.dictionary.get(word)
        if number < 0:
            return
        first, last = self.first[number : number + 2].tolist()
        places = self._starts[first : last + 1].tolist()
        text = self._texts[places[0] : places[-1]].tobytes()
        for place, (start, end) in enumerate(pairwise(places), start=first):
            yield place, text[start - places[0] : end - places[0]].decode()

    def number(self, word: str, text: str) -> int:
        """Return the number of a word's text. Raises `ValueError` where there is none."""
        for number, its in self.of(word):
            if its == text:
                return number
        raise ValueError(f"this segment has no {text!r} for {word!r}: only documents that it holds are counted in it")

    @staticmethod
    def write(folder: Path, name: str, words: list[str], texts: list[str], texts_of: NDArray[np.int64]) -> None:
        """Write words and their texts, both in the order given; `texts_of` says how many each word has."""
        Dictionary.write(folder, name, words)
        short_starts_of(texts_of, "spellings").tofile(folder / f"{name}.first")
        encoded = "".join(texts).encode()
        sizes = map(len, texts) if len(encoded) == sum(map(len, texts)) else (len(text.encode()) for text in texts)
        short_starts_of(np.fromiter(sizes, np.int64, len(texts)), "spellings").tofile(folder / f"{name}.starts")
        (folder / f"{name}.texts").write_bytes(encoded)

    @classmethod
    def open(cls, folder: Path, name: str) -> "Spellings":
        """Open what was written."""
        return cls(
            Dictionary.open(folder, name),
            mapped_as(folder / f"{name}.first", np.uint32),
            mapped_as(folder / f"{name}.starts", np.uint32),
            mapped_as(folder / f"{name}.texts", np.uint8),
        )
