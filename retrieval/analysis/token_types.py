"""The type of a token, independent of its context, as one byte: stored in the index for each word of a sentence.

A code combines a tag (kind and unit, or a function such as "preposition of place"), whether the word is a content word,
and the case of its first letter. The tables below have an entry for each of the 256 codes.
"""

import re
from collections.abc import Mapping, Sequence

import numpy as np

from retrieval.analysis.calendar_words import MONTHS, WEEKDAYS
from retrieval.analysis.terms import is_stopword, terms_of
from retrieval.analysis.word_cache import WordCache

KINDS = ("", "<year>", "<number>", "<spelled number>", "<magnitude>", "<period>", "<measure>", "<month>", "<weekday>")
"""The kinds of a word; "" is none. They are also the first of the answer cues."""

KIND_WORDS = {
    "<spelled number>": """
        two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen
        nineteen twenty thirty forty fifty sixty seventy eighty ninety dozen half third quarter twice once double
        """,
    "<magnitude>": "hundred thousand million billion trillion",
    "<period>": """
        second seconds minute minutes hour hours day days week weeks month months year years decade decades century
        centuries
        """,
    "<measure>": """
        km kilometre kilometres kilometer kilometers mile miles metre metres meter meters ft feet foot inch inches cm mm
        acre acres hectare hectares kg kilogram kilograms gram grams pound pounds ton tons tonne tonnes degree degrees
        celsius fahrenheit litre litres liter liters gallon gallons
        """,
}
_KIND_OF = {
    **{word: kind for kind, words in KIND_WORDS.items() for word in words.split()},
    **dict.fromkeys(MONTHS, "<month>"),
    **dict.fromkeys(WEEKDAYS, "<weekday>"),
}
_YEAR = re.compile(r"(?:1\d|20)\d\ds?")
_OF_MONEY = re.compile(r"\b(?:cents?|dollars?|euros?|pounds?|yen|yuan)\b")
_OF_PERCENT = re.compile(r"\b(?:per ?)?cent\b", re.IGNORECASE)
_OF_EITHER = re.compile("cent|dollar|euro|pound|yen|yuan", re.IGNORECASE)

# Functions of words that have no kind. The last two are units of languages other than English.
_PLACE, _BY, _ONE, _PRONOUN, _MONEY, _PERCENT = range(6)
_FUNCTIONS = {
    **dict.fromkeys(
        ("across", "around", "at", "from", "in", "near", "of", "on", "through", "throughout", "to"), _PLACE
    ),
    "by": _BY,
    "one": _ONE,
    **dict.fromkeys(
        "he her him his it its she such that their them these they this those".split(),  # noqa: SIM905
        _PRONOUN,
    ),
}

_UNITS = 4  # units: none, money, percent, both
_TAGS = len(KINDS) * _UNITS
_LOWER, _CAPITAL = 1, 2
_CASES = 3

_codes = np.arange(256)
_tags, _rest = np.divmod(_codes, 2 * _CASES)
_is_function = _tags >= _TAGS

IS_CONTENT = _rest >= _CASES
IS_LOWER = _rest % _CASES == _LOWER
IS_CAPITAL = _rest % _CASES == _CAPITAL
"""Whether the word begins with a lower-case letter, and whether with a capital."""

KIND = np.where(_is_function, 0, _tags // _UNITS)
"""The index into `KINDS`."""

MAY_BE_MONEY = ~_is_function & (_tags % 2 == 1)
MAY_BE_PERCENT = ~_is_function & (_tags % _UNITS >= _UNITS // 2)
_CALENDAR = [KINDS.index("<month>"), KINDS.index("<weekday>")]
IS_NAME = IS_CONTENT & IS_CAPITAL & ~np.isin(KIND, _CALENDAR)
LEADS_TO_PLACE = _tags == _TAGS + _PLACE
LEADS_TO_AUTHOR = _tags == _TAGS + _BY
IS_ONE = _tags == _TAGS + _ONE
IS_PRONOUN = _tags == _TAGS + _PRONOUN
IS_MONEY = _tags == _TAGS + _MONEY
IS_PERCENT = _tags == _TAGS + _PERCENT


def terms_and_token_types(words: Sequence[str]) -> tuple[list[str], bytes]:
    """Return the terms of words, function words included, and the type code of each."""
    return terms_of(words), bytes(map(_TOKEN_TYPES.__getitem__, words))


def token_type(word: str, *, is_content: bool) -> int:
    """Return the type code of an English word, given whether it is a content word. The result is not cached."""
    return _code(_tag(word), word, is_content=is_content)


LISTS = {
    "numbers": KINDS.index("<spelled number>") * _UNITS,
    "magnitudes": KINDS.index("<magnitude>") * _UNITS,
    "periods": KINDS.index("<period>") * _UNITS,
    "measures": KINDS.index("<measure>") * _UNITS,
    "months": KINDS.index("<month>") * _UNITS,
    "weekdays": KINDS.index("<weekday>") * _UNITS,
    "place": _TAGS + _PLACE,
    "author": _TAGS + _BY,
    "one": _TAGS + _ONE,
    "pronouns": _TAGS + _PRONOUN,
    "money": _TAGS + _MONEY,
    "percent": _TAGS + _PERCENT,
}
"""The tags of the words of a language other than English, by the name of their list in its word data."""


def listed_type(word: str, tags: Mapping[str, int], *, is_content: bool) -> int:
    """Return the type code of a word of a language whose listed words, in lower case, have these tags."""
    if word[0].isdigit():
        tag = KINDS.index("<year>" if _YEAR.fullmatch(word) else "<number>") * _UNITS
    else:
        tag = tags.get(word) or tags.get(word.lower(), 0)
    return _code(tag, word, is_content=is_content)


def _code(tag: int, word: str, *, is_content: bool) -> int:
    case = _LOWER if word[0].islower() else _CAPITAL if word[0].isupper() else 0
    return tag * 2 * _CASES + is_content * _CASES + case


def _tag(word: str) -> int:
    lower = word.lower()
    if (function := _FUNCTIONS.get(lower)) is not None:
        return _TAGS + function
    tag = KINDS.index(_kind(word, lower)) * _UNITS
    if _OF_EITHER.search(word):
        tag += bool(_OF_MONEY.search(word)) + 2 * bool(_OF_PERCENT.search(word))
    return tag


def _kind(word: str, lower: str) -> str:
    if word[0].isdigit():
        return "<year>" if _YEAR.fullmatch(word) else "<number>"
    return _KIND_OF.get(word) or _KIND_OF.get(lower, "")


def _token_type(word: str) -> int:
    return token_type(word, is_content=not is_stopword(word))


_TOKEN_TYPES = WordCache(_token_type, 1 << 16)
