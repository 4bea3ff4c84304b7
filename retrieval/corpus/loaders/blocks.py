"""The text of extracted formats as blocks, each of one kind: paragraphs, headings, listings."""

from collections.abc import Iterable
from typing import NamedTuple

from retrieval.corpus.loaders.cleaning import clean
from retrieval.models import Mark, SentenceKind


class TextBlock(NamedTuple):
    """A paragraph or the like, with its kind: `PROSE` unless markup gives another."""

    text: str
    kind: SentenceKind = SentenceKind.PROSE


def cleaned(blocks: Iterable[TextBlock]) -> list[TextBlock]:
    """Return the blocks with clean texts, without those that are empty then."""
    return [TextBlock(text, kind) for raw, kind in blocks if (text := clean(raw))]


def joined(blocks: Iterable[TextBlock]) -> tuple[str, tuple[Mark, ...]]:
    """Return the text of blocks, a blank line between them, and the marks of those that are no prose."""
    texts: list[str] = []
    marks: list[Mark] = []
    start = 0
    for text, kind in blocks:
        texts.append(text)
        if kind != SentenceKind.PROSE:
            marks.append(Mark(start, start + len(text), kind))
        start += len(text) + 2
    return "\n\n".join(texts), tuple(marks)
