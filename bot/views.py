"""What the buttons under an answer show. Each view is made anew from the stored question, so nothing can be stale."""

from dataclasses import dataclass, replace
from typing import Protocol, get_args

from bot.answer import Answer, Citation, FurtherQuotes, SourceCard, View, Why
from bot.answering import MOST_QUOTES
from bot.article_views import file_of, in_context, source_card
from bot.asked import Alternative, Asked, Quoted
from bot.given_answer import GivenAnswer
from bot.message_room import fitting
from bot.messages import (
    Ambiguous,
    ArticlesChanged,
    NoMoreQuotes,
    Noted,
    NotYourAnswer,
    PressExpired,
    Reply,
    ShownAlready,
    Start,
    Toast,
)
from bot.pages import Fits, Pages, most_quotes
from bot.rendering.attachments import Attachment
from bot.rendering.reasons import reasons
from bot.requests import Action, Press
from bot.service import Service
from bot.storage import AnswerRow
from retrieval.models import Document

_FOR_ALL = frozenset({Action.QUOTES, Action.WHY})
"""What anybody may press in a group. The other buttons are the asker's."""


class StoredAnswers(Protocol):
    """The answers whose buttons can be pressed."""

    async def find(self, key: str, chat_id: int) -> AnswerRow | None:
        """Return the answer of a key in a chat, or None if it has expired or never was there."""
        ...

    async def find_by_question(self, chat_id: int, message_id: int) -> AnswerRow | None:
        """Return the answer to a message, or None if it has expired or never was."""
        ...

    async def vote(self, key: str, vote: int) -> None:
        """Store what the asker thinks of an answer: 1 or -1."""
        ...


@dataclass(frozen=True, slots=True)
class Pressed:
    """What a press shows, and what is remembered of its answer from then on; None for a toast.

    If it asks for a `file`, that is sent, and the message stays as it is. `language` is the tag of the language in
    which the answer was sent, None if that is not known.
    """

    reply: Answer | View | Toast | None
    given: GivenAnswer | None = None
    file: Attachment | None = None
    language: str | None = None


