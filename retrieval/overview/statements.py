"""Turns statements into questions that they answer: "Ann Lee announced a plan." into "What did Ann Lee announce?"."""

import re
from typing import NamedTuple

from retrieval.analysis import is_stopword, tokenise
from retrieval.overview.names import Leading, NameReader
from retrieval.overview.words import OverviewWords

SHORTEST, LONGEST = 40, 220
"""Characters of a statement that makes sense by itself, and that is read at a glance."""

_REFUSED = re.compile("[\"“”„«»‘`\\[\\]{}|*\n]|''")
"""What stands in quotations, lists and tables."""
_APOSTROPHE = re.compile("['’]")
_VERB = re.compile(r"\s([^\W\d_]+)\s+([^\W_][\w'’.-]*|[$€£¥]\d)")


class Statement(NamedTuple):
    """A statement about a name, and the question that it answers."""

    name: Leading
    question: str


class StatementReader:
    """Recognises statements with the words of a language."""

    def __init__(self, words: OverviewWords, names: NameReader) -> None:
        """Take the words."""
        self._words = words
        self._names = names
        self._verbs = dict(words.verbs)

    def read(self, sentence: str) -> Statement | None:
        """Return a sentence as a statement; None if it is none, or if nobody can read it by itself."""
        if not SHORTEST <= len(sentence) <= LONGEST or not sentence.endswith(".") or _REFUSED.search(sentence):
            return None
        name = self._names.leading(sentence)
        verb = None if name is None else _VERB.match(sentence, name.end)
        if name is None or verb is None or (base := self._verbs.get(verb[1])) is None:
            return None
        if not self._begins_object(verb[2], base) or self._has_pronoun(sentence):
            return None
        return Statement(name, self._words.question.format(name=name.text, verb=base))

    def _begins_object(self, word: str, verb: str) -> bool:
        """Tell whether a word may begin what the verb is about."""
        lower = word.lower()
        if lower in self._words.clauses:
            return verb in self._words.reporting
        if lower in self._words.determiners:
            return True
        return lower not in self._words.no_objects and not (word == lower and is_stopword(word))

    def _has_pronoun(self, sentence: str) -> bool:
        words = (_APOSTROPHE.split(word)[0] for word in tokenise(sentence.lower()))  # "it's"
        return not self._words.pronouns.isdisjoint(words)
