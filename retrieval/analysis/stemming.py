"""Snowball's stems of English words (Porter 2) as NLTK makes them, several times as fast.

NLTK tries every suffix of every step, ten microseconds a word; an archive has millions of forms. Here a step is done
where the word ends in one of its suffixes. Words that have stems by a list, or other letters, are left to NLTK.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from retrieval.analysis.nltk_parts import SnowballStemmer

_VOWELS = "aeiouy"
_REGION = re.compile(f"[{_VOWELS}][^{_VOWELS}]")  # behind the first of these begins R1, and in that likewise R2
_Y_AS_CONSONANT = re.compile(r"^y|(?<=[aeiouy])y")
_EXCEPTIONS = ("gener", "commun", "arsen")  # with an R1 of their own
_DOUBLE = ("bb", "dd", "ff", "gg", "mm", "nn", "pp", "rr", "tt")
_PAST = ("ed", "ing", "ingly", "edly")
_LI_ENDING = "cdeghkmnrt"


class _Rule(NamedTuple):
    """What step 2 or 3 makes of a suffix: its last letters, all or some, become others.

    Where all do and R2 is shorter than the suffix, NLTK makes R2 what `short` says.
    """

    cut: int
    new: str
    short: str | None = None


def _whole(new: str, suffixes: str, short: str = "") -> dict[str, _Rule]:
    return {suffix: _Rule(len(suffix), new, short) for suffix in suffixes.split()}


# By suffix; of several that fit, the longest is meant.
_SECOND = {
    "tional": _Rule(2, ""),
    **dict.fromkeys(("enci", "anci", "abli"), _Rule(1, "e")),
    **dict.fromkeys(("entli", "fulli", "lessli", "li"), _Rule(2, "")),
    **_whole("ize", "izer ization"),
    **_whole("ate", "ational ation ator", "e"),
    **_whole("al", "alism aliti alli"),
    "fulness": _Rule(4, ""),
    **_whole("ous", "ousli ousness"),
    **_whole("ive", "iveness iviti", "e"),
    **_whole("ble", "biliti bli"),
    "ogi": _Rule(1, ""),
}
_THIRD = {
    "tional": _Rule(2, ""),
    "alize": _Rule(3, ""),
    "ative": _Rule(5, ""),
    "ful": _Rule(3, ""),
    "ness": _Rule(4, ""),
    **_whole("ate", "ational"),
    **_whole("ic", "icate iciti ical"),
}
_FOURTH = frozenset("ement ance ence able ible ment ant ent ism ate iti ous ive ize ion al er ic".split())  # noqa: SIM905
_SUFFIXES = {
    step: tuple(sorted(suffixes, key=len, reverse=True)) for step, suffixes in ((2, _SECOND), (3, _THIRD), (4, _FOURTH))
}
_CHANGING = (*_SUFFIXES[2], *_SUFFIXES[3], *_SUFFIXES[4], *_PAST, "s", "ied", "y", "e", "ll")
_SHORTEST = 3


def stem_of(word: str) -> str:
    """Return the stem of a word in lower case."""
    if not (word.isascii() and word.isalpha()) or word.startswith(_EXCEPTIONS):
        return str(_nltk().stem(word))
    if len(word) < _SHORTEST or not word.endswith(_CHANGING):
        return word
    if "yy" in word or word in _special():
        return str(_nltk().stem(word))
    return _by_steps(word)


def _by_steps(word: str) -> str:
    if "y" in word:
        word = _Y_AS_CONSONANT.sub("Y", word)
    found = _REGION.search(word)
    first = word[found.end() :] if found else ""
    found = _REGION.search(first)
    second = first[found.end() :] if found else ""

    cut = _plural(word)
    if cut:
        word, first, second = word[:-cut], first[:-cut], second[:-cut]
    if word.endswith(_PAST):
        word, first, second = _past(word, first, second)
    if len(word) >= _SHORTEST and word[-1] in "yY" and word[-2] not in _VOWELS:
        word, first, second = word[:-1] + "i", first and first[:-1] + "i", second and second[:-1] + "i"
    if word.endswith(_SUFFIXES[2]):
        word, first, second = _second_step(word, first, second)
    if word.endswith(_SUFFIXES[3]):
        word, first, second = _third_step(word, first, second)
    if word.endswith(_SUFFIXES[4]):
        suffix = _longest(word, 4)
        if second.endswith(suffix) and (suffix != "ion" or word[-4] in "st"):
            cut = len(suffix)
            word, first, second = word[:-cut], first[:-cut], second[:-cut]
    return _last_step(word, first, second).replace("Y", "y")


def _longest(word: str, step: int) -> str:
    return next(suffix for suffix in _SUFFIXES[step] if word.endswith(suffix))


def _second_step(word: str, first: str, second: str) -> tuple[str, str, str]:
    suffix = _longest(word, 2)
    if (
        not first.endswith(suffix)
        or (suffix == "ogi" and word[-4] != "l")
        or (suffix == "li" and word[-3] not in _LI_ENDING)
    ):
        return word, first, second
    return _changed(word, first, second, suffix, _SECOND[suffix])


def _third_step(word: str, first: str, second: str) -> tuple[str, str, str]:
    suffix = _longest(word, 3)
    if not first.endswith(suffix) or (suffix == "ative" and not second.endswith(suffix)):
        return word, first, second
    return _changed(word, first, second, suffix, _THIRD[suffix])


def _changed(word: str, first: str, second: str, suffix: str, rule: _Rule) -> tuple[str, str, str]:
    cut, new, short = rule
    if short is not None and len(second) < len(suffix):
        second = short
    elif second:
        second = second[:-cut] + new
    return word[:-cut] + new, first[:-cut] + new, second


def _plural(word: str) -> int:
    """Return how many letters of a plural or the like are to be cut."""
    if word.endswith("sses"):
        return 2
    if word.endswith(("ied", "ies")):
        return 2 if len(word) > len("dies") else 1
    if not word.endswith("s") or word.endswith(("us", "ss")):
        return 0
    return 1 if any(letter in _VOWELS for letter in word[:-2]) else 0


def _past(word: str, first: str, second: str) -> tuple[str, str, str]:
    """Cut off "-ed", "-ing" and the like; "-eed" becomes "-ee"."""
    if word.endswith(("eed", "eedly")):
        cut = 1 if word.endswith("eed") else 3
        if first.endswith(word[-2 - cut :]):
            word, first, second = word[:-cut], first[:-cut], second[:-cut] if len(second) >= 2 + cut else ""
        return word, first, second
    cut = 2 if word.endswith("ed") else 3 if word.endswith("ing") else 4 if word.endswith("edly") else 5
    if any(letter in _VOWELS for letter in word[:-cut]):
        return _without_past(word[:-cut], first[:-cut], second[:-cut])
    return word, first, second


def _without_past(word: str, first: str, second: str) -> tuple[str, str, str]:
    """Mend a word that "-ed" or "-ing" was cut from."""
    if word.endswith(("at", "bl", "iz")):
        word, first = word + "e", first + "e"
        return word, first, second + "e" if len(word) > 5 or len(first) >= 3 else second  # noqa: PLR2004  (as NLTK)
    if word.endswith(_DOUBLE):
        return word[:-1], first[:-1], second[:-1]
    if not first and _is_short(word):
        word += "e"
    return word, first, second


def _is_short(word: str) -> bool:
    if len(word) == 2:  # noqa: PLR2004
        return word[0] in _VOWELS and word[1] not in _VOWELS
    return len(word) >= _SHORTEST and word[-1] not in "aeiouywxY" and word[-2] in _VOWELS and word[-3] not in _VOWELS


def _last_step(word: str, first: str, second: str) -> str:
    if second.endswith("l") and word[-2] == "l":
        return word[:-1]
    if second.endswith("e"):
        return word[:-1]
    if (
        first.endswith("e")
        and len(word) > _SHORTEST
        and (word[-2] in "aeiouywxY" or word[-3] not in _VOWELS or word[-4] in _VOWELS)
    ):
        return word[:-1]
    return word


@lru_cache(maxsize=1)
def _nltk() -> SnowballStemmer:
    return SnowballStemmer("english")


@lru_cache(maxsize=1)
def _special() -> frozenset[str]:
    """Return the words that have stems by a list."""
    return frozenset(_nltk().stemmer._EnglishStemmer__special_words)  # noqa: SLF001  (it has no other name)
