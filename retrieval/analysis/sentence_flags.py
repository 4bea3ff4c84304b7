"""Bit flags of sentences by the characters they contain, computed over the UTF-8 bytes of many documents at once."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
Offsets = NDArray[np.int64]

BEFORE_NAME = " (“\"'-–—/["
"""A capital after one of these may begin a name."""

MONEY, PERCENT, QUOTATION, LIST, CAPITAL_AFTER_SYMBOL, QUESTION, LEAD_IN = (1 << place for place in range(7))
"""The flags of a sentence. The first three: it contains such a character. `LIST`: it contains "and" or "or" after
two commas, one of them on the same line. `CAPITAL_AFTER_SYMBOL`: a capital may follow a character that is no
letter, no digit and none of `BEFORE_NAME`; if unset, no capital does. `QUESTION`: it ends with a question mark, and
`LEAD_IN`: with a colon, of any script, whatever closes after it."""

_SYMBOLS = MONEY | PERCENT | QUOTATION
_CAPITAL, _INNER, _COMMA, _FOREIGN = 8, 16, 32, 64  # classes of a character, beside the three symbols
_TWO, _THREE, _FOUR = 0xC0, 0xE0, 0xF0  # the least first byte of a character of 2, 3 and 4 bytes
_FURTHER = 0x3F  # the payload bits of a continuation byte
_BREAK, _BLANK, _BACKTICK, _A, _N, _D, _O, _R = b"\n `andor"
_CLOSING = tuple(it.encode() for it in "\"')]”’»」』")
_MOST_CLOSING = 2
_ENDS = ((QUESTION, tuple(it.encode() for it in "?？؟\u037e")), (LEAD_IN, tuple(it.encode() for it in ":：")))
_PADDING = b"\n" * 5
"""Appended to the text, so that looking ahead stays within the array."""


def _table() -> Bytes:
    """Return the classes of each character by code point; beyond Western ones they are only `_FOREIGN`."""
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


def sentence_flags(text: bytes, starts: Offsets, ends: Offsets) -> Bytes:
    """Return the flags of consecutive sentences of a UTF-8 text, given their byte offsets."""
    flags = np.zeros(len(starts), np.uint8)
    if not len(starts):
        return flags
    letters = np.frombuffer(text + _PADDING, np.uint8)
    classes = _classes(letters)
    bounds = np.column_stack((starts, ends)).ravel()
    found = np.bitwise_or.reduceat(classes, bounds)[::2] * (starts < ends)
    flags |= found & np.uint8(_SYMBOLS)
    flags[found & _FOREIGN > 0] |= CAPITAL_AFTER_SYMBOL
    for places, length, bit in (
        # A capital that begins the sentence does not count, whatever precedes the sentence.
        (np.flatnonzero((classes[1:] & _CAPITAL > 0) & (classes[:-1] & _INNER == 0)), 2, CAPITAL_AFTER_SYMBOL),
        (np.flatnonzero((letters[1:] == _BACKTICK) & (letters[:-1] == _BACKTICK)), 2, QUOTATION),
    ):
        flags[_within(places, length, starts, ends)[1]] |= bit
    flags[_with_lists(letters, classes, starts, ends)] |= LIST
    closed = ends.copy()
    for _ in range(_MOST_CLOSING):
        for mark in _CLOSING:
            closed[_that_end_with(mark, letters, starts, closed)] -= len(mark)
    for flag, marks in _ENDS:
        for mark in marks:
            flags[_that_end_with(mark, letters, starts, closed)] |= flag
    return flags


def flags_of_texts(texts: Sequence[str]) -> Bytes:
    """Return the flags of each sentence."""
    encoded = [text.encode("utf-8", "surrogatepass") for text in texts]
    ends = np.cumsum(np.fromiter(map(len, encoded), np.int64, len(encoded)), dtype=np.int64)
    starts = np.zeros(len(ends), np.int64)
    starts[1:] = ends[:-1]
    return sentence_flags(b"".join(encoded), starts, ends)


def _that_end_with(mark: bytes, letters: Bytes, starts: Offsets, ends: Offsets) -> Offsets:
    """Return the sentences that end with a character."""
    (found,) = np.nonzero((letters[np.maximum(ends, 1) - 1] == mark[-1]) & (ends - starts >= len(mark)))
    for back, byte in enumerate(mark[-2::-1], start=2):
        found = found[letters[ends[found] - back] == byte]
    return found


def _classes(letters: Bytes) -> Bytes:
    """Return the classes of the character that each byte belongs to."""
    classes: Bytes = _OF_BYTES.take(letters)
    # Few characters have several bytes: only those are decoded.
    (begins,) = np.nonzero(letters >= _TWO)
    if len(begins):
        first = letters[begins].astype(np.int32)
        second, third = (letters[begins + ahead].astype(np.int32) & _FURTHER for ahead in (1, 2))
        of_two, of_three = (first & 0x1F) << 6 | second, (first & 0x0F) << 12 | second << 6 | third
        codes = np.where(first < _THREE, of_two, np.where(first < _FOUR, of_three, len(_TABLE)))
        its = _TABLE.take(codes, mode="clip")
        for ahead, least in enumerate((_TWO, _TWO, _THREE, _FOUR)):
            has_one = first >= least
            classes[begins[has_one] + ahead] = its[has_one]
    return classes


def _within(places: Offsets, length: int, starts: Offsets, ends: Offsets) -> tuple[Offsets, Offsets]:
    """Return the offsets from which `length` bytes lie within one sentence, and the sentence of each."""
    rows = starts.searchsorted(places, "right") - 1
    is_within = (rows >= 0) & (places + length <= ends[rows])
    return places[is_within], rows[is_within]


def _with_lists(letters: Bytes, classes: Bytes, starts: Offsets, ends: Offsets) -> Offsets:
    """Return the sentences that contain a list."""
    is_blank = letters == _BLANK
    first, second, third = letters[1:-3], letters[2:-2], letters[3:-1]
    is_and = is_blank[:-4] & (first == _A) & (second == _N) & (third == _D) & is_blank[4:]
    is_or = is_blank[:-4] & (first == _O) & (second == _R) & is_blank[3:-1]
    found = [
        _within(np.flatnonzero(which), len(word), starts, ends) for which, word in ((is_and, " and "), (is_or, " or "))
    ]
    conjunctions, rows = (np.concatenate(both) for both in zip(*found, strict=True))
    (commas,) = np.nonzero(classes & _COMMA > 0)  # many times as fast on booleans
    (breaks,) = np.nonzero(letters == _BREAK)
    lines = np.concatenate((np.zeros(1, np.int64), breaks + 1))[breaks.searchsorted(conjunctions)]
    before = commas.searchsorted(conjunctions)
    in_line = before - commas.searchsorted(np.maximum(lines, starts[rows]))
    in_text = before - commas.searchsorted(starts[rows])
    lists: Offsets = rows[(in_line > 0) & (in_text > 1)]
    return lists
