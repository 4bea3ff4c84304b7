"""The analysis of every language but English, by its word data, Snowball's stemmers and the script of each word."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from retrieval.analysis.foreign_words import foreign_term, term_in
from retrieval.analysis.languages import boundaries
from retrieval.analysis.languages.data import WordLists
from retrieval.analysis.languages.port import LanguageClass
from retrieval.analysis.letters import letters_of
from retrieval.analysis.numbers import without_separators
from retrieval.analysis.scripts import LATIN, UNSPACED, script_of, script_of_language
from retrieval.analysis.terms import Token, stem
from retrieval.analysis.token_types import listed_type
from retrieval.analysis.units import PAIR, parts, units, units_and_pairs
from retrieval.analysis.units import UNSPACED as UNSPACED_CHARACTER
from retrieval.analysis.word_cache import LONGEST_WORD, WordCache

if TYPE_CHECKING:
    import regex


@lru_cache(maxsize=1)
def _word() -> "regex.Pattern[str]":
    import regex  # noqa: PLC0415  (English does not need it)

    return regex.compile(
        r"""
          \d++ (?: [.,٫٬] \d++ )++ (?! [\p{L}\p{M}\p{N}] )                   # 2.5  1,000
        | (?: (?<![\p{L}\p{M}\p{N}]) \p{L} \. ){2,}                          # U.S.  z.B.
        | [\p{L}\p{M}\p{N}]++ (?: [\u200c\u200d]++ [\p{L}\p{M}\p{N}]++ )*+
        """,
        regex.VERBOSE,
    )


# What no plain run of letters and digits is: marks and joiners, numbers with separators, acronyms with full stops.
# Marks are what is not in these ranges of characters, which have none.
_MARK = re.compile(
    "_|[^\x00-\u02ff\u0370-\u0482\u048a-\u0590\u1e00-\u1fff\u2010-\u2029\u2030-\u205f\u2070-\u20cf\u2100-\u2cee"
    "\u2e00-\u3029\u3030-\u3098\u309b-\ua66e\uac00-\ud7ff\uf900-\ufb1d\uff00-\uffef]"
)
_JOINED = re.compile(r"\d[.,٫٬]\d|[^\W\d_]\.[^\W\d_]\.")
_PLAIN_WORD = re.compile(r"\w+")


def _words(text: str) -> list[str]:
    """Return what `_word` finds in a text; where words are plain, by a pattern that takes a fifth of the time."""
    found: list[str] = (_PLAIN_WORD if _is_plain(text) else _word()).findall(text)
    return found


def _is_plain(text: str) -> bool:
    return _MARK.search(text) is None and _JOINED.search(text) is None


@dataclass(frozen=True)
class General:
    """A language other than English."""

    code: str
    lists: WordLists = field(default_factory=WordLists)
    _terms: WordCache[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Begin without cached words."""
        object.__setattr__(self, "_terms", WordCache(self._term))

    @property
    def kind(self) -> LanguageClass:
        """Whether its script has blanks between words."""
        return LanguageClass.UNSPACED if script_of_language(self.code) in UNSPACED else LanguageClass.SPACED

    @property
    def marks_names(self) -> bool:
        """Whether a capital within a sentence marks a name: not in German."""
        return self.lists.marks_names

    @property
    def has_compounds(self) -> bool:
        """Whether several words are often written as one."""
        return self.lists.has_compounds

    def sentence_bounds(self, text: str, start: int = 0) -> list[tuple[int, int, bool]]:
        """Return the spans of sentences."""
        return boundaries.sentence_bounds(text, start, self.code, self.lists.sentences)

    def words(self, text: str) -> list[str]:
        """Return the words of a text."""
        words = _words(text)
        return words if text.isascii() or UNSPACED_CHARACTER.search(text) is None else units(words)

    def words_and_pairs(self, text: str) -> list[str]:
        """Return the words of a text, and pairs of units."""
        words = _words(text)
        return words if text.isascii() or UNSPACED_CHARACTER.search(text) is None else units_and_pairs(words)

    def words_and_pairs_of(self, texts: Sequence[str], separator: str) -> list[str]:
        """Return the words and pairs of each text, with a separator after each."""
        together = "\n".join(texts)
        if _MARK.search(together) is not None or UNSPACED_CHARACTER.search(together) is not None:
            return [word for text in texts for word in (*self.words_and_pairs(text), separator)]
        found: list[str] = []
        for text in texts:
            found += (_PLAIN_WORD if _JOINED.search(text) is None else _word()).findall(text)
            found.append(separator)
        return found

    def tokens(self, text: str) -> Iterator[Token]:
        """Yield the words with their offsets and terms."""
        # As in `words`: the two patterns know letters of different versions of Unicode.
        for match in (_PLAIN_WORD if _is_plain(text) else _word()).finditer(text):
            word, start = match.group(), match.start()
            if UNSPACED_CHARACTER.search(word) is None:
                yield Token(start, match.end(), word, self.term(word))
                continue
            for part, _ in parts(word):
                yield Token(start, start + len(part), part, self.term(part))
                start += len(part)

    def term(self, word: str) -> str:
        """Return the term of a word or of a pair."""
        return self._terms[word]

    def _term(self, word: str) -> str:
        word = word.removeprefix(PAIR)
        if len(word) > LONGEST_WORD:
            return word.casefold()
        if word[0].isdecimal():
            return without_separators(letters_of(word))
        script = script_of(word[0])
        own = script_of_language(self.code)
        if script == LATIN and (own != LATIN or "." in word):
            return stem(word)
        if script is None or script == own or (script in UNSPACED and own in UNSPACED):
            return term_in(word, self.code, script, self.lists.stemmer)
        return foreign_term(word, script)

    def is_function_word(self, word: str) -> bool:
        """Tell whether a word is a function word."""
        return bool(self.lists.function_words) and letters_of(word, self.code) in self.lists.function_words

    def token_type(self, word: str, *, is_content: bool) -> int:
        """Return the type code of a word."""
        return listed_type(word, self.lists.tags, is_content=is_content)
