"""Joins the terms of many sentences into texts for tantivy, several times as fast as `str.join`."""

from collections.abc import Iterable
from json.encoder import encode_basestring

import numpy as np
from numpy.typing import NDArray

from retrieval.segments.arrays import ranges, starts_of

_CHUNK = 8  # bytes; with the blank behind it, most terms are one
_END = "\n"  # of a text; neither terms nor JSON strings contain it


class TermTexts:
    """Terms by number, escaped as in a JSON string and padded with blanks to whole chunks.

    So numpy can assemble a text as an array of chunks. Tantivy ignores the blanks.
    """

    def __init__(self, terms: Iterable[str]) -> None:
        """Take the terms in the order of their numbers."""
        written = [_filled(encode_basestring(term)[1:-1]) for term in terms]
        self._end_of_text = len(written)
        written.append(_filled(_END))
        lengths = np.fromiter(map(len, written), np.int64, len(written))
        self._sizes = lengths // _CHUNK
        self._starts = starts_of(self._sizes).astype(np.int64)
        self._chunks = np.frombuffer(b"".join(written), np.uint64)

    def of(self, terms: NDArray[np.uint32], counts: NDArray[np.uint32]) -> list[str]:
        """Return the text of each sentence, given the terms of all and the number of terms of each."""
        numbers = np.insert(terms, np.cumsum(counts, dtype=np.int64), self._end_of_text)
        starts = self._starts.take(numbers)
        chunks = self._chunks.take(ranges(starts, starts + self._sizes.take(numbers)))
        return chunks.tobytes().decode().split(_END)[: len(counts)]


def _filled(text: str) -> bytes:
    data = text.encode()
    return data.ljust((len(data) // _CHUNK + 1) * _CHUNK)  # a blank at least
