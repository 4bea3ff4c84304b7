"""Recognises small talk: messages of nothing but greetings, thanks and the like, which are never searched."""

import re
from collections.abc import Mapping, Sequence
from enum import Enum

LONGEST = 80
"""A longer message, in characters, is no small talk."""

_NO_WORD, _APOSTROPHE = re.compile(r"\W+"), re.compile("['’]")


class SmallTalkKind(Enum):
    """What small talk is about. The value names the list of phrases in the language's data."""

    ABILITY = "ability"
    """What the bot can do, and who it is."""
    WELL_BEING = "well_being"
    FAREWELL = "farewell"
    THANKS = "thanks"
    GREETING = "greeting"


class SmallTalkPhrases:
    """The phrases of a language, by which small talk is recognised."""

    def __init__(self, phrases: Mapping[str, Sequence[str]]) -> None:
        """Take lists of phrases by the values of `SmallTalkKind`; "filler" are words that may stand around them.

        Case, punctuation and signs do not matter. Raises `KeyError` if a list is missing.
        """
        kinds = {_plain(phrase): kind for kind in reversed(SmallTalkKind) for phrase in phrases[kind.value]}
        self._kinds: Mapping[str, SmallTalkKind] = kinds
        self._phrases = {*kinds, *map(_plain, phrases["filler"])}
        self._most_words = max((len(it.split()) for it in self._phrases), default=0)

    def kind_of(self, message: str) -> SmallTalkKind | None:
        """Return the kind of a message that is small talk; None if it may be a question.

        Of a message of several phrases, such as "hi, what can you do?", the kind that stands first in `SmallTalkKind`
        counts.
        """
        if len(message) > LONGEST:
            return None
        words = _plain(message).split()
        found: set[SmallTalkKind | None] = set()
        place = 0
        while place < len(words):
            # The longest first, so that "have a nice day" is not read as "nice" and words of a question.
            for end in range(min(place + self._most_words, len(words)), place, -1):
                if (phrase := " ".join(words[place:end])) in self._phrases:
                    break
            else:
                return None
            found.add(self._kinds.get(phrase))
            place = end
        return next((kind for kind in SmallTalkKind if kind in found), None)


def _plain(text: str) -> str:
    """Return the words in lower case, one blank apart, without apostrophes: many people leave them out."""
    return _NO_WORD.sub(" ", _APOSTROPHE.sub("", text.casefold())).strip()
