"""Verifies an index: reads every document again, and compares every indexed sentence with it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from retrieval.analysis import sentence_spans
from retrieval.corpus import read_corpus
from retrieval.corpus.loaders import ReadingOptions
from retrieval.models import Document
from retrieval.store.generation import Generation, Problem
from retrieval.store.intake import IS_NO_ID


@dataclass(frozen=True, slots=True)
class VerifiedDocument:
    """A document with the number of its compared sentences and the problems found.

    `skipped` is why the document is not in the index, if the index knows of it.
    """

    document_id: str
    sentences: int
    problems: tuple[Problem, ...] = ()
    skipped: str | None = None


def verify(generation: Generation, corpus: Path, options: ReadingOptions) -> Iterator[VerifiedDocument]:
    """Compare each document of the corpus with the index, and each of the index with the corpus.

    Raises `LoadError` if the corpus cannot be read.
    """
    missing = dict.fromkeys(listed.id for listed in generation.documents())
    known = {skipped.reason for skipped in generation.corpus.skipped}
    for item in read_corpus(corpus, options):
        if not isinstance(item, Document):
            continue
        if item.id in missing:
            del missing[item.id]
            yield _compared(item, generation)
        elif (reason := IS_NO_ID.format(item.id)) in known:
            yield VerifiedDocument(item.id, 0, skipped=reason)
        elif sentence_spans(item.text, item.body):
            yield VerifiedDocument(item.id, 0, (Problem(item.id, "is not in the index"),))
    for document_id in missing:
        yield VerifiedDocument(document_id, 0, (Problem(document_id, "is in the index, and can no longer be read"),))


def _compared(document: Document, generation: Generation) -> VerifiedDocument:
    sentences = generation.sentences(document.id)
    problems = [
        Problem(document.id, f"has at {it.start} to {it.end} other words than the index: {it.text}")
        for it in sentences
        if document.text[it.start : it.end] != it.text or not 0 <= it.start < it.end <= len(document.text)
    ]
    if not problems and document != generation.document(document.id):
        problems.append(Problem(document.id, "is not what the index has, in its metadata or between its sentences"))
    return VerifiedDocument(document.id, len(sentences), tuple(problems))
