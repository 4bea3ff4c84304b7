"""Answers questions that are being typed in any chat: pages of quotes, of which the person may send one."""

import re

from bot.answering import MOST_QUOTES
from bot.asking import Asking
from bot.inline_replies import HowToAsk, InlineQuote, InlineReply, NothingQuoted, QuotePage
from bot.messages import Ambiguous
from bot.requests import InlineQuestion
from bot.service import Service
from retrieval.query.half_typed import with_last_word

PAGE = 10
"""How many quotes a page has: more than a telephone shows at once."""

_OFFSET = re.compile(r"([0-9a-f]{1,32}):(\d{1,3})", re.ASCII)


class InlineQuotes:
    """Makes pages. Each depends on the question, its offset and the articles alone: nothing is kept between pages."""

    def __init__(self, service: Service, asking: Asking, question_length: int, bot: str) -> None:
        """Take the service, what reads questions, the most characters of a question, and the bot's name."""
        self._service = service
        self._asking = asking
        self._question_length = question_length
        self._bot = bot

    async def page(self, question: InlineQuestion) -> InlineReply:
        """Return the page at the question's offset.

        A page is empty, and the last one, if its offset is none, or is one of other articles than those of now: the
        person sees the pages below each other, and quotes of both would stand there twice or in a wrong order.
        """
        if not question.text.strip():
            return HowToAsk(self._bot)
        if len(question.text) > self._question_length:
            return NothingQuoted()
        text = await self._service.with_searcher(lambda it: with_last_word(question.text, it.snapshot.vocabulary))
        asked = await self._asking.read(text.strip(), question.origin)
        if isinstance(asked, Ambiguous):  # only what follows another question is, and here nothing does
            asked = asked.asked
        answer = await self._service.ask(asked, MOST_QUOTES)
        fingerprint = answer.corpus.fingerprint
        place = _place(question.offset, fingerprint)
        if place is None:
            return QuotePage(fingerprint, ())
        if not answer.answered:
            return NothingQuoted() if answer.words else HowToAsk(self._bot)
        ranked = sorted((it.citation for group in answer.groups for it in group.quotes), key=lambda it: it.rank)
        quotes = tuple(map(InlineQuote, ranked[place : place + PAGE]))
        has_more = place + PAGE < len(ranked)
        return QuotePage(fingerprint, quotes, f"{fingerprint}:{place + PAGE}" if has_more else "")


def _place(offset: str, fingerprint: str) -> int | None:
    """Return the place of the first quote of a page; None if the offset is none of the corpus."""
    if not offset:
        return 0
    found = _OFFSET.fullmatch(offset)
    return int(found[2]) if found is not None and found[1] == fingerprint else None
