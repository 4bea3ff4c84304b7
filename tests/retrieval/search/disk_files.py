"""Small corpora on disk, as the store would write them."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from retrieval.analysis import tokenise
from retrieval.search.port import IndexedDocument
from retrieval.search.tantivy.files import TantivyWriter
from retrieval.segments.collection import Collection, Part
from retrieval.segments.frequencies import Totals, frequencies, totals
from retrieval.segments.segment import Segment, SegmentWriter
from tests.retrieval.segments.batches import Given, GivenDocument, batch_of_given


def write_corpus(
    folder: Path, parts: Sequence[Sequence[IndexedDocument]], order: Sequence[int] | None = None
) -> Collection:
    """Write documents as several segments, and tantivy's files to `folder / "tantivy"`.

    They are numbered through from 0. Those of `order` are served, in this order, by default all; the others are written
    and deleted again, as a reload does with what went.
    """
    served = list(range(sum(map(len, parts)))) if order is None else list(order)
    written = []
    total = Totals()
    first = 0
    for name, documents in enumerate(parts):
        with TantivyWriter(folder / "tantivy") as writer:
            for number, entry in enumerate(documents, first):
                _add(writer, number, entry)
            writer.commit()
        is_served = np.array([number in set(served) for number in range(first, first + len(documents))], np.bool_)
        part, its = _part(folder, str(name), first, documents, is_served)
        written.append(part)
        total += its
        first = part.end
    gone = set(range(first)) - set(served)
    if gone:
        with TantivyWriter(folder / "tantivy") as writer:
            for number in gone:
                writer.delete(number)
            writer.commit()
    return Collection.of(written, np.array(served, dtype=np.uint32), total)


def _part(
    folder: Path, name: str, first: int, documents: Sequence[IndexedDocument], served: np.typing.NDArray[np.bool_]
) -> tuple[Part, Totals]:
    batch = batch_of_given([GivenDocument(it.document, it.title_terms, _sentences(it)) for it in documents])
    writer = SegmentWriter(folder / name)
    writer.add(batch)
    writer.finish()
    segment = Segment.open(folder / name)
    terms = batch.terms.of(served)
    return Part(name, first, segment, frequencies(terms, len(segment.terms))), totals(terms)


def _sentences(entry: IndexedDocument) -> list[Given]:
    return [
        Given(it.sentence.start, it.sentence.end, it.terms, tokenise(it.sentence.text), it.sentence.is_display)
        for it in entry.sentences
    ]


def _add(writer: TantivyWriter, number: int, entry: IndexedDocument) -> None:
    own = [" ".join(it.terms) for it in entry.sentences]
    whole = " ".join([*entry.title_terms, *entry.title_terms, *own])
    writer.add(number, own, whole, entry.document.source, entry.document.published)
