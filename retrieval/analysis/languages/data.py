"""The word data of a language: the table [analysis] of its file, read once the language is met."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Self

from retrieval.analysis.letters import letters_of
from retrieval.analysis.token_types import LISTS
from retrieval.errors import WordDataError

ReadTable = Callable[[str, str], Mapping[str, Any]]
"""Returns the table of a name of a language, given its code and the name; an empty one if the language has none."""


def no_tables(_code: str, _name: str) -> Mapping[str, Any]:
    """Return that a language has no word data."""
    return {}


@cache
def table_of(read: ReadTable, code: str, name: str) -> Mapping[str, Any]:
    """Return what `read` does, read once per process: documents, questions and hashes are by the same word data.

    A file that is changed later counts from the next start. Nobody may change the table.
    """
    return read(code, name)


@contextmanager
def reporting(code: str, name: str) -> Iterator[None]:
    """Turn what a table of another form raises into a `WordDataError`."""
    try:
        yield
    except (AttributeError, LookupError, TypeError, ValueError) as error:
        raise WordDataError(code, name, f"{type(error).__name__}: {error}") from error


@dataclass(frozen=True, slots=True)
class SentenceData:
    """What the rules of sentence boundaries lack in a language.

    No sentence ends after one of the `abbreviations`, in lower case with their full stops, nor after a number with a
    full stop if `has_ordinals`, but before one of the `starters`.
    """

    abbreviations: frozenset[str] = frozenset()
    starters: frozenset[str] = frozenset()
    has_ordinals: bool = False


@dataclass(frozen=True, slots=True)
class WordLists:
    """The words of a language: function words, and the tags of listed words (`retrieval.analysis.token_types`).

    `stemmer` is the code of the language whose stemmer serves, if it is another's. `marks_names` is whether a capital
    within a sentence marks a name, `has_compounds` whether words are written as one.
    """

    function_words: frozenset[str] = frozenset()
    tags: Mapping[str, int] = field(default_factory=dict)
    stemmer: str | None = None
    marks_names: bool = True
    has_compounds: bool = False
    sentences: SentenceData = SentenceData()

    @classmethod
    def of(cls, table: Mapping[str, Any], code: str) -> Self:
        """Take the table [analysis]: each list of words is one text, with commas between them."""
        sentences = table.get("sentences", {})
        listed = table.get("words", {})
        return cls(
            frozenset(letters_of(it, code) for it in _words(table.get("function_words", ""))),
            {word: LISTS[name] for name, words in listed.items() for word in _words(words)},
            table.get("stemmer"),
            bool(table.get("marks_names", True)),
            bool(table.get("compounds", False)),
            SentenceData(
                frozenset(_words(sentences.get("abbreviations", ""))),
                frozenset(_words(sentences.get("starters", ""))),
                bool(sentences.get("ordinals", False)),
            ),
        )


def _words(listed: str) -> list[str]:
    return [word for it in listed.split(",") if (word := " ".join(it.split()))]
