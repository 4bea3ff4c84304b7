"""All that a ranking regards of some sentences of a collection: each is located once, and each file read once."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from retrieval.segments.arrays import ranges
from retrieval.segments.reader import (
    Ints,
    OpenPart,
    ReadTexts,
    Served,
)
from retrieval.segments.sentence_words import Spoken
from retrieval.segments.term_counts import Ids, Word, in_titles
from retrieval.segments.view import AROUND, Regarded

_REACH = max(AROUND)
_COLUMNS = np.argsort(AROUND)
"""By how far a neighbour stands from the sentence, counted from the first: its place in `AROUND`."""


def regard(served: Served, spoken: Spoken, words: Sequence[Word], sentence_ids: Ints) -> Regarded:
    """Return what `Index.regard` returns; the words are distinct."""
    located = served.locate(sentence_ids)
    count = len(sentence_ids)
    before = np.minimum(sentence_ids - served.first_sentence[located.places], _REACH)
    after = np.minimum(served.first_sentence[located.places + 1] - 1 - sentence_ids, _REACH)
    starts, begins, ends, lengths = np.zeros((4, count), np.int64)
    is_display, shown = np.zeros(count, np.bool_), np.zeros(count, np.uint8)
    held = np.zeros((len(words), count, len(AROUND)), np.bool_)
    titled = np.zeros((count, len(words)), np.bool_).T
    for number, here in located.by_part():
        part = served.parts[number]
        sentences, documents = located.sentences[here], located.documents[here]
        ids = Ids(words, number)
        spans = part.spans_of(sentences, documents)
        starts[here], begins[here], ends[here] = spans[:, 0], spans[:, 2], spans[:, 3]
        is_display[here], shown[here] = part.segment.display[sentences], part.segment.shown[sentences]
        lengths[here] = part.segment.lengths[documents]
        slots, rows, columns = _around(part, ids, sentences, before[here], after[here])
        held[slots, here[rows], _COLUMNS[columns + _REACH]] = True
        _, slots, rows = in_titles(part, ids, documents)
        titled[slots, here[rows]] = True
    return Regarded(
        texts=ReadTexts(served.parts, located.parts, begins, ends),
        shown=shown,
        documents=located.places,
        starts=starts,
        is_display=is_display,
        lengths=lengths,
        words=spoken.words_of(located),
        held=held,
        titled=titled,
    )


def around(served: Served, words: Sequence[Word], sentence_id: int, reach: int) -> tuple[NDArray[np.bool_], int]:
    """Return what `Index.around` returns; the words are distinct."""
    place, number, _, sentence = served.place(sentence_id)
    first, end = served.first_sentence[place : place + 2].tolist()
    before, after = min(sentence_id - first, reach), min(end - 1 - sentence_id, reach)
    part = served.parts[number]
    bounds = part.term_bounds_of(sentence - before, sentence + after + 2)
    terms = np.frombuffer(part.term_ids.bytes(int(bounds[0]), int(bounds[-1])), np.uint32)
    held = np.zeros((len(words), before + 1 + after), np.bool_)
    slots, at = Ids(words, number).among(terms)
    held[slots, bounds.searchsorted(at + bounds[0], "right") - 1] = True
    return held, before


def _around(part: OpenPart, ids: Ids, sentences: Ints, before: Ints, after: Ints) -> tuple[Ints, Ints, Ints]:
    """Find words in sentences and neighbours: which word, in the run of which sentence, how far away from it."""
    sizes = before + after + 1
    bounds = part.term_bounds(sentences - before, sentences + after + 2)
    sizes += 1  # with one behind each run that is no sentence, and has no terms
    lasts = sizes.cumsum() - 1
    own = np.diff(bounds)
    own[lasts[:-1]] = 0
    terms = part.term_ids.together(bounds[lasts - sizes + 1], bounds[lasts])
    slots, at = ids.among(terms)
    found = own.cumsum().searchsorted(at, "right")
    return slots, np.arange(len(sizes)).repeat(sizes)[found], ranges(-before, after + 2)[found]
