"""Parses a question into a `Query`: its terms with corrections, names, synonyms and acronyms, and its answer type."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import islice

from retrieval.analysis import LONGEST_WORD, Token, is_english, is_stopword, stem, tokens
from retrieval.models import Query, QueryTerm
from retrieval.query.answer_types import kind_of_answer
from retrieval.query.synonyms import Synonyms
from retrieval.segments.corpus_word_counts import CorpusWords
from retrieval.vocabulary.vocabulary import Vocabulary, calendar

# After these verbs "us" is a pronoun; elsewhere in a question in lower case it is the country.
_TAKES_US = frozenset("ask help give inform let remind show teach tell".split())  # noqa: SIM905

MOST_TERMS = 24
"""The most distinct content words of a query: more than real questions have, and few enough to search fast."""

MOST_CORRECTED = 8
"""The most unknown words that are corrected: a question with more of them is in another language."""

MOST_WORDS = 512
"""The most words of a question that are read, with repetitions and function words: more than a Telegram message has."""

_NUMERAL = re.compile(r"\d+(?:[.,]\d+)*(?:s|st|nd|rd|th)?", re.IGNORECASE)
_EMPTY = Vocabulary(CorpusWords(()))

IsForeign = Callable[[str], bool]
"""Tells whether a word that the corpus lacks asks in another language: it is no typo then."""


def parse(text: str, synonyms: Synonyms, vocabulary: Vocabulary = _EMPTY, is_foreign: IsForeign | None = None) -> Query:
    """Parse a question to a corpus with this vocabulary; its terms are distinct.

    A question of function words alone has no terms. Words beyond `MOST_TERMS` distinct ones are left out, and unknown
    words beyond `MOST_CORRECTED` are not corrected.
    """
    read = text.lower() if text.isupper() else text
    words = list(islice(tokens(read), MOST_WORDS))
    # Telephones capitalise the first letter, and a number has no case.
    shows_case = any(word.word.islower() for word in words) and any(
        any(letter.isupper() for letter in (word.word if place else word.word[1:])) for place, word in enumerate(words)
    )
    words = _read_us_as_country(words)
    terms: dict[str, QueryTerm] = {}
    read_terms: set[str] = set()
    corrections: dict[str, str] = {}
    corrected_terms: dict[str, str] = {}
    unknown = 0
    for position, word in enumerate(words):
        if len(read_terms) == MOST_TERMS:
            break
        if word.term in read_terms or _is_function_word(word.word):
            continue
        read_terms.add(word.term)
        as_name = shows_case and _is_written_as_name(word, position)
        term, correction = word.term, None
        if unknown < MOST_CORRECTED and not vocabulary.has(term) and not synonyms.of(term):
            unknown += 1
            correction = _correction(word.word, vocabulary, as_name=as_name)
            if correction is not None and is_foreign is not None and is_foreign(word.word):
                correction = None
            if correction is not None:
                correction = re.sub(r"['’][sS]$", "", correction)
                term = stem(correction)
                corrections[word.term], corrected_terms[word.term] = correction, term
        if term in terms or (correction is not None and _is_function_word(correction)):
            continue
        is_name = as_name or vocabulary.is_name(term, always=shows_case and position > 0)
        terms[term] = QueryTerm(
            word=word.word,
            term=term,
            is_name=is_name and term not in calendar(),
            synonyms=synonyms.of(term),
            correction=correction,
            is_number=bool(_NUMERAL.fullmatch(word.word)),
        )
    sequence = tuple(corrected_terms.get(word.term, word.term) for word in words)
    for term, acronyms in vocabulary.acronyms_of(sequence).items():
        if term in terms:
            both = dict.fromkeys((*terms[term].synonyms, *acronyms))
            terms[term] = replace(terms[term], synonyms=tuple(both))
    return Query(text, tuple(terms.values()), kind_of_answer(_corrected(read, words, corrections)), sequence)


def _corrected(text: str, words: list[Token], corrections: Mapping[str, str]) -> str:
    """Return the question with its corrections, so that "waht" gives the same answer type as "what"."""
    for word in reversed(words):
        if word.term in corrections:
            text = text[: word.start] + corrections[word.term] + text[word.end :]
    return text


def _correction(word: str, vocabulary: Vocabulary, *, as_name: bool) -> str | None:
    """Return the correction of a word that the corpus does not have; None if it does not look mistyped.

    English words, acronyms and overlong words are not corrected. "havent" is corrected to "haven't".
    """
    if len(word) > LONGEST_WORD or (as_name and (word.isupper() or "." in word)):
        return None
    contracted = f"{word[:-1]}'{word[-1]}"
    if _is_function_word(contracted):
        return contracted
    return None if is_english(word) else vocabulary.closest(word, as_name=as_name)


def _is_function_word(word: str) -> bool:
    return len(word) <= LONGEST_WORD and is_stopword(word)


def _read_us_as_country(words: list[Token]) -> list[Token]:
    """Read "us" as the country in a question all in lower case, such as "us 2030 target"."""
    if any(not word.word.islower() and word.word.isalpha() for word in words):
        return words
    before = ["", *(word.word for word in words)]
    return [
        replace(word, word="US", term=stem("US")) if word.word == "us" and previous not in _TAKES_US else word
        for previous, word in zip(before, words, strict=False)
    ]


def _is_written_as_name(word: Token, position: int) -> bool:
    """Tell whether the case of the word marks a name: a capital at the beginning of a question does not."""
    written = word.word
    return written[0].isupper() and (position > 0 or any(letter.isupper() for letter in written[1:]))
