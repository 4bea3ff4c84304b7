"""The passage of a document in which a quote stands: the paragraphs around it."""

from retrieval.analysis.blocks import blocks
from retrieval.models import Document, Span

_REACH = 8_000
"""Characters on either side of a quote beyond which no paragraph is looked for: an article may have millions."""


def passage(document: Document, quote: Span, most: int) -> Span:
    """Return the range of the paragraph of a quote; if it has nothing else, of the paragraphs beside it too.

    It reaches at most `most` characters to either side of the quote, and then begins and ends between words.
    """
    text = document.text
    first = max(document.body, text.rfind("\n\n", 0, max(0, quote.start - _REACH)) + 1)
    last = text.find("\n\n", quote.end + _REACH)
    found = list(blocks(text if last < 0 else text[:last], first))
    inside = [at for at, it in enumerate(found) if it.start < quote.end and it.end > quote.start]
    if not inside:
        return quote
    start, end = min(found[inside[0]].start, quote.start), max(found[inside[-1]].end, quote.end)
    if not text[start : quote.start].strip() and not text[quote.end : end].strip():
        start = min(found[max(0, inside[0] - 1)].start, quote.start)
        end = found[min(len(found) - 1, inside[-1] + 1)].end
    end = quote.end + len(text[quote.end : end].rstrip())
    return Span(_cut_before(text, start, quote.start, most), _cut_after(text, quote.end, end, most))


def _cut_before(text: str, start: int, end: int, most: int) -> int:
    if end - start <= most:
        return start
    blank = text.find(" ", end - most, end)
    return blank + 1 if blank >= 0 else end


def _cut_after(text: str, start: int, end: int, most: int) -> int:
    if end - start <= most:
        return end
    blank = text.rfind(" ", start, start + most)
    return blank if blank >= 0 else start
