"""Patterns of word data: regular expressions in which a blank is any blanks, and a name in braces another pattern."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

_ALIKE = str.maketrans("ىة", "يه")
"""Letters that are typed for each other."""
_BRACKETED = re.compile(r"(?<!\\)\[[^\]]*\]")


def compiled(pattern: str, places: Mapping[str, str] | None = None) -> re.Pattern[str]:
    """Compile a pattern, for any case, with `{name}` replaced by the pattern of this name.

    Raises `ValueError` if it is none.
    """
    for name, replacement in (places or {}).items():
        pattern = pattern.replace(f"{{{name}}}", replacement)
    try:
        return re.compile(pattern.replace(" ", r"\s+"), re.IGNORECASE)
    except re.error as error:
        raise ValueError(f"the pattern {pattern!r} is wrong: {error}") from error


def alike(word: str) -> str:
    """Return a word without case and accents: two spellings of it are equal then."""
    decomposed = unicodedata.normalize("NFKD", word.translate(_ALIKE))
    return "".join(it for it in decomposed if not unicodedata.combining(it)).casefold()


@dataclass(frozen=True, slots=True)
class Spelling:
    """How a language is written: `letters` that may be typed in other ways, each with the pattern of all of them.

    One of the letters `prefixes` may stand before a word, as part of it. In a language that is not `spaced` words stand
    without blanks between, and begin and end anywhere.
    """

    letters: Mapping[str, str] = field(default_factory=dict)
    prefixes: str = ""
    spaced: bool = True

    @classmethod
    def of(cls, words: Mapping[str, Any]) -> Self:
        """Return the spelling that a language's word data state."""
        return cls(words.get("letters", {}), words.get("prefixes", ""), words.get("spaced", True))

    def pattern(self, words: str) -> str:
        """Return a pattern of the words in all their spellings.

        Raises `ValueError` if one of the letters stands in brackets, where no other pattern can.
        """
        bracketed = "".join(_BRACKETED.findall(words))
        if wrong := [it for it in self.letters if it in bracketed]:
            raise ValueError(f"{wrong[0]} is a letter of several spellings, and stands in brackets: {words!r}")
        for letter, its in self.letters.items():
            words = words.replace(letter, its)
        return words

    def any(self, words: Iterable[str]) -> str:
        """Return a pattern of any of the words, the longest first."""
        return self.pattern("|".join(sorted(map(_escaped, words), key=lambda it: (-len(it), it))))

    @property
    def beginning(self) -> str:
        """A pattern of where words of a pattern may begin."""
        if not self.spaced:
            return ""
        free = r"(?<![\w-])"
        return rf"(?:{free}|(?<={free}[{self.prefixes}]))" if self.prefixes else free

    @property
    def end(self) -> str:
        """A pattern of where they may end."""
        return r"(?![\w-]|['’]\w)" if self.spaced else ""

    def word(self, pattern: str) -> str:
        """Return a pattern for whole words only."""
        return rf"\b(?:{pattern})\b" if self.spaced else f"(?:{pattern})"


def _escaped(word: str) -> str:
    return re.escape(word).replace("\\ ", " ")


def names(lists: Iterable[str | Iterable[str]]) -> dict[str, int]:
    """Return the places of names in a list of them, from 0; in place of a name may stand a list of its forms."""
    forms = enumerate((it,) if isinstance(it, str) else it for it in lists)
    return {name: number for number, its in forms for name in its}
