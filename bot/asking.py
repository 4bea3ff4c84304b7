"""Reads a message as what is to be searched: a question by itself, or one that follows another."""

from dataclasses import replace
from functools import partial
from typing import Protocol

from bot.answering import MOST_QUOTES
from bot.asked import Alternative, Asked, Quoted
from bot.clock import SYSTEM_CLOCK, Clock
from bot.conversation.completer import Completer
from bot.conversation.completion import Completion, LastTurn
from bot.conversation.courtesies import without_courtesies
from bot.conversation.small_talk import SmallTalkPhrases
from bot.given_answer import GivenAnswer
from bot.messages import Ambiguous
from bot.narrowing import Narrowing
from bot.requests import Origin
from bot.service import Service
from bot.texts.marking import gettext_noop
from retrieval.searcher import Searcher
from retrieval.segments.port import SentenceReader

TURN_SECONDS = 1800.0
"""How long after a question another one may follow it."""

_MENTIONS = 8
"""How many sentences are looked at to tell whether a name is a person's."""

_AS_TYPED = gettext_noop("As you typed it")


class Turns(Protocol):
    """The answers that the next question of a person may follow."""

    async def last_turn(self, origin: Origin) -> GivenAnswer | None:
        """Return the newest answer to a message of the same person there, from before this one; None if it is too old.

        Only what answered counts, up to `TURN_SECONDS` before.
        """
        ...

    async def answer_in(self, chat_id: int, message_id: int) -> GivenAnswer | None:
        """Return the answer that a message of the bot gave, or None if it has expired or never gave one."""
        ...

    async def end_turns(self, origin: Origin) -> None:
        """Let no later message of the person there follow what was said before this one."""
        ...


