"""A vectorised hash table from words to ids, which looks up all words of many texts at once.

A Python dictionary needs an object for each word and one lookup after the other. Here the sixteen bytes from the
start of each word are read as two integers, with the bytes after its end zeroed, and arrays of these keys are compared
with the table. Equal keys are equal words.
"""

import os

import numpy as np
from numpy.typing import NDArray

LONGEST = 16
"""Bytes of the longest word that fits a key."""

UNKNOWN = np.iinfo(np.uint32).max
"""The id of a word that is not in the table."""

_HALF = 8
# The bits of half a key that belong to the word, by how many of its bytes do.
_MASKS = np.array([(1 << 8 * length) - 1 for length in range(_HALF + 1)], "<u8")
_SMALLEST = 12

Halves = NDArray[np.uint64]
Ids = NDArray[np.uint32]
Places = NDArray[np.int64]


def word_keys(data: bytes, starts: Places, lengths: Places) -> tuple[Halves, Halves]:
    """Return the keys of the words at these places: their first eight bytes, and the next eight.

    Words longer than `LONGEST` are cut there.
    """
    padded = data + bytes(LONGEST)
    at = np.ndarray((len(padded) - _HALF + 1,), "<u8", padded, strides=(1,))  # eight bytes from every place
    first = at[starts] & _MASKS.take(np.minimum(lengths, _HALF))
    second = np.zeros(len(starts), np.uint64)
    longer = np.flatnonzero(lengths > _HALF)  # few: most words are short
    second[longer] = at[starts[longer] + _HALF] & _MASKS.take(np.minimum(lengths[longer] - _HALF, _HALF))
    return first, second


class WordHashTable:
    """An open-addressing hash table from word keys (`word_keys`) to ids."""

    def __init__(self) -> None:
        """Begin empty."""
        # Random, as in Python's hashes of strings: no text can be written so that its words collide.
        self._factors: Halves = np.frombuffer(os.urandom(2 * _HALF), np.uint64) | np.uint64(1)
        self._count = 0
        self._allocate(_SMALLEST)

    def ids(self, first: Halves, second: Halves) -> Ids:
        """Return the id of each word, `UNKNOWN` if it is not in the table."""
        places = self._places(first, second)
        ids = self._ids.take(places)
        is_other = self._first.take(places) != first
        is_other |= self._second.take(places) != second
        others = np.flatnonzero(is_other)  # another word has the slot: probe the next one
        ids[others] = UNKNOWN
        while others.size:
            at = places[others]
            others = others[self._first[at] != 0]
            at = (places[others] + 1) & self._mask
            places[others] = at
            is_it = (self._first[at] == first[others]) & (self._second[at] == second[others])
            ids[others[is_it]] = self._ids[at[is_it]]
            others = others[~is_it]
        return ids

    def put(self, first: Halves, second: Halves, ids: Ids) -> None:
        """Insert distinct words that are not in the table yet."""
        self._count += len(ids)
        if 2 * self._count > self._mask:
            used = np.flatnonzero(self._first)
            before = self._first[used], self._second[used], self._ids[used]
            self._allocate((2 * self._count).bit_length() + 1)
            self._put(*before)
        self._put(first, second, ids)

    def _put(self, first: Halves, second: Halves, ids: Ids) -> None:
        places = self._places(first, second)
        while places.size:  # of several words for one free slot, one gets it and the others probe on
            free = np.flatnonzero(self._first[places] == 0)
            self._ids[places[free]] = ids[free]
            settled = free[self._ids[places[free]] == ids[free]]
            self._first[places[settled]] = first[settled]
            self._second[places[settled]] = second[settled]
            left = np.ones(len(places), np.bool_)
            left[settled] = False
            first, second, ids = first[left], second[left], ids[left]
            places = (places[left] + 1) & self._mask

    def _places(self, first: Halves, second: Halves) -> Places:
        """Return the first slot that is probed for each word."""
        mixed: Halves = (first + second * self._factors[1]) * self._factors[0]
        mixed >>= self._shift
        return mixed.view(np.int64)

    def _allocate(self, bits: int) -> None:
        self._mask = (1 << bits) - 1
        self._shift = np.uint64(64 - bits)
        self._first, self._second = np.zeros((2, 1 << bits), np.uint64)
        self._ids = np.zeros(1 << bits, np.uint32)
