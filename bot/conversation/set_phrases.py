"""Recognises follow-ups that are set phrases, in languages whose words do not stand apart, such as 那上海呢."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from bot.conversation.completion import Completion, LastTurn
from bot.conversation.names import Mentions
from bot.conversation.words import Parse
from retrieval.query.patterns import Spelling, compiled

_LONGEST = 40
"""A longer message, in characters, is no set phrase."""
_SIGNS = " \t\n\xa0?.!,;:？。！，；：؟،؛…"


class SetPhrases:
    """Completes follow-ups that are whole messages of some patterns."""

    def __init__(self, table: Mapping[str, Any]) -> None:
        """Take the table `follow_ups` of a language.

        Raises `KeyError` if a list is missing, and `ValueError` if a pattern is wrong.
        """
        spelling = Spelling.of(table)
        other = f"(?P<other>{spelling.pattern(table['other'])})"

        def any_of(patterns: Iterable[str]) -> re.Pattern[str]:
            return compiled("|".join(f"(?:{spelling.pattern(it)})" for it in patterns))

        self._lone, self._more, self._openers = (any_of(table[it]) for it in ("lone", "more", "openers"))
        self._others = [compiled(spelling.pattern(it), {"other": other}) for it in table["others"]]
        self._form: str = table["lone_form"]
        self._form.format(asked="", question="")  # raises what is wrong with it
        self._completed = re.compile(
            re.escape(self._form).replace(r"\{asked\}", ".*?").replace(r"\{question\}", "(.*)")
        )

    def may_follow(self, typed: str, *, is_narrowed: bool = False) -> bool:
        """Tell whether a message follows another question."""
        phrase = _phrase(typed)
        return phrase is not None and (
            self._asked(phrase) is not None
            or self._more.fullmatch(phrase) is not None
            or (is_narrowed and self._openers.fullmatch(phrase) is not None)
        )

    def follows(self, typed: str, parse: Parse) -> bool:  # noqa: ARG002  (no words are looked up)
        """Tell whether a message asks something only after another question."""
        return self.may_follow(typed)

    def in_brackets(self, question: str, parse: Parse) -> str | None:  # noqa: ARG002
        """Return what stands in brackets behind a lone question of the language; None if it is no such one."""
        found = self._completed.fullmatch(question)
        asked = question[: found.start(1)].strip(f"{_SIGNS}(（") if found else ""
        return found[1] if found and self._lone.fullmatch(asked) else None

    def complete(
        self,
        typed: str,
        last: LastTurn,
        parse: Parse,  # noqa: ARG002
        mentions: Mentions,  # noqa: ARG002
        *,
        is_narrowed: bool = False,
    ) -> Completion:
        """Return what a message asks after the last turn: what it names, or its question word, before that question."""
        if (phrase := _phrase(typed)) is None:
            return Completion()
        if self._more.fullmatch(phrase):
            return Completion(last.question, leaves_out=True)
        if is_narrowed and self._openers.fullmatch(phrase):
            return Completion(last.question)
        if (asked := self._asked(phrase)) is None:
            return Completion()
        found = self._completed.fullmatch(last.question)
        earlier = last.in_brackets or (found[1] if found else last.question)
        return Completion(self._form.format(asked=asked, question=earlier.strip(f"{_SIGNS}¿¡")))

    def _asked(self, phrase: str) -> str | None:
        """Return the question word, or what the last question is asked of."""
        if self._openers.fullmatch(phrase):
            return None
        if found := self._lone.fullmatch(phrase):
            return found["asked"]
        return next((found["other"] for it in self._others if (found := it.fullmatch(phrase))), None)


def _phrase(typed: str) -> str | None:
    """Return a message without the signs around it; None if it is too long."""
    phrase = typed.strip(_SIGNS)
    return phrase if 0 < len(phrase) <= _LONGEST else None
