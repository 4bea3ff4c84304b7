"""Folds what people type to one spelling: without case, accents and punctuation, as many type in a messenger."""

import re
import unicodedata
from collections.abc import Iterator

# Apostrophes, combining marks of Latin, Cyrillic and Arabic, tatweel, and what is not seen: joiners, marks of
# direction, variation selectors.
_DROPPED = re.compile(
    "['`‘’ʼ′\u00ad\u0300-\u036f\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe0f\ufeff]"
)
# Letters that stand for each other: alif maqsura and ta marbuta as they are often typed, Persian keyboards, ligatures.
# An acute accent that stands alone is an apostrophe.
_LETTERS = (("ى", "ي"), ("ی", "ي"), ("ة", "ه"), ("ک", "ك"), ("œ", "oe"), ("æ", "ae"), ("ø", "o"), ("ł", "l"))
_ACUTE = "\u00b4"
_NO_WORD = re.compile(r"[^\w\n]+")
_HAN = "([\u3400-\u4dbf\u4e00-\u9fff])"
"""Is compiled when it is met: that takes as long as to fold a hundred messages."""
_UMLAUT, _APOSTROPHE = re.compile("[äöü]"), re.compile("['’]")
_UMLAUTS = (("ä", "ae"), ("ö", "oe"), ("ü", "ue"))


def folded(text: str) -> str:
    """Return the words of a text, one blank apart: in lower case, without accents, apostrophes and Arabic vowel signs.

    Each Chinese character is a word. Line breaks stay.
    """
    text = plain_letters(text)
    return _NO_WORD.sub(" ", text if text.isascii() else " ".join(re.split(_HAN, text)))


def plain_letters(text: str) -> str:
    """Return a text as `folded` does, but with what stands between its words: this takes a tenth of the time."""
    if text.isascii():  # most messages: in a fifth of the time
        return text.lower().replace("'", "").replace("`", "")
    text = _DROPPED.sub("", unicodedata.normalize("NFKD", text.replace(_ACUTE, "").casefold()))
    for letter, plain in _LETTERS:
        text = text.replace(letter, plain)
    return text


def may_have(text: str, word: str) -> bool:
    """Tell whether a folded word may be in a spelling of a text with `plain_letters`, as a part of another maybe."""
    if word in text:
        return True
    for umlaut, typed in _UMLAUTS:
        word = word.replace(typed, plain_letters(umlaut))
    return word in text


def spellings(phrases: str) -> Iterator[str]:
    """Yield the phrases, of which each stands on a line of its own, folded in each way in which people type them.

    Instead of an umlaut they type "ue", and a blank for an apostrophe.
    """
    for text in (phrases, *_other_spellings(phrases.casefold())):
        yield from filter(None, map(str.strip, folded(text).split("\n")))


def _other_spellings(phrases: str) -> Iterator[str]:
    lines = phrases.split("\n")
    with_umlauts = "\n".join(filter(_UMLAUT.search, lines))
    for umlaut, typed in _UMLAUTS:
        with_umlauts = with_umlauts.replace(umlaut, typed)
    yield with_umlauts
    yield "\n".join(_APOSTROPHE.sub(" ", line) for line in lines if _APOSTROPHE.search(line))
