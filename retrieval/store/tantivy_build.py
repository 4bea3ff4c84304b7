"""Writes the tantivy files of a generation, starting from those of the generation before."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from retrieval.duplicates import Numbers
from retrieval.segments.frequencies import TITLE_COUNTS
from retrieval.segments.segment import Segment
from retrieval.store.layout import tantivy_folder
from retrieval.store.processes.background_process import background_process
from retrieval.store.term_texts import TermTexts

_HEAP = 256 << 20
_MANY = 500
"""From this number of documents on, all terms of a segment are read at once."""

_SUBPROCESS = 5000
"""From this number of new documents on, a subprocess writes; fewer are written before it has started."""

_CHECKED = 1000
_AT_ONCE = 200
"""Documents whose terms are in memory at a time."""


@dataclass(frozen=True, slots=True)
class TantivyInput:
    """The changes to write to the tantivy files in the folder of a generation.

    `removed` and `added` are numbers of documents. `before` is the folder of a generation whose files are the start;
    without one, `added` are all documents that are served. `segments` are the folders of the segments, each with the
    number of its first document.
    """

    folder: Path
    before: Path | None
    removed: Numbers
    added: Numbers
    segments: tuple[tuple[Path, int], ...]


WriteTantivy = Callable[[TantivyInput, Callable[[], None]], None]
"""Writes the files; calls its second argument now and then, which may raise to cancel."""


@contextmanager
def tantivy_writer(documents: int) -> Iterator[WriteTantivy]:
    """Yield a function that writes tantivy's files, given the expected number of new documents.

    For many documents it is a subprocess that writes; it starts at once, since that takes most of a second.
    """
    if documents < _SUBPROCESS:
        yield _write
        return
    with background_process(_write_unchecked) as process:

        def write(changes: TantivyInput, check: Callable[[], None]) -> None:
            process.send(changes)
            process.wait(check)

        yield write


def _write_unchecked(changes: TantivyInput) -> None:
    _write(changes, lambda: None)


def _write(changes: TantivyInput, check: Callable[[], None]) -> None:
    from retrieval.search.tantivy.files import TantivyWriter, clone  # noqa: PLC0415  (small corpora do without)

    files = tantivy_folder(changes.folder)
    if changes.before is not None:
        clone(tantivy_folder(changes.before), files)
    with TantivyWriter(files, _HEAP if len(changes.added) > _MANY else 0) as writer:
        for number in changes.removed.tolist():
            writer.delete(number)
        for folder, first in changes.segments:
            texts = _texts(Segment.open(folder), first, changes.added)
            for count, (number, sentences, title, fields) in enumerate(texts):
                if count % _CHECKED == 0:
                    check()
                whole = [*[title] * TITLE_COUNTS, *sentences]
                writer.add_in_json(number, sentences, whole, fields.get("source"), fields.get("published"))
        writer.commit()


def _texts(segment: Segment, first: int, numbers: Numbers) -> Iterator[tuple[int, list[str], str, dict[str, str]]]:
    """Yield those documents that are in a segment: number, terms of each sentence and of the title, and metadata.

    The terms are escaped as in a JSON string.
    """
    places = np.sort(numbers[(first <= numbers) & (numbers < first + len(segment))]) - first
    texts_of_all = TermTexts(segment.terms.words()) if len(places) > _MANY else None
    for start, end in _runs(places):
        terms = segment.terms_of_several(start, end)
        texts = texts_of_all
        if texts is None:
            used = np.unique(np.concatenate((terms.ids, terms.title_ids)))
            texts = TermTexts(map(segment.terms.word, used.tolist()))
            ids, title_ids = (np.searchsorted(used, it).astype(np.uint32) for it in (terms.ids, terms.title_ids))
            terms = terms._replace(ids=ids, title_ids=title_ids)
        sentences, titles = texts.of(terms.ids, terms.counts), texts.of(terms.title_ids, terms.title_counts)
        done = 0
        for place, size, title in zip(range(start, end), terms.sentences.tolist(), titles, strict=True):
            yield first + place, sentences[done : done + size], title, segment.metadata(place)
            done += size


def _runs(places: Numbers) -> Iterator[tuple[int, int]]:
    """Yield start and end of the runs of consecutive places, cut to `_AT_ONCE`."""
    cuts = np.flatnonzero(np.diff(places) != 1) + 1
    for begin, last in zip([0, *cuts.tolist()], [*cuts.tolist(), len(places)], strict=True):
        for start in range(begin, last, _AT_ONCE):
            size = min(_AT_ONCE, last - start)
            yield int(places[start]), int(places[start]) + size
