"""What sentences show by single characters: those of many documents are looked at together, in UTF-8."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
Places = NDArray[np.int64]

BEFORE_NAME = " (“\"'-–—/["
"""Before a capital, these tell that it does not only begin a sentence."""

MONEY, PERCENT, QUOTATION, LIST, CAPITAL_AFTER_SYMBOL, QUESTION = (1 << place for place in range(6))
"""What a sentence shows, as bits: the first three by a character that stands for it; that "and" or "or" stands in it
behind a comma of the same line that is not its first; that some capital may stand behind a character that is no letter,
no digit and none of `BEFORE_NAME`, while where the bit is lacking none does; that a question mark ends it."""

_SYMBOLS = MONEY | PERCENT | QUOTATION
_CAPITAL, _INNER, _COMMA, _FOREIGN = 8, 16, 32, 64  # of a single character, beside the three symbols
_TWO, _THREE, _FOUR = 0xC0, 0xE0, 0xF0  # from which on a byte begins a character of so many
_FURTHER = 0x3F  # the bits that each of the others has of it
_BREAK, _BLANK, _TICK, _ASKS, _A, _N, _D, _O, _R = b"\n `?andor"
_PADDING = b"\n" * 5
"""Behind the text, so that one may look ahead."""


def _table() -> Bytes:
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
_OF_BYTES = np.where(np.arange(256) < 1 << 7, _TABLE[:256], 0).astype(np.uint8)


def sentence_flags(text: bytes, starts: Places, ends: Places) -> Bytes:
    """Return what sentences show that stand in a text one after the other, given where in its bytes."""
    shown = np.zeros(len(starts), np.uint8)
    if not len(starts):
        return shown
    letters = np.frombuffer(text + _PADDING, np.uint8)
    sorts = _sorts(letters)
    bounds = np.column_stack((starts, ends)).ravel()
    found = np.bitwise_or.reduceat(sorts, bounds)[::2] * (starts < ends)
    shown |= found & np.uint8(_SYMBOLS)
    shown[found & _FOREIGN > 0] |= CAPITAL_AFTER_SYMBOL
    for places, length, bit in (
        # A capital at the beginning is not crowded, whatever stands before its sentence.
        (np.flatnonzero((sorts[1:] & _CAPITAL > 0) & (sorts[:-1] & _INNER == 0)), 2, CAPITAL_AFTER_SYMBOL),
        (np.flatnonzero((letters[1:] == _TICK) & (letters[:-1] == _TICK)), 2, QUOTATION),
    ):
        shown[_within(places, length, starts, ends)[1]] |= bit
    shown[_with_lists(letters, sorts, starts, ends)] |= LIST
    shown[(letters[np.maximum(ends, 1) - 1] == _ASKS) & (starts < ends)] |= QUESTION
    return shown


def flags_of_texts(texts: Sequence[str]) -> Bytes:
    """Return what each of several sentences shows."""
    encoded = [text.encode("utf-8", "surrogatepass") for text in texts]
    ends = np.cumsum(np.fromiter(map(len, encoded), np.int64, len(encoded)), dtype=np.int64)
    starts = np.zeros(len(ends), np.int64)
    starts[1:] = ends[:-1]
    return sentence_flags(b"".join(encoded), starts, ends)


def _sorts(letters: Bytes) -> Bytes:
    """Return what each byte's character is."""
    sorts: Bytes = _OF_BYTES.take(letters)
    # Few are of several bytes: those alone are put together.
    (begins,) = np.nonzero(letters >= _TWO)
    if len(begins):
        first = letters[begins].astype(np.int32)
        second, third = (letters[begins + ahead].astype(np.int32) & _FURTHER for ahead in (1, 2))
        of_two, of_three = (first & 0x1F) << 6 | second, (first & 0x0F) << 12 | second << 6 | third
        codes = np.where(first < _THREE, of_two, np.where(first < _FOUR, of_three, len(_TABLE)))
        its = _TABLE.take(codes, mode="clip")
        for ahead, least in enumerate((_TWO, _TWO, _THREE, _FOUR)):
            has_one = first >= least
            sorts[begins[has_one] + ahead] = its[has_one]
    return sorts


def _within(places: Places, length: int, starts: Places, ends: Places) -> tuple[Places, Places]:
    """Return those of the places from which so many bytes stand in one sentence, and the sentence of each."""
    rows = starts.searchsorted(places, "right") - 1
    is_within = (rows >= 0) & (places + length <= ends[rows])
    return places[is_within], rows[is_within]


def _with_lists(letters: Bytes, sorts: Bytes, starts: Places, ends: Places) -> Places:
    """Return the sentences that show a list."""
    is_blank = letters == _BLANK
    first, second, third = letters[1:-3], letters[2:-2], letters[3:-1]
    is_and = is_blank[:-4] & (first == _A) & (second == _N) & (third == _D) & is_blank[4:]
    is_or = is_blank[:-4] & (first == _O) & (second == _R) & is_blank[3:-1]
    found = [
        _within(np.flatnonzero(which), len(word), starts, ends) for which, word in ((is_and, " and "), (is_or, " or "))
    ]
    conjunctions, rows = (np.concatenate(both) for both in zip(*found, strict=True))
    (commas,) = np.nonzero(sorts & _COMMA > 0)  # of flags it is many times as fast
    (breaks,) = np.nonzero(letters == _BREAK)
    lines = np.concatenate((np.zeros(1, np.int64), breaks + 1))[breaks.searchsorted(conjunctions)]
    before = commas.searchsorted(conjunctions)
    in_line = before - commas.searchsorted(np.maximum(lines, starts[rows]))
    in_text = before - commas.searchsorted(starts[rows])
    lists: Places = rows[(in_line > 0) & (in_text > 1)]
    return lists
