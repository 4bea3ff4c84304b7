"""Answers questions that are being typed in any chat: pages of quotes, of which the person may send one."""

import re

from bot.answering import MOST_QUOTES
from bot.asking import Asking
from bot.inline_replies import HowToAsk, InlineQuote, InlineReply, NothingQuoted, QuotePage
from bot.messages import Ambiguous
from bot.quote_views import QuoteViews
from bot.requests import InlineQuestion
from bot.start_links import QuoteLink, read_start
from retrieval.query.half_typed import with_last_word
from retrieval.searcher import Snapshot

PAGE = 10
"""How many quotes a page has: more than a telephone shows at once."""

_OFFSET = re.compile(r"([0-9a-f]{1,32}):(\d{1,3})", re.ASCII)


class InlineQuotes:
    """Makes pages. Each depends on the question, its offset and the articles alone: nothing is kept between pages."""

    def __init__(self, quotes: QuoteViews, asking: Asking, question_length: int, bot: str) -> None:
        """Take what finds quotes, what reads questions, the most characters of a question, and the bot's name."""
        self._service = quotes.service
        self._quotes = quotes
        self._asking = asking
        self._question_length = question_length
        self._bot = bot

    async def page(self, question: InlineQuestion) -> InlineReply:
        """Return the page at the question's offset, or the one quote if it is the key of that, as *Share* types it.

        A page is empty, and the last one, if its offset is none, or is one of other articles than those of now: the
        person sees the pages below each other, and quotes of both would stand there twice or in a wrong order.
        """
        if not question.text.strip():
            return HowToAsk(self._bot)
        if len(question.text) > self._question_length:
            return NothingQuoted()
        link = read_start(question.text.strip())
        if isinstance(link, QuoteLink) and (shared := await self._quotes.find(link.key)) is not None:
            return QuotePage(self._service.sources().corpus.fingerprint, (shared,), self._bot)
        text = await self._service.with_searcher(lambda it: _with_last_word(question.text, it.snapshot))
        asked = await self._asking.read(text.strip(), question.origin)
        if isinstance(asked, Ambiguous):  # only what follows another question is, and here nothing does
            asked = asked.asked
        answer = await self._service.ask(asked, MOST_QUOTES)
        fingerprint = answer.corpus.fingerprint
        place = _place(question.offset, fingerprint)
        if place is None:
            return QuotePage(fingerprint, (), self._bot)
        if not answer.answered:
            return NothingQuoted() if answer.words else HowToAsk(self._bot)
        ranked = sorted((it.citation for group in answer.groups for it in group.quotes), key=lambda it: it.rank)
        quotes = tuple(InlineQuote(it, self._quotes.key_of(it) or "") for it in ranked[place : place + PAGE])
        has_more = place + PAGE < len(ranked)
        return QuotePage(fingerprint, quotes, self._bot, f"{fingerprint}:{place + PAGE}" if has_more else "")


def _with_last_word(text: str, snapshot: Snapshot) -> str:
    return with_last_word(text, snapshot.vocabulary, snapshot.languages)


def _place(offset: str, fingerprint: str) -> int | None:
    """Return the place of the first quote of a page; None if the offset is none of the corpus."""
    if not offset:
        return 0
    found = _OFFSET.fullmatch(offset)
    return int(found[2]) if found is not None and found[1] == fingerprint else None
