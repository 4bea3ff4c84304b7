"""Folds what people type to one spelling: without case, accents and punctuation, as many type in a messenger."""

import re
import unicodedata
from collections.abc import Iterator

# Combining marks of Latin, Cyrillic and Arabic, tatweel, and what is not seen: joiners, marks of direction, variation
# selectors.
_DROPPED = re.compile(
    "[\u00ad\u0300-\u036f\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe0f\ufeff"
    "'`´‘’ʼ′]"
)
# Letters for each other: alif maqsura and ta marbuta as they are often typed, Persian keyboards, ligatures.
_LETTERS = str.maketrans({"ى": "ي", "ی": "ي", "ة": "ه", "ک": "ك", "œ": "oe", "æ": "ae", "ø": "o", "ł": "l"})
_NO_WORD = re.compile(r"[^\w\n]+")
_HAN = re.compile("([\u3400-\u4dbf\u4e00-\u9fff])")
_UMLAUT, _APOSTROPHE = re.compile("[äöü]"), re.compile("['’]")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})


def folded(text: str) -> str:
    """Return the words of a text, one blank apart: in lower case, without accents, apostrophes and Arabic vowel signs.

    Each Chinese character is a word. Line breaks stay.
    """
    # Marks that stand alone are no accents, and would otherwise become a blank and a mark.
    text = _DROPPED.sub("", unicodedata.normalize("NFKD", _DROPPED.sub("", text).casefold())).translate(_LETTERS)
    return _NO_WORD.sub(" ", " ".join(_HAN.split(text)))


def spellings(phrases: str) -> Iterator[str]:
    """Yield the phrases, of which each stands on a line of its own, folded in each way in which people type them.

    Instead of an umlaut they type "ue", and a blank for an apostrophe.
    """
    for text in (phrases, *_other_spellings(phrases.casefold())):
        yield from filter(None, map(str.strip, folded(text).split("\n")))


def _other_spellings(phrases: str) -> Iterator[str]:
    lines = phrases.split("\n")
    yield "\n".join(line.translate(_UMLAUTS) for line in lines if _UMLAUT.search(line))
    yield "\n".join(_APOSTROPHE.sub(" ", line) for line in lines if _APOSTROPHE.search(line))
