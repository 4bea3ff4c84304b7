"""Acronyms that a text explains, as in "World Health Organization (WHO)"."""

import re
from collections.abc import Iterator, Sequence

from retrieval.analysis import Token, is_stopword, stem, tokens
from retrieval.vocabulary.port import Words

_ACRONYM = r"(?P<acronym>(?:[A-Z][.&]?){2,8})s?"
_ACRONYM_LAST = re.compile(rf"""\((?:the\ |or\ )?["“'‘]?{_ACRONYM}["”'’]?[),;]""")
_ACRONYM_FIRST = re.compile(rf"\b{_ACRONYM}\ \((?:the\ )?(?P<name>[^()]{{3,120}})\)")
_MAY_BE_FIRST = re.compile(r"[A-Z][.&]?s? \(")  # a quick test that rules out most texts


def explained_acronyms(text: str) -> Iterator[tuple[Words, str]]:
    """Yield the terms of each name that the text explains an acronym for, with the acronym's term.

    Either the acronym or the name is in brackets after the other, and the acronym's letters are the initials of the
    name's words, where function words may be skipped: the stricter half of Schwartz and Hearst (2003), who also take
    letters from within a word.
    """
    for match in _ACRONYM_LAST.finditer(text):
        words = list(tokens(text[max(0, match.start() - 200) : match.start()]))
        first = match["acronym"][0].casefold()
        for start in range(len(words) - 1, -1, -1):
            if words[start].word[0].casefold() == first and _spells(words[start:], match["acronym"]):
                yield _phrase(words[start:]), stem(match["acronym"])
                break
    for match in _ACRONYM_FIRST.finditer(text) if _MAY_BE_FIRST.search(text) else ():
        words = list(tokens(match["name"]))
        if _spells(words, match["acronym"]):
            yield _phrase(words), stem(match["acronym"])


def _spells(words: Sequence[Token], acronym: str) -> bool:
    """Tell whether the acronym's letters are the initials of the words, where function words may be skipped."""
    letters = [letter for letter in acronym.casefold() if letter.isalpha()]
    if not words or len(words) < 2 or is_stopword(words[0].word) or is_stopword(words[-1].word):  # noqa: PLR2004
        return False
    places = {0}
    for word in words:
        first, is_optional = word.word[0].casefold(), is_stopword(word.word)
        places = {
            after
            for place in places
            for after in ((place,) if is_optional else ())
            + ((place + 1,) if place < len(letters) and letters[place] == first else ())
        }
    return len(letters) in places


def _phrase(words: Sequence[Token]) -> Words:
    return tuple(word.term for word in words)
