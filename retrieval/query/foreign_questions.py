"""Whether a question is in a language that a corpus lacks: by its script, then by its question and function words."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from retrieval.analysis import is_english
from retrieval.analysis.languages import ENGLISH, Languages
from retrieval.analysis.languages.data import ReadTable, table_of
from retrieval.analysis.languages.detection import OF_LATIN
from retrieval.analysis.scripts import (
    HAN,
    LANGUAGES_OF,
    LATIN,
    UNSPACED,
    main_script,
    script_of,
    script_of_language,
    scripts_in,
)
from retrieval.analysis.tokenizer import MARKS
from retrieval.models import Query, QueryTerm
from retrieval.query.question_words import FUNCTION_WORDS

_WORD = re.compile(rf"[^\W_][\w{MARKS}]*")

_MOST_LETTERS = 500
"""The first letters of a question tell its language, as many as one of Telegram may have."""

_CERTAIN = 3
"""The score from which words tell a language even if each of them may be a word of the corpus."""

_SHORT = 3
"""A word of fewer letters without accents is too often an abbreviation or a piece of a name."""


def is_in_another_language(
    query: Query, unknown: Collection[QueryTerm], languages: Languages, codes: Collection[str]
) -> bool:
    """Tell whether a question is in a language that a corpus lacks, which has languages of these codes.

    It is if no document is in its script and the corpus knows none of its words in that script, or if more of its words
    are question words and function words of a language that the corpus lacks than of those that it has. `unknown` are
    the terms that the corpus does not know.
    """
    text = query.text[:_MOST_LETTERS]
    scripts = scripts_in(text)
    script = main_script(scripts)
    if query.language in codes and scripts[asked := script_of_language(query.language)]:
        script = asked  # the others are those of names
    if script is None:
        return any(map(str.isalpha, text)) and not scripts and all(it in unknown for it in query.terms)
    if script in HAN and scripts["Hira"] + scripts["Kana"] and "ja" not in codes:
        return True
    alike = HAN if script in HAN else {script}
    if not any(script_of_language(it) in alike for it in codes):
        own = [it for it in query.terms if script_of(it.word[0]) in alike]
        if all(it in unknown for it in own):
            return True
    reading = _best(text, script, languages, codes)
    if reading is None:
        return False
    lacked = {word for it in query.terms if it in unknown or it.correction for word in _words(it.word)}
    return reading.score >= _CERTAIN or any(it in lacked and _tells(it) for it in reading.words)


def foreign_question_words(question: str, script: str, languages: Languages, codes: Collection[str]) -> frozenset[str]:
    """Return the words, without case, that ask in a question of another language, but for those that may be others."""
    reading = _best(question[:_MOST_LETTERS], script, languages, codes)
    return frozenset() if reading is None else frozenset(filter(_tells, reading.words))


@dataclass(frozen=True, slots=True)
class _Reading:
    """A question, read in a language: which of its words are that language's, and how much they tell."""

    score: int = 0
    words: frozenset[str] = frozenset()


def _best(text: str, script: str, languages: Languages, own: Collection[str]) -> _Reading | None:
    """Return how a text reads in the other language that most of its words are of; None if as many are of its own."""
    words = _words(text)
    possible = (ENGLISH.code, *OF_LATIN) if script == LATIN else ("zh", "ja") if script in HAN else LANGUAGES_OF[script]
    if script not in UNSPACED:
        possible = _that_may_have(words, possible, languages)
        if all(it in own for it in possible):
            return None
    readings = {code: _read(words, code, script, languages) for code in possible}
    best = max((it for code, it in readings.items() if code not in own), key=lambda it: it.score, default=_Reading())
    return best if best.score > max((readings[it].score for it in possible if it in own), default=0) else None


def _that_may_have(words: Sequence[str], possible: Sequence[str], languages: Languages) -> Sequence[str]:
    """Return the languages that may have one of the words: the others, which are most, need not be read at all."""
    asking = _asking(languages.read, tuple(possible))
    found = {code for word in set(words) for code in asking.get(word, ())}
    return [it for it in possible if it in found or it == ENGLISH.code or _has_function_words(languages.read, it)]


def _read(words: Sequence[str], code: str, script: str, languages: Languages) -> _Reading:
    """Read the words in a language: a word that asks counts twice, if only once."""
    analysis = languages.analysis(code)
    found = {it for it in words if it and analysis.is_function_word(it)}
    if analysis is ENGLISH:
        return _Reading(len(found), frozenset(found))
    if script in UNSPACED:
        line = "".join(words)
        matched = [it for it in _phrases(languages.read, code) if it in line]
    else:
        line = f" {' '.join(words)} "
        beginning = _by_first_word(languages.read, code)
        matched = [it for word in set(words) for it in beginning.get(word, ()) if f" {it} " in line]
    asking = {part for it in matched for part in (it if script in UNSPACED else it.split())}
    return _Reading(len(found | asking) + bool(asking), frozenset(found | asking))


def _words(text: str) -> list[str]:
    """Return the words of a text without case; an empty one for each that is written as a name within it."""
    shows_case = any(map(str.islower, text))
    return [
        "" if shows_case and (it[:1].isupper() if place else it.isupper() and len(it) > 1) else it.casefold()
        for place, it in enumerate(_WORD.findall(text))
    ]


def _tells(word: str) -> bool:
    """Tell whether a word that the corpus lacks tells a language by itself: "warum" does, "kim" does not."""
    return not word.isascii() or (len(word) >= _SHORT and not is_english(word))


@lru_cache(maxsize=256)
def _phrases(read: ReadTable, code: str) -> frozenset[str]:
    """Return the question words and phrases of a language. To make a pattern of them takes many times as long."""

    def listed() -> Iterator[str]:
        for name, words in table_of(read, code, "questions").items():
            if name == FUNCTION_WORDS:
                continue
            yield from (" ".join(_WORD.findall(it.casefold())) for it in str(words).split(","))

    return frozenset(listed()) - {""}


@lru_cache(maxsize=256)
def _by_first_word(read: ReadTable, code: str) -> Mapping[str, Sequence[str]]:
    """Return the phrases by their first words: a question has few of these, and all languages have thousands."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for phrase in _phrases(read, code):
        found[phrase.partition(" ")[0]].append(phrase)
    return found


@lru_cache(maxsize=64)
def _asking(read: ReadTable, codes: tuple[str, ...]) -> Mapping[str, Sequence[str]]:
    """Return which of the languages have a phrase that begins with a word, for each such word."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for code in codes:
        for word in () if code == ENGLISH.code else _by_first_word(read, code):
            found[word].append(code)
    return found


@lru_cache(maxsize=256)
def _has_function_words(read: ReadTable, code: str) -> bool:
    return bool(table_of(read, code, "analysis").get("function_words"))
