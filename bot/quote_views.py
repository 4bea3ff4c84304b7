"""Quotes by themselves: found again by their keys, and what the buttons under them show. Nothing is stored."""

from dataclasses import dataclass
from functools import partial

from bot.answer import Citation, QuoteInContext, SourceCard
from bot.article_views import file_of, in_context, source_card
from bot.citation_keys import CitationKeys, KeyedPlace, read_key
from bot.inline_replies import InlineQuote
from bot.messages import PressExpired, QuoteGone
from bot.rendering.attachments import Attachment
from bot.requests import Action, QuotePress
from bot.service import Service
from retrieval.models import Document, Explanation
from retrieval.searcher import Searcher

QuoteView = InlineQuote | QuoteInContext | SourceCard
"""What a message with a quote shows: the quote, or something about it in its place."""


@dataclass(frozen=True, slots=True)
class QuoteViews:
    """Finds quotes. A key is valid as long as the articles have the document, as it was when the key was made."""

    service: Service
    keys: CitationKeys

    def key_of(self, citation: Citation) -> str | None:
        """Return the key of a quote; None if its article has just changed. Costs microseconds, and no thread."""
        text_hash = self.service.text_hash(citation.document_id)
        if text_hash is None:
            return None
        return self.keys.of(text_hash, citation.document_id, citation.start, citation.text)

    async def find(self, key: str) -> InlineQuote | None:
        """Return the quote of a key, None if there is none."""
        found = await self._found(key)
        return None if found is None else InlineQuote(found[0], key)

    async def press(self, press: QuotePress, *, is_private: bool) -> QuoteView | Attachment | PressExpired | QuoteGone:
        """Return what a press shows: in a private chat also a card and a file, which other messages cannot take."""
        if not (is_private or press.action in {Action.CONTEXT, Action.QUOTES}):
            return PressExpired()
        found = await self._found(press.key)
        if found is None:
            return QuoteGone()
        citation, document = found
        match press.action:
            case Action.QUOTES:
                return InlineQuote(citation, press.key)
            case Action.CONTEXT:
                return in_context(0, citation, document)
            case Action.SOURCE | Action.FILE:
                return await self._of_article(press.action, document)
            case _:
                return PressExpired()

    async def _of_article(
        self, action: Action, document: Document
    ) -> SourceCard | Attachment | PressExpired | QuoteGone:
        counted = await self.service.document(document.id)
        if counted is None:
            return QuoteGone()
        card = source_card(0, *counted)
        if action is Action.SOURCE:
            return card
        return file_of(document) if card.has_file else PressExpired()

    async def _found(self, key: str) -> tuple[Citation, Document] | None:
        place = read_key(key)
        return None if place is None else await self.service.with_searcher(partial(_find, self.keys, place))


def _find(keys: CitationKeys, place: KeyedPlace, searcher: Searcher) -> tuple[Citation, Document] | None:
    """Return the quote of a genuine key, and its article."""
    snapshot = searcher.snapshot
    for found in snapshot.reader.quotations(place.hash_start, place.start, place.end):
        if keys.is_of(place, found.document_id, found.text):
            document = snapshot.document(found.document_id)
            return _citation(document, found.start, found.text), document
    return None


def _citation(document: Document, start: int, text: str) -> Citation:
    """Return a quote that no question has ranked."""
    return Citation(
        rank=1,
        document_id=document.id,
        title=document.title,
        source=document.source,
        published=document.published,
        url=document.url,
        start=start,
        end=start + len(text),
        text=text,
        score=0.0,
        matched=(),
        explanation=Explanation(),
    )
