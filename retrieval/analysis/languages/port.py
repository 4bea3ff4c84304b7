"""The port of a language: how its texts become sentences, words and terms."""

from collections.abc import Iterator, Sequence
from enum import Enum
from typing import Protocol

from retrieval.analysis.terms import Token


class LanguageClass(Enum):
    """What the weights of the ranking and of the confidence are trained for: each of these has its own."""

    ENGLISH = "english"
    SPACED = "spaced"
    UNSPACED = "unspaced"


class Analysis(Protocol):
    """The analysis of one language; safe to use from several threads."""

    @property
    def code(self) -> str:
        """The code of the language: ISO 639, in lower case."""
        ...

    @property
    def kind(self) -> LanguageClass:
        """The class that its ranking belongs to."""
        ...

    @property
    def marks_names(self) -> bool:
        """Whether a capital within a sentence marks a name."""
        ...

    @property
    def has_compounds(self) -> bool:
        """Whether several words are often written as one."""
        ...

    def sentence_bounds(self, text: str, start: int = 0) -> list[tuple[int, int, bool]]:
        """Return the spans of sentences as `retrieval.analysis.sentence_bounds` does."""
        ...

    def words(self, text: str) -> list[str]:
        """Return the words of a text as written, in order; of scripts without blanks, their units."""
        ...

    def words_and_pairs(self, text: str) -> list[str]:
        """Return the words, and after each unit but the last of a run its pair, which begins with `PAIR`."""
        ...

    def words_and_pairs_of(self, texts: Sequence[str], separator: str) -> list[str]:
        """Return the words and pairs of each text, with the separator after each text."""
        ...

    def tokens(self, text: str) -> Iterator[Token]:
        """Yield the words with their offsets and terms, in order; pairs are left out."""
        ...

    def term(self, word: str) -> str:
        """Return the term of a word or of a pair."""
        ...

    def is_function_word(self, word: str) -> bool:
        """Tell whether a word is searched for by no question."""
        ...

    def token_type(self, word: str, *, is_content: bool) -> int:
        """Return the type code of a word: see `retrieval.analysis.token_types`."""
        ...
