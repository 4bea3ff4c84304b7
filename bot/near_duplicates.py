"""Whether two sentences are nearly the same: much alike, and no different number, name, negation or word of meaning."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from retrieval.analysis import is_stopword, stem

THRESHOLD = 80.0
"""The least likeness of two sentences, in percent of their characters (`benchmarks/bot/near_duplicates.py`)."""
_UNLIKE = 55.0
"""The least likeness as written, of a short sentence and the same behind a long dateline."""

_QUOTES = str.maketrans(dict.fromkeys("‘’‛ʼ", "'") | dict.fromkeys("“”„«»", '"') | dict.fromkeys("–—−", "-"))
_TOKEN = re.compile(r"[$£€¥₹]|\d+(?:[.,:/]\d+)*\w*|[^\W\d_]\w*(?:'\w+)*")
_DOTTED = re.compile(r"\b(?:[^\W\d_]\.){2,}")
_DATELINE = re.compile(
    r"^[^\W\d_][^\n(]{0,60}\([^)\n]{2,40}\)\s*--?\s*"  # BEIJING, April 14 (Reuters) -
    r"|^[^\W\d_a-z][^\na-z(]{2,40}(?:,[^\n(-]{2,20})?\s+--?\s+"  # BEIJING, April 14 -
)
_PER_CENT = re.compile(r"%|\bper cent\b", re.IGNORECASE)
_NOT = re.compile(r"n't\b", re.IGNORECASE)
_ENDS_SENTENCE = (".", "!", "?", ":", '"')
_CONTRACTION = re.compile(r"'\w+$")
_FORMS = 1 << 12


@dataclass(frozen=True, slots=True)
class _Form:
    """A sentence, prepared for comparison: `text` in one spelling, and its words.

    `names` are words with a capital that no place in the sentence demands, `first` those where one does.
    """

    text: str
    words: tuple[str, ...]
    names: frozenset[str]
    first: frozenset[str]
    numbers: tuple[str, ...]
    decisive: tuple[str, ...]


class SameSentence:
    """Tells whether two sentences are nearly the same, by the words of a language."""

    def __init__(self, words: Mapping[str, Any] | None = None, threshold: float = THRESHOLD) -> None:
        """Take the table `near_duplicates` of a language; without it, few edits are recognised."""
        words = words or {}
        self._threshold = threshold
        self._numbers: Mapping[str, str] = words.get("numbers", {})
        self._numerals = frozenset(self._numbers.values())
        self._spellings = tuple((re.compile(old), new) for old, new in words.get("spellings", ()))
        self._decisive = frozenset(words.get("decisive", ()))
        self._titles = frozenset(words.get("titles", ()))
        self._openers = frozenset(words.get("openers", ()))
        self._opposites = frozenset(map(frozenset, words.get("opposites", ())))
        groups: Sequence[Iterable[str]] = words.get("exchangeable", ())
        self._exchangeable: dict[str, set[int]] = {}
        for number, group in enumerate(groups):
            for word in group:
                self._exchangeable.setdefault(stem(word), set()).add(number)
        self._form = lru_cache(maxsize=_FORMS)(self._prepared)

    def __call__(self, one: str, other: str) -> bool:
        """Tell whether two sentences are the same, but for edits that leave what is said."""
        if fuzz.ratio(one.lower(), other.lower(), score_cutoff=_UNLIKE) < _UNLIKE:
            return False  # most pairs, told at once
        first, second = self._form(one), self._form(other)
        if first.text == second.text:
            return True
        if fuzz.ratio(first.text, second.text, score_cutoff=self._threshold) < self._threshold:
            return False
        return (
            first.numbers == second.numbers
            and first.decisive == second.decisive
            and self._has_same_names(first, second)
            and self._has_same_meaning(first, second)
        )

    def _prepared(self, text: str) -> _Form:
        text = _DATELINE.sub("", " ".join(text.translate(_QUOTES).split()))
        text = _DOTTED.sub(lambda found: found[0].replace(".", ""), text)
        text = _PER_CENT.sub(" percent", text)
        text = _NOT.sub(" not", re.sub(r"\bcannot\b", "can not", text, flags=re.IGNORECASE))
        words: list[str] = []
        numbers: list[str] = []
        names: set[str] = set()
        first: set[str] = set()
        end = 0
        for found in _TOKEN.finditer(text):
            token = found[0]
            before = text[end : found.start()].strip()
            is_first = not words or before.endswith(_ENDS_SENTENCE)
            end = found.end()
            word = self._word(token)
            words.append(word)
            if not word[:1].isalpha() or word in self._numerals:
                numbers.append(word)
            elif token[:1].isupper() and word not in self._titles and not is_stopword(token):
                (first if is_first else names).add(word)
        return _Form(
            text=" ".join(words),
            words=tuple(words),
            names=frozenset(names),
            first=frozenset(first),
            numbers=tuple(numbers),
            decisive=tuple(it for it in words if it in self._decisive),
        )

    def _word(self, token: str) -> str:
        """Return a token in lower case and one spelling, a numeral in digits."""
        if not token[0].isalpha():
            return token.replace(",", "").casefold()
        word = _CONTRACTION.sub("", token.casefold())
        if (number := self._numbers.get(word)) is not None:
            return number
        if is_stopword(word):
            return word
        for old, new in self._spellings:
            word = old.sub(new, word)
        return word

    def _has_same_names(self, one: _Form, other: _Form) -> bool:
        """Tell whether both have the same names, in order. A capital at the beginning may be a name's or any word's."""
        names = one.names | other.names
        if [it for it in one.words if it in names] != [it for it in other.words if it in names]:
            return False
        extra = (one.first - set(other.words)) | (other.first - set(one.words))
        return all(it in self._openers or self._partners(it, (*one.words[:1], *other.words[:1])) for it in extra)

    def _has_same_meaning(self, one: _Form, other: _Form) -> bool:
        """Tell whether words of one replace only words of the other that may stand for them. Words may be added."""
        stems, others = tuple(map(stem, one.words)), tuple(map(stem, other.words))
        left: list[str] = []
        right: list[str] = []
        for edit in Levenshtein.opcodes(stems, others):
            if edit.tag == "equal":
                if not self._may_replace(left, right):
                    return False
                left, right = [], []
            else:
                left += one.words[edit.src_start : edit.src_end]
                right += other.words[edit.dest_start : edit.dest_end]
        return self._may_replace(left, right)

    def _may_replace(self, left: Sequence[str], right: Sequence[str]) -> bool:
        if any(frozenset((it, that)) in self._opposites for it in left for that in right):
            return False
        shorter, longer = sorted(([it for it in side if not is_stopword(it)] for side in (left, right)), key=len)
        return all(self._partners(it, longer) for it in shorter)

    def _partners(self, word: str, others: Iterable[str]) -> bool:
        """Tell whether another of these words may stand for this word."""
        own, groups = stem(word), self._exchangeable.get(stem(word), set())
        return any(
            it != word and (stem(it) == own or groups & self._exchangeable.get(stem(it), set())) for it in others
        )
