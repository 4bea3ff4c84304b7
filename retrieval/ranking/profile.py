"""What a sentence offers to any question: its words in order, and signs of what it tells."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import compress

from retrieval.analysis import Token, content_terms, is_stopword, tokens
from retrieval.analysis.calendar_words import MONTHS, WEEKDAYS

_SIGN_WORDS = {
    "<spelled number>": """
        two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen
        nineteen twenty thirty forty fifty sixty seventy eighty ninety dozen half third quarter twice once double
        """,
    "<magnitude>": "hundred thousand million billion trillion",
    "<period>": """
        second seconds minute minutes hour hours day days week weeks month months year years decade decades century
        centuries
        """,
    "<measure>": """
        km kilometre kilometres kilometer kilometers mile miles metre metres meter meters ft feet foot inch inches cm mm
        acre acres hectare hectares kg kilogram kilograms gram grams pound pounds ton tons tonne tonnes degree degrees
        celsius fahrenheit litre litres liter liters gallon gallons
        """,
}
_SIGN_OF = {
    **{word: sign for sign, words in _SIGN_WORDS.items() for word in words.split()},
    **dict.fromkeys(MONTHS, "<month>"),
    **dict.fromkeys(WEEKDAYS, "<weekday>"),
}
_COUNTS = frozenset({"<number>", "<spelled number>", "<magnitude>"})
_CALENDAR = frozenset({"<month>", "<weekday>"})
_YEAR = re.compile(r"(?:1\d|20)\d\ds?")
_PLACING = re.compile(r"across|around|at|from|in|near|of|on|through|throughout|to")
_PRONOUN = re.compile(r"he|her|him|his|it|its|she|such|that|their|them|these|they|this|those")
_MARKS = {
    "<money>": re.compile(r"[$€£¥]|\b(?:(?<!per )cents?|dollars?|euros?|pounds? sterling|yen|yuan)\b"),
    "<percent>": re.compile(r"%|\bper ?cent\b", re.IGNORECASE),
    "<quotation>": re.compile(r"[\"“«]|``"),
    "<list>": re.compile(r",[^,]*,.* (?:and|or) "),
}
_BEFORE_NAME = " (“\"'-–—/["
"""Before a capital, these tell that it does not only begin a sentence."""

BEGINNING = 4
"""How many letters words of one family share at least."""


@dataclass(frozen=True, slots=True)
class Profile:
    """A sentence's words and signs.

    `sequence` are the terms of all words in order, function words too, and `is_content` has a byte for each, 1 where
    it is a content word. `content` are the distinct terms of those, `beginnings` their first letters. `marks` are the
    signs of the sentence as a whole, such as "<money>"; `tells` are the distinct terms and the marks; `signs` are
    those of single words, such as "<year>", each with the terms that it stands on. `length` counts content words, with
    repetitions; `is_bare` tells that no word begins with a small letter, as in a credit.
    """

    sequence: tuple[str, ...]
    is_content: bytes
    content: frozenset[str]
    beginnings: frozenset[str]
    marks: tuple[str, ...]
    tells: frozenset[str]
    signs: tuple[tuple[str, frozenset[str]], ...]
    length: int
    begins_with_pronoun: bool
    is_bare: bool

    def news(self, asked: frozenset[str]) -> set[str]:
        """Return the terms and signs that the question's content terms do not hold already.

        A sign that stands on terms is news only where one of them is.
        """
        return {*(self.tells - asked), *self.new_signs(asked)}

    def new_signs(self, asked: frozenset[str]) -> list[str]:
        """Return the signs of single words that are news."""
        return [sign for sign, terms in self.signs if not terms <= asked]


@lru_cache(maxsize=1 << 15)
def content(text: str) -> frozenset[str]:
    """Return the distinct terms of the text's content words."""
    return frozenset(content_terms(text))


@lru_cache(maxsize=1 << 14)
def profile(text: str) -> Profile:
    """Return the profile of a sentence."""
    words = list(tokens(text))
    sequence = tuple([word.term for word in words])
    is_content = bytes([not is_stopword(word.word) for word in words])
    marks = tuple([sign for sign, mark in _MARKS.items() if mark.search(text)])
    distinct = frozenset(compress(sequence, is_content))
    signs: dict[str, set[str]] = {}
    for sign, term in _signs(text, words, is_content):
        signs.setdefault(sign, set()).add(term)
    return Profile(
        sequence=sequence,
        is_content=is_content,
        content=distinct,
        beginnings=frozenset([term[:BEGINNING] for term in distinct if len(term) >= BEGINNING]),
        marks=marks,
        tells=frozenset((*sequence, *marks)),
        signs=tuple((sign, frozenset(terms)) for sign, terms in signs.items()),
        length=sum(is_content),
        is_bare=not any(word.word[0].islower() for word in words),
        begins_with_pronoun=bool(words) and bool(_PRONOUN.fullmatch(words[0].word.lower())),
    )


def _signs(text: str, words: Sequence[Token], is_content: bytes) -> Iterator[tuple[str, str]]:
    """Yield the signs that words give, each with the word's term."""
    before, kind_before, after_name = "", "", False
    for place, word in enumerate(words):
        kind = _kind(word.word)
        if kind == "<period>" and (kind_before in _COUNTS or before == "one"):
            yield "<duration>", word.term
        elif kind and (kind != "<measure>" or kind_before in _COUNTS):
            yield kind, word.term
        is_name = word.word[0].isupper() and kind not in _CALENDAR and bool(is_content[place])
        if is_name and place == 0:
            yield "<name first>", word.term
        elif is_name and text[word.start - 1] in _BEFORE_NAME:
            yield "<name>", word.term
            if after_name:
                yield "<full name>", word.term
            if _PLACING.fullmatch(before):
                yield "<place>", word.term
            elif before == "by":
                yield "<by name>", word.term
        before, kind_before, after_name = word.word.lower(), kind, is_name


@lru_cache(maxsize=1 << 15)
def _kind(word: str) -> str:
    """Return the sign that a word is by itself, else nothing."""
    if _YEAR.fullmatch(word):
        return "<year>"
    if word[0].isdigit():
        return "<number>"
    return _SIGN_OF.get(word) or _SIGN_OF.get(word.lower(), "")
