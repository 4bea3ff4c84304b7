"""What the disk engine needs of a generation: tantivy's files, begun as those of the generation before."""

from collections.abc import Callable, Iterator, Sequence
from json.encoder import encode_basestring
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval.segments.collection import Part
from retrieval.segments.frequencies import TITLE_COUNTS
from retrieval.segments.segment import Segment
from retrieval.store.beside import running_beside
from retrieval.store.layout import tantivy_folder

Numbers = NDArray[np.int64]

_HEAP = 256 << 20
_MANY = 500
"""Documents from which on all words of a segment are read at once."""

_APART = 5000
"""Documents from which on two processes write: fewer are written before the other one has begun."""

_SOME = 1000
_END = "\n"  # of a sentence: in no term, nor in a string of JSON
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

    `old` is the folder of a generation before it, with what that serves and this one does not; `served` then are those
    that come. `check` is called now and then, and may raise.
    """
    from retrieval.indexes.tantivy_files import (  # noqa: PLC0415  (small corpora do without)
        DOCUMENTS,
        LEVELS,
        SENTENCES,
        clone,
    )

    gone = np.empty(0, np.int64)
    if old is not None:
        before, gone = old
        clone(tantivy_folder(before), tantivy_folder(folder))
    if len(served) < _APART:
        _write(folder, parts, gone, served, LEVELS, check)
        return
    # Most of the work is Python's: another process does the larger half of it.
    its = [(part.segment.folder, part.name, part.first) for part in parts]
    with running_beside(_write_beside, folder, its, gone, served, (SENTENCES,)) as other:
        _write(folder, parts, gone, served, (DOCUMENTS,), _both(check, other.check))
        other.wait(check)


def _both(*checks: Callable[[], None]) -> Callable[[], None]:
    def check() -> None:
        for it in checks:
            it()

    return check


def _write_beside(
    folder: Path, parts: Sequence[tuple[Path, str, int]], gone: Numbers, come: Numbers, levels: Sequence[str]
) -> None:
    opened = [Part(name, first, Segment.open(path), np.empty((0, 0), np.int32)) for path, name, first in parts]
    _write(folder, opened, gone, come, levels, _nothing)


def _nothing() -> None:
    """Go on: who waits for this process ends it where it is to stop."""


def _write(  # noqa: PLR0913, PLR0917  (what is written, and of what)
    folder: Path,
    parts: Sequence[Part],
    gone: Numbers,
    come: Numbers,
    levels: Sequence[str],
    check: Callable[[], None],
) -> None:
    from retrieval.indexes.tantivy_files import TantivyWriter  # noqa: PLC0415  (see above)

    heap = _HEAP if len(come) > _MANY else 0
    with TantivyWriter(tantivy_folder(folder), heap, levels=levels) as writer:
        for number in gone.tolist():
            writer.delete(number)
        for part in parts:
            for count, (number, sentences, title, fields) in enumerate(_texts(part, come)):
                if count % _SOME == 0:
                    check()
                whole = [*title * TITLE_COUNTS, *sentences]
                writer.add_in_json(number, sentences, whole, fields.get("source"), fields.get("published"))
        writer.commit()


def _texts(part: Part, numbers: Numbers) -> Iterator[tuple[int, list[str], list[str], dict[str, str]]]:
    """Yield those documents that are in a segment: the terms of each sentence and of its title, and what is told of it.

    The terms are written as in a JSON string.
    """
    segment = part.segment
    places = np.sort(numbers[(part.first <= numbers) & (numbers < part.end)]) - part.first
    end_of_sentence = len(segment.terms)
    word: Callable[[int], str]
    if len(places) > _MANY:
        word = [*map(_in_json, segment.terms.words()), _END].__getitem__
    else:

        def word(number: int) -> str:
            return _END if number == end_of_sentence else _in_json(segment.terms.word(number))

    for start, end in _runs(places):
        terms = segment.terms_of_several(start, end)
        # All together, and cut afterwards: sentence by sentence it would take twice as long.
        ids = np.insert(terms.ids, np.cumsum(terms.counts, dtype=np.int64), end_of_sentence)
        sentences = " ".join(map(word, ids.tolist())).split(_END)
        title_words = list(map(word, terms.title_ids.tolist()))
        done = titled = 0
        for place, size, title_size in zip(
            range(start, end), terms.sentences.tolist(), terms.title_counts.tolist(), strict=True
        ):
            its, title = sentences[done : done + size], title_words[titled : titled + title_size]
            done, titled = done + size, titled + title_size
            yield part.first + place, its, title, segment.metadata(place)


def _in_json(word: str) -> str:
    return encode_basestring(word)[1:-1]


def _runs(places: Numbers) -> Iterator[tuple[int, int]]:
    """Yield the first and the end of places that follow one another, not too many at a time."""
    cuts = np.flatnonzero(np.diff(places) != 1) + 1
    for first, last in zip([0, *cuts.tolist()], [*cuts.tolist(), len(places)], strict=True):
        for start in range(first, last, _AT_ONCE):
            size = min(_AT_ONCE, last - start)
            yield int(places[start]), int(places[start]) + size
