"""What the disk engine needs of a generation: tantivy's files, begun as those of the generation before."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from retrieval.segments.collection import Part
from retrieval.segments.frequencies import TITLE_COUNTS
from retrieval.segments.segment import Segment
from retrieval.store.layout import tantivy_folder
from retrieval.store.processes.background_process import running_beside
from retrieval.store.term_texts import TermTexts

Numbers = NDArray[np.int64]

_HEAP = 256 << 20
_MANY = 500
"""Documents from which on all words of a segment are read at once."""

_APART = 5000
"""Documents of a new segment from which on another process writes: fewer are written before it has begun."""

_SOME = 1000
_AT_ONCE = 200
"""Documents whose terms are in memory at a time."""


class Write(Protocol):
    """Writes tantivy's files of a generation."""

    def __call__(
        self,
        folder: Path,
        old: tuple[Path, Numbers] | None,
        parts: Sequence[Part],
        served: Numbers,
        check: Callable[[], None],
    ) -> None:
        """Write the files of a generation that serves these documents.

        `old` is the folder of a generation before it, with what that serves and this one does not; `served` then are
        those that come. `check` is called now and then, and may raise.
        """


@contextmanager
def writing_engine(documents: int) -> Iterator[Write]:
    """Yield what writes tantivy's files of a generation with about so many new documents.

    Where they are many another process does it, which begins here and now: that takes it most of a second.
    """
    if documents < _APART:
        yield _write_here
        return
    with running_beside(_write_opened) as other:

        def write_beside(
            folder: Path,
            old: tuple[Path, Numbers] | None,
            parts: Sequence[Part],
            served: Numbers,
            check: Callable[[], None],
        ) -> None:
            other.order(folder, old, [(part.segment.folder, part.name, part.first) for part in parts], served)
            other.wait(check)

        yield write_beside


def _write_opened(
    folder: Path, old: tuple[Path, Numbers] | None, parts: Sequence[tuple[Path, str, int]], served: Numbers
) -> None:
    opened = [Part(name, first, Segment.open(path), np.empty((0, 0), np.int32)) for path, name, first in parts]
    _write_here(folder, old, opened, served, _go_on)


def _go_on() -> None:
    """Go on: who waits for this process ends it where it is to stop."""


def _write_here(
    folder: Path,
    old: tuple[Path, Numbers] | None,
    parts: Sequence[Part],
    served: Numbers,
    check: Callable[[], None],
) -> None:
    from retrieval.search.tantivy.files import TantivyWriter, clone  # noqa: PLC0415  (small corpora do without)

    gone = np.empty(0, np.int64)
    if old is not None:
        before, gone = old
        clone(tantivy_folder(before), tantivy_folder(folder))
    with TantivyWriter(tantivy_folder(folder), _HEAP if len(served) > _MANY else 0) as writer:
        for number in gone.tolist():
            writer.delete(number)
        for part in parts:
            for count, (number, sentences, title, fields) in enumerate(_texts(part, served)):
                if count % _SOME == 0:
                    check()
                whole = [*[title] * TITLE_COUNTS, *sentences]
                writer.add_in_json(number, sentences, whole, fields.get("source"), fields.get("published"))
        writer.commit()


def _texts(part: Part, numbers: Numbers) -> Iterator[tuple[int, list[str], str, dict[str, str]]]:
    """Yield those documents that are in a segment: the terms of each sentence and of its title, and what is told of it.

    The terms are written as in a JSON string.
    """
    segment = part.segment
    places = np.sort(numbers[(part.first <= numbers) & (numbers < part.end)]) - part.first
    texts_of_all = TermTexts(segment.terms.words()) if len(places) > _MANY else None
    for start, end in _runs(places):
        terms = segment.terms_of_several(start, end)
        texts = texts_of_all
        if texts is None:
            used = np.unique(np.concatenate((terms.ids, terms.title_ids)))
            texts = TermTexts(map(segment.terms.word, used.tolist()))
            ids, title_ids = (np.searchsorted(used, it).astype(np.uint32) for it in (terms.ids, terms.title_ids))
            terms = replace(terms, ids=ids, title_ids=title_ids)
        sentences, titles = texts.of(terms.ids, terms.counts), texts.of(terms.title_ids, terms.title_counts)
        done = 0
        for place, size, title in zip(range(start, end), terms.sentences.tolist(), titles, strict=True):
            yield part.first + place, sentences[done : done + size], title, segment.metadata(place)
            done += size


def _runs(places: Numbers) -> Iterator[tuple[int, int]]:
    """Yield the first and the end of places that follow one another, not too many at a time."""
    cuts = np.flatnonzero(np.diff(places) != 1) + 1
    for first, last in zip([0, *cuts.tolist()], [*cuts.tolist(), len(places)], strict=True):
        for start in range(first, last, _AT_ONCE):
            size = min(_AT_ONCE, last - start)
            yield int(places[start]), int(places[start]) + size
