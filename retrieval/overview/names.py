"""Finds the names of two or more words in a sentence, by its capitals."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from functools import lru_cache
from typing import NamedTuple

from retrieval.analysis import WordCache, is_stopword, normalise
from retrieval.analysis.calendar_words import MONTHS, WEEKDAYS
from retrieval.overview.words import OverviewWords

_MOST_WORDS = 6
"""A longer run of capitals is a headline or a list, and no name."""

_FEWEST_WORDS = 2
_PLAIN = 3
"""Letters of a word that is surely no initial."""
_KNOWN = 1 << 12
"""Words and runs whose meaning is kept."""
_CALENDAR = frozenset(map(str.lower, MONTHS + WEEKDAYS))
_MONTH_OR_NAME = "may"

# A word that begins with a capital, or with a letter beyond ASCII, whose case is looked at later: a class of all
# capitals would be several times as slow.
_CAPITALISED = r"(?:(?:[^\W\d_a-z]\.)+|ABBREVIATED[^\W\d_a-z](?:[^\W_]|['’&‐‑-](?=[^\W_]))*+)"
_INITIAL = re.compile(r"[^\W\d_]\.")
_POSSESSIVE = re.compile(r"['’][sS]?$")
_FOLLOWING = re.compile(r"\s?[\d#]")
_OPENING = frozenset("“\"«„‘'`:")
"""Behind these a capital tells nothing, as at the beginning of a sentence."""


_NORMAL = WordCache(normalise, 1 << 14)


class Mention(NamedTuple):
    """A name in a sentence: `name` as written, `key` without case and accents.

    It is `inside` if its capital does not come from the beginning of a sentence. It is `whole` if it begins and ends
    with a run of capitals; else it stands within a longer one, and is a name only if it is one elsewhere.
    """

    key: str
    name: str
    is_inside: bool
    is_whole: bool


class Leading(NamedTuple):
    """The name with which a sentence begins: `text` as it stands within a sentence, up to `end`."""

    key: str
    text: str
    end: int
    words: int


class _Kind(Enum):
    """What a word of a run is. `OTHER` is part of no name, such as a weekday."""

    NAME = 0
    ARTICLE = 1
    TITLE = 2
    LINKING = 3
    MAY = 4
    OTHER = 5


@dataclass(slots=True)
class _Stretch:
    """Consecutive words of a run that may be one name."""

    words: list[str] = field(default_factory=list)
    is_inside: bool = True
    is_whole: bool = True


class NameReader:
    """Finds names with the words of a language."""

    def __init__(self, words: OverviewWords) -> None:
        """Take the words."""
        self._titles, self._articles, self._article = words.titles, words.articles, words.article
        self._linking = frozenset(part for it in words.linking for part in it.split())
        links = "|".join(
            re.escape(it).replace(r"\ ", r"\s") for it in sorted(words.linking, key=lambda it: (-len(it), it))
        )
        self._words = WordCache(self._read, _KNOWN)
        self._in_run = lru_cache(_KNOWN)(self._find_in_run)  # names recur
        joint = rf"\s(?:(?:{links})\s)?" if links else r"\s"
        abbreviated = "".join(rf"{re.escape(it)}\.|" for it in sorted(words.abbreviations))
        word = _CAPITALISED.replace("ABBREVIATED", abbreviated)
        self._run = re.compile(rf"(?<![^\W_]){word}(?:{joint}{word})+")
        self._beginning = re.compile(rf"(?=[^\W\d_a-z]){word}(?:{joint}{word})*+")

    def mentions(self, sentence: str) -> Iterator[Mention]:
        """Yield the names of two or more words in a sentence, and the names that may stand within them."""
        for run in self._run.finditer(sentence):
            before = sentence[: run.start()].rstrip()
            begins = before[-1:] in _OPENING or not any(map(str.isalnum, before))
            is_last, is_followed = run.end() == len(sentence), _FOLLOWING.match(sentence, run.end()) is not None
            yield from self._in_run(run[0], begins, is_last, is_followed)

    def _find_in_run(self, run: str, begins: bool, is_last: bool, is_followed: bool) -> tuple[Mention, ...]:  # noqa: FBT001  (keyword arguments are slow to look up)
        """Return the names in a run of capitalised words: whether it begins or ends a sentence, or a number follows."""
        words = run.split()
        if len(words) == _FEWEST_WORDS and (mention := self._plain(words, begins, is_followed)) is not None:
            return (mention,)
        if is_last and _INITIAL.fullmatch(words[-1]):  # "World War I."
            words[-1] = words[-1].rstrip(".")
        stretches = list(self._stretches(words, begins=begins))
        if is_followed:  # "Billboard Hot 100"
            stretches[-1].is_whole = False
        return tuple(mention for stretch in stretches for mention in self._names(stretch))

    def _plain(self, words: list[str], begins: bool, is_followed: bool) -> Mention | None:  # noqa: FBT001
        """Return the name that most runs are, many times as fast: of two words that are nothing but names."""
        (first, kind), (last, other) = self._words[words[0]], self._words[words[1]]
        if kind is not _Kind.NAME or other is not _Kind.NAME or [first, last] != words:
            return None
        if len(last) < _PLAIN or len(first) < _PLAIN or (begins and is_stopword(first)):
            return None
        return _mention(words, is_inside=not begins, is_whole=not is_followed)

    def leading(self, sentence: str) -> Leading | None:
        """Return the name of one or more words with which a sentence begins, perhaps behind an article or titles."""
        run = self._beginning.match(sentence)
        if run is None or _POSSESSIVE.search(run[0]):
            return None
        words = run[0].split()
        stretches = [it for it in self._stretches(words, begins=False) if it.words]
        if len(stretches) != 1:
            return None
        its = stretches[0].words
        before = words[: len(words) - len(its)]
        has_article = [it.lower() for it in before] == [self._article]
        if words[len(before) :] != its or not (has_article or all(self._words[it][1] is _Kind.TITLE for it in before)):
            return None
        if is_stopword(its[0]) or (len(its) == 1 and before and not has_article):  # "President Lee" is half a name
            return None
        text = " ".join((self._article, *its) if has_article else words)
        return Leading(key_of(" ".join(its)), text, run.end(), len(its))

    def _read(self, written: str) -> tuple[str, _Kind]:
        """Return a word without a possessive, and its kind."""
        word = _POSSESSIVE.sub("", written)
        lower = word.lower()
        if lower.rstrip(".") in self._titles:
            return word, _Kind.TITLE
        if not word[:1].isupper():
            return word, _Kind.LINKING if word in self._linking else _Kind.OTHER
        if lower == _MONTH_OR_NAME:
            return word, _Kind.MAY
        if lower in _CALENDAR:
            return word, _Kind.OTHER
        return word, _Kind.ARTICLE if lower in self._articles else _Kind.NAME

    def _stretches(self, words: list[str], *, begins: bool) -> Iterator[_Stretch]:
        """Divide a run of capitalised words at titles, possessives, weekdays and months."""
        stretch = _Stretch(is_inside=not begins)
        for place, written in enumerate(words):
            word, kind = self._words[written]
            is_first = not stretch.words
            if kind is _Kind.TITLE:
                stretch.is_whole = False
            if kind is _Kind.TITLE or kind is _Kind.OTHER or (kind is _Kind.MAY and is_first):
                yield stretch
                stretch = _Stretch()
            elif kind is _Kind.LINKING and is_first:
                stretch.is_whole = False  # "Minister of the Environment Ann Lee": nobody knows where the name begins
            elif is_first and (kind is _Kind.ARTICLE or (begins and not place and is_stopword(word))):
                stretch.is_inside = True
            else:
                stretch.words.append(word)
            if len(word) != len(written):
                yield stretch
                stretch = _Stretch()
        yield stretch

    def _names(self, stretch: _Stretch) -> Iterator[Mention]:
        """Yield the name that is all of a stretch, and those that may stand within it."""
        words = stretch.words
        while words and words[-1] in self._linking:
            words.pop()
        capitals = [place for place, word in enumerate(words) if word not in self._linking]
        if not 1 < len(capitals) <= _MOST_WORDS:
            return
        # Shorter names end where the stretch does, or before a linking word; before a title, anywhere.
        ends = [it + 1 for it in capitals if not stretch.is_whole or it + 1 == len(words) or it + 1 not in capitals]
        for start in capitals:
            for end in (it for it in ends if it > start):
                is_all = not start and end == len(words)
                mention = _mention(
                    words[start:end], is_inside=stretch.is_inside or start > 0, is_whole=stretch.is_whole and is_all
                )
                if mention is not None:
                    yield mention


@lru_cache(maxsize=1)
def name_reader(words: OverviewWords) -> NameReader:
    """Return the reader with these words, which knows the names of the last update."""
    return NameReader(words)


def _mention(words: list[str], *, is_inside: bool, is_whole: bool) -> Mention | None:
    """Return a mention of a name; None if it is a single word, ends with an initial, or has nothing but initials."""
    if len(words) == 1 or _INITIAL.fullmatch(words[-1]) or all(len(it) <= len("J.") for it in words):
        return None
    name = " ".join(words)
    return Mention(key_of(name), name, is_inside, is_whole)


def key_of(name: str) -> str:
    """Return the key of any name or title."""
    return " ".join(map(_NORMAL.__getitem__, name.split()))