class Views:
    """Makes the views of an answer."""

    def __init__(
        self, service: Service, citations: int, stored: StoredAnswers | None = None, fits: Fits = fitting
    ) -> None:
        """Take the service, how many quotes are shown at once, and where answers are stored, if they are.

        `fits` says how many of those there is room for; by default, as many as fit into one message.
        """
        self._service = service
        self._citations = citations
        self._fits = fits
        self._stored = stored

    async def press(self, press: Press) -> Pressed:
        """Return what a press shows, or why it shows nothing."""
        row = await self._row(press)
        if not isinstance(row, AnswerRow):
            return Pressed(row)
        return replace(await self._pressed(row, press), language=row.language)

    async def _pressed(self, row: AnswerRow, press: Press) -> Pressed:
        match press.action:
            case Action.LIKE | Action.DISLIKE:
                return Pressed(await self._vote(press))
            case Action.ASK:
                return await self._ask(row.given, press)
            case Action.FILE:
                found = await self._article(row.given, press.place)
                return Pressed(None, row.given, file_of(found)) if isinstance(found, Document) else Pressed(found)
            case Action.QUOTES | Action.CONTEXT | Action.WHY | Action.SOURCE:
                size = press.origin.chosen.quotes
                shown = await self.show(row.given, press.action, press.place, size)
                return Pressed(shown, None if isinstance(shown, get_args(Toast)) else after(row.given, shown))

    async def _ask(self, before: GivenAnswer, press: Press) -> Pressed:
        """Answer what an alternative asks, in the place of the answer before, whose alternatives keep their places."""
        if press.place >= len(before.alternatives):
            return Pressed(PressExpired())
        asked = before.alternatives[press.place].asked
        answer = await self._service.ask(asked, most_quotes(self._citations, press.origin))
        return Pressed(answer, given(answer, before.alternatives))

    async def _row(self, press: Press) -> AnswerRow | Toast:
        """Return the answer that a press is about, or why the press does nothing."""
        chat_id = press.origin.chat_id
        row = None if self._stored is None or chat_id is None else await self._stored.find(press.key, chat_id)
        if row is None:
            return PressExpired()
        is_for_all = press.origin.is_group and press.action in _FOR_ALL
        if not is_for_all and row.person_id not in {None, press.origin.person_id}:
            return NotYourAnswer()
        return ShownAlready() if row.shown == press.shows else row

    async def _vote(self, press: Press) -> Noted | PressExpired:
        if self._stored is None:
            return PressExpired()
        is_like = press.action is Action.LIKE
        await self._stored.vote(press.key, 1 if is_like else -1)
        return Noted(is_like)

    async def find_by_question(self, chat_id: int, message_id: int) -> AnswerRow | None:
        """Return the answer to a message, or None if it has expired or never was."""
        return None if self._stored is None else await self._stored.find_by_question(chat_id, message_id)

    async def _article(self, given: GivenAnswer, place: int) -> Document | Toast:
        """Return the article of a quote, if its text can be sent."""
        card = await self.show(given, Action.SOURCE, place)
        if not isinstance(card, SourceCard):
            return card if isinstance(card, get_args(Toast)) else NoMoreQuotes()
        found = await self._service.document(card.document_id) if card.has_file else None
        return ArticlesChanged() if found is None else found[0]

    async def show(
        self, given: GivenAnswer, action: Action, place: int, size: int | None = None
    ) -> Answer | View | Toast:
        """Return a view of an answer, of its quote at a place from 0.

        Further pages have `size` quotes at most; by default, as many as the operator set.
        """
        first = await self._service.ask(given.asked, given.page)
        # Of the quotes after the first ones it is not recorded which they were.
        if first.corpus.fingerprint != given.fingerprint and (
            quotes_of(first) != given.quoted or place >= len(given.quoted)
        ):
            return ArticlesChanged()
        on_first = self._fits(first.citations)
        if action is Action.QUOTES and 0 <= place < max(1, on_first):
            return first
        quotes = (await self._service.ask(given.asked, MOST_QUOTES)).citations
        if not 0 <= place < len(quotes):
            return NoMoreQuotes()
        match action:
            case Action.QUOTES:
                pages = Pages(size or self._citations, self._service.rules.is_same, self._fits)
                return pages.at(place, quotes, on_first) or NoMoreQuotes()
            case Action.WHY:
                return _why(place, quotes, newest_first=given.asked.newest_first)
            case _:
                return await self._of_article(action, place, quotes[place])

    async def _of_article(self, action: Action, place: int, citation: Citation) -> View | Toast:
        """Return a quote in its context, or the card of its article, unless a reload has just changed that."""
        found = await self._service.document(citation.document_id)
        if found is None or found[0].text[citation.start : citation.end] != citation.text:
            return ArticlesChanged()
        document, sentences = found
        if action is Action.CONTEXT:
            return in_context(place, citation, document)
        return source_card(place, document, sentences)


def quotes_of(answer: Answer) -> tuple[Quoted, ...]:
    """Return the record of each quote of an answer."""
    return tuple(Quoted.of(it.document_id, it.start, it.end, it.text) for it in answer.citations)


def remembered(reply: Reply) -> GivenAnswer | None:
    """Return what is remembered of a reply for its buttons; None if it has none."""
    if isinstance(reply, Ambiguous):
        return GivenAnswer.without_quotes(reply.asked, reply.offers)
    if isinstance(reply, Start):
        return GivenAnswer.without_quotes(Asked.plainly(""), reply.offers) if reply.offers else None
    return given(reply) if isinstance(reply, Answer) else None


def given(answer: Answer, earlier: tuple[Alternative, ...] = ()) -> GivenAnswer:
    """Return what is remembered of an answer: its alternatives come behind the `earlier` ones of its message."""
    return GivenAnswer(
        answer.asked,
        answer.answered,
        answer.corpus.fingerprint,
        answer.limit,
        quotes_of(answer),
        tuple(dict.fromkeys((*earlier, *answer.offers))),
    )


def after(before: GivenAnswer, shown: Answer | View | Toast) -> GivenAnswer:
    """Return what is remembered of an answer after a view of it: how far its quotes were listed."""
    if not isinstance(shown, FurtherQuotes):
        return before
    return before.after(replace(before, listed=shown.following or MOST_QUOTES))


def _why(place: int, quotes: tuple[Citation, ...], *, newest_first: bool) -> Why:
    """Return the explanation of a quote: its matches, and what most raises it above the next quote."""
    citation, below = quotes[place], quotes[place + 1 : place + 2]
    matches = tuple(dict.fromkeys(citation.explanation.matches))
    told = reasons(citation, *below, newest_first=newest_first) if below else ()
    return Why(place, citation, matches, told)
