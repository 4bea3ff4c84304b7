"""Completes a follow-up question from the question before it, by rules. Pure."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from bot.conversation.lone_questions import asked_of
from bot.conversation.marks import (
    LoneQuestion,
    Mark,
    More,
    Resembling,
    asks_more,
    is_opener,
    mark_of,
    may_have_mark,
    without_opener,
)
from bot.conversation.names import Mentions, Reading, Sorts, read, read_quote
from bot.conversation.other import other_in, stands_alone
from bot.conversation.references import Reference
from bot.conversation.referents import persons_of, thing_of, words_of_meaning
from bot.conversation.replacement import Replacement
from bot.conversation.words import FollowUpWords, Parse, Word, question_phrase, says_the_same, words_of
from retrieval.models import AnswerKind

_IN_BRACKETS = re.compile(r"\s*\?\s*\((?P<question>.+)\)\s*\Z", re.DOTALL)
"""What follows the words of a lone question."""


def _no_quote() -> str | None:
    return None


@dataclass(frozen=True, slots=True)
class LastTurn:
    """The question before, completed itself, and what its answer quotes first; `quote` is called only when needed.

    `in_brackets` is the question that stands behind a lone one, as in "why? (who won)", whatever the language of that.
    """

    question: str
    quote: Callable[[], str | None] = _no_quote
    in_brackets: str | None = None


@dataclass(frozen=True, slots=True)
class Completion:
    """What a message asks: a completed `question`, or one of several `choices`, or else just what it says.

    If it `leaves_out` what was quoted already, it asks for other sentences.
    """

    question: str | None = None
    choices: tuple[str, ...] = ()
    leaves_out: bool = False


class WordRules:
    """Completes follow-ups by the words of a language."""

    def __init__(self, data: FollowUpWords) -> None:
        """Take the word data."""
        self._data = data

    def may_follow(self, typed: str, *, is_narrowed: bool = False) -> bool:
        """Tell quickly whether a message may follow another question. If not, it does not.

        A message that `is_narrowed` had filters beside what is typed.
        """
        return may_have_mark(typed, self._data) or (is_narrowed and is_opener(typed, self._data))

    def follows(self, typed: str, parse: Parse) -> bool:
        """Tell whether a message asks something only after another question."""
        _, mark = self._marked(typed, parse)
        if not isinstance(mark, Resembling):
            return mark is not None
        other = other_in(typed, mark.words, self._data)
        return other is not None and not stands_alone(other)

    def in_brackets(self, question: str, parse: Parse) -> str | None:
        """Return what stands in brackets behind a lone question of the language; None if it is no such one."""
        words = words_of(question, parse, self._data)
        phrase = question_phrase(words, self._data)
        found = _IN_BRACKETS.match(question, words[phrase - 1].end) if phrase else None
        return found["question"] if found else None

    def complete(
        self, typed: str, last: LastTurn, parse: Parse, mentions: Mentions, *, is_narrowed: bool = False
    ) -> Completion:
        """Return what a message asks after the last turn.

        `parse` tells names by the vocabulary of the corpus, and `mentions` finds sentences with a name. A message that
        `is_narrowed` had filters beside what is typed: of "and last week?" there is only "and", which asks the last
        question of other articles.
        """
        data = self._data
        words, mark = self._marked(typed, parse)
        question = without_opener(last.question, words_of(last.question, parse, data), data)
        if mark is None:
            return Completion(question) if is_narrowed and is_opener(typed, data) else Completion()
        completion = self._completed(typed, words, mark, replace(last, question=question), parse, mentions)
        is_cut = is_narrowed and isinstance(mark, LoneQuestion) and words[-1].is_auxiliary  # "what is -bread"
        said = without_opener(typed, words, data)
        is_same = completion.question is not None and says_the_same(completion.question, said)
        return Completion() if is_cut or is_same else completion

    def _completed(  # noqa: PLR0913, PLR0917  (the message, the last turn and the corpus)
        self, typed: str, words: Sequence[Word], mark: Mark, last: LastTurn, parse: Parse, mentions: Mentions
    ) -> Completion:
        """Return what a message with a mark asks after the last turn."""
        data = self._data
        earlier = read(last.question, words_of(last.question, parse, data), data)
        sorts = Sorts(last.question, mentions, data)
        leaves_out = asks_more(words, data)
        match mark:
            case More():
                return Completion(last.question, leaves_out=True)
            case LoneQuestion(asked):
                if (text := last.in_brackets) is not None:  # a lone question was asked of it already
                    earlier = read(text, words_of(text, parse, data), data)
                question = asked_of(earlier, typed, asked, data)
                return _of(() if question is None else (question,), leaves_out=leaves_out)
            case Reference():
                return _of(self._referring(typed, mark, last, earlier, sorts, parse), leaves_out=leaves_out)
            case Resembling(named):
                other = other_in(typed, named, data)
                return _of(() if other is None else Replacement(earlier, sorts, data).asked_of(other))

    def _marked(self, typed: str, parse: Parse) -> tuple[tuple[Word, ...], Mark | None]:
        """Return the mark of a message, and its words if it may have one."""
        if not self.may_follow(typed):
            return (), None
        words = words_of(typed, parse, self._data)
        return words, mark_of(typed, words, self._data)

    def _referring(  # noqa: PLR0913, PLR0917  (the message, the last turn and the corpus)
        self, typed: str, reference: Reference, last: LastTurn, earlier: Reading, sorts: Sorts, parse: Parse
    ) -> tuple[str, ...]:
        """Return a question with what its pronoun refers to; several if several may be meant, none if nothing is."""
        data = self._data

        def quoted() -> Reading | None:
            text = last.quote() if parse(last.question).kind is AnswerKind.PERSON else None
            return None if text is None else read_quote(text, parse, data)

        pronoun = reference.pronoun
        referents: tuple[str, ...] = ()
        if reference.is_person:
            referents = persons_of(earlier, quoted, sorts, data)
        elif pronoun.plain in data.singular and (thing := thing_of(earlier, sorts, data)) is not None:
            referents = (thing,)
        if referents:
            owner = "'s" if reference.is_possessive else ""
            return tuple(typed[: pronoun.start] + it + owner + typed[pronoun.end :] for it in dict.fromkeys(referents))
        meant = () if reference.is_person else words_of_meaning(earlier, data)
        return (f"{typed} ({', '.join(meant)})",) if meant else ()


def _of(questions: tuple[str, ...], *, leaves_out: bool = False) -> Completion:
    """Return a completion by one of these questions."""
    leaves_out = leaves_out and bool(questions)
    if len(questions) == 1:
        return Completion(*questions, leaves_out=leaves_out)
    return Completion(choices=questions, leaves_out=leaves_out)
