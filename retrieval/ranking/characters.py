"""What many texts show by single characters: all of them are looked at together, a byte for each character."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

BEFORE_NAME = " (“\"'-–—/["
"""Before a capital, these tell that it does not only begin a sentence."""

MONEY, PERCENT, QUOTATION = 1, 2, 4
_CAPITAL, _INNER, _COMMA, _FOREIGN = 8, 16, 32, 64
_BREAK = ord("\n")
_BLANK, _A, _N, _D, _O, _R = b" andor"
_LATIN_1 = 256


def _table() -> NDArray[np.uint8]:
    """Return what each character is, by its code; of those that Western text seldom has, only that."""
    western = bytes(range(256)).decode("cp1252", "ignore")
    table = np.full(max(map(ord, western)) + 2, _FOREIGN, np.uint8)
    for it in western:
        table[ord(it)] = (
            MONEY * (it in "$€£¥")
            | PERCENT * (it == "%")
            | QUOTATION * (it in '"“«')
            | _CAPITAL * it.isupper()
            | _INNER * (it.isalnum() or it in BEFORE_NAME)
            | _COMMA * (it == ",")
        )
    return table


_TABLE = _table()


@dataclass(frozen=True, slots=True)
class Characters:
    """What each of several texts shows.

    `symbols` have the bits `MONEY`, `PERCENT` and `QUOTATION` of characters that stand for these. `is_list` tells
    whether "and" or "or" stands somewhere behind a comma of its line that is not the text's first. `may_crowd` tells
    whether some capital may stand behind a character that is no letter, no digit and none of `BEFORE_NAME`; where it
    is false, none does.
    """

    symbols: NDArray[np.uint8]
    is_list: NDArray[np.bool_]
    may_crowd: NDArray[np.bool_]

    @classmethod
    def of(cls, texts: Sequence[str]) -> "Characters":
        """Look at texts."""
        if not texts:
            none = np.zeros(0, np.bool_)
            return cls(np.zeros(0, np.uint8), none, none)
        together = "\n".join(texts) + "\n"
        codes = _codes(together)
        sorts = _TABLE.take(codes, mode="clip")
        ends = np.cumsum(np.fromiter(map(len, texts), np.intp, len(texts)) + 1)  # with the break behind each
        sorts[ends - 1] = _INNER  # no capital is crowded by what stands before its text
        starts = np.zeros(len(texts), np.intp)
        starts[1:] = ends[:-1]
        symbols: NDArray[np.uint8] = np.bitwise_or.reduceat(sorts, starts)
        if "``" in together:
            symbols[[row for row, text in enumerate(texts) if "``" in text]] |= QUOTATION
        may_crowd = symbols & _FOREIGN > 0
        crowded = np.flatnonzero((sorts[1:] & _CAPITAL > 0) & (sorts[:-1] & _INNER == 0))
        may_crowd[np.searchsorted(ends, crowded, "right")] = True
        return cls(symbols & np.uint8(MONEY | PERCENT | QUOTATION), _are_lists(codes, sorts, starts, ends), may_crowd)


def _codes(text: str) -> NDArray[np.unsignedinteger]:
    """Return the code of each character."""
    try:
        return np.frombuffer(text.encode("latin-1"), np.uint8)
    except UnicodeEncodeError:
        return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def _are_lists(
    codes: NDArray[np.unsignedinteger], sorts: NDArray[np.uint8], starts: NDArray[np.intp], ends: NDArray[np.intp]
) -> NDArray[np.bool_]:
    is_list = np.zeros(len(starts), np.bool_)
    letters = codes if codes.dtype == np.uint8 else np.minimum(codes, _LATIN_1 - 1).astype(np.uint8)
    ends_word = letters == _BLANK
    begins_word = ends_word[:-4]
    is_and = begins_word & (letters[1:-3] == _A) & (letters[2:-2] == _N) & (letters[3:-1] == _D) & ends_word[4:]
    is_or = begins_word & (letters[1:-3] == _O) & (letters[2:-2] == _R) & ends_word[3:-1]
    (conjunctions,) = np.nonzero(is_and | is_or)
    (commas,) = np.nonzero(sorts & _COMMA > 0)  # of flags it is many times as fast
    (breaks,) = np.nonzero(letters == _BREAK)
    rows = np.searchsorted(ends, conjunctions, "right")
    lines = np.concatenate((starts[:1], breaks + 1))[np.searchsorted(breaks, conjunctions)]
    before = np.searchsorted(commas, conjunctions)
    in_line = before - np.searchsorted(commas, lines)
    in_text = before - np.searchsorted(commas, starts[rows])
    is_list[rows[(in_line > 0) & (in_text > 1)]] = True
    return is_list
