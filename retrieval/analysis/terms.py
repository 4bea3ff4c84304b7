"""Words to terms: lower case, no accents, Snowball stems (Porter 2, by NLTK)."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from retrieval.analysis.irregular import BASES
from retrieval.analysis.nltk_parts import SnowballStemmer

# A word is one of: an acronym with full stops; a number with its separators; "per cent"; "United States"; letters
# and digits, with apostrophes inside and, after a prefix that is often written apart, one hyphen.
_WORD = re.compile(
    r"""
      (?: [^\W\d_]\. ){2,} (?: ['’]s (?![^\W_]) )?                # U.S.  a.m.  U.S.'s
    | \d+ (?: [.,] \d+ )+ (?![^\W_])                              # 2.5  1,000
    | per \s{1,2} cent (?![^\W_])                                 # one word elsewhere
    | united \s{1,2} states (?: \s{1,2} of \s{1,2} america )? (?: ['’]s )? (?![^\W_])   # the US
    | (?: (?: co | re | pre | non | anti | de | e ) [-‐‑] (?=[^\W\d_]{3}) )?
      LETTERS (?: ['’] LETTERS )*
    """.replace("LETTERS", r"(?:[^\W_][\u0300-\u036f]*)+"),  # with the accents that stand apart
    re.VERBOSE | re.IGNORECASE,
)

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

# Names that in lower case are function words. "May" begins a question less often than it is a month or a name.
_NAMES = {"US": "u.s.", "WHO": "w.h.o.", "IT": "i.t.", "May": "may."}
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
    for match in _WORD.finditer(text):
        word = match.group()
        yield Token(match.start(), match.end(), word, _term(word))


def content_terms(text: str) -> list[str]:
    """List the terms of the text's content words, in order, with repetitions."""
    return terms_of(content_words(text))


def content_words(text: str) -> list[str]:
    """List the text's content words as they are written, in order, with repetitions."""
    return [word for word in _WORD.findall(text) if len(word) > LONGEST_WORD or not is_stopword(word)]


def terms_of(words: Iterable[str]) -> list[str]:
    """List the words' terms."""
    return [_term(word) for word in words]


def _term(word: str) -> str:
    return stem(word) if len(word) <= LONGEST_WORD else word.casefold()


@lru_cache(maxsize=1 << 16)
def is_stopword(word: str) -> bool:
    """Tell whether the word is a function word. "us" is one, "US" and "U.S." are not."""
    normal = normalise(word)
    return normal in STOPWORDS or _CONTRACTED.sub("", normal) in STOPWORDS


@lru_cache(maxsize=1 << 17)
def stem(word: str) -> str:
    """Return the term of a word: "Pledged" and "pledges" give "pledg", "wrote" "write"; "U.S." and "US" give "u.s."."""
    normal = normalise(word)
    return str(_stemmer().stem(BASES.get(normal, normal)))


@lru_cache(maxsize=1)
def _stemmer() -> SnowballStemmer:
    return SnowballStemmer("english")


def normalise(word: str) -> str:
    """Return the word without its case, accents and thousands separators, in one of the spellings of an acronym."""
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
    if word in {"unitedstates", "unitedstatesofamerica"}:
        return _NAMES["US"]
    return re.sub(r"(?<=\d),(?=\d{3})", "", word)
