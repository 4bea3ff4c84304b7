"""Answer cues: signs in a sentence of dates, numbers, names, money and the like, found for many sentences at once."""

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.analysis import token_types, tokenise
from retrieval.analysis.sentence_flags import (
    BEFORE_NAME,
    CAPITAL_AFTER_SYMBOL,
    LIST,
    MONEY,
    PERCENT,
    QUOTATION,
)
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
"""The names of the signs: first those of single words, where the first stands for none, then those of sentences."""

_DURATION, _NAME_FIRST, _NAME, _FULL_NAME, _PLACE, _BY_NAME, _MONEY, _PERCENT, _QUOTATION, _LIST = (
    1 << place for place in range(len(token_types.KINDS), len(SIGNS))
)
_PERIOD, _MEASURE = token_types.KINDS.index("<period>"), token_types.KINDS.index("<measure>")
_COUNTS = np.isin(
    token_types.KIND, [token_types.KINDS.index(it) for it in ("<number>", "<spelled number>", "<magnitude>")]
)
_OF_NAMES = np.uint32(_NAME | _FULL_NAME | _PLACE | _BY_NAME)
_OF_MONEY = re.compile(r"\b(?:(?<!per )cents?|dollars?|euros?|pounds? sterling|yen|yuan)\b")
_OF_PERCENT = re.compile(r"\bper ?cent\b", re.IGNORECASE)
_HALF = 32  # bits of a key
_NO_WORD = 256
"""The role before the first word of a sentence: one more than the roles of words."""


@dataclass(frozen=True, slots=True)
class AnswerCues:
    """The words and signs of several sentences.

    Per word, of all sentences concatenated: `numbers` of its term in `terms`, `rows` of its sentence, `positions`
    within it, and `signs` as bits. `firsts` are the words that begin one of `nonempty`, the sentences with any word.
    `distinct` has each pair of a row and a term's number once. Per sentence: `sentence_signs` of it as a whole, such as
    "<money>", `lengths` in content words with repetitions, `begins_with_pronoun`, and `lacks_lower_case`: no word
    begins with a lower-case letter, as in a credit.
    """

    terms: TermTable
    numbers: Numbers
    rows: Numbers
    positions: Numbers
    is_content: Flags
    signs: Signs
    firsts: Numbers
    nonempty: Numbers
    distinct: tuple[Numbers, Numbers]
    sentence_signs: Signs
    lengths: Numbers
    begins_with_pronoun: Flags
    lacks_lower_case: Flags

    @property
    def sentences(self) -> int:
        """The number of sentences."""
        return len(self.lengths)

    @classmethod
    def of(cls, words: SentenceWords, shown: Shown, texts: SentenceTexts) -> "AnswerCues":
        """Return the cues of sentences, given their words, flags (`retrieval.analysis.sentence_flags`) and texts."""
        sentences = len(shown)
        rows = np.arange(sentences).repeat(words.lengths)
        starts = words.lengths.cumsum() - words.lengths
        (nonempty,) = words.lengths.nonzero()
        firsts = starts[nonempty]
        codes = words.roles.astype(np.intp)  # numpy is slower to index by small integers
        is_content = token_types.IS_CONTENT[codes]
        lengths = np.zeros(sentences, np.intp)
        begins_with_pronoun, lacks_lower_case = np.zeros(sentences, np.bool_), np.ones(sentences, np.bool_)
        if len(firsts):
            lengths[nonempty] = np.add.reduceat(is_content, firsts, dtype=np.intp)
            begins_with_pronoun[nonempty] = token_types.IS_PRONOUN[codes[firsts]]
            lacks_lower_case[nonempty] = ~np.logical_or.reduceat(token_types.IS_SMALL[codes], firsts)
        positions = np.arange(len(rows)) - starts.repeat(words.lengths)
        signs = _signs(codes, firsts)
        _clear_attached(signs, rows, positions, shown, texts)
        return cls(
            terms=words.terms,
            numbers=words.numbers,
            rows=rows,
            positions=positions,
            is_content=is_content,
            signs=signs,
            firsts=firsts,
            nonempty=nonempty,
            distinct=_distinct(rows, words.numbers),
            sentence_signs=_sentence_signs(codes, rows, shown, texts),
            lengths=lengths,
            begins_with_pronoun=begins_with_pronoun,
            lacks_lower_case=lacks_lower_case,
        )

    def signs_of(self, which: Flags) -> Signs:
        """Return for each sentence the signs of some of its words, as bits."""
        signs = np.zeros(self.sentences, np.uint32)
        if len(self.firsts):
            signs[self.nonempty] = np.bitwise_or.reduceat(self.signs * which, self.firsts)
        return signs


def _table() -> Signs:
    """Tabulate the signs of a word, by the role of the word before it, or `_NO_WORD`, and its own role."""
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
_SIGNS_OF_FLAGS = np.array(
    [
        sum(
            sign
            for bit, sign in ((LIST, _LIST), (MONEY, _MONEY), (PERCENT, _PERCENT), (QUOTATION, _QUOTATION))
            if shown & bit
        )
        for shown in range(256)
    ],
    np.uint32,
)
"""The signs of a sentence as a whole, by its flags."""


def _signs(of_words: Numbers, firsts: Numbers) -> Signs:
    """Return the signs of words, given which begin a sentence, as if no name were attached to a symbol."""
    before = np.empty(len(of_words), np.intp)
    before[1:] = of_words[:-1]
    before[firsts] = _NO_WORD
    signs: Signs = _TABLE.take(before * _NO_WORD + of_words)
    return signs


def _clear_attached(signs: Signs, rows: Numbers, positions: Numbers, shown: Shown, texts: SentenceTexts) -> None:
    """Clear the signs of names that follow a character other than those of `BEFORE_NAME`."""
    (names,) = np.nonzero((shown & CAPITAL_AFTER_SYMBOL > 0)[rows] & (signs & _OF_NAMES > 0))
    of_names = rows[names]
    for row in dict.fromkeys(of_names.tolist()):
        here = names[of_names == row]
        signs[here[~_may_be_names(texts[row])[positions[here]]]] &= ~_OF_NAMES


def _may_be_names(text: str) -> Flags:
    """Tell for each word whether one of `BEFORE_NAME` precedes it."""
    flags = []
    end = 0
    for word in tokenise(text):
        start = text.find(word, end)  # no letter or digit is between two words
        flags.append(start > 0 and text[start - 1] in BEFORE_NAME)
        end = start + len(word)
    return np.array(flags, np.bool_)


def _sentence_signs(of_words: Numbers, rows: Numbers, shown: Shown, texts: SentenceTexts) -> Signs:
    """Return the signs of each sentence as a whole."""
    signs: Signs = _SIGNS_OF_FLAGS.take(shown)
    for may_be, sign, pattern in (
        (token_types.MAY_BE_MONEY, _MONEY, _OF_MONEY),
        (token_types.MAY_BE_PERCENT, _PERCENT, _OF_PERCENT),
    ):
        for row in set(rows[may_be[of_words]].tolist()):
            if pattern.search(texts[row]):
                signs[row] |= sign
    return signs


def _distinct(rows: Numbers, numbers: Numbers) -> tuple[Numbers, Numbers]:
    """Return the distinct pairs of a row and a number."""
    keys = np.sort(rows << _HALF | numbers)
    is_new = np.ones(len(keys), np.bool_)
    np.not_equal(keys[1:], keys[:-1], out=is_new[1:])
    keys = keys[is_new]
    return keys >> _HALF, keys & (1 << _HALF) - 1
