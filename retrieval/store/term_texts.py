"""The terms of many sentences as texts, as tantivy takes them: several times as fast as to join them word by word."""

from collections.abc import Iterable
from json.encoder import encode_basestring

import numpy as np
from numpy.typing import NDArray

from retrieval.segments.arrays import ranges, starts_of

_CHUNK = 8  # bytes; with the blank behind it, most terms are one
_END = "\n"  # of a text: in no term, nor in a string of JSON


class TermTexts:
    """Terms by their numbers as they are written within a string of JSON, each filled up with blanks to whole chunks.

    So a text is an array of chunks, which numpy puts together; tantivy passes over the blanks.
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
        """Return the texts of sentences whose terms stand one after the other; `counts` says how many each has."""
        numbers = np.insert(terms, np.cumsum(counts, dtype=np.int64), self._end_of_text)
        starts = self._starts.take(numbers)
        chunks = self._chunks.take(ranges(starts, starts + self._sizes.take(numbers)))
        return chunks.tobytes().decode().split(_END)[: len(counts)]


def _filled(text: str) -> bytes:
    data = text.encode()
    return data.ljust((len(data) // _CHUNK + 1) * _CHUNK)  # a blank at least