class Asking:
    """Reads messages. What it returns depends on the message, its date, the articles and the turns alone."""

    def __init__(  # noqa: PLR0913, PLR0917  (what reading needs)
        self,
        service: Service,
        turns: Turns | None = None,
        clock: Clock = SYSTEM_CLOCK,
        narrowing: Narrowing | None = None,
        completer: Completer | None = None,
        small_talk: SmallTalkPhrases | None = None,
    ) -> None:
        """Take the service, which knows the articles, and the turns of people; those of the operator are its own.

        `narrowing` takes the filters out of messages; without it they have none. Without `completer`, no question
        follows another. Without `small_talk`, what is said around a question is searched with it.
        """
        self._small_talk = small_talk
        self._completer = completer
        self._service = service
        self._turns = turns
        self._narrowing = narrowing
        self._clock = clock
        self._operators: tuple[GivenAnswer, float] | None = None

    async def read(self, text: str, origin: Origin) -> Asked | Ambiguous:
        """Return what is searched for a message of this text, or what it may mean."""
        question = text if self._small_talk is None else without_courtesies(text, self._small_talk.kind_of)
        asked = Asked.plainly(question)
        if self._narrowing is not None:
            asked = await self._narrowing.read(question, origin.sent_at, origin.chosen)
        if question != text:
            asked = replace(asked, typed=text)
        if not self._may_follow(asked):
            return asked  # at once: most messages follow nothing, and need neither the last turn nor a thread
        if origin.replied_to is None:
            last = await self._last(origin)
        elif (last := await self._replied_to(origin)) is None:
            return replace(asked, has_lost_turn=await self._follows(asked.question))
        if last is None:
            return replace(asked, has_no_turn=await self._follows(asked.question))
        return await self._following(asked, last, origin.quoted)

    def remember(self, given: GivenAnswer) -> None:
        """Remember the operator's last answer, if it answered."""
        if given.answered:
            self._operators = given, self._clock.monotonic()

    def note(self, given: GivenAnswer) -> None:
        """Note how far the quotes of the operator's last answer were listed, if it is this one."""
        if self._operators is not None:
            last, at = self._operators
            self._operators = last.after(given), at

    async def forget(self, origin: Origin) -> None:
        """Begin a new conversation: what was asked before is followed no more."""
        if origin.is_operator:
            self._operators = None
        elif self._turns is not None:
            await self._turns.end_turns(origin)

    async def _last(self, origin: Origin) -> GivenAnswer | None:
        if origin.is_operator:
            given, at = self._operators or (None, 0.0)
            return given if self._clock.monotonic() - at <= TURN_SECONDS else None
        return None if self._turns is None else await self._turns.last_turn(origin)

    async def _replied_to(self, origin: Origin) -> GivenAnswer | None:
        if self._turns is None or origin.chat_id is None or origin.replied_to is None:
            return None
        return await self._turns.answer_in(origin.chat_id, origin.replied_to)

    def _may_follow(self, asked: Asked) -> bool:
        is_narrowed = not asked.filters.is_empty
        return self._completer is not None and self._completer.may_follow(asked.question, is_narrowed=is_narrowed)

    async def _follows(self, typed: str) -> bool:
        """Tell whether a message asks something only after another question."""
        completer = self._completer
        if completer is None:
            return False
        return await self._service.with_searcher(lambda searcher: completer.follows(typed, searcher.snapshot.parse))

    async def _following(self, asked: Asked, last: GivenAnswer, quoted: str) -> Asked | Ambiguous:
        if self._completer is None:
            return asked
        completion = await self._service.with_searcher(partial(_completed, self._completer, asked, last, quoted))
        as_typed = Alternative(asked, _AS_TYPED)
        leave_out = (*last.asked.leave_out, *last.quoted) if completion.leaves_out else ()
        if completion.leaves_out and last.listed:
            listed = (await self._service.ask(last.asked, MOST_QUOTES)).citations[: last.listed]
            leave_out += tuple(Quoted.of(it.document_id, it.start, it.end, it.text) for it in listed)

        def completed(question: str) -> Asked:
            readings = (replace(it, asked=followed(it.asked, question)) for it in asked.suggestions)
            return replace(
                followed(asked, question),
                is_completed=True,
                suggestions=(*readings, as_typed),
                leave_out=tuple(dict.fromkeys(leave_out)),
            )

        def followed(reading: Asked, question: str) -> Asked:
            filters = reading.filters
            if self._narrowing is not None:
                filters = self._narrowing.of_following(question, filters, last.asked.filters)
            return replace(reading, question=question, filters=filters)

        if completion.choices:
            return Ambiguous(asked, (*(Alternative(completed(it)) for it in completion.choices), as_typed))
        return asked if completion.question is None else completed(completion.question)


def mentions(searcher: Searcher, name: str) -> list[str]:
    """Return sentences that mention a name, by which its sort is told."""
    return [hit.sentence.text for hit in searcher.search(name, _MENTIONS).hits]


def _completed(completer: Completer, asked: Asked, last: GivenAnswer, quoted: str, searcher: Searcher) -> Completion:
    """Return what a message asks after an answer, or after one of its quotes, of which it has `quoted` a part."""
    snapshot = searcher.snapshot

    def quote() -> str | None:
        texts = [text for it in last.quoted if (text := _text_of(it, snapshot.reader)) is not None]
        part = " ".join(quoted.split())
        return next((it for it in texts if part in " ".join(it.split())), texts[0] if texts else None)

    return completer.complete(
        asked.question,
        LastTurn(last.asked.question, quote),
        snapshot.parse,
        partial(mentions, searcher),
        is_narrowed=not asked.filters.is_empty,
    )


def _text_of(quoted: Quoted, reader: SentenceReader) -> str | None:
    """Return the text of a quote, unless its article has another one there by now."""
    try:
        text = reader.document(quoted.document_id).text[quoted.start : quoted.end]
    except KeyError:
        return None
    return text if Quoted.of(quoted.document_id, quoted.start, quoted.end, text) == quoted else None
