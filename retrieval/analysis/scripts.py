"""Scripts, named by ISO 15924: which one a text is written in, and which of them set no blanks between words."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence

from retrieval.analysis.word_cache import WordCache

# The first and last code point of the letters of each script, most blocks only.
_RANGES: tuple[tuple[int, int, str], ...] = (
    *((0x0041, 0x005A, "Latn"), (0x0061, 0x007A, "Latn"), (0x00AA, 0x024F, "Latn"), (0x0250, 0x02AF, "Latn")),
    *((0x0370, 0x03FF, "Grek"), (0x0400, 0x052F, "Cyrl"), (0x0531, 0x058F, "Armn"), (0x0591, 0x05F4, "Hebr")),
    *((0x0600, 0x06FF, "Arab"), (0x0750, 0x077F, "Arab"), (0x08A0, 0x08FF, "Arab"), (0x0900, 0x097F, "Deva")),
    *((0x0980, 0x09FF, "Beng"), (0x0A00, 0x0A7F, "Guru"), (0x0A80, 0x0AFF, "Gujr"), (0x0B00, 0x0B7F, "Orya")),
    *((0x0B80, 0x0BFF, "Taml"), (0x0C00, 0x0C7F, "Telu"), (0x0C80, 0x0CFF, "Knda"), (0x0D00, 0x0D7F, "Mlym")),
    *((0x0D80, 0x0DFF, "Sinh"), (0x0E01, 0x0E5B, "Thai"), (0x0E81, 0x0EDF, "Laoo"), (0x1000, 0x109F, "Mymr")),
    *((0x10A0, 0x10FF, "Geor"), (0x1100, 0x11FF, "Hang"), (0x1200, 0x139F, "Ethi"), (0x1780, 0x17FF, "Khmr")),
    *((0x1C80, 0x1C8F, "Cyrl"), (0x1E00, 0x1EFF, "Latn"), (0x1F00, 0x1FFF, "Grek"), (0x2DE0, 0x2DFF, "Cyrl")),
    *((0x2E80, 0x2FDF, "Hani"), (0x3005, 0x3007, "Hani"), (0x3021, 0x3029, "Hani"), (0x3041, 0x309F, "Hira")),
    *((0x30A0, 0x30FF, "Kana"), (0x3131, 0x318E, "Hang"), (0x31F0, 0x31FF, "Kana"), (0x3400, 0x4DBF, "Hani")),
    *((0x4E00, 0x9FFF, "Hani"), (0xA640, 0xA69F, "Cyrl"), (0xA960, 0xA97F, "Hang"), (0xAC00, 0xD7FB, "Hang")),
    *((0xF900, 0xFAFF, "Hani"), (0xFB00, 0xFB06, "Latn"), (0xFB1D, 0xFB4F, "Hebr"), (0xFB50, 0xFDFF, "Arab")),
    *((0xFE70, 0xFEFC, "Arab"), (0xFF21, 0xFF3A, "Latn"), (0xFF41, 0xFF5A, "Latn"), (0xFF66, 0xFF9D, "Kana")),
    *((0xFFA0, 0xFFDC, "Hang"), (0x20000, 0x323AF, "Hani")),
)
_FIRSTS = [first for first, _, _ in _RANGES]

LATIN = "Latn"
HAN = frozenset({"Hani", "Hira", "Kana"})
"""The scripts of Chinese and Japanese, which share characters."""

CASED = frozenset({"Latn", "Grek", "Cyrl", "Armn"})
"""The scripts with capitals."""

OF_CHARACTERS = ("Hani", "Hira", "Kana", "Hang")
OF_CLUSTERS = ("Thai", "Laoo", "Khmr", "Mymr")
"""The scripts whose words are not told apart by blanks: their units are single characters, or grapheme clusters.

Korean has blanks, but what stands between two of them is a word with its particles.
"""

UNSPACED = frozenset((*OF_CHARACTERS, *OF_CLUSTERS))


def script_of(character: str) -> str | None:
    """Return the script of a letter; None for a digit, a mark of punctuation, or a letter of another script."""
    code = ord(character)
    place = bisect_right(_FIRSTS, code) - 1
    if place < 0:
        return None
    _, last, script = _RANGES[place]
    return script if code <= last and (character.isalpha() or not character.isascii()) else None


def scripts_in(text: str) -> Counter[str]:
    """Count the letters of each script."""
    found: Counter[str] = Counter()
    for character, count in Counter(text).items():  # few are distinct
        if character.isalpha() and (script := _SCRIPTS[character]):
            found[script] += count
    return found


_SCRIPTS = WordCache(lambda character: script_of(character) or "", 1 << 16)


def pattern_of(scripts: Iterable[str]) -> str:
    """Return what stands between the brackets of a pattern for any character of some scripts."""
    wanted = frozenset(scripts)
    return "".join(f"{chr(first)}-{chr(last)}" for first, last, script in _RANGES if script in wanted)


_SHARE_BESIDE_LATIN = 0.15
"""Texts in other scripts hold names and code in Latin letters, sometimes more of these than of their own."""


def main_script(scripts: Counter[str]) -> str | None:
    """Return the script that tells the language of a text; None without letters."""
    others = {script: count for script, count in scripts.items() if script != LATIN}
    main = max(others, key=lambda it: others[it], default=LATIN)
    if others.get(main, 0) >= _SHARE_BESIDE_LATIN * scripts.total():
        return main if others else None
    return LATIN if scripts else None


LANGUAGES_OF: dict[str, Sequence[str]] = {
    "Grek": ("el",),
    "Armn": ("hy",),
    "Hebr": ("he",),
    "Beng": ("bn",),
    "Guru": ("pa",),
    "Gujr": ("gu",),
    "Orya": ("or",),
    "Taml": ("ta",),
    "Telu": ("te",),
    "Knda": ("kn",),
    "Mlym": ("ml",),
    "Sinh": ("si",),
    "Thai": ("th",),
    "Laoo": ("lo",),
    "Mymr": ("my",),
    "Geor": ("ka",),
    "Ethi": ("am",),
    "Khmr": ("km",),
    "Hang": ("ko",),
    "Hira": ("ja",),
    "Kana": ("ja",),
    "Hani": ("zh", "ja"),
    "Deva": ("hi", "mr", "ne"),
    "Arab": ("ar", "fa", "ur"),
    "Cyrl": ("ru", "uk", "bg", "sr", "mk", "be", "kk"),
}
"""The languages that are told apart within a script; the first is taken where nothing tells. Latin has many."""


def script_of_language(code: str) -> str:
    """Return the script in which a language is written, Latin where no other is known."""
    return next((script for script, codes in LANGUAGES_OF.items() if code in codes and script != "Hira"), LATIN)
