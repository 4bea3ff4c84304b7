"""Answer cues: marks of dates, numbers, names, money and so on, found in many sentences at once."""

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.analysis import token_types
from retrieval.analysis.sentence_flags import BEFORE_NAME, CAPITAL_AFTER_SYMBOL, LIST, MONEY, PERCENT, QUOTATION
from retrieval.segments.view import SentenceTexts, SentenceWords, TermTable

Flags = NDArray[np.bool_]
Indexes = NDArray[np.intp]
SentenceFlags = NDArray[np.uint8]
CueBits = NDArray[np.uint32]
"""A bit for each of `CUES`."""

CUES = (
    *token_types.KINDS,
    *("<duration>", "<name first>", "<name>", "<full name>", "<place>", "<by name>"),
    *("<money>", "<percent>", "<quotation>", "<list>"),
)
"""The names of the cues: first the kinds of single words, of which index 0 means none, then the others."""

_DURATION, _NAME_FIRST, _NAME, _FULL_NAME, _PLACE, _BY_NAME, _MONEY, _PERCENT, _QUOTATION, _LIST = (
    1 << place for place in range(len(token_types.KINDS), len(CUES))
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
"""Stands for the token type before the first word of a sentence; real types are smaller."""


@dataclass(frozen=True, slots=True)
class AnswerCues:
    """The words and cues of several sentences.

    Arrays per word, all sentences concatenated: the term's number in `terms` (`numbers`), the sentence (`rows`), the
    position in it, whether it is a content word, and its cues as bits. `nonempty` are the sentences that have words,
    `firsts` the index of the first word of each. `distinct` are the distinct pairs of row and number.
    Arrays per sentence: the cues that belong to no single word, such as "<money>", the number of content words with
    repetitions, whether it begins with a pronoun, and whether no word begins with a lower-case letter, as in a credit.
    """

    terms: TermTable
    numbers: Indexes
    rows: Indexes
    positions: Indexes
    is_content: Flags
    word_cues: CueBits
    firsts: Indexes
    nonempty: Indexes
    distinct: tuple[Indexes, Indexes]
    sentence_cues: CueBits
    lengths: Indexes
    begins_with_pronoun: Flags
    lacks_lower_case: Flags

    @property
    def sentences(self) -> int:
        """The number of sentences."""
        return len(self.lengths)

    @classmethod
    def of(cls, words: SentenceWords, flags: SentenceFlags, texts: SentenceTexts) -> "AnswerCues":
        """Return the cues of sentences, given their words, flags (`retrieval.analysis.sentence_flags`) and texts."""
        sentences = len(flags)
        rows = np.arange(sentences).repeat(words.lengths)
        starts = words.lengths.cumsum() - words.lengths
        (nonempty,) = words.lengths.nonzero()
        firsts = starts[nonempty]
        codes = words.token_types.astype(np.intp)  # numpy is slower to index by small integers
        is_content = token_types.IS_CONTENT[codes]
        lengths = np.zeros(sentences, np.intp)
        begins_with_pronoun, lacks_lower_case = np.zeros(sentences, np.bool_), np.ones(sentences, np.bool_)
        if len(firsts):
            lengths[nonempty] = np.add.reduceat(is_content, firsts, dtype=np.intp)
            begins_with_pronoun[nonempty] = token_types.IS_PRONOUN[codes[firsts]]
            lacks_lower_case[nonempty] = ~np.logical_or.reduceat(token_types.IS_LOWER[codes], firsts)
        positions = np.arange(len(rows)) - starts.repeat(words.lengths)
        word_cues = _word_cues(codes, firsts)
        _clear_attached(word_cues, rows, positions, flags, texts)
        return cls(
            terms=words.terms,
            numbers=words.numbers,
            rows=rows,
            positions=positions,
            is_content=is_content,
            word_cues=word_cues,
            firsts=firsts,
            nonempty=nonempty,
            distinct=_distinct(rows, words.numbers),
            sentence_cues=_sentence_cues(codes, rows, flags, texts),
            lengths=lengths,
            begins_with_pronoun=begins_with_pronoun,
            lacks_lower_case=lacks_lower_case,
        )

    def of_words(self, which: Flags) -> CueBits:
        """Return for each sentence the union of the cues of the selected words, as bits."""
        cues = np.zeros(self.sentences, np.uint32)
        if len(self.firsts):
            cues[self.nonempty] = np.bitwise_or.reduceat(self.word_cues * which, self.firsts)
        return cues


def _table() -> CueBits:
    """Tabulate the cues of a word by the token type of the word before it, or `_NO_WORD`, and its own token type."""
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
    name_cues = (
        _NAME
        | _FULL_NAME * token_types.IS_NAME[before]
        | _PLACE * token_types.LEADS_TO_PLACE[before]
        | _BY_NAME * token_types.LEADS_TO_AUTHOR[before]
    )
    table[:_NO_WORD] |= np.where(token_types.IS_NAME, name_cues, 0).astype(np.uint32)
    table[_NO_WORD] |= np.where(token_types.IS_NAME, _NAME_FIRST, 0).astype(np.uint32)
    return table.ravel()


_TABLE = _table()
_CUES_OF_FLAGS = np.array(
    [
        sum(
            cue
            for bit, cue in ((LIST, _LIST), (MONEY, _MONEY), (PERCENT, _PERCENT), (QUOTATION, _QUOTATION))
            if flags & bit
        )
        for flags in range(256)
    ],
    np.uint32,
)
"""The cues that follow from the flags of a sentence, by flags."""


def _word_cues(codes: Indexes, firsts: Indexes) -> CueBits:
    """Return the cues of words by token types; `firsts` begin a sentence. Names after symbols are cleared later."""
    before = np.empty(len(codes), np.intp)
    before[1:] = codes[:-1]
    before[firsts] = _NO_WORD
    cues: CueBits = _TABLE.take(before * _NO_WORD + codes)
    return cues


def _clear_attached(
    cues: CueBits, rows: Indexes, positions: Indexes, flags: SentenceFlags, texts: SentenceTexts
) -> None:
    """Clear the name cues of words that do not follow a character of `BEFORE_NAME`."""
    (names,) = np.nonzero((flags & CAPITAL_AFTER_SYMBOL > 0)[rows] & (cues & _OF_NAMES > 0))
    of_names = rows[names]
    for row in dict.fromkeys(of_names.tolist()):
        here = names[of_names == row]
        cues[here[~_may_be_names(texts, row)[positions[here]]]] &= ~_OF_NAMES


def _may_be_names(texts: SentenceTexts, row: int) -> Flags:
    """Tell for each word of a sentence whether one of `BEFORE_NAME` precedes it."""
    text = texts[row]
    are_names = []
    end = 0
    for word in texts.words(row):
        start = text.find(word, end)  # no letter or digit is between two words
        are_names.append(start > 0 and text[start - 1] in BEFORE_NAME)
        end = start + len(word)
    return np.array(are_names, np.bool_)


def _sentence_cues(codes: Indexes, rows: Indexes, flags: SentenceFlags, texts: SentenceTexts) -> CueBits:
    """Return for each sentence the cues that belong to no single word."""
    cues: CueBits = _CUES_OF_FLAGS.take(flags)
    for may_be, cue, pattern in (
        (token_types.MAY_BE_MONEY, _MONEY, _OF_MONEY),
        (token_types.MAY_BE_PERCENT, _PERCENT, _OF_PERCENT),
    ):
        for row in set(rows[may_be[codes]].tolist()):
            if pattern.search(texts[row]):
                cues[row] |= cue
    for is_unit, cue in ((token_types.IS_MONEY, _MONEY), (token_types.IS_PERCENT, _PERCENT)):
        cues[rows[is_unit[codes]]] |= cue
    return cues


def _distinct(rows: Indexes, numbers: Indexes) -> tuple[Indexes, Indexes]:
    """Return the distinct pairs of a row and a number."""
    keys = np.sort(rows << _HALF | numbers)
    is_new = np.ones(len(keys), np.bool_)
    np.not_equal(keys[1:], keys[:-1], out=is_new[1:])
    keys = keys[is_new]
    return keys >> _HALF, keys & (1 << _HALF) - 1
