"""Proving an index: every document is read anew, and every indexed sentence is looked for where it should stand."""

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
class Checked:
    """A document that was looked into: how many of its sentences were compared, and what was found.

    `skipped` tells why it is none of the index, as the index itself knows.
    """

    document_id: str
    sentences: int
    problems: tuple[Problem, ...] = ()
    skipped: str | None = None


def verify(generation: Generation, corpus: Path, options: ReadingOptions) -> Iterator[Checked]:
    """Yield each document of the corpus and of the index, compared.

    Raises `LoadError` where the corpus cannot be read.
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
            yield Checked(item.id, 0, skipped=reason)
        elif sentence_spans(item.text, item.body):
            yield Checked(item.id, 0, (Problem(item.id, "is not in the index"),))
    for document_id in missing:
        yield Checked(document_id, 0, (Problem(document_id, "is in the index, and can no longer be read"),))


def _compared(document: Document, generation: Generation) -> Checked:
    sentences = generation.sentences(document.id)
    problems = [
        Problem(document.id, f"has at {it.start} to {it.end} other words than the index: {it.text}")
        for it in sentences
        if document.text[it.start : it.end] != it.text or not 0 <= it.start < it.end <= len(document.text)
    ]
    if not problems and document != generation.document(document.id):
        problems.append(Problem(document.id, "is not what the index has, in its metadata or between its sentences"))
    return Checked(document.id, len(sentences), tuple(problems))
