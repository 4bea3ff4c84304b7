"""Finds the sources of the corpus that a question names, as in "according to Kyodo"."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from retrieval.analysis import is_stopword
from retrieval.models import Span, source_key
from retrieval.query.filter_clues import source_clue
from retrieval.query.patterns import compiled

_WORD = re.compile(r"[^\W_]+")
_WITHIN = re.compile(r"[\s.'’&-]{0,3}")
"""What stands between the words of a name."""
_END = re.compile(r"\s*(?:$|[^\w\s'’&-])")
_LONGEST = 8
"""The most words of a source's name that are compared."""


class SourceNames:
    """The names of a corpus's sources, and their first words."""

    def __init__(self, names: Iterable[str] = (), articles: Iterable[str] = ()) -> None:
        """Take the names of the sources. A name may begin with one of `articles`, such as "the", or not."""
        self.articles = frozenset(articles)
        self._beginnings: dict[tuple[str, ...], str] = {}
        self._names = sorted(set(names))
        for name in self._names:
            found = [*_WORD.finditer(name)][:_LONGEST]
            words = [it[0].casefold() for it in found]
            for end, last in enumerate(found, start=1):
                own = name if end == len(found) else name[: last.end()]
                for start in range(1 + (words[0] in self.articles and end > 1)):
                    if not all(map(is_stopword, words[start:end])):
                        self._beginnings.setdefault(tuple(words[start:end]), own)

    def of(self, words: tuple[str, ...]) -> str | None:
        """Return the source, or the beginning of several, that these words name, case-folded; None if there is none."""
        return self._beginnings.get(words)

    def as_named(self, typed: str) -> str:
        """Return a name as it was typed, with the article that the source has and it lacks."""
        name = self.of(_words(typed))
        return typed if name is None or source_key(typed) == source_key(name) else name

    def like(self, typed: str) -> list[str]:
        """Return the sources that have all words of a name as it was typed, if none begins with these words."""
        words = _words(typed)
        if not words or all(map(is_stopword, words)) or self.of(words) is not None:
            return []
        return [name for name in self._names if set(words) <= set(_words(name))]


def _words(name: str) -> tuple[str, ...]:
    return tuple(it[0].casefold() for it in _WORD.finditer(name))


NO_SOURCES = SourceNames()
"""The names of a corpus whose articles have no sources."""


@dataclass(frozen=True, slots=True)
class NamedSources:
    """The sources that a question names, and the place of all the words about them."""

    names: tuple[str, ...]
    span: Span


class SourcePatterns:
    """The words of a language that stand before and behind the name of a source."""

    def __init__(self, words: Mapping[str, Any]) -> None:
        """Take the language's word data.

        Raises `KeyError` if something is missing, and `ValueError` if a pattern is wrong.
        """
        self.articles = frozenset(words["source_articles"])
        self._before = source_clue(words)
        self._between = compiled(rf"\s*,?\s+(?:{words['between_sources']}) ")
        self._behind = compiled(rf" (?:{words['behind_source']})\b")
        self._goes_on = frozenset(words["source_goes_on"])

    def find(self, text: str, sources: SourceNames) -> list[NamedSources]:
        """Return where the text names sources of the corpus, by all their words or the first."""
        found = []
        for before in self._before.finditer(text):
            names: list[str] = []
            start, end = before.end(), before.end()
            while (named := self._name_at(text, start, sources)) is not None:
                names.append(named[0])
                end = named[1]
                between = self._between.match(text, end)
                if between is None:
                    break
                start = between.end()
            if names:
                found.append(NamedSources(tuple(names), Span(before.start(), end)))
        return found

    def _name_at(self, text: str, start: int, sources: SourceNames) -> tuple[str, int] | None:
        """Return the longest name of a source that stands here, and its end. It must be all that stands here."""
        words: list[re.Match[str]] = []
        end = start
        for word in _WORD.finditer(text, start):
            if len(words) == _LONGEST or not _WITHIN.fullmatch(text, end, word.start()):
                break
            words.append(word)
            end = word.end()
        for count in range(len(words), 0, -1):
            end = words[count - 1].end()
            for skipped in range(1 + (words[0][0].casefold() in self.articles and count > 1)):
                if sources.of(tuple(it[0].casefold() for it in words[skipped:count])) is None:
                    continue
                name = sources.as_named(text[words[skipped].start() : end])
                if behind := self._behind.match(text, end):
                    end = behind.end()
                if self._ends_at(text, end):
                    return name, end
        return None

    def _ends_at(self, text: str, place: int) -> bool:
        """Tell whether a name may end here: before a mark, or before a function word that is part of no name."""
        if _END.match(text, place):
            return True
        following = _WORD.search(text, place)
        return (
            following is not None
            and text[place : following.start()].isspace()
            and is_stopword(following[0])
            and following[0].casefold() not in self._goes_on
        )
