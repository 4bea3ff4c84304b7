"""Completes a follow-up question in the language in which it follows another."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Protocol

from bot.conversation.completion import Completion, LastTurn, WordRules
from bot.conversation.names import Mentions
from bot.conversation.set_phrases import SetPhrases
from bot.conversation.words import FollowUpWords, Parse
from retrieval.query.patterns import alike

_WORD = re.compile(r"\w+")
_ENOUGH = 40
"""In so many characters at the beginning it shows whether most words are in no list."""
_PHRASES = "lone"
"""The list of a table of set phrases, which has no words."""


class Rules(Protocol):
    """The rules of a language by which a question follows another."""

    def may_follow(self, typed: str, *, is_narrowed: bool = False) -> bool:
        """Tell quickly whether a message may follow another question. If not, it does not.

        A message that `is_narrowed` had filters beside what is typed.
        """
        ...

    def follows(self, typed: str, parse: Parse) -> bool:
        """Tell whether a message asks something only after another question."""
        ...

    def in_brackets(self, question: str, parse: Parse) -> str | None:
        """Return what stands in brackets behind a lone question of the language; None if it is no such one."""
        ...

    def complete(
        self, typed: str, last: LastTurn, parse: Parse, mentions: Mentions, *, is_narrowed: bool = False
    ) -> Completion:
        """Return what a message asks after the last turn.

        `parse` tells names by the vocabulary of the corpus, and `mentions` finds sentences with a name.
        """
        ...


class Completer:
    """Completes follow-ups, by the rules of the first language that has some for the message."""

    def __init__(self, first: Mapping[str, Any], others: Mapping[str, Mapping[str, Any]] | None = None) -> None:
        """Take the word data of English, and of other languages by their codes.

        Raises `KeyError` if something is missing in the first, and `ValueError`, which names the language, if something
        is wrong in another one.
        """
        others = others or {}
        self._first: Rules = WordRules(FollowUpWords.read(first))
        self._others: list[Rules] = []
        for code, language in others.items():
            try:
                self._others.append(_rules(language))
            except (KeyError, TypeError, ValueError, AttributeError) as error:
                raise ValueError(f"{code}.toml: {error!r}") from error
        self._only_first: list[Rules] = [self._first]
        self._all: list[Rules] = [self._first, *self._others]
        tables = [it["follow_ups"] for it in others.values() if _PHRASES not in it["follow_ups"]]
        opening = [it for table in tables for name in ("openers", "name_openers") for it in table.get(name, ())]
        self._opening = {_words(it)[0] for it in opening}
        lists = [its for table in tables for its in table.values() if isinstance(its, list)]
        self._known = {word for its in lists for it in its for word in _words(it)}

    def may_follow(self, typed: str, *, is_narrowed: bool = False) -> bool:
        """Tell quickly whether a message may follow another question. If not, it does not."""
        tried = self._tried(typed)
        if tried is self._only_first:
            return self._first.may_follow(typed, is_narrowed=is_narrowed)
        return any(it.may_follow(typed, is_narrowed=is_narrowed) for it in tried)

    def follows(self, typed: str, parse: Parse) -> bool:
        """Tell whether a message asks something only after another question."""
        return any(it.follows(typed, parse) for it in self._tried(typed))

    def complete(
        self, typed: str, last: LastTurn, parse: Parse, mentions: Mentions, *, is_narrowed: bool = False
    ) -> Completion:
        """Return what a message asks after the last turn."""
        if last.question.rstrip().endswith((")", "）")):
            inner = (it.in_brackets(last.question, parse) for it in self._all)
            last = replace(last, in_brackets=next((it for it in inner if it), None))
        for rules in self._tried(typed):
            completion = rules.complete(typed, last, parse, mentions, is_narrowed=is_narrowed)
            if completion != Completion():
                return completion
        return Completion()

    def _tried(self, typed: str) -> list[Rules]:
        """Return the rules of the languages by which a message may follow: most are English and no follow-ups."""
        if typed.isascii() and (words := _WORD.findall(typed.lower(), 0, _ENOUGH)) and words[0] not in self._opening:
            unknown = [it for it in words if it not in self._known]
            return self._only_first if len(unknown) > 1 else self._all
        return self._all


def _rules(language: Mapping[str, Any]) -> Rules:
    table = language["follow_ups"]
    return SetPhrases(table) if _PHRASES in table else WordRules(FollowUpWords.read(language))


def _words(text: str) -> list[str]:
    return _WORD.findall(alike(text))
