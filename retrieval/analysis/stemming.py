"""Snowball's stems of English words (Porter 2) as NLTK makes them: the common cases here, all others there.

NLTK tries every suffix of every step, ten microseconds a word; an archive has millions of forms. Here are the steps
for what most words end with: plurals, "-ed" and "-ing", "-y" and "-e". A suffix of another step is left to NLTK.
"""

import re
from functools import lru_cache

from retrieval.analysis.nltk_parts import SnowballStemmer

_VOWELS = "aeiouy"
_REGION = re.compile(f"[{_VOWELS}][^{_VOWELS}]")  # behind the first of these begins R1, and in that likewise R2
_Y_AS_CONSONANT = re.compile(r"^y|(?<=[aeiouy])y")
_EXCEPTIONS = ("gener", "commun", "arsen")  # with an R1 of their own
_DOUBLE = ("bb", "dd", "ff", "gg", "mm", "nn", "pp", "rr", "tt")
_PAST = ("ed", "ing", "ingly", "edly")
_OTHER_STEPS = tuple(
    """
    li enci anci ator ogi ness ful ance ence able ible ant ent ism ate iti ous ive ize ion al er ic eed eedly
    """.split()  # noqa: SIM905  (as a list it would be a page long)
)
_CHANGING = (*_OTHER_STEPS, *_PAST, "s", "ied", "y", "e", "ll")
_SHORTEST = 3


def stem_of(word: str) -> str:
    """Return the stem of a word in lower case."""
    if not (word.isascii() and word.isalpha()) or word.startswith(_EXCEPTIONS):
        return str(_nltk().stem(word))
    if len(word) < _SHORTEST or not word.endswith(_CHANGING):
        return word
    if "yy" in word or word in _special() or (stem := _by_common_steps(word)) is None:
        return str(_nltk().stem(word))
    return stem


def _by_common_steps(word: str) -> str | None:
    """Return the stem of a word; None where a suffix of the other steps is met."""
    if "y" in word:
        word = _Y_AS_CONSONANT.sub("Y", word)
    found = _REGION.search(word)
    first = word[found.end() :] if found else ""
    found = _REGION.search(first)
    second = first[found.end() :] if found else ""

    cut = _plural(word)
    if cut:
        word, first, second = word[:-cut], first[:-cut], second[:-cut]
    if word.endswith(_OTHER_STEPS):
        return None
    if word.endswith(_PAST):
        cut = 2 if word.endswith("ed") else 3 if word.endswith("ing") else 4 if word.endswith("edly") else 5
        if any(letter in _VOWELS for letter in word[:-cut]):
            word, first, second = _without_past(word[:-cut], first[:-cut], second[:-cut])
    if len(word) >= _SHORTEST and word[-1] in "yY" and word[-2] not in _VOWELS:
        word, first, second = word[:-1] + "i", first and first[:-1] + "i", second and second[:-1] + "i"
    if word.endswith(_OTHER_STEPS):
        return None
    return _last_step(word, first, second).replace("Y", "y")


def _plural(word: str) -> int:
    """Return how many letters of a plural or the like are to be cut."""
    if word.endswith("sses"):
        return 2
    if word.endswith(("ied", "ies")):
        return 2 if len(word) > len("dies") else 1
    if not word.endswith("s") or word.endswith(("us", "ss")):
        return 0
    return 1 if any(letter in _VOWELS for letter in word[:-2]) else 0


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
