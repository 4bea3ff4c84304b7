"""Finds the sources of the corpus that a question names, as in "according to Kyodo"."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from retrieval.analysis import is_stopword
from retrieval.models import Span, source_key
from retrieval.query.patterns import Spelling, compiled

_WORD = re.compile(r"[^\W_]+")
_WITHIN = re.compile(r"[\s.'’&-]{0,3}")
"""What stands between the words of a name."""
_END = re.compile(r"\s*(?:$|[^\w\s'’&-])")
_LONGEST = 8
"""The most words of a source's name that are compared."""
_LONGEST_UNSPACED = 40
"""The most characters of one that are compared where words have no blanks between."""


class SourceNames:
    """The names of a corpus's sources, and their first words."""

    def __init__(self, names: Iterable[str] = (), articles: Iterable[str] = (), *, are_whole: bool = False) -> None:
        """Take the names of the sources. A name may begin with one of `articles`, such as "the", or not.

        If they `are_whole`, the first words of a name do not stand for it.
        """
        self.articles = frozenset(articles)
        self._beginnings: dict[tuple[str, ...], str] = {}
        self._names = sorted(set(names))
        for name in self._names:
            found = [*_WORD.finditer(name)][:_LONGEST]
            words = [it[0].casefold() for it in found]
            for end, last in enumerate(found, start=1):
                if are_whole and end < len(found):
                    continue
                own = name if end == len(found) else name[: last.end()]
                for start in range(1 + (words[0] in self.articles and end > 1)):
                    if not all(map(is_stopword, words[start:end])):
                        self._beginnings.setdefault(tuple(words[start:end]), own)

    @property
    def are_none(self) -> bool:
        """Whether no article has a source."""
        return not self._names

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
        spelling = Spelling.of(words)

        def pattern(name: str, form: str = "{}") -> re.Pattern[str] | None:
            return compiled(form.format(spelling.pattern(words[name]))) if name in words else None

        self.articles = frozenset(words.get("source_articles", ()))
        before = [words["joined_before_source"]] if "joined_before_source" in words else []
        before += [f"(?:{words['before_source']}) "] if "before_source" in words else []
        start = r"\b" if spelling.spaced else ""
        self._before = compiled(f"{start}(?:{spelling.pattern('|'.join(before))})")
        blank = r"\s*" if not spelling.spaced else " "
        self._between = pattern("between_sources", r"\s*,?\s+(?:{}) ")
        self._behind = pattern("behind_source", rf"{blank}(?:{{}}){start}")
        self._ends = pattern("source_ends")
        self._endings, self._prefixes = words.get("source_endings", ()), words.get("source_prefixes", ())
        self._goes_on = frozenset(words.get("source_goes_on", ()))
        self._is_spaced = spelling.spaced

    def find(self, text: str, sources: SourceNames) -> list[NamedSources]:
        """Return where the text names sources of the corpus, by all their words or the first."""
        found = []
        for before in self._before.finditer(text):
            names: list[str] = []
            start, end = before.end(), before.end()
            while (named := self._name_at(text, start, sources)) is not None:
                names.append(named[0])
                end = named[1]
                between = None if self._between is None else self._between.match(text, end)
                if between is None:
                    break
                start = between.end()
            if names:
                found.append(NamedSources(tuple(names), Span(before.start(), end)))
        return found

    def _name_at(self, text: str, start: int, sources: SourceNames) -> tuple[str, int] | None:
        """Return the longest name of a source that stands here, and its end. It must be all that stands here."""
        for first, end in self._spans_at(text, start):
            name = self._named(text[first:end], sources)
            if name is None:
                continue
            if self._behind is not None and (behind := self._behind.match(text, end)):
                end = behind.end()  # noqa: PLW2901  (as in "Time magazine")
            if self._ends_at(text, end):
                return name, end
        return None

    def _named(self, typed: str, sources: SourceNames) -> str | None:
        """Return the source that these words name; of one in another form, as in another case, its own name."""
        if sources.of(_words(typed)) is not None:
            return sources.as_named(typed)
        forms = [typed.removesuffix(it) + own for it, own in self._endings if it and typed.casefold().endswith(it)]
        forms += [own + typed.removeprefix(it) for it, own in self._prefixes if typed.startswith(it)]
        return next((name for it in forms if (name := sources.of(_words(it))) is not None), None)

    def _spans_at(self, text: str, start: int) -> Iterator[tuple[int, int]]:
        """Yield where a name may begin and end, the longest first."""
        if not self._is_spaced:
            for end in range(min(len(text), start + _LONGEST_UNSPACED), start, -1):
                if text[start].isalnum() and text[end - 1].isalnum():
                    yield start, end
            return
        words: list[re.Match[str]] = []
        end = start
        for word in _WORD.finditer(text, start):
            if len(words) == _LONGEST or not _WITHIN.fullmatch(text, end, word.start()):
                break
            words.append(word)
            end = word.end()
        for count in range(len(words), 0, -1):
            for skipped in range(1 + (words[0][0].casefold() in self.articles and count > 1)):
                yield words[skipped].start(), words[count - 1].end()

    def _ends_at(self, text: str, place: int) -> bool:
        """Tell whether a name may end here: before a mark, or before a function word that is part of no name."""
        if _END.match(text, place) or (self._ends is not None and self._ends.match(text, place)):
            return True
        following = _WORD.search(text, place)
        return (
            following is not None
            and text[place : following.start()].isspace()
            and is_stopword(following[0])
            and following[0].casefold() not in self._goes_on
        )
