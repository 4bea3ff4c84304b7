"""The words of a text, found by its bytes: several times as fast as by the pattern that knows every sort of word.

Most text of Western languages is plain: no number with separators, no acronym with full stops, no word of two parts
with a blank or a hyphen between. There the words are what is left where all else is made blank. Where something of
that sort may stand, only what stands around it, from one space to another, is given to the pattern.
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

# A word is one of: an acronym with full stops; a number with its separators; "per cent"; "United States"; letters
# and digits, with apostrophes inside and, after a prefix that is often written apart, one hyphen.
WORD = re.compile(
    r"""
      (?=[^\W_])  # and what each sort begins with, so that the others are soon done with
    (?:
      (?: [^\W\d_]\. ){2,} (?: ['’](?i:s) (?![^\W_]) )?                # U.S.  a.m.  U.S.'s
    | \d+ (?: [.,] \d+ )+ (?![^\W_])                                  # 2.5  1,000
    | (?=[Pp]) (?i: per \s{1,2} cent ) (?![^\W_])                      # one word elsewhere
    | (?=[Uu]) (?i: united \s{1,2} states (?: \s{1,2} of \s{1,2} america )? (?: ['’]s )? ) (?![^\W_])  # the US
    | (?: (?=[ACDENPRacdenpr]) (?i: co | re | pre | non | anti | de | e ) [-‐‑] (?=[^\W\d_]{3}) )?
      LETTERS (?: ['’] LETTERS )*+
    )
    """.replace("LETTERS", r"(?>[^\W_]++[\u0300-\u036f]*+)++"),  # with the accents that stand apart
    re.VERBOSE,
)

TEXT_SEPARATOR = "\x01"
"""What may stand between two texts that are laid out together. It is in no word."""

ENCODING = "cp1252"  # a byte for each character, with the quotation marks and dashes of typesetting
_CHARACTERS = bytes(range(256)).decode(ENCODING, "replace")
_ALPHANUMERIC = bytes(code for code, character in enumerate(_CHARACTERS) if character.isalnum())
_APOSTROPHES = "'’".encode(ENCODING)
_TO_WORDS = bytes(code if code in _ALPHANUMERIC + _APOSTROPHES else ord(" ") for code in range(256))
_TO_WORDS_AND_BREAKS = bytes(code if code == ord(TEXT_SEPARATOR) else it for code, it in enumerate(_TO_WORDS))
_TO_SORTS = "".join(
    "0" if it.isdecimal() else "a" if it.isalnum() else it if it in ".," else " " for it in _CHARACTERS
).encode()
_NUMBERS, _ACRONYM = (b"0.0", b"0,0"), b"a.a."
"""By sorts, what is in every number with separators, and in every acronym with full stops."""

_FOREIGN = re.compile(f"[^{re.escape(_CHARACTERS.replace(chr(0xFFFD), ''))}]")

# An apostrophe is part of a word only between two letters or digits.
_ANY = b"[" + re.escape(_ALPHANUMERIC) + b"]"
_LOOSE = [
    (code, re.compile(b"%(mark)c(?:(?!%(any)b)|(?<!%(any)b%(mark)c))" % {b"mark": code, b"any": _ANY}))
    for code in _APOSTROPHES
]
# The prefixes that the pattern knows, with a hyphen.
_PREFIXED = re.compile(
    "|".join(rf"(?<=(?<![^\W_])(?:{its})-)" for its in ("e", "co|re|de", "pre|non", "anti")).join(
        ["-(?:", r")[^\W\d_]{3}"]
    ),
    re.IGNORECASE,
)
_JOINED = re.compile(rb"per  ?cent|united  ?states(?:  ?of  ?america)?")
_LAST = ((b" cent", len("per")), (b" states", len("united")))
"""The last parts of these, with the length of what stands before: looked for several times as fast as the pattern."""

Stretch = tuple[int, int]


class MaskedText(NamedTuple):
    """A text of which all but words is blank, a byte for each character; what stands in `odd` may be otherwise."""

    words: bytes
    encoding: str
    odd: list[Stretch]


def tokenise(text: str) -> list[str]:
    """List every word of the text as it is written, function words included, in order."""
    laid = mask_text(text)
    plain = laid.words.decode(laid.encoding)
    words: list[str] = []
    done = 0
    for start, end in laid.odd:
        words += plain[done:start].split()
        words += WORD.findall(text, start, end)
        done = end
    words += plain[done:].split() if done else plain.split()
    return words


def mask_text(text: str, *, breaks: bool = False) -> MaskedText:
    """Make all blank that is in no word; with `breaks` all but these."""
    encoding = "ascii" if text.isascii() else ENCODING  # the first is many times as fast
    odd: list[Stretch] = []
    try:
        data = text.encode(encoding)
    except UnicodeEncodeError:
        data = text.encode(encoding, "replace")
        odd += _stretches(text, (it.span() for it in _FOREIGN.finditer(text)))
    sorts = data.translate(_TO_SORTS)
    if b"0" in sorts:
        for number in _NUMBERS:
            odd += _stretches(text, _places(sorts, number))
    if b"." in data:
        odd += _stretches(text, _places(sorts, _ACRONYM))
    if b"-" in data:
        odd += _stretches(text, (it.span() for it in _PREFIXED.finditer(text)))
    for code, loose in _LOOSE:
        if code in data:
            data = loose.sub(b" ", data)
    data = data.translate(_TO_WORDS_AND_BREAKS if breaks else _TO_WORDS)
    lower = data.lower()
    for last, before in _LAST:
        odd += _stretches(text, _joined(lower, last, before))
    return MaskedText(data, encoding, _together(odd) if odd else odd)


def _together(odd: list[Stretch]) -> list[Stretch]:
    """Return stretches in order, of which those are one that overlap or have but one space between."""
    odd.sort()
    together: list[Stretch] = []
    start, end = odd[0]
    for left, right in odd:
        if left <= end + 1:
            end = max(end, right)
        else:
            together.append((start, end))
            start, end = left, right
    together.append((start, end))
    return together


def _stretches(text: str, places: Iterable[Stretch]) -> Iterator[Stretch]:
    """Yield what stands around places, which are in order, from one space to another."""
    right = -1
    for start, end in places:
        if end > right:
            left = text.rfind(" ", 0, start) + 1
            right = text.find(" ", end)
            right = len(text) if right < 0 else right
            yield left, right


def _places(sorts: bytes, wanted: bytes) -> Iterator[Stretch]:
    start = sorts.find(wanted)
    while start >= 0:
        yield start, start + len(wanted)
        start = sorts.find(wanted, start + 1)


def _joined(lower: bytes, last: bytes, before: int) -> Iterator[Stretch]:
    for place, _ in _places(lower, last):
        for start in (place - before - 1, place - before):  # with two blanks between, and with one
            found = _JOINED.match(lower, start) if start >= 0 else None
            if found:
                yield found.span()
