"""What the operator at the console was shown last, and the commands that go on from there."""

import re
from typing import TYPE_CHECKING

from bot.answer import Answer, FurtherQuotes
from bot.asked import Alternative
from bot.asking import Asking
from bot.messages import NoMoreQuotes, NoOffer, NoQuote, Reply
from bot.requests import Action
from bot.service import Service
from bot.views import Views, after, given

if TYPE_CHECKING:
    from bot.given_answer import GivenAnswer

_NUMERAL = re.compile(r"[1-9]\d{0,2}", re.ASCII)


class ConsoleSession:
    """The operator's last answer, the page of it that was listed last, and what was offered to ask instead.

    People count the quotes of that page, and the offers, as they are listed, from 1.
    """

    def __init__(self, service: Service, asking: Asking, citations: int) -> None:
        """Take how many quotes /more lists: for them, unlike in a message, there is always room."""
        self._service = service
        self._asking = asking
        self._views = Views(service, citations, fits=len)
        self._last: GivenAnswer | None = None
        self._page: Answer | FurtherQuotes | None = None
        self._offers: tuple[Alternative, ...] = ()
        self._is_choosing = False

    def remember(self, answer: Answer, *, is_turn: bool = True) -> None:
        """Remember the last answer; the next question may follow it if it `is_turn`."""
        self._last, self._page = given(answer), answer
        self.offer(answer.offers)
        if is_turn:
            self._asking.remember(self._last)

    def offer(self, offers: tuple[Alternative, ...], *, is_choosing: bool = False) -> None:
        """Remember what is offered; `is_choosing` if these are what the last question may mean."""
        self._offers, self._is_choosing = offers, is_choosing

    async def instead(self, number: str) -> Reply:
        """Ask an offer, by its number."""
        place = _place(number)
        if place is None or place >= len(self._offers):
            return NoOffer(len(self._offers))
        answer = await self._service.ask(self._offers[place].asked)
        self.remember(answer, is_turn=self._is_choosing)
        return answer

    async def view(self, action: Action, number: str) -> Reply:
        """Return a view of a quote, by its number; without one, of the first."""
        if self._last is None or self._page is None:
            return NoQuote(has_answer=False)
        place = _place(number or "1")
        listed = [quote.citation.rank - 1 for group in self._page.groups for quote in group.quotes]
        if place is None or place >= len(listed):
            return NoQuote(has_answer=True, count=len(listed))
        return await self._views.show(self._last, action, listed[place])

    async def more(self) -> Reply:
        """List the page behind the last one."""
        match self._page:
            case Answer(citations=citations):
                return await self._turn(len(citations))
            case FurtherQuotes(following=following):
                return await self._turn(following)
            case None:
                return await self._turn(None)

    async def back(self) -> Reply:
        """List the page before the last one; before the answer there is none, so it is listed again."""
        match self._page:
            case Answer():
                return await self._turn(0)
            case FurtherQuotes(previous=previous):
                return await self._turn(previous)
            case None:
                return await self._turn(None)

    async def _turn(self, place: int | None) -> Reply:
        if self._last is None:
            return NoQuote(has_answer=False)
        if place is None:
            return NoMoreQuotes()
        shown = await self._views.show(self._last, Action.QUOTES, place)
        if isinstance(shown, Answer | FurtherQuotes):
            self._page = shown
            self._asking.note(after(self._last, shown))
        return shown


def _place(number: str) -> int | None:
    """Return the place from 0 that a number means; None if it is no number from 1."""
    return int(number) - 1 if _NUMERAL.fullmatch(number) else None
