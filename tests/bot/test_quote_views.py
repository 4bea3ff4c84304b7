"""Quotes that are found again by their keys."""

import asyncio
import json
from pathlib import Path

from bot.answer import QuoteInContext, SourceCard
from bot.asked import Asked
from bot.citation_keys import CitationKeys
from bot.inline_replies import InlineQuote
from bot.messages import PressExpired, QuoteGone
from bot.quote_views import QuoteViews
from bot.rendering.attachments import Attachment
from bot.requests import Action, Origin, QuotePress
from bot.service import Service
from retrieval.models import Filters
from tests.bot.articles import searcher

QUESTION = "who won the harbour cup?"
TEXT = "Ann Lee won the harbour cup in the north. It rained all day in the harbour of the north."


def views_of(tmp_path: Path, **sources: str) -> QuoteViews:
    """Serve an article of each of these ids, of this source, all with the same text."""
    corpus = tmp_path / "articles.jsonl"
    lines = [json.dumps({"id": name, "title": name, "source": its, "text": TEXT}) for name, its in sources.items()]
    corpus.write_text("\n".join(lines) + "\n", "utf-8")
    return QuoteViews(Service(searcher(corpus), citations=3), CitationKeys(b"secret"))


def press(views: QuoteViews, key: str, action: Action, *, is_private: bool = True) -> object:
    """Press a button."""
    return asyncio.run(views.press(QuotePress(key, action, Origin(7)), is_private=is_private))


def test_a_quote_of_a_copy_that_a_filter_names_is_found_with_its_own_source(tmp_path: Path) -> None:
    views = views_of(tmp_path, kept="Kyodo", copied="Reuters")
    keys = []
    for source, document_id in (("kyodo", "kept"), ("reuters", "copied")):
        asked = Asked(QUESTION, QUESTION, Filters(sources=frozenset({source})))
        [citation, *_] = asyncio.run(views.service.ask(asked)).citations
        assert citation.document_id == document_id
        key = views.key_of(citation)
        assert key is not None
        keys.append(key)
        found = asyncio.run(views.find(key))
        assert isinstance(found, InlineQuote)
        assert (found.citation.document_id, found.citation.source) == (document_id, citation.source)
        assert found.citation.text == citation.text
        context = press(views, key, Action.CONTEXT)
        assert isinstance(context, QuoteInContext)
        assert "It rained" in context.after
        card = press(views, key, Action.SOURCE)
        assert isinstance(card, SourceCard)
        assert (card.document_id, card.sentences) == (document_id, 2)
        assert press(views, key, Action.FILE) == Attachment(f"{document_id}.txt", TEXT.encode())
    assert keys[0] != keys[1]


def test_elsewhere_than_in_private_neither_a_card_nor_a_file_is_shown(tmp_path: Path) -> None:
    views = views_of(tmp_path, kept="Kyodo")
    [citation, *_] = asyncio.run(views.service.ask(QUESTION)).citations
    key = views.key_of(citation) or ""
    for action in (Action.SOURCE, Action.FILE, Action.WHY, Action.LIKE, Action.ASK):
        assert press(views, key, action, is_private=False) == PressExpired()
    for action in (Action.WHY, Action.LIKE, Action.ASK):
        assert press(views, key, action) == PressExpired()


def test_a_key_of_another_bot_finds_nothing(tmp_path: Path) -> None:
    views = views_of(tmp_path, kept="Kyodo")
    [citation, *_] = asyncio.run(views.service.ask(QUESTION)).citations
    key = QuoteViews(views.service, CitationKeys(b"another")).key_of(citation) or ""
    assert asyncio.run(views.find(key)) is None
    assert press(views, key, Action.CONTEXT) == QuoteGone()


def test_a_key_holds_when_its_segment_is_merged_with_others(tmp_path: Path) -> None:
    (tmp_path / "cup.txt").write_text(TEXT, "utf-8")
    served = searcher(tmp_path)
    views = QuoteViews(Service(served, citations=3), CitationKeys(b"secret"))
    [citation, *_] = asyncio.run(views.service.ask(QUESTION)).citations
    key = views.key_of(citation)
    assert key is not None
    for number in range(3):
        (tmp_path / f"{number}.txt").write_text(f"Ship {number} sailed. " * 20, "utf-8")
        served.reload()
    [its] = [it.segment for it in served.snapshot.stored.collection.parts if it.segment.ids.get("cup.txt") >= 0]
    assert len(its) > 1  # it was alone in its segment
    found = asyncio.run(views.find(key))
    assert isinstance(found, InlineQuote)
    assert (found.citation.document_id, found.citation.text) == ("cup.txt", citation.text)
