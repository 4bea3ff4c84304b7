"""What sentences offer to any question: their words in order, and signs of what they tell."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.analysis import content_terms, terms_and_token_types, token_types, tokenise
from retrieval.analysis.sentence_flags import (
    BEFORE_NAME,
    CAPITAL_AFTER_SYMBOL,
    LIST,
    MONEY,
    PERCENT,
    QUOTATION,
    flags_of_texts,
)
from retrieval.segments.listed_terms import ListedTerms
from retrieval.segments.view import SentenceTexts, SentenceWords, TermTable

Flags = NDArray[np.bool_]
Numbers = NDArray[np.intp]
Shown = NDArray[np.uint8]
Signs = NDArray[np.uint32]
"""A bit for each of `SIGNS`."""

SIGNS = (
    *token_types.KINDS,
    *("<duration>", "<name first>", "<name>", "<full name>", "<place>", "<by name>"),
    *("<money>", "<percent>", "<quotation>", "<list>"),
)
"""The signs of single words, of which the first is none, and behind them those of sentences as a whole."""

_DURATION, _NAME_FIRST, _NAME, _FULL_NAME, _PLACE, _BY_NAME, _MONEY, _PERCENT, _QUOTATION, _LIST = (
    1 << place for place in range(len(token_types.KINDS), len(SIGNS))
)
MARKS = _MONEY | _PERCENT | _QUOTATION | _LIST
"""The bits of the signs of sentences as a whole."""

_PERIOD, _MEASURE = token_types.KINDS.index("<period>"), token_types.KINDS.index("<measure>")
_COUNTS = np.isin(
    token_types.KIND, [token_types.KINDS.index(it) for it in ("<number>", "<spelled number>", "<magnitude>")]
)
_OF_NAMES = np.uint32(_NAME | _FULL_NAME | _PLACE | _BY_NAME)
_OF_MONEY = re.compile(r"\b(?:(?<!per )cents?|dollars?|euros?|pounds? sterling|yen|yuan)\b")
_OF_PERCENT = re.compile(r"\bper ?cent\b", re.IGNORECASE)
_HALF = 32  # bits of a key
_NO_WORD = 256
"""What stands before the first word of a sentence, behind the roles of words."""


@dataclass(frozen=True, slots=True)
class Offered:
    """The words of several sentences, one after the other, and their signs.

    Of each word, `numbers` is that of its term in `terms`, `rows` says whose it is, `places` where it stands there,
    `signs` which signs it bears. `firsts` are the words that begin one of `filled`, the sentences that have any;
    `distinct` has every term of each sentence once: whose it is, then its number. Of each sentence, `marks` are the
    signs of it as a whole, such as "<money>"; `lengths` count content words, with repetitions; `is_bare` tells that no
    word begins with a small letter, as in a credit.
    """

    terms: TermTable
    numbers: Numbers
    rows: Numbers
    places: Numbers
    is_content: Flags
    signs: Signs
    firsts: Numbers
    filled: Numbers
    distinct: tuple[Numbers, Numbers]
    marks: Signs
    lengths: Numbers
    begins_with_pronoun: Flags
    is_bare: Flags

    @property
    def sentences(self) -> int:
        """How many sentences there are."""
        return len(self.marks)

    @classmethod
    def of(cls, words: SentenceWords, shown: Shown, texts: SentenceTexts) -> "Offered":
        """Return what sentences offer, given their words, what they show by their characters, and their texts."""
        sentences = len(shown)
        rows = np.arange(sentences).repeat(words.lengths)
        starts = words.lengths.cumsum() - words.lengths
        (filled,) = words.lengths.nonzero()
        firsts = starts[filled]
        codes = words.roles.astype(np.intp)  # small numbers are slower as places
        is_content = token_types.IS_CONTENT[codes]
        lengths = np.zeros(sentences, np.intp)
        begins_with_pronoun, is_bare = np.zeros(sentences, np.bool_), np.ones(sentences, np.bool_)
        if len(firsts):
            lengths[filled] = np.add.reduceat(is_content, firsts, dtype=np.intp)
            begins_with_pronoun[filled] = token_types.IS_PRONOUN[codes[firsts]]
            is_bare[filled] = ~np.logical_or.reduceat(token_types.IS_SMALL[codes], firsts)
        places = np.arange(len(rows)) - starts.repeat(words.lengths)
        signs = _signs(codes, firsts)
        _clear_crowded(signs, rows, places, shown, texts)
        return cls(
            terms=words.terms,
            numbers=words.numbers,
            rows=rows,
            places=places,
            is_content=is_content,
            signs=signs,
            firsts=firsts,
            filled=filled,
            distinct=_distinct(rows, words.numbers),
            marks=_marks(codes, rows, shown, texts),
            lengths=lengths,
            begins_with_pronoun=begins_with_pronoun,
            is_bare=is_bare,
        )

    def signs_of(self, which: Flags) -> Signs:
        """Return the signs that some of these words bear, by sentence."""
        signs = np.zeros(self.sentences, np.uint32)
        if len(self.firsts):
            signs[self.filled] = np.bitwise_or.reduceat(self.signs * which, self.firsts)
        return signs


def offered_by(texts: Sequence[str]) -> Offered:
    """Return what sentences offer that no index has."""
    words = [tokenise(text) for text in texts]
    terms, of_words = terms_and_token_types([word for its in words for word in its])
    numbers = {term: number for number, term in enumerate(dict.fromkeys(terms))}
    return Offered.of(
        SentenceWords(
            terms=ListedTerms(numbers),
            numbers=np.fromiter(map(numbers.__getitem__, terms), np.intp, len(terms)),
            roles=np.frombuffer(of_words, np.uint8),
            lengths=np.array([len(its) for its in words], np.intp),
        ),
        flags_of_texts(texts),
        texts,
    )


@dataclass(frozen=True, slots=True)
class Profile:
    """One sentence's words and signs.

    `sequence` are the terms of all words in order, function words too; `content` are the distinct terms of its content
    words, of which there are `length` with repetitions. `marks` are the signs of the sentence as a whole; `tells` are
    the distinct terms and the marks; `signs` are those of single words, each with the terms that it stands on.
    """

    sequence: tuple[str, ...]
    content: frozenset[str]
    marks: tuple[str, ...]
    tells: frozenset[str]
    signs: tuple[tuple[str, frozenset[str]], ...]
    length: int

    def news(self, asked: frozenset[str]) -> set[str]:
        """Return the terms and signs that the question's content terms do not hold already.

        A sign that stands on terms is news only where one of them is.
        """
        return {*(self.tells - asked), *(sign for sign, terms in self.signs if not terms <= asked)}


def profile(text: str) -> Profile:
    """Return the profile of a sentence."""
    offered = offered_by([text])
    sequence = tuple(offered.terms[it] for it in offered.numbers.tolist())
    signs: defaultdict[str, set[str]] = defaultdict(set)
    for place, of_word in enumerate(offered.signs.tolist()):
        for sign in names_of(of_word):
            signs[sign].add(sequence[place])
    marks = names_of(int(offered.marks[0]))
    return Profile(
        sequence=sequence,
        content=frozenset(sequence[it] for it in offered.is_content.nonzero()[0].tolist()),
        marks=marks,
        tells=frozenset((*sequence, *marks)),
        signs=tuple((sign, frozenset(terms)) for sign, terms in signs.items()),
        length=int(offered.lengths[0]),
    )


def content(text: str) -> frozenset[str]:
    """Return the distinct terms of the text's content words."""
    return frozenset(content_terms(text))


