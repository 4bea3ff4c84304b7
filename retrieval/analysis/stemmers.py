"""Snowball's stemmers, by language. A stemmer must not be shared between threads."""

import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from Stemmer import Stemmer

ALGORITHMS = {
    "ar": "arabic",
    "ca": "catalan",
    "cs": "czech",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "eo": "esperanto",
    "es": "spanish",
    "et": "estonian",
    "eu": "basque",
    "fa": "persian",
    "fi": "finnish",
    "fr": "french",
    "ga": "irish",
    "hi": "hindi",
    "hu": "hungarian",
    "hy": "armenian",
    "id": "indonesian",
    "it": "italian",
    "lt": "lithuanian",
    "ms": "indonesian",
    "nb": "norwegian",
    "ne": "nepali",
    "nl": "dutch",
    "nn": "norwegian",
    "no": "norwegian",
    "pl": "polish",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sr": "serbian",
    "st": "sesotho",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
    "yi": "yiddish",
}
"""The algorithm of each language that has one."""

_own = threading.local()


def stemmed(word: str, code: str) -> str:
    """Return the stem of a word in lower case; the word itself in a language without a stemmer."""
    algorithm = ALGORITHMS.get(code)
    if algorithm is None:
        return word
    try:
        return _stemmer(algorithm).stemWord(word) or word
    except UnicodeEncodeError:  # a lone surrogate
        return word


def _stemmer(algorithm: str) -> "Stemmer":
    stemmers: dict[str, Stemmer] | None = getattr(_own, "stemmers", None)
    if stemmers is None:
        stemmers = _own.stemmers = {}
    if algorithm not in stemmers:
        from Stemmer import Stemmer as Snowball  # noqa: PLC0415  (some commands analyse nothing)

        stemmers[algorithm] = Snowball(algorithm, 0)  # words are cached by what calls it
    return stemmers[algorithm]
