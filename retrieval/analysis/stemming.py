"""Snowball's English stemmer (Porter 2), with NLTK's results at several times its speed.

NLTK tries every suffix of every step, at ten microseconds a word; an archive has millions of word forms. Here a step
runs only if the word ends in one of its suffixes. Also, importing NLTK takes a quarter of a second, which every command
would have to wait.

Throughout, `first` and `second` are the regions R1 and R2 of the word, as Porter 2 defines them.
"""

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

_VOWELS = "aeiouy"
_REGION = re.compile(f"[{_VOWELS}][^{_VOWELS}]")  # R1 begins after its first match; R2 after the first match in R1
_BEGINNINGS = ("gener", "commun", "arsen")  # exceptions: R1 begins after one of these
_ITSELF = "sky news howe atlas cosmos bias andes"
_NO_PAST = "inning outing canning herring earring"
_NO_EED = "proceed exceed succeed"
_LISTED = {
    "skis": "ski",
    "skies": "sky",
    "dying": "die",
    "lying": "lie",
    "tying": "tie",
    "idly": "idl",
    "gently": "gentl",
    "ugly": "ugli",
    "early": "earli",
    "only": "onli",
    "singly": "singl",
    **{word: word for word in _ITSELF.split()},
    **{word + end: word for word in _NO_PAST.split() for end in ("", "s")},
    **{word + end: word for word in _NO_EED.split() for end in ("", "s", "ed", "ing")},
}
"""Exceptions: words with a fixed stem."""

_APOSTROPHES = str.maketrans("’‘‛", "'''")
_POSSESSIVES = ("'s'", "'s", "'")
_DOUBLE = ("bb", "dd", "ff", "gg", "mm", "nn", "pp", "rr", "tt")
_PAST = ("ed", "ing", "ingly", "edly")
_LI_ENDING = "cdeghkmnrt"


class _Rule(NamedTuple):
    """A rule of step 2 or 3: replace the last `cut` letters of the word by `new`.

    If R2 is shorter than the suffix, NLTK sets it to `short`, unless that is None.
    """

    cut: int
    new: str
    short: str | None = None


def _whole(new: str, suffixes: str, short: str = "") -> dict[str, _Rule]:
    return {suffix: _Rule(len(suffix), new, short) for suffix in suffixes.split()}


# Rules by suffix; the longest matching suffix applies.
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


def _by_last_letter(suffixes: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Group suffixes by their last letter, longest first, so that a word is compared with few of them."""
    found: dict[str, tuple[str, ...]] = {}
    for suffix in sorted(suffixes, key=len, reverse=True):
        found[suffix[-1]] = (*found.get(suffix[-1], ()), suffix)
    return found


_AT_2, _AT_3, _AT_4 = map(_by_last_letter, (_SECOND, _THIRD, _FOURTH))
_CHANGING = _by_last_letter((*_SECOND, *_THIRD, *_FOURTH, *_PAST, "s", "ied", "y", "e", "ll"))
_SHORTEST = 3


def stem_of(word: str) -> str:
    """Return the stem of a word in lower case."""
    if len(word) < _SHORTEST:
        return word
    if not word.isalnum():
        plain = word.translate(_APOSTROPHES)
        if "'" in plain:
            return _LISTED.get(word) or _by_steps(plain.removeprefix("'"))
    if not word.endswith(_CHANGING.get(word[-1], ())):
        return word
    return _LISTED.get(word) or _by_steps(word)


def _by_steps(word: str) -> str:
    if "y" in word:
        word = _with_consonants(word)
    found = _REGION.search(word)
    first = word[found.end() :] if found else ""
    if word.startswith(_BEGINNINGS):
        first = word[len(next(filter(word.startswith, _BEGINNINGS))) :]
    found = _REGION.search(first)
    second = first[found.end() :] if found else ""

    if "'" in word and (cut := len(next(filter(word.endswith, _POSSESSIVES), ""))):
        word, first, second = word[:-cut], first[:-cut], second[:-cut]
    if word.endswith(("s", "d")) and (cut := _plural(word)):
        word, first, second = word[:-cut], first[:-cut], second[:-cut]
    if word.endswith(_PAST):
        word, first, second = _past(word, first, second)
    if len(word) >= _SHORTEST and word[-1] in "yY" and word[-2] not in _VOWELS:
        word, first, second = word[:-1] + "i", first and first[:-1] + "i", second and second[:-1] + "i"
    if suffix := _suffix(word, _AT_2):
        word, first, second = _second_step(word, first, second, suffix)
    if suffix := _suffix(word, _AT_3):
        word, first, second = _third_step(word, first, second, suffix)
    if (suffix := _suffix(word, _AT_4)) and second.endswith(suffix) and (suffix != "ion" or word[-4] in "st"):
        cut = len(suffix)
        word, first, second = word[:-cut], first[:-cut], second[:-cut]
    word = _last_step(word, first, second)
    return word.replace("Y", "y") if "Y" in word else word


def _with_consonants(word: str) -> str:
    """Return the word with a capital Y where it is a consonant: at the beginning, and after a vowel."""
    marked = ""
    for letter in word:
        marked += "Y" if letter == "y" and (not marked or marked[-1] in _VOWELS) else letter
    return marked


def _suffix(word: str, suffixes: Mapping[str, tuple[str, ...]]) -> str:
    """Return the longest of the suffixes that the word ends in, or ""."""
    its = suffixes.get(word[-1:], ())
    return next(filter(word.endswith, its)) if word.endswith(its) else ""


def _second_step(word: str, first: str, second: str, suffix: str) -> tuple[str, str, str]:
    if (
        not first.endswith(suffix)
        or (suffix == "ogi" and word[-4] != "l")
        or (suffix == "li" and word[-3] not in _LI_ENDING)
    ):
        return word, first, second
    return _changed(word, first, second, suffix, _SECOND[suffix])


def _third_step(word: str, first: str, second: str, suffix: str) -> tuple[str, str, str]:
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
    """Return how many letters step 1a cuts off: those of a plural and the like."""
    if word.endswith("sses"):
        return 2
    if word.endswith(("ied", "ies")):
        return 2 if len(word) > len("dies") else 1
    if not word.endswith("s") or word.endswith(("us", "ss")):
        return 0
    return 1 if any(letter in _VOWELS for letter in word[:-2]) else 0


def _past(word: str, first: str, second: str) -> tuple[str, str, str]:
    """Do step 1b: cut off "-ed", "-ing" and the like; "-eed" becomes "-ee"."""
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
    """Repair a word from which "-ed" or "-ing" was cut: "hopp" becomes "hop", "hop" "hope"."""
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