def names_of(signs: int) -> tuple[str, ...]:
    """Return the names of signs."""
    return tuple(name for place, name in enumerate(SIGNS) if signs >> place & 1)


def _table() -> Signs:
    """Return the signs of a word by the role of the word before it, or `_NO_WORD`, and its own."""
    before = np.arange(_NO_WORD)[:, None]
    table = np.zeros((_NO_WORD + 1, _NO_WORD), np.uint32)
    kinds = np.broadcast_to(token_types.KIND, table.shape).copy()
    its = kinds[:_NO_WORD]
    is_counted = _COUNTS[before]
    its[(its == _MEASURE) & ~is_counted] = 0
    kinds[_NO_WORD, token_types.KIND == _MEASURE] = 0
    table |= np.where(kinds > 0, 1 << kinds, 0).astype(np.uint32)
    is_duration = (its == _PERIOD) & (is_counted | token_types.IS_ONE[before])
    table[:_NO_WORD][is_duration] = _DURATION
    behind = (
        _NAME
        | _FULL_NAME * token_types.IS_NAME[before]
        | _PLACE * token_types.LEADS_TO_PLACE[before]
        | _BY_NAME * token_types.LEADS_TO_AUTHOR[before]
    )
    table[:_NO_WORD] |= np.where(token_types.IS_NAME, behind, 0).astype(np.uint32)
    table[_NO_WORD] |= np.where(token_types.IS_NAME, _NAME_FIRST, 0).astype(np.uint32)
    return table.ravel()


