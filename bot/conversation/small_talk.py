"""Recognises small talk: messages of nothing but greetings, thanks and the like, which are never searched."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import Enum
from functools import cached_property

from bot.conversation.folding import folded, may_have, plain_letters, spellings

LONGEST = 80
"""A longer message, in characters, is no small talk."""

_FILLER = "filler"
_DRAWN_OUT = re.compile(r"(\w)\1{2,}")
"""A letter three times or more: "hellooo"."""


class SmallTalkKind(Enum):
    """What small talk is about. The value names the list of phrases in the languages' data."""

    ABILITY = "ability"
    """What the bot can do, and who it is."""
    WELL_BEING = "well_being"
    FAREWELL = "farewell"
    THANKS = "thanks"
    GREETING = "greeting"


Table = Mapping[str, str | Sequence[str]]
"""The phrases of a language by the values of `SmallTalkKind`, in a list or one text with commas; "filler" are words
that may stand around them."""


class SmallTalkPhrases:
    """The phrases of all languages, by which small talk is recognised: people write in any of them, and mix them."""

    def __init__(self, read: Callable[[], Iterable[Table]], text: Callable[[], str] | None = None) -> None:
        """Take what reads the tables of the languages, and what returns a text in which all their words stand.

        The first message needs no tables if it has a word beyond that text, as nearly every question has: to read them
        takes longer than to answer it, and at a terminal it is often the only one.
        """
        self._read, self._text = read, text

    def prepare(self) -> None:
        """Read the tables now. Raises what `read` raises, and `KeyError` if a list is missing."""
        self._kinds  # noqa: B018  (a cached property)

    def kind_of(self, message: str) -> SmallTalkKind | None:
        """Return the kind of a message that is small talk; None if it may be a question.

        Case, accents, punctuation and signs do not matter. Of a message of several phrases, such as "hi, what can you
        do?", the kind that stands first in `SmallTalkKind` counts.
        """
        if len(message) > LONGEST:
            return None
        readings = list(_as_meant(folded(message.replace("\n", " "))))
        if self._text is not None:
            text, self._text = plain_letters(self._text()), None
            readings = [words for words in readings if all(may_have(text, word) for word in words)]
        return next((kind for words in readings if (kind := self._kind_of(words)) is not None), None)

    def _kind_of(self, words: Sequence[str]) -> SmallTalkKind | None:
        # From the last word to the first: where the phrase ends that begins here and only phrases follow.
        # The longest counts, so that "have a nice day" is not read as "nice" and words of a question.
        if words and words[-1] not in self._last_words:
            return None  # nearly every question, told at once
        ends = {len(words): len(words)}
        for place in reversed(range(len(words))):
            for end in range(min(place + self._most_words, len(words)), place, -1):
                if end in ends and " ".join(words[place:end]) in self._kinds:
                    ends[place] = end
                    break
        if 0 not in ends:
            return None
        found, place = set(), 0
        while place < len(words):
            found.add(self._kinds[" ".join(words[place : ends[place]])])
            place = ends[place]
        return next((kind for kind in SmallTalkKind if kind in found), None)

    @cached_property
    def _kinds(self) -> Mapping[str, SmallTalkKind | None]:
        """The kind of each phrase, None for filler. Of one that is in several lists the first kind counts."""
        kinds: dict[str, SmallTalkKind | None] = {}
        tables = list(self._read())
        for kind in (*SmallTalkKind, None):
            for table in tables:
                for phrase in spellings(_lines(table[_FILLER if kind is None else kind.value])):
                    kinds.setdefault(phrase, kind)
        return kinds

    @cached_property
    def _last_words(self) -> frozenset[str]:
        return frozenset(phrase.rpartition(" ")[2] for phrase in self._kinds)

    @cached_property
    def _most_words(self) -> int:
        return max((phrase.count(" ") + 1 for phrase in self._kinds), default=0)


def _lines(phrases: str | Sequence[str]) -> str:
    return phrases.replace(",", "\n") if isinstance(phrases, str) else "\n".join(phrases)


def _as_meant(text: str) -> Iterable[Sequence[str]]:
    """Yield the words of a folded text, and where a letter is drawn out, with that letter once, and twice.

    A word of that letter alone stays: "KKK".
    """
    words = text.split()
    yield words
    if _DRAWN_OUT.search(text) and any(map(_is_drawn_out, words)):
        yield [_DRAWN_OUT.sub(r"\1", it) if _is_drawn_out(it) else it for it in words]
        yield [_DRAWN_OUT.sub(r"\1\1", it) if _is_drawn_out(it) else it for it in words]


def _is_drawn_out(word: str) -> bool:
    return len(set(word)) > 1 and _DRAWN_OUT.search(word) is not None
