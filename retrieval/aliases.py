"""Acronyms that the corpus explains: after "World Health Organization (WHO)", the one may stand for the other."""

import re
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from retrieval.analysis import Token, is_stopword, stem, tokens

Phrase = tuple[str, ...]
_NONE: Mapping[Phrase, tuple[str, ...]] = MappingProxyType({})

_ACRONYM = r"(?P<acronym>(?:[A-Z][.&]?){2,8})s?"
_BEHIND = re.compile(rf"""\((?:the\ |or\ )?["“'‘]?{_ACRONYM}["”'’]?[),;]""")
_BEFORE = re.compile(rf"\b{_ACRONYM}\ \((?:the\ )?(?P<name>[^()]{{3,120}})\)")


class Aliases:
    """Which acronyms may stand for a row of words, read-only."""

    def __init__(self, acronyms: Mapping[Phrase, tuple[str, ...]] = _NONE) -> None:
        """Take the terms of the acronyms for each row of terms, function words among them."""
        self._acronyms = acronyms
        self._longest = max(map(len, acronyms), default=0)

    def __len__(self) -> int:
        """Return how many names have an acronym."""
        return len(self._acronyms)

    def of(self, sequence: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """Return the acronyms that may stand for terms of a question, by the term, given all its terms in order."""
        found: dict[str, tuple[str, ...]] = {}
        for start in range(len(sequence)):
            for length in range(2, min(self._longest, len(sequence) - start) + 1):
                phrase = tuple(sequence[start : start + length])
                for term in phrase if phrase in self._acronyms else ():
                    found[term] = tuple(dict.fromkeys((*found.get(term, ()), *self._acronyms[phrase])))
        return found


class AliasesBuilder:
    """Finds acronyms in sentences as they pass."""

    def __init__(self) -> None:
        """Begin with none."""
        self._acronyms: dict[Phrase, dict[str, None]] = {}

    def add(self, text: str) -> None:
        """Look for acronyms that a sentence explains."""
        if "(" in text:
            for name, acronym in explained(text):
                self._acronyms.setdefault(name, {})[acronym] = None

    def build(self) -> Aliases:
        """Return what was found."""
        return Aliases({name: tuple(acronyms) for name, acronyms in self._acronyms.items()})


def explained(text: str) -> Iterator[tuple[Phrase, str]]:
    """Yield the terms of each name that the text gives an acronym for, with the acronym's term.

    The acronym stands in brackets behind the name or before it, and its letters begin the name's words, but for
    function words: the stricter half of Schwartz and Hearst (2003), who also take letters from within a word.
    """
    for match in _BEHIND.finditer(text):
        words = list(tokens(text[max(0, match.start() - 200) : match.start()]))
        for start in range(len(words) - 1, -1, -1):
            if _spells(words[start:], match["acronym"]):
                yield _phrase(words[start:]), stem(match["acronym"])
                break
    for match in _BEFORE.finditer(text):
        words = list(tokens(match["name"]))
        if _spells(words, match["acronym"]):
            yield _phrase(words), stem(match["acronym"])


def _spells(words: Sequence[Token], acronym: str) -> bool:
    """Tell whether the first letters of the words are the acronym's, where those of function words may be left out."""
    letters = [letter for letter in acronym.casefold() if letter.isalpha()]
    if not words or len(words) < 2 or is_stopword(words[0].word) or is_stopword(words[-1].word):  # noqa: PLR2004
        return False
    places = {0}
    for word in words:
        first, may_be_left_out = word.word[0].casefold(), is_stopword(word.word)
        places = {
            after
            for place in places
            for after in ((place,) if may_be_left_out else ())
            + ((place + 1,) if place < len(letters) and letters[place] == first else ())
        }
    return len(letters) in places


def _phrase(words: Sequence[Token]) -> Phrase:
    return tuple(word.term for word in words)
