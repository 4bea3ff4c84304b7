"""A question to a `Query`: its content words, which of them are names, and the synonyms that may stand for them."""

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import islice
from pathlib import Path

from retrieval.analysis import LONGEST_WORD, Token, is_english, is_stopword, stem, tokens
from retrieval.errors import SynonymsError
from retrieval.models import Query, QueryTerm
from retrieval.query.answer_types import kind_of_answer
from retrieval.vocabulary.acronym_lookup import Aliases
from retrieval.vocabulary.names import Vocabulary, calendar

# After these, "us" is a pronoun; elsewhere in a question typed in lower case it is the country.
_TAKES_US = frozenset("ask help give inform let remind show teach tell".split())  # noqa: SIM905

MOST_TERMS = 24
"""Distinct content words that are read: more than any question has, and as many as are searched in good time."""

MOST_CORRECTED = 8
"""Unknown words that are looked for among the corpus's: who mistypes more has asked in another language."""

_MOST_WORDS = 512
"""Words that are looked at, repeated and function words among them: several times a message of Telegram's has fewer."""

_NUMERAL = re.compile(r"\d+(?:[.,]\d+)*(?:s|st|nd|rd|th)?", re.IGNORECASE)
_EMPTY = Vocabulary()
_NO_ALIASES = Aliases()


class Synonyms:
    """Which terms may stand for a term. Groups are not followed from one to the next: a ~ b ~ c is not a ~ c."""

    def __init__(self, groups: Iterable[Iterable[str]] = ()) -> None:
        """Take groups of words that may stand for each other; a word may be in several."""
        related: defaultdict[str, dict[str, None]] = defaultdict(dict)
        for group in groups:
            terms = [stem(word) for word in group]
            for term in terms:
                related[term].update(dict.fromkeys(other for other in terms if other != term))
        self._related: Mapping[str, tuple[str, ...]] = {term: tuple(others) for term, others in related.items()}

    def of(self, term: str) -> tuple[str, ...]:
        """Return the terms that may stand for this one, in the order of the groups."""
        return self._related.get(term, ())

    @classmethod
    def read(cls, path: Path) -> "Synonyms":
        """Read `groups = [["pledge", "promise"], …]` from a TOML file.

        Raises `SynonymsError` where the file cannot be read or is not of that form.
        """
        try:
            groups = tomllib.loads(path.read_text(encoding="utf-8")).get("groups")
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise SynonymsError(path, str(error)) from error
        if not isinstance(groups, list):
            raise SynonymsError(path, 'it must hold a list of groups: groups = [["pledge", "promise"], …]')
        for number, group in enumerate(groups, start=1):
            words = group if isinstance(group, list) else []
            if len(words) < 2 or not all(isinstance(word, str) and _is_one_word(word) for word in words):  # noqa: PLR2004
                raise SynonymsError(path, f"group {number} must be a list of two or more single words: {group!r}")
        return cls(groups)


def parse(
    text: str,
    synonyms: Synonyms,
    vocabulary: Vocabulary = _EMPTY,
    aliases: Aliases = _NO_ALIASES,
) -> Query:
    """Read a question over a corpus with this vocabulary and these acronyms; a word that occurs twice counts once.

    A question of function words alone has no terms. Beyond `MOST_TERMS` distinct words none is read, and beyond
    `MOST_CORRECTED` unknown ones none corrected.
    """
    read = text.lower() if text.isupper() else text
    words = list(islice(tokens(read), _MOST_WORDS))
    # Telephones write the first letter large, and a number has no case.
    shows_case = any(word.word.islower() for word in words) and any(
        any(letter.isupper() for letter in (word.word if place else word.word[1:])) for place, word in enumerate(words)
    )
    words = _read_us_as_country(words)
    terms: dict[str, QueryTerm] = {}
    asked: set[str] = set()
    mended: dict[str, str] = {}
    meant: dict[str, str] = {}
    unknown = 0
    for position, word in enumerate(words):
        if len(asked) == MOST_TERMS:
            break
        if word.term in asked or _is_function_word(word.word):
            continue
        asked.add(word.term)
        as_name = shows_case and _is_written_as_name(word, position)
        term, correction = word.term, None
        if unknown < MOST_CORRECTED and not vocabulary.knows(term) and not synonyms.of(term):
            unknown += 1
            correction = _correction(word.word, vocabulary, as_name=as_name)
            if correction is not None:
                correction = re.sub(r"['’][sS]$", "", correction)
                term = stem(correction)
                mended[word.term], meant[word.term] = correction, term
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
    sequence = tuple(meant.get(word.term, word.term) for word in words)
    for term, acronyms in aliases.of(sequence).items():
        if term in terms:
            both = dict.fromkeys((*terms[term].synonyms, *acronyms))
            terms[term] = replace(terms[term], synonyms=tuple(both))
    return Query(text, tuple(terms.values()), kind_of_answer(_mended(read, words, mended)), sequence)


def _mended(text: str, words: list[Token], corrections: Mapping[str, str]) -> str:
    """Return the question with the mistyped words as they were meant: "waht" asks for what "what" does."""
    for word in reversed(words):
        if word.term in corrections:
            text = text[: word.start] + corrections[word.term] + text[word.end :]
    return text


def _correction(word: str, vocabulary: Vocabulary, *, as_name: bool) -> str | None:
    """Return the word that was meant by one that the corpus does not have, where it looks mistyped.

    An English word is not, nor is an acronym or what is too long to be a word. Of "havent" it is "haven't".
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
    """Read "us 2030 target", typed all in lower case, as a question about the US."""
    if any(not word.word.islower() and word.word.isalpha() for word in words):
        return words
    before = ["", *(word.word for word in words)]
    return [
        replace(word, word="US", term=stem("US")) if word.word == "us" and previous not in _TAKES_US else word
        for previous, word in zip(before, words, strict=False)
    ]


def _is_written_as_name(word: Token, position: int) -> bool:
    """Tell whether case marks the word as a name: the first word of a question is capitalised anyway."""
    written = word.word
    return written[0].isupper() and (position > 0 or any(letter.isupper() for letter in written[1:]))


def _is_one_word(word: str) -> bool:
    return [token.word for token in tokens(word)] == [word]
