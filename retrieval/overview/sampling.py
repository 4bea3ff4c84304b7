"""Chooses sentences of a corpus by hash: the same ones whatever updates the index has seen."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.models import SentenceKind
from retrieval.segments.candidate_view import LazyTexts
from retrieval.segments.open_collection import Ints, Located, OpenCollection
from retrieval.segments.view import SentenceTexts

_DIGEST = np.dtype("<u8")
"""So much of a document's digest decides."""
_STEP = np.uint64(0x9E3779B97F4A7C15)
"""2^64 by the golden ratio: its multiples lie evenly among all numbers of 64 bits."""


@dataclass(frozen=True, slots=True)
class Sample:
    """Chosen sentences that are no headings, in the order of the corpus.

    `keys` order them at random, each by its document's digest and its place there; `located` tells where they are
    stored. `starts` and `ends` are character offsets in their documents. For `flags` see
    `retrieval.analysis.sentence_flags`.
    """

    keys: NDArray[np.uint64]
    located: Located
    starts: Ints
    ends: Ints
    flags: NDArray[np.uint8]
    texts: SentenceTexts

    def __len__(self) -> int:
        """Return the number of sentences."""
        return len(self.keys)


def sample(collection: OpenCollection, most: int) -> Sample:
    """Choose at most `most` sentences: all of a small corpus, else those with the least keys."""
    keys = _keys(collection)
    ids = np.arange(len(keys)) if len(keys) <= most else np.sort(np.argpartition(keys, most)[:most])
    located = collection.locate(ids)
    is_text = np.zeros(len(ids), np.bool_)
    for number, here in located.by_part:
        is_text[here] = collection.parts[number].segment.kinds[located.sentences[here]] == SentenceKind.PROSE
    ids = ids[is_text]
    located = collection.locate(ids)
    starts, ends, first_bytes, end_bytes, languages = np.zeros((5, len(ids)), np.int64)
    flags = np.zeros(len(ids), np.uint8)
    for number, here in located.by_part:
        part, sentences = collection.parts[number], located.sentences[here]
        spans = part.spans_of(sentences, located.documents[here]).T
        starts[here], ends[here], first_bytes[here], end_bytes[here] = spans
        flags[here] = part.segment.flags[sentences]
        languages[here] = part.segment.languages[located.documents[here]]
    texts = LazyTexts(collection.parts, located.parts, first_bytes, end_bytes, languages)
    return Sample(keys[ids], located, starts, ends, flags, texts)


def _keys(collection: OpenCollection) -> NDArray[np.uint64]:
    """Return the key of each sentence of the corpus."""
    first = collection.first_sentence
    parts, documents = collection.documents_at(np.arange(len(first) - 1))
    digests = np.zeros(len(documents), np.uint64)
    for number, part in enumerate(collection.parts):
        here = parts == number
        digests[here] = part.segment.digests[documents[here], : _DIGEST.itemsize].copy().view(_DIGEST).ravel()
    counts = np.diff(first)
    places = np.arange(len(collection)) - np.repeat(first[:-1], counts)
    keys: NDArray[np.uint64] = np.repeat(digests, counts) + places.astype(np.uint64) * _STEP
    return keys
