"""The words of a text, found by its bytes: several times as fast as by the pattern that knows every sort of word.

Most text of Western languages is plain: no number with separators, no acronym with full stops, no word of two parts
with a blank or a hyphen between. There the words are what is left where all else is made blank. Where something of
that sort may stand, only what stands around it, from one space to another, is given to the pattern.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from retrieval.analysis.pattern import WORD

BREAK = "\x01"
"""What stands between the words of two texts (`words_of_all`). It is in no word."""

_ENCODING = "cp1252"  # a byte for each character, with the quotation marks and dashes of typesetting
_CHARACTERS = bytes(range(256)).decode(_ENCODING, "replace")
_ALPHANUMERIC = bytes(code for code, character in enumerate(_CHARACTERS) if character.isalnum())
_APOSTROPHES = "'’".encode(_ENCODING)
_TO_WORDS = bytes(code if code in _ALPHANUMERIC + _APOSTROPHES else ord(" ") for code in range(256))
_TO_WORDS_AND_BREAKS = bytes(code if code == ord(BREAK) else it for code, it in enumerate(_TO_WORDS))
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

Stretch = tuple[int, int]


def words_of(text: str) -> list[str]:
    """List every word of the text as it is written, function words included, in order."""
    return _words(text, _TO_WORDS)


def words_of_all(texts: Sequence[str]) -> list[str]:
    """List every word of the texts, with a `BREAK` between two texts: many short ones cost much less together."""
    text = f" {BREAK} ".join(texts)
    if text.count(BREAK) == len(texts) - 1:
        return _words(text, _TO_WORDS_AND_BREAKS)
    words: list[str] = []
    for part in texts:
        words += words_of(part)
        words.append(BREAK)
    return words[:-1]


def _words(text: str, to_words: bytes) -> list[str]:
    encoding = "ascii" if text.isascii() else _ENCODING  # the first is many times as fast
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
    data = data.translate(to_words)
    lower = data.lower()
    if b" cent" in lower or b" states" in lower:
        odd += _stretches(text, (it.span() for it in _JOINED.finditer(lower)))
    plain = data.decode(encoding)
    return _between(text, plain, odd) if odd else plain.split()


def _between(text: str, plain: str, odd: list[Stretch]) -> list[str]:
    """List the words of plain text, and in stretches that may be otherwise those that the pattern finds."""
    odd.sort()
    words: list[str] = []
    done = 0
    start, end = odd[0]
    for left, right in [*odd, (len(text) + 2, 0)]:
        if left <= end + 1:  # one space between: see how long it goes on like this
            end = max(end, right)
            continue
        words += plain[done:start].split()
        words += WORD.findall(text, start, end)
        done, start, end = end, left, right
    words += plain[done:].split()
    return words


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
