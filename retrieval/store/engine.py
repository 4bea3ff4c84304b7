"""What the disk engine needs of a generation: tantivy's files, begun as those of the generation before."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval.segments.collection import Part
from retrieval.segments.frequencies import TITLE_COUNTS
from retrieval.store.layout import tantivy_folder

Numbers = NDArray[np.int64]

_HEAP = 256 << 20
_MANY = 500
"""Documents from which on all words of a segment are read at once."""

_SOME = 1000
_AT_ONCE = 200
"""Documents whose terms are in memory at a time."""


def write_engine(
    folder: Path,
    old: tuple[Path, Numbers] | None,
    parts: Sequence[Part],
    served: Numbers,
    check: Callable[[], None],
) -> None:
    """Write tantivy's files of a generation that serves these documents.

    `old` is the folder of a generation before it, with what that serves; `check` is called now and then, and may raise.
    """
    from retrieval.indexes.tantivy_files import TantivyWriter, clone  # noqa: PLC0415  (small corpora do without)

    gone, come = np.empty(0, np.int64), served
    if old is not None:
        before, served_before = old
        clone(tantivy_folder(before), tantivy_folder(folder))
        gone, come = np.setdiff1d(served_before, served), np.setdiff1d(served, served_before)
    with TantivyWriter(tantivy_folder(folder), _HEAP if len(come) > _MANY else 0) as writer:
        for number in gone.tolist():
            writer.delete(number)
        for part in parts:
            for count, (number, sentences, document, fields) in enumerate(_texts(part, come)):
                if count % _SOME == 0:
                    check()
                writer.add(number, sentences, document, fields.get("source"), fields.get("published"))
        writer.commit()


def _texts(part: Part, numbers: Numbers) -> Iterator[tuple[int, list[str], str, dict[str, str]]]:
    """Yield those documents that are in a segment: the terms of each sentence and of all, and what is known of it."""
    segment = part.segment
    places = np.sort(numbers[(part.first <= numbers) & (numbers < part.end)]) - part.first
    word: Callable[[int], str] = segment.terms.word
    if len(places) > _MANY:
        word = segment.terms.words().__getitem__
    for start, end in _runs(places):
        terms = segment.terms_of_several(start, end)
        words, title_words = list(map(word, terms.ids.tolist())), list(map(word, terms.title_ids.tolist()))
        ends = np.cumsum(terms.counts, dtype=np.int64).tolist()
        sentences = [" ".join(words[left:right]) for left, right in zip([0, *ends], ends, strict=False)]
        done = titled = 0
        for place, size, title_size in zip(
            range(start, end), terms.sentences.tolist(), terms.title_counts.tolist(), strict=True
        ):
            its, title = sentences[done : done + size], title_words[titled : titled + title_size]
            done, titled = done + size, titled + title_size
            yield (
                part.first + place,
                its,
                " ".join(filter(None, [*title * TITLE_COUNTS, *its])),
                segment.metadata(place),
            )


def _runs(places: Numbers) -> Iterator[tuple[int, int]]:
    """Yield the first and the end of places that follow one another, not too many at a time."""
    cuts = np.flatnonzero(np.diff(places) != 1) + 1
    for first, last in zip([0, *cuts.tolist()], [*cuts.tolist(), len(places)], strict=True):
        for start in range(first, last, _AT_ONCE):
            size = min(_AT_ONCE, last - start)
            yield int(places[start]), int(places[start]) + size
