"""What is shown of the article of a quote: the paragraph around it, a card, its text as a file. Pure."""

from bot.answer import Citation, QuoteInContext, SourceCard
from bot.rendering.attachments import Attachment
from retrieval.analysis.passages import passage
from retrieval.models import Document, Span

_MOST_AROUND = 1200
"""The most characters of a paragraph that are shown before a quote, and after it."""
_LONGEST_FILE = 10_000_000
"""The most characters of a text that is sent as a file: a bot may send 50 MB, and a character has up to four bytes."""
_LONGEST_NAME = 60


def in_context(place: int, citation: Citation, document: Document) -> QuoteInContext:
    """Return a quote within its paragraph."""
    around = passage(document, Span(citation.start, citation.end), _MOST_AROUND)
    text = document.text
    opening = "… " if text[document.body : around.start].strip() else ""
    closing = " …" if text[around.end :].strip() else ""
    before, after = text[around.start : citation.start].lstrip(), text[citation.end : around.end].rstrip()
    return QuoteInContext(place, citation, opening + before, after + closing)


def source_card(place: int, document: Document, sentences: int) -> SourceCard:
    """Return what is known of an article, which has so many sentences."""
    return SourceCard(
        place,
        document.id,
        document.title,
        document.source,
        document.published,
        document.author,
        document.url,
        sentences,
        has_file=document.url is None and 0 < len(document.text) <= _LONGEST_FILE,
    )


def file_of(document: Document) -> Attachment:
    """Return the text of an article as a file."""
    name = " ".join((document.title or document.id).split())[:_LONGEST_NAME]
    return Attachment(f"{name.removesuffix('.txt')}.txt", document.text.encode("utf-8", "replace"))
