"""What sentences offer to any question: their words in order, and signs of what they tell."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.analysis import content_terms, roles, terms_and_roles, words_of
from retrieval.indexes.base import SentenceWords

Flags = NDArray[np.bool_]
Numbers = NDArray[np.intp]

SIGNS = (*roles.KINDS, "<duration>", "<name first>", "<name>", "<full name>", "<place>", "<by name>")
"""The signs of single words; the first is none."""

_DURATION, _NAME_FIRST, _NAME, _FULL_NAME, _PLACE, _BY_NAME = range(len(roles.KINDS), len(SIGNS))
_PERIOD, _MEASURE = roles.KINDS.index("<period>"), roles.KINDS.index("<measure>")
_COUNTS = np.isin(roles.KIND, [roles.KINDS.index(it) for it in ("<number>", "<spelled number>", "<magnitude>")])
_MONEY = re.compile(r"\b(?:(?<!per )cents?|dollars?|euros?|pounds? sterling|yen|yuan)\b")
_PERCENT = re.compile(r"\bper ?cent\b", re.IGNORECASE)
_BEFORE_NAME = " (“\"'-–—/["
"""Before a capital, these tell that it does not only begin a sentence."""
_CP1252 = bytes(range(256)).decode("cp1252", "replace")
_TO_BEFORE = "".join(
    "A" if it.isupper() else "a" if it.isalnum() else " " if it in _BEFORE_NAME else "!" for it in _CP1252
).encode()

BEGINNING = 4
"""How many letters words of one family share at least."""


@dataclass(frozen=True, slots=True)
class Offered:
    """The words of several sentences, one after the other, and their signs.

    Of each word, `numbers` is the place of its term in `terms`, `rows` says whose it is, `places` where it stands
    there. `sign_words` are the words on which a sign stands, and `sign_codes` which of `SIGNS` it is. Of each sentence,
    `marks` are the signs of it as a whole, such as "<money>"; `lengths` count content words, with repetitions;
    `is_bare` tells that no word begins with a small letter, as in a credit.
    """

    terms: Sequence[str]
    numbers: Numbers
    rows: Numbers
    places: Numbers
    is_content: Flags
    sign_words: Numbers
    sign_codes: Numbers
    marks: Sequence[tuple[str, ...]]
    lengths: Numbers
    begins_with_pronoun: Flags
    is_bare: Flags

    @property
    def sentences(self) -> int:
        """How many sentences there are."""
        return len(self.marks)

    @classmethod
    def of(cls, words: SentenceWords, texts: Sequence[str]) -> "Offered":
        """Return what sentences offer, given their words and texts."""
        sentences = len(texts)
        rows = np.repeat(np.arange(sentences), words.lengths)
        starts = np.cumsum(words.lengths) - words.lengths
        places = np.arange(len(rows)) - starts[rows]
        is_content = roles.IS_CONTENT[words.roles]
        begins_with_pronoun = np.zeros(sentences, np.bool_)
        (filled,) = np.nonzero(words.lengths)
        begins_with_pronoun[filled] = roles.IS_PRONOUN[words.roles[starts[filled]]]
        sign_words, sign_codes = _signs(words.roles, rows, places, texts)
        return cls(
            terms=words.terms,
            numbers=words.numbers,
            rows=rows,
            places=places,
            is_content=is_content,
            sign_words=sign_words,
            sign_codes=sign_codes,
            marks=_all_marks(words.roles, rows, texts),
            lengths=np.bincount(rows[is_content], minlength=sentences),
            begins_with_pronoun=begins_with_pronoun,
            is_bare=np.bincount(rows[roles.IS_SMALL[words.roles]], minlength=sentences) == 0,
        )


def offered_by(texts: Sequence[str]) -> Offered:
    """Return what sentences offer that no index has."""
    words = [words_of(text) for text in texts]
    terms, of_words = terms_and_roles([word for its in words for word in its])
    numbers = {term: number for number, term in enumerate(dict.fromkeys(terms))}
    return Offered.of(
        SentenceWords(
            terms=list(numbers),
            numbers=np.fromiter(map(numbers.__getitem__, terms), np.intp, len(terms)),
            roles=np.frombuffer(of_words, np.uint8),
            lengths=np.array([len(its) for its in words], np.intp),
        ),
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
    for place, code in zip(offered.sign_words.tolist(), offered.sign_codes.tolist(), strict=True):
        signs[SIGNS[code]].add(sequence[place])
    [marks] = offered.marks
    return Profile(
        sequence=sequence,
        content=frozenset(sequence[it] for it in np.flatnonzero(offered.is_content).tolist()),
        marks=marks,
        tells=frozenset((*sequence, *marks)),
        signs=tuple((sign, frozenset(terms)) for sign, terms in signs.items()),
        length=int(offered.lengths[0]),
    )


def content(text: str) -> frozenset[str]:
    """Return the distinct terms of the text's content words."""
    return frozenset(content_terms(text))


