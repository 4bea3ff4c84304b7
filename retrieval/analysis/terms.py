"""Words to terms: lower case, no accents, Snowball stems (Porter 2)."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from retrieval.analysis.irregular import BASES
from retrieval.analysis.stemming import stem_of
from retrieval.analysis.tokenizer import WORD, tokenise

STOPWORDS = frozenset(
    """
    a about above after again against all also am an and any are as at be because been before being below
    between both but by can cannot could did do does doing done down during each either else etc ever few for
    from further had has have having he her here hers herself him himself his how i if in into is it its
    itself just let many may me might mine more most much must my myself neither no nor not of off on once
    only onto or other our ours ourselves out over own per please shall she should so some such than that the
    their theirs them themselves then there these they this those through thus to too under until up upon us
    very was we were what whatever when where whether which while who whom whose why will with within without
    would yet you your yours yourself yourselves

    ain't can't shan't won't
    """.split(),  # noqa: SIM905  (a list a line each would be a page long)
)

LONGEST_WORD = 64
"""Letters of the longest word that is stemmed. What is longer (an encoded picture, a key held down) is no word: to stem
it would take long, and to remember its stem would fill the memory."""

T = TypeVar("T")

# Names that in lower case are function words. "May" begins a question less often than it is a month or a name.
_NAMES = {"US": "u.s.", "WHO": "w.h.o.", "IT": "i.t.", "May": "may."}
_ONE_WORD = dict.fromkeys(("unitedstates", "unitedstatesofamerica"), _NAMES["US"])
# With what these leave of it a contraction is a function word or none: "didn't", "they're"; not "Kerry'd".
_CONTRACTED = re.compile(r"(?:n't|'(?:d|ll|m|re|ve))$")


@dataclass(frozen=True, slots=True)
class Token:
    """A word at its place in the text: `word == text[start:end]`; `term` is what is indexed."""

    start: int
    end: int
    word: str
    term: str


def tokens(text: str) -> Iterator[Token]:
    """Yield every word of the text, function words included, in order."""
    for match in WORD.finditer(text):
        word = match.group()
        yield Token(match.start(), match.end(), word, _TERMS[word])


def content_words_and_terms(text: str) -> tuple[list[str], list[str]]:
    """Return the text's content words as they are written, in order, with repetitions, and the term of each."""
    words = tokenise(text)
    terms = list(map(_CONTENT_TERMS.__getitem__, words))
    return [it for it, term in zip(words, terms, strict=True) if term is not None], [
        it for it in terms if it is not None
    ]


def content_terms(text: str) -> list[str]:
    """List the terms of the text's content words, in order, with repetitions."""
    return content_words_and_terms(text)[1]


def terms_of(words: Iterable[str]) -> list[str]:
    """List the words' terms."""
    return list(map(_TERMS.__getitem__, words))


def is_stopword(word: str) -> bool:
    """Tell whether the word is a function word. "us" is one, "US" and "U.S." are not."""
    return _IS_STOPWORD[word]


def stem(word: str) -> str:
    """Return the term of a word: "Pledged" and "pledges" give "pledg", "wrote" "write"; "U.S." and "US" give "u.s."."""
    return _TERMS[word] if len(word) <= LONGEST_WORD else _stem(word)


class WordCache(dict[str, T]):
    """What `of` returns for a word, remembered. What was not asked for of late is forgotten: it does not grow.

    To look a word up costs less than to call a function, be it a remembered one. Words that are too long are
    not remembered.
    """

    def __init__(self, of: Callable[[str], T], most: int = 1 << 18) -> None:
        """Begin with none; there will never be more than `most`."""
        super().__init__()
        self._of = of
        self._half = max(most // 2, 1)
        self._older: dict[str, T] = {}

    def __missing__(self, word: str) -> T:
        """Return and remember what is not known yet."""
        if len(word) > LONGEST_WORD:
            return self._of(word)
        older = self._older
        value = older[word] if word in older else self._of(word)
        if len(self) >= self._half:
            self._older = dict(self)
            self.clear()
        self[word] = value
        return value


def _term(word: str) -> str:
    return _stem(word) if len(word) <= LONGEST_WORD else word.casefold()


def content_term(word: str) -> str | None:
    """Return the term of a content word; None of a function word. It is not remembered."""
    if len(word) > LONGEST_WORD:
        return _term(word)
    normal = normalise(word)
    return None if _is_function_word(normal) else _stem_of_normal(normal)


def _is_stopword(word: str) -> bool:
    return _is_function_word(normalise(word))


def _is_function_word(normal: str) -> bool:
    return normal in STOPWORDS or ("'" in normal and _CONTRACTED.sub("", normal) in STOPWORDS)


def _stem(word: str) -> str:
    return _stem_of_normal(normalise(word))


def _stem_of_normal(normal: str) -> str:
    return stem_of(BASES.get(normal, normal))


_TERMS = WordCache(_term)
_CONTENT_TERMS: WordCache[str | None] = WordCache(content_term)
_IS_STOPWORD = WordCache(_is_stopword)


def normalise(word: str) -> str:
    """Return the word without its case, accents and thousands separators, in one of the spellings of an acronym."""
    if word.isascii() and word.isalpha():  # most words, of which nothing else is to be changed
        return _NAMES.get(word) or _ONE_WORD.get(lower := word.lower(), lower)
    if not word.isascii():
        word = word.replace("’", "'").replace("‐", "-").replace("‑", "-")
    word = re.sub(r"'[sS]$", "", word)
    if word in _NAMES:
        return _NAMES[word]
    if not word.isascii():
        decomposed = unicodedata.normalize("NFKD", word)
        word = "".join(character for character in decomposed if not unicodedata.combining(character))
    word = word.casefold()
    if word in _NAMES.values():
        return word
    if "." in word and not word[0].isdigit():
        word = word.replace(".", "")  # U.N. is UN
    word = "".join(word.replace("-", "").split())  # "per cent", also over the end of a line
    if word in _ONE_WORD:
        return _ONE_WORD[word]
    return re.sub(r"(?<=\d),(?=\d{3})", "", word)
