"""Names within questions and quotes, and what each is of, a person, a place or a thing, by the words beside them."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from bot.conversation.words import FollowUpWords, Parse, Word, written
from retrieval.analysis import is_stopword, stem, tokens

Mentions = Callable[[str], Sequence[str]]
"""Returns sentences of the articles that mention a name."""

_MOST_LOOKED_UP = 12
"""The most names of a message and of what it follows that are looked up in the articles, each by a search."""


class Sort(Enum):
    """What a name is of."""

    PERSON = "person"
    PLACE = "place"
    THING = "thing"


@dataclass(frozen=True, slots=True)
class Name:
    """A name: words of a text that follow each other, the first of them at a `place`, counted from 0."""

    place: int
    words: tuple[Word, ...]

    @property
    def end(self) -> int:
        """The place behind the last word."""
        return self.place + len(self.words)

    @property
    def plain(self) -> tuple[str, ...]:
        """The words in lower case."""
        return tuple(it.plain for it in self.words)


@dataclass(frozen=True, slots=True)
class Reading:
    """A text with its words and, in order, its names."""

    text: str
    words: tuple[Word, ...]
    names: tuple[Name, ...]

    def written(self, words: Sequence[Word]) -> str:
        """Return what stands in the text from the first to the last of these words."""
        return written(self.text, words)

    def meanings(self) -> int:
        """Return how many words of meaning there are."""
        return sum(it.is_content for it in self.words)

    def terms(self) -> set[str]:
        """Return the terms of the words of meaning."""
        return {stem(it.text) for it in self.words if it.is_content}


def read(text: str, words: Sequence[Word], data: FollowUpWords) -> Reading:
    """Return the reading of a text of which these are the words. Words of `linking` may stand within a name."""
    names: list[Name] = []
    place = 0
    while place < len(words):
        if not words[place].is_name:
            place += 1
            continue
        start, end = place, place + 1
        while start and words[start - 1].plain in data.beginning:  # "al-Banna", "von Steuben"
            start -= 1
        while (following := _next_part(text, words, end, data)) is not None:
            end = following
        names.append(Name(start, tuple(words[start:end])))
        place = end
    return Reading(text, tuple(words), tuple(names))


def read_quote(text: str, parse: Parse, data: FollowUpWords) -> Reading:
    """Return the reading of a sentence of an article, where capitals mark names, but for the sentence's first word."""
    words: list[Word] = []
    for token in tokens(text):
        plain, is_content = token.word.casefold(), not is_stopword(token.word)
        is_name = is_content and token.word[0].isupper() and plain not in data.calendar
        if is_name and not words:
            is_name = any(it.is_name for it in parse(token.word).terms)
        words.append(Word(token.start, token.end, token.word, plain, is_content=is_content, is_name=is_name))
    if len(words) > 1 and words[0].is_content and words[1].is_name and not _gap(text, words, 1).strip():
        words[0] = replace(words[0], is_name=True)
    return read(text, words, data)


class Sorts:
    """Tells of names what they are names of."""

    def __init__(self, question: str, mentions: Mentions, data: FollowUpWords) -> None:
        """Take the question in which the names may stand, and what finds sentences that mention them."""
        self._question = question
        self._known: dict[tuple[str, ...], Sort | None] = {}
        self._mentions = mentions
        self._data = data

    def of(self, name: Name) -> Sort | None:
        """Return the sort of a name that most cues speak for: those in the question, or else in the articles.

        None if there are none, or as many for another sort, or if too many names were looked up already.
        """
        if any(it.plain in self._data.titles for it in name.words):
            return Sort.PERSON
        here = _most(Counter(self._cues(self._question, name.plain)))
        if here is not None:
            return here
        if name.plain not in self._known and len(self._known) < _MOST_LOOKED_UP:
            texts = self._mentions(" ".join(it.text for it in name.words))
            self._known[name.plain] = _most(Counter(cue for text in texts for cue in self._cues(text, name.plain)))
        return self._known.get(name.plain)

    def _cues(self, text: str, name: tuple[str, ...]) -> Iterable[Sort]:
        words = [it.word for it in tokens(text)]
        plain = [it.casefold().removesuffix("'s").removesuffix("’s") for it in words]
        data = self._data
        for place in range(len(plain) - len(name) + 1):
            if tuple(plain[place : place + len(name)]) != name:
                continue
            before = plain[place - 1] if place else ""
            after, is_part = "", False
            if place + len(name) < len(plain):
                after, is_part = plain[place + len(name)], not is_stopword(words[place + len(name)])
            if before in data.titles | data.before_person or after in data.after_person:
                yield Sort.PERSON
            elif before in data.before_place:
                yield Sort.PLACE
            elif before in data.before_thing and not is_part:
                yield Sort.THING


def _most(cues: Counter[Sort]) -> Sort | None:
    best = cues.most_common(2)
    return best[0][0] if best and (len(best) == 1 or best[0][1] > best[1][1]) else None


def _next_part(text: str, words: Sequence[Word], end: int, data: FollowUpWords) -> int | None:
    """Return the place behind the next part of a name that ends at a place so far; None if it ends there."""
    if words[end - 1].is_possessive:
        return None
    part = end
    while part < len(words) and words[part].plain in data.linking and not words[part].is_name:
        part += 1
    if part == len(words) or not words[part].is_name:
        return None
    is_close = all(_gap(text, words, it).strip(" -‐‑.'’\xa0") == "" for it in range(end, part + 1))
    return part + 1 if is_close else None


def _gap(text: str, words: Sequence[Word], place: int) -> str:
    return text[words[place - 1].end : words[place].start]
