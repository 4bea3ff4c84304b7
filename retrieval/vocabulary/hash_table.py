"""Words to their numbers, all words of many texts at once, by the bytes that they are written with.

A dictionary is asked for one word after the other, each an object by itself. Here the words are never cut out: the
sixteen bytes from where each begins are two numbers, of which what is behind its end is set to zero, and arrays of
these are compared with a table of those that are known. Equal numbers are equal words.
"""

import os

import numpy as np
from numpy.typing import NDArray

LONGEST = 16
"""Bytes of the longest word that the table can hold."""

UNKNOWN = np.iinfo(np.uint32).max
"""In place of the number of a word that the table has not."""

_HALF = 8
# By how many of its first bytes belong to a word: those bits of a number that do.
_MASKS = np.array([(1 << 8 * length) - 1 for length in range(_HALF + 1)], "<u8")
_SMALLEST = 12

Halves = NDArray[np.uint64]
Numbers = NDArray[np.uint32]
Places = NDArray[np.int64]


def halves(data: bytes, starts: Places, lengths: Places) -> tuple[Halves, Halves]:
    """Return the words at these places as two numbers each: their first eight bytes, and the eight behind them.

    Of words that are longer than `LONGEST` the rest is left out.
    """
    padded = data + bytes(LONGEST)
    at = np.ndarray((len(padded) - _HALF + 1,), "<u8", padded, strides=(1,))  # the eight bytes from every place on
    first = at[starts] & _MASKS.take(np.minimum(lengths, _HALF))
    second = np.zeros(len(starts), np.uint64)
    longer = np.flatnonzero(lengths > _HALF)  # few: most words are short
    second[longer] = at[starts[longer] + _HALF] & _MASKS.take(np.minimum(lengths[longer] - _HALF, _HALF))
    return first, second


class Lookup:
    """A hash table from words, as `halves` gives them, to numbers."""

    def __init__(self) -> None:
        """Begin with none."""
        # By chance, as Python hashes strings: nobody can write words that would all want the same place.
        self._factors: Halves = np.frombuffer(os.urandom(2 * _HALF), np.uint64) | np.uint64(1)
        self._count = 0
        self._allocate(_SMALLEST)

    def numbers(self, first: Halves, second: Halves) -> Numbers:
        """Return the number of each word, `UNKNOWN` where it has none."""
        places = self._places(first, second)
        numbers = self._numbers.take(places)
        is_other = self._first.take(places) != first
        is_other |= self._second.take(places) != second
        others = np.flatnonzero(is_other)  # in a place that another word has: one further on
        numbers[others] = UNKNOWN
        while others.size:
            at = places[others]
            others = others[self._first[at] != 0]
            at = (places[others] + 1) & self._mask
            places[others] = at
            is_it = (self._first[at] == first[others]) & (self._second[at] == second[others])
            numbers[others[is_it]] = self._numbers[at[is_it]]
            others = others[~is_it]
        return numbers

    def put(self, first: Halves, second: Halves, numbers: Numbers) -> None:
        """Take distinct words that are not there yet."""
        self._count += len(numbers)
        if 2 * self._count > self._mask:
            held = np.flatnonzero(self._first)
            before = self._first[held], self._second[held], self._numbers[held]
            self._allocate((2 * self._count).bit_length() + 1)
            self._put(*before)
        self._put(first, second, numbers)

    def _put(self, first: Halves, second: Halves, numbers: Numbers) -> None:
        places = self._places(first, second)
        while places.size:  # of those that want one free place, one gets it and the others move on
            free = np.flatnonzero(self._first[places] == 0)
            self._numbers[places[free]] = numbers[free]
            settled = free[self._numbers[places[free]] == numbers[free]]
            self._first[places[settled]] = first[settled]
            self._second[places[settled]] = second[settled]
            left = np.ones(len(places), np.bool_)
            left[settled] = False
            first, second, numbers = first[left], second[left], numbers[left]
            places = (places[left] + 1) & self._mask

    def _places(self, first: Halves, second: Halves) -> Places:
        """Return where the words would stand if they were alone."""
        mixed: Halves = (first + second * self._factors[1]) * self._factors[0]
        mixed >>= self._shift
        return mixed.view(np.int64)

    def _allocate(self, bits: int) -> None:
        self._mask = (1 << bits) - 1
        self._shift = np.uint64(64 - bits)
        self._first, self._second = np.zeros((2, 1 << bits), np.uint64)
        self._numbers = np.zeros(1 << bits, np.uint32)
