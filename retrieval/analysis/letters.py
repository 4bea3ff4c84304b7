"""Letters that are written in several ways, made alike: case, width, vowel marks, digits, forms of a letter."""

import unicodedata
from functools import lru_cache

from retrieval.analysis.word_cache import WordCache

_JOINERS = map(ord, "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff")
_ARABIC_MARKS = [*range(0x610, 0x61B), 0x640, *range(0x64B, 0x660), 0x670, *range(0x6D6, 0x6ED)]
_HEBREW_MARKS = [*range(0x591, 0x5BE), 0x5BF, 0x5C1, 0x5C2, 0x5C4, 0x5C5, 0x5C7]
_DROPPED = dict.fromkeys([*_JOINERS, *_ARABIC_MARKS, *_HEBREW_MARKS])

# Letters of the Arabic script as a language has them: its stemmer knows no others.
_OF_LANGUAGE: dict[str, dict[int, int]] = {
    "ar": str.maketrans("یکى", "يكى"),
    "fa": str.maketrans("يىك", "ییک"),
    "tr": str.maketrans("Iİ", "ıi"),
    "az": str.maketrans("Iİ", "ıi"),
}
_ONE_FORM = str.maketrans("أإآٱىیېکةۀەؤئ" + "ёँ", "ااااييي" + "ك" + "ههه" + "وي" + "еं")
_MARKED = frozenset({"vi"})
"""Languages in which a word without its marks is another word."""
_UNDECOMPOSED = str.maketrans("ıłøđðħŧ", "ilodhht")
"""Latin letters with a stroke or without a dot, which Unicode does not take apart."""
_WITH_ACCENTS = ("LATIN", "GREEK")


def letters_of(word: str, code: str = "") -> str:
    """Return a word in one spelling for the stemmer of a language: NFKC, without case, vowel marks and joiners.

    Digits of all scripts are made alike; accents stay.
    """
    if word.isascii() and code not in _OF_LANGUAGE:
        return word.lower()
    if (forms := _OF_LANGUAGE.get(code)) is not None:
        word = word.translate(forms)
    folded = unicodedata.normalize("NFKC", word).casefold().translate(_DROPPED)
    if any(map(str.isdecimal, folded)):
        folded = "".join(str(unicodedata.decimal(it)) if it.isdecimal() else it for it in folded)
    return unicodedata.normalize("NFC", folded) or word  # of marks alone nothing would be left


def one_form(stem: str, code: str = "") -> str:
    """Return a stem with the letters that languages of one script write in several ways made alike.

    Accents of Latin and Greek letters are dropped, but in languages where they tell words apart.
    """
    if stem.isascii():
        return stem
    if code not in _MARKED:
        stem = "".join(map(_PLAIN.__getitem__, stem))
    return stem.translate(_ONE_FORM)


def simplified(text: str) -> str:
    """Return a text with traditional Chinese characters replaced by simplified ones, one for one."""
    return text.translate(_simplified())


def _plain(character: str) -> str:
    if not unicodedata.name(character, "").startswith(_WITH_ACCENTS):
        return character
    decomposed = unicodedata.normalize("NFD", character)
    return "".join(it for it in decomposed if not unicodedata.combining(it)).translate(_UNDECOMPOSED)


_PLAIN = WordCache(_plain, 1 << 12)


@lru_cache(maxsize=1)
def _simplified() -> dict[int, str]:
    """Return the table of single characters of OpenCC, made once Chinese is met."""
    from opencc import OpenCC  # noqa: PLC0415  (slow to load)

    characters = [chr(code) for first, end in ((0x3400, 0x4DC0), (0x4E00, 0xA000)) for code in range(first, end)]
    converted = OpenCC("t2s").convert("\n".join(characters)).split("\n")
    return {ord(it): its for it, its in zip(characters, converted, strict=True) if it != its and len(its) == 1}