def _signs(
    of_words: NDArray[np.uint8], rows: Numbers, places: Numbers, texts: Sequence[str]
) -> tuple[Numbers, Numbers]:
    """Return the words on which a sign stands, and which; a word may bear several."""
    is_first = places == 0
    before = np.zeros_like(of_words)  # a word of code 0 tells nothing
    before[1:] = of_words[:-1]
    before[is_first] = 0
    kind = roles.KIND[of_words]
    (of_kind,) = np.nonzero(kind)
    behind = before[of_kind]
    its = kind[of_kind]
    is_counted = _COUNTS[behind]
    its[(its == _PERIOD) & (is_counted | roles.IS_ONE[behind])] = _DURATION
    its[(its == _MEASURE) & ~is_counted] = 0
    of_kind, its = of_kind[its > 0], its[its > 0]

    (names,) = np.nonzero(roles.IS_NAME[of_words])
    first, names = names[is_first[names]], names[~is_first[names]]
    names = names[_stand_free(names, rows, places, texts)]
    behind = before[names]
    full, to_place, by = (
        names[table[behind]] for table in (roles.IS_NAME, roles.LEADS_TO_PLACE, roles.LEADS_TO_AUTHOR)
    )
    several = (first, _NAME_FIRST), (names, _NAME), (full, _FULL_NAME), (to_place, _PLACE), (by, _BY_NAME)
    return (
        np.concatenate((of_kind, *(words for words, _ in several))),
        np.concatenate((its, *(np.full(len(words), code) for words, code in several))),
    )


def _stand_free(names: Numbers, rows: Numbers, places: Numbers, texts: Sequence[str]) -> Flags:
    """Tell of each name, none of which begins its text, whether the character before it is one of `_BEFORE_NAME`."""
    is_free = np.ones(len(names), np.bool_)
    of_names = rows[names]
    for row in set(of_names.tolist()):
        if not _are_free(texts[row]):
            (here,) = np.nonzero(of_names == row)
            is_free[here] = _places_free(texts[row])[places[names[here]]]
    return is_free


def _are_free(text: str) -> bool:
    """Tell whether such a character stands before every capital that stands behind no letter or digit, at a glance."""
    try:
        # The first is many times as fast.
        data = text.encode() if text.isascii() else text.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return b"!A" not in data.translate(_TO_BEFORE)


def _places_free(text: str) -> Flags:
    """Tell of each word whether such a character stands before it."""
    free = []
    end = 0
    for word in words_of(text):
        start = text.find(word, end)  # between two words stands no letter or digit
        free.append(start > 0 and text[start - 1] in _BEFORE_NAME)
        end = start + len(word)
    return np.array(free, np.bool_)


def _all_marks(of_words: NDArray[np.uint8], rows: Numbers, texts: Sequence[str]) -> list[tuple[str, ...]]:
    """Return the signs of each sentence as a whole."""
    of_money = set(rows[roles.MAY_BE_MONEY[of_words]].tolist())
    of_percent = set(rows[roles.MAY_BE_PERCENT[of_words]].tolist())
    return [_marks(text, row in of_money, row in of_percent) for row, text in enumerate(texts)]


def _marks(text: str, may_be_money: bool, may_be_percent: bool) -> tuple[str, ...]:  # noqa: FBT001  (twice a sentence)
    """Return the signs of a sentence as a whole, given whether it has a word that may be one."""
    marks = []
    is_ascii = text.isascii()
    has_symbol = "$" in text or (not is_ascii and ("€" in text or "£" in text or "¥" in text))
    if has_symbol or (may_be_money and _MONEY.search(text)):
        marks.append("<money>")
    if "%" in text or (may_be_percent and _PERCENT.search(text)):
        marks.append("<percent>")
    if '"' in text or "``" in text or (not is_ascii and ("“" in text or "«" in text)):
        marks.append("<quotation>")
    if "," in text and _is_list(text):
        marks.append("<list>")
    return tuple(marks)


def _is_list(text: str) -> bool:
    """Tell whether "and" or "or" stands somewhere behind a comma of its line that is not the text's first."""
    commas = 0
    for line in text.split("\n"):
        last = max(line.rfind(" and "), line.rfind(" or "))
        before = line.count(",", 0, last) if last > 0 else 0
        if before and commas + before > 1:
            return True
        commas += line.count(",")
    return False
