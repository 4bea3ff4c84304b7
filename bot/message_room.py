"""How many quotes fit into one message of Telegram. Pure."""

from collections.abc import Iterable, Sequence

from bot.answer import Citation
from bot.utf16 import utf16_length

_UNITS = 3400
"""UTF-16 units for quotes and captions; of a message's 4,096 the rest is for what stands above and between them."""
_ENTITIES = 60
"""Formatted stretches behind the best quote, of which a message has 100; the best quote has up to 30 more."""
_MARKUP = 8000
"""Bytes of links; beyond about 9,500 of all formatting Telegram refuses a message."""
_OF_QUOTE, _OF_LINK = 40, 1200
"""Units beside a quote's own texts, and the most bytes that a link to it adds to its URL."""
_ENTITIES_OF_QUOTE = 6
_SHOWN_SOURCES = 3


def fitting(citations: Sequence[Citation]) -> int:
    """Return how many of the first citations fit, at least one. The others are left to *More*."""
    units = entities = markup = 0
    for number, citation in enumerate(citations):
        units += _OF_QUOTE + sum(map(utf16_length, _texts(citation)))
        entities += _ENTITIES_OF_QUOTE
        markup += len((citation.url or "").encode("utf-8", "replace")) + (_OF_LINK if citation.url else 0)
        if number and (units > _UNITS or entities > _ENTITIES or markup > _MARKUP):
            return number
    return len(citations)


def _texts(citation: Citation) -> Iterable[str]:
    yield from (citation.text, citation.title, citation.source or "", citation.published or "", citation.document_id)
    yield from sorted(citation.copied_by, key=len)[-_SHOWN_SOURCES:]
