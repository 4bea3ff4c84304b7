"""Splits a document into sentences of which none crosses the bounds of a mark: a heading, a field, code."""

from collections.abc import Callable, Iterator, Sequence

from retrieval.analysis.sentences import LONGEST_SENTENCE
from retrieval.models import Document, SentenceKind

KindBounds = Sequence[tuple[int, int, int]]
"""The start and end of each sentence, with its `SentenceKind`."""


def marked_bounds(document: Document, split: Callable[[str, int], KindBounds]) -> KindBounds:
    """Return the sentences of a document, of which those in a mark have its kind.

    `split` finds the sentences of a text from an offset on. A heading and a field are one sentence each, whatever
    full stops they have: "3.1. What vacuuming is".
    """
    if not document.marks:
        return split(document.text, document.body)
    found: list[tuple[int, int, int]] = []
    place = document.body
    for start, end, kind in document.marks:
        found += _shifted(document.text, place, start, split)
        if kind == SentenceKind.CODE:
            found += ((left, right, kind) for left, right, _ in _shifted(document.text, start, end, split))
        else:
            found += ((left, right, kind) for left, right in _whole(document.text, start, end))
        place = end
    found += _shifted(document.text, place, len(document.text), split)
    return found


def _shifted(
    text: str, start: int, end: int, split: Callable[[str, int], KindBounds]
) -> Iterator[tuple[int, int, int]]:
    """Yield the sentences of a part of a text, which is cut out: to split a long text up to an offset would copy it."""
    part = text[start:end]
    if part and not part.isspace():
        for left, right, kind in split(part, 0):
            yield start + left, start + right, kind


def _whole(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield a range without the blanks around it as one sentence, or as several if it is too long."""
    while end - start > LONGEST_SENTENCE:
        blank = text.rfind(" ", start + 1, start + LONGEST_SENTENCE)
        cut = blank if blank > start else start + LONGEST_SENTENCE
        yield from _whole(text, start, cut)
        start = cut
    part = text[start:end]
    if any(map(str.isalnum, part)):
        words = part.strip()
        start += part.index(words)
        yield start, start + len(words)
