"""Small corpora in segments, as the store would write them."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path

import numpy as np

from retrieval.analysis import tokenise
from retrieval.duplicates import text_hash
from retrieval.search.tantivy.files import TantivyWriter
from retrieval.segments.collection import Collection, Part
from retrieval.segments.frequencies import Totals, frequencies, totals
from retrieval.segments.open_collection import OpenCollection
from retrieval.segments.segment import Segment, SegmentWriter
from tests.retrieval.search.reference import Article
from tests.retrieval.segments.batches import Given, GivenDocument, batch_of_given, terms_of_some

# In memory where that can be: hundreds of corpora are written.
_FOLDER = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108


@contextmanager
def a_folder() -> Iterator[Path]:
    """Make a folder for a while; what was opened of it can be read afterwards, too."""
    with tempfile.TemporaryDirectory(dir=_FOLDER, ignore_cleanup_errors=True) as name:
        yield Path(name)


def opened(*articles: Article) -> OpenCollection:
    """Write articles as one segment, and open it."""
    with a_folder() as folder:
        return OpenCollection(write_segments(folder, [articles]))


def write_segments(folder: Path, parts: Sequence[Sequence[Article]], order: Sequence[int] | None = None) -> Collection:
    """Write articles as several segments. They are numbered from 0; those of `order` are served, by default all.

    Their copies are in a segment of their own, and are duplicates.
    """
    served = list(range(sum(map(len, parts)))) if order is None else list(order)
    copies = [(copy, number) for number, it in enumerate(chain.from_iterable(parts)) for copy in it.copies]
    written = []
    total = Totals()
    first = 0
    for name, articles in enumerate([*parts, [copy for copy, _ in copies]]):
        part, its = _part(folder, str(name), first, articles, set(served))
        written.append(part)
        total += its
        first = part.end
    of_served = [(number, kept) for number, (_, kept) in enumerate(copies, written[-1].first) if kept in served]
    duplicates = np.array(of_served, np.int64).reshape(-1, 2).T
    return Collection.of(written, np.array(served, dtype=np.uint32), total, duplicates)


def write_tantivy(folder: Path, parts: Sequence[Sequence[Article]], order: Sequence[int] | None = None) -> None:
    """Write tantivy's files of the same, one commit a segment; what is not served is deleted again."""
    first = 0
    for articles in parts:
        with TantivyWriter(folder) as writer:
            for number, article in enumerate(articles, first):
                whole = " ".join([article.title, article.title, *article.sentences])
                writer.add(number, article.sentences, whole, article.source, article.published)
            writer.commit()
        first += len(articles)
    if order is not None and (gone := set(range(first)) - set(order)):
        with TantivyWriter(folder) as writer:
            for number in gone:
                writer.delete(number)
            writer.commit()


def _part(folder: Path, name: str, first: int, articles: Sequence[Article], served: set[int]) -> tuple[Part, Totals]:
    batch = batch_of_given([_given(it) for it in articles])
    writer = SegmentWriter(folder / name)
    writer.add(batch)
    writer.finish()
    segment = Segment.open(folder / name)
    is_served = np.array([first + place in served for place in range(len(articles))], np.bool_)
    terms = terms_of_some(batch.terms, is_served)
    return Part(name, first, segment, frequencies(terms, len(segment.terms))), totals(terms)


def _given(article: Article) -> GivenDocument:
    sentences = [
        Given(start, start + len(text), text.split(), tokenise(text))
        for start, text in zip(article.starts, article.sentences, strict=True)
    ]
    text = article.document.text
    return GivenDocument(
        article.document, article.title.split(), sentences, tokenise(article.title), text_hash=text_hash(text)
    )
