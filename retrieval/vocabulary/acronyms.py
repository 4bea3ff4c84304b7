"""Acronyms that a text explains, as in "World Health Organization (WHO)"."""

import re
from collections.abc import Iterator, Sequence

from retrieval.analysis import Token, is_stopword, stem, tokens
from retrieval.vocabulary.port import Phrase

_ACRONYM = r"(?P<acronym>(?:[A-Z][.&]?){2,8})s?"
_BEHIND = re.compile(rf"""\((?:the\ |or\ )?["“'‘]?{_ACRONYM}["”'’]?[),;]""")
_BEFORE = re.compile(rf"\b{_ACRONYM}\ \((?:the\ )?(?P<name>[^()]{{3,120}})\)")
_MAY_STAND_BEFORE = re.compile(r"[A-Z][.&]?s? \(")  # what has not even that is found out much sooner


def explained(text: str) -> Iterator[tuple[Phrase, str]]:
    """Yield the terms of each name that the text gives an acronym for, with the acronym's term.

    The acronym stands in brackets behind the name or before it, and its letters begin the name's words, but for
    function words: the stricter half of Schwartz and Hearst (2003), who also take letters from within a word.
    """
    for match in _BEHIND.finditer(text):
        words = list(tokens(text[max(0, match.start() - 200) : match.start()]))
        first = match["acronym"][0].casefold()
        for start in range(len(words) - 1, -1, -1):
            if words[start].word[0].casefold() == first and _spells(words[start:], match["acronym"]):
                yield _phrase(words[start:]), stem(match["acronym"])
                break
    for match in _BEFORE.finditer(text) if _MAY_STAND_BEFORE.search(text) else ():
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