_TABLE = _table()
_MARKS_SHOWN = np.array(
    [
        sum(
            mark
            for bit, mark in ((LIST, _LIST), (MONEY, _MONEY), (PERCENT, _PERCENT), (QUOTATION, _QUOTATION))
            if shown & bit
        )
        for shown in range(256)
    ],
    np.uint32,
)
"""The signs of a sentence as a whole by what it shows."""


def _signs(of_words: Numbers, firsts: Numbers) -> Signs:
    """Return the signs of words, given which begin a sentence, as if all names stood free."""
    before = np.empty(len(of_words), np.intp)
    before[1:] = of_words[:-1]
    before[firsts] = _NO_WORD
    signs: Signs = _TABLE.take(before * _NO_WORD + of_words)
    return signs


def _clear_crowded(signs: Signs, rows: Numbers, places: Numbers, shown: Shown, texts: SentenceTexts) -> None:
    """Take the signs of names from those before which none of `BEFORE_NAME` stands."""
    (names,) = np.nonzero((shown & CAPITAL_AFTER_SYMBOL > 0)[rows] & (signs & _OF_NAMES > 0))
    of_names = rows[names]
    for row in dict.fromkeys(of_names.tolist()):
        here = names[of_names == row]
        signs[here[~_places_free(texts[row])[places[here]]]] &= ~_OF_NAMES


def _places_free(text: str) -> Flags:
    """Tell of each word whether such a character stands before it."""
    free = []
    end = 0
    for word in tokenise(text):
        start = text.find(word, end)  # between two words stands no letter or digit
        free.append(start > 0 and text[start - 1] in BEFORE_NAME)
        end = start + len(word)
    return np.array(free, np.bool_)


def _marks(of_words: Numbers, rows: Numbers, shown: Shown, texts: SentenceTexts) -> Signs:
    """Return the signs of each sentence as a whole."""
    marks: Signs = _MARKS_SHOWN.take(shown)
    for may_be, mark, pattern in (
        (token_types.MAY_BE_MONEY, _MONEY, _OF_MONEY),
        (token_types.MAY_BE_PERCENT, _PERCENT, _OF_PERCENT),
    ):
        for row in set(rows[may_be[of_words]].tolist()):
            if pattern.search(texts[row]):
                marks[row] |= mark
    return marks


def _distinct(rows: Numbers, numbers: Numbers) -> tuple[Numbers, Numbers]:
    """Return each pair of a row and a number once."""
    keys = np.sort(rows << _HALF | numbers)
    is_new = np.ones(len(keys), np.bool_)
    np.not_equal(keys[1:], keys[:-1], out=is_new[1:])
    keys = keys[is_new]
    return keys >> _HALF, keys & (1 << _HALF) - 1
