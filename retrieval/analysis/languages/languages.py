"""Which analysis a language has, and which language a document is in."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from retrieval.analysis.languages.data import ReadTable, WordLists, no_tables, reporting, table_of
from retrieval.analysis.languages.detection import detected, own_code
from retrieval.analysis.languages.english import ENGLISH
from retrieval.analysis.languages.general import General
from retrieval.analysis.languages.port import Analysis
from retrieval.analysis.terms import terms_in_any_case
from retrieval.models import Document


@dataclass(frozen=True, slots=True)
class Languages:
    """The languages, with the function that reads their word data. Pickled, it is that function alone.

    `corpus_language` is the code of the language of all documents that do not state theirs; if it is None, each is
    detected.
    """

    read: ReadTable = no_tables
    corpus_language: str | None = None

    def analysis(self, code: str) -> Analysis:
        """Return the analysis of a language by its code. Raises what `read` raises, or `WordDataError`."""
        return _analysis(self.read, code)

    def of(self, document: Document) -> str:
        """Return the code of a document's language: its own, else the corpus's, else what is detected."""
        return own_code(document.language) or self.corpus_language or detected(document.text, document.body)

    def word_hashes(self, codes: Iterable[str]) -> dict[str, str]:
        """Return, by code, a hash of the word data by which documents of each language but English are analysed."""
        return {code: _hash(table_of(self.read, code, "analysis")) for code in sorted(codes) if code != ENGLISH.code}


UNLISTED = Languages()
"""All languages, without word data."""


def words_in(text: str, code: str) -> list[str]:
    """Return the words of a text, for which a language needs no word data."""
    return ENGLISH.words(text) if code == ENGLISH.code else UNLISTED.analysis(code).words(text)


def _hash(table: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(table, sort_keys=True).encode()).hexdigest()[:16]


def words_of_filter(text: str, codes: Sequence[str]) -> list[str]:
    """Return the words of a filter as articles in these languages have them, by the rules of English if it is one."""
    return words_in(text, ENGLISH.code if ENGLISH.code in codes or not codes else codes[0])


def terms_of_filter(text: str, codes: Sequence[str]) -> list[frozenset[str]]:
    """Return for each word of a filter the terms that it may have, however it is written, in one of these languages."""
    others = [UNLISTED.analysis(code) for code in codes if code != ENGLISH.code]
    if not others:
        return terms_in_any_case(text)
    found = []
    for word in words_of_filter(text, codes):
        english = terms_in_any_case(word) if ENGLISH.code in codes else ()
        found.append(frozenset().union(*english, (it.term(word) for it in others)))
    return found


@lru_cache(maxsize=256)
def _analysis(read: ReadTable, code: str) -> Analysis:
    if code == ENGLISH.code:
        return ENGLISH
    table = table_of(read, code, "analysis")
    with reporting(code, "analysis"):
        return General(code, WordLists.of(table, code))
