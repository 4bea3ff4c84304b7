"""The word data of a language: the table [analysis] of its file, read once the language is met."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from retrieval.analysis.letters import letters_of
from retrieval.analysis.token_types import LISTS

ReadTable = Callable[[str, str], Mapping[str, Any]]
"""Returns the table of a name of a language, given its code and the name; an empty one if the language has none."""


def no_tables(_code: str, _name: str) -> Mapping[str, Any]:
    """Return that a language has no word data."""
    return {}


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
