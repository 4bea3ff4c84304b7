"""All that a ranking regards of some sentences of a collection: each is located once, and each file read once."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from retrieval.indexes.base import AROUND, Regarded
from retrieval.indexes.occurrences import Ids, Word, in_titles
from retrieval.indexes.served import Ints, OpenPart, Served
from retrieval.indexes.spoken import Spoken
from retrieval.segments.arrays import ranges

_REACH = max(AROUND)
_COLUMNS = np.argsort(AROUND)
"""By how far a neighbour stands from the sentence, counted from the first: its place in `AROUND`."""


def regard(served: Served, spoken: Spoken, words: Sequence[Word], sentence_ids: Ints) -> Regarded:
    """Return what `Index.regard` returns; the words are distinct."""
    located = served.locate(sentence_ids)
    count = len(sentence_ids)
    before = np.minimum(sentence_ids - served.first_sentence[located.places], _REACH)
    after = np.minimum(served.first_sentence[located.places + 1] - 1 - sentence_ids, _REACH)
    texts = [""] * count
    starts, lengths = np.zeros((2, count), np.int64)
    is_display = np.zeros(count, np.bool_)
    held = np.zeros((len(words), count, len(AROUND)), np.bool_)
    titled = np.zeros((count, len(words)), np.bool_).T
    for number, here in located.by_part():
        part = served.parts[number]
        sentences, documents = located.sentences[here], located.documents[here]
        ids = Ids(words, number)
        spans = part.spans_of(sentences, documents)
        starts[here] = spans[:, 0]
        for place, text in zip(here.tolist(), part.texts_of(spans), strict=True):
            texts[place] = text
        is_display[here] = part.segment.display[sentences]
        lengths[here] = part.segment.lengths[documents]
        slots, rows, columns = _around(part, ids, sentences, before[here], after[here])
        held[slots, here[rows], _COLUMNS[columns + _REACH]] = True
        _, slots, rows = in_titles(part, ids, documents)
        titled[slots, here[rows]] = True
    return Regarded(texts, located.places, starts, is_display, lengths, spoken.words_of(located), held, titled)


def around(served: Served, words: Sequence[Word], sentence_id: int, reach: int) -> tuple[NDArray[np.bool_], int]:
    """Return what `Index.around` returns; the words are distinct."""
    place, number, _, sentence = served.place(sentence_id)
    first, end = served.first_sentence[place : place + 2].tolist()
    before, after = min(sentence_id - first, reach), min(end - 1 - sentence_id, reach)
    part = served.parts[number]
    # All numbers of one stretch: far fewer steps than of several sentences at once.
    bounds = np.frombuffer(part.first_term.bytes(sentence - before, sentence + after + 2), np.int64)
    terms = np.frombuffer(part.term_ids.bytes(int(bounds[0]), int(bounds[-1])), np.uint32)
    held = np.zeros((len(words), before + 1 + after), np.bool_)
    slots, at = Ids(words, number).among(terms)
    held[slots, bounds.searchsorted(at + bounds[0], "right") - 1] = True
    return held, before


def _around(part: OpenPart, ids: Ids, sentences: Ints, before: Ints, after: Ints) -> tuple[Ints, Ints, Ints]:
    """Find words in sentences and neighbours: which word, in the run of which sentence, how far away from it."""
    sizes = before + after + 1
    bounds = part.first_term.together(sentences - before, sentences + after + 2)
    sizes += 1  # with one behind each run that is no sentence, and has no terms
    lasts = np.cumsum(sizes) - 1
    own = np.diff(bounds)
    own[lasts[:-1]] = 0
    terms = part.term_ids.together(bounds[lasts - sizes + 1], bounds[lasts])
    slots, at = ids.among(terms)
    found = np.searchsorted(np.cumsum(own), at, "right")
    return slots, np.repeat(np.arange(len(sizes)), sizes)[found], ranges(-before, after + 2)[found]
