"""Maps words to terms: lower case, no accents, Snowball stems (Porter 2); recognises function words."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from retrieval.analysis.foreign_words import foreign_term
from retrieval.analysis.irregular import BASES
from retrieval.analysis.letters import letters_of
from retrieval.analysis.scripts import LATIN, script_of
from retrieval.analysis.stemmers import stemmed
from retrieval.analysis.tokenizer import WORD
from retrieval.analysis.units import UNSPACED, parts, units
from retrieval.analysis.word_cache import LONGEST_WORD, WordCache

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
    """.split()  # noqa: SIM905  (a list with a line for each would be a page long)
)

# Names that are function words in lower case. "May" is a month or a name more often than it begins a question.
_NAMES = {"US": "u.s.", "WHO": "w.h.o.", "IT": "i.t.", "May": "may."}
_ONE_WORD = dict.fromkeys(("unitedstates", "unitedstatesofamerica"), _NAMES["US"])
# A contraction is a function word if the part before one of these is: "didn't", "they're"; not "Kerry'd".
_CONTRACTED = re.compile(r"(?:n't|'(?:d|ll|m|re|ve))$")


@dataclass(frozen=True, slots=True)
class Token:
    """A word and its offsets: `word == text[start:end]`; `term` is its indexed form."""

    start: int
    end: int
    word: str
    term: str


def tokens(text: str) -> Iterator[Token]:
    """Yield the tokens of the text in order, function words included."""
    for match in WORD.finditer(text):
        word, start = match.group(), match.start()
        if word.isascii() or UNSPACED.search(word) is None:
            yield Token(start, match.end(), word, _TERMS[word])
            continue
        for part, _ in parts(word):
            yield Token(start, start + len(part), part, _TERMS[part])
            start += len(part)


def words_in(text: str) -> list[str]:
    """Return the words of the text in order, as `tokens` has them, but without their terms, which take longer."""
    return units(WORD.findall(text))


def terms_of(words: Iterable[str]) -> list[str]:
    """Return the term of each word."""
    return list(map(_TERMS.__getitem__, words))


def terms_in_any_case(text: str) -> list[frozenset[str]]:
    """Return for each word of the text the terms that it may have however it is written: "us" also that of "US"."""
    return [frozenset(terms_of(_in_any_case(word))) for word in words_in(text)]


def is_stopword_in_any_case(word: str) -> bool:
    """Return whether the word is a function word in some case."""
    return any(map(is_stopword, _in_any_case(word)))


def _in_any_case(word: str) -> tuple[str, ...]:
    return word, word.lower(), word.upper(), word.capitalize()


def is_stopword(word: str) -> bool:
    """Return whether the word is a function word: "us" is one, "US" and "U.S." are not."""
    return _IS_STOPWORD[word]


def stem(word: str) -> str:
    """Return the term of a word: "Pledged" and "pledges" give "pledg", "wrote" "write"; "U.S." and "US" give "u.s."."""
    return _TERMS[word] if len(word) <= LONGEST_WORD else _stem(word)


def _term(word: str) -> str:
    return _stem(word) if len(word) <= LONGEST_WORD else word.casefold()


def content_term(word: str) -> str | None:
    """Return the term of a content word, None for a function word. The result is not cached."""
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
    if normal.isascii() or (script := script_of(normal[0])) is None or script == LATIN:
        return stemmed(BASES.get(normal, normal), "en")
    return foreign_term(normal, script)


_TERMS = WordCache(_term)
_IS_STOPWORD = WordCache(_is_stopword)


def normalise(word: str) -> str:
    """Return the word without case, accents and thousands separators, and acronyms in one spelling."""
    if word.isascii() and word.isalpha():  # most words: only their case changes
        return _NAMES.get(word) or _ONE_WORD.get(lower := word.lower(), lower)
    if not word.isascii():
        word = word.replace("’", "'").replace("‐", "-").replace("‑", "-")
    word = re.sub(r"'[sS]$", "", word)
    if word in _NAMES:
        return _NAMES[word]
    if not word.isascii():
        if (script := script_of(word[0])) is not None and script != LATIN:
            return letters_of(word)
        decomposed = unicodedata.normalize("NFKD", word)
        word = "".join(character for character in decomposed if not unicodedata.combining(character))
    word = word.casefold()
    if word in _NAMES.values():
        return word
    if "." in word and not word[0].isdigit():
        word = word.replace(".", "")  # U.N. is UN
    word = "".join(word.replace("-", "").split())  # "per cent", also across a line end
    if word in _ONE_WORD:
        return _ONE_WORD[word]
    return re.sub(r"(?<=\d),(?=\d{3})", "", word)
