"""The documents that an index serves, by the ids of their sentences: where each stands, and reading it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from struct import Struct

import numpy as np
from numpy.typing import NDArray

from retrieval.models import Document, Heading, Sentence
from retrieval.segments.collection import Collection, Part
from retrieval.segments.segment import SPAN, WORD
from retrieval.segments.slices import Stretches

Ints = NDArray[np.int64]
_WORD = np.dtype((np.void, WORD.itemsize))  # to put stretches of fields together takes long

_SPAN = Struct(f"={SPAN}I")

_HEADINGS = 1024  # remembered: a question asks twice for those of its candidates


_OF_TERMS, _OF_STARTS, _OF_SPANS = 6, 5, 2
"""As many times larger these files may be to be mapped: a question reads hundreds of stretches of them."""


class OpenPart:
    """A segment of the collection, with what is read of it by stretches.

    A mapped file's pages count as memory of the process once they are touched: what is small for each sentence is
    mapped, the rest is read.
    """

    def __init__(self, part: Part) -> None:
        """Open the files."""
        segment = part.segment
        self.first = part.first
        self.segment = segment
        self.frequencies = part.frequencies
        # As signed numbers, which is free: numpy makes floats of unsigned and signed ones together.
        self.first_sentence: Ints = segment.first_sentence.view(np.int64)
        self._first_term = Stretches(segment.folder / "term_counts.starts", np.uint32, small=_OF_STARTS)
        self.spans = Stretches(segment.folder / "spans", np.uint32, small=_OF_SPANS)
        self.first_title_term: Ints = segment.first_title_term.view(np.int64)
        self.text_starts: Ints = segment.text_starts.view(np.int64)
        self._first_word = Stretches(segment.folder / "word_counts.starts", np.uint32, small=_OF_STARTS)
        self.words = Stretches(segment.folder / "words", _WORD)
        self.term_ids = Stretches(segment.folder / "term_ids", np.uint32, small=_OF_TERMS)
        self.texts = segment.texts

    def term_bounds(self, starts: Ints, ends: Ints) -> Ints:
        """Return where in `term_ids` the terms of sentences begin, for stretches of them one after the other."""
        return self._first_term.together(starts, ends).astype(np.int64)

    def term_bounds_of(self, start: int, end: int) -> Ints:
        """Return the same for one stretch: far fewer steps than of several."""
        return np.frombuffer(self._first_term.bytes(start, end), np.uint32).astype(np.int64)

    def word_bounds(self, sentences: Ints) -> tuple[Ints, Ints]:
        """Return where in `words` those of sentences begin, and where they end."""
        starts, ends = self._first_word.together(sentences, sentences + 2).astype(np.int64).reshape(-1, 2).T
        return starts, ends

    def spans_of(self, sentences: Ints, documents: Ints) -> Ints:
        """Return where sentences begin and end, given their documents: in characters there, and in bytes of `texts`."""
        begins = sentences * SPAN
        spans = self.spans.together(begins, begins + SPAN).reshape(-1, SPAN).astype(np.int64)
        spans[:, 2:] += self.text_starts[documents][:, None]
        return spans

    def span_of(self, sentence: int) -> tuple[int, ...]:
        """Return where a sentence begins and ends: in characters of its document, and in bytes of that."""
        return _SPAN.unpack(self.spans.bytes(sentence * SPAN, sentence * SPAN + SPAN))

    def heading(self, number: int) -> Heading:
        """Return the heading of a document, numbered within the segment."""
        fields = self.segment.metadata(number)
        return Heading(fields["title"], fields["length"])


@dataclass(frozen=True, slots=True)
class ReadTexts:
    """The `SentenceTexts` of some, read when asked for: `begins` and `ends` are in the bytes of their part's."""

    opened: Sequence[OpenPart]
    parts: Ints
    begins: Ints
    ends: Ints

    def __getitem__(self, row: int, /) -> str:
        """Read one."""
        part = self.opened[int(self.parts[row])]
        return part.texts.bytes(int(self.begins[row]), int(self.ends[row])).decode()


@dataclass(frozen=True, slots=True)
class Located:
    """Where sentences stand: the place of their document in the corpus, its part and number there, theirs there."""

    places: Ints
    parts: Ints
    documents: Ints
    sentences: Ints

    def by_part(self) -> Iterator[tuple[int, Ints]]:
        """Yield the parts in which some stand, each with the places of its sentences among all."""
        for number in np.flatnonzero(np.bincount(self.parts)).tolist():
            yield number, np.flatnonzero(self.parts == number)


class Served:
    """The documents and sentences of a collection; safe to use from several threads."""

    def __init__(self, collection: Collection) -> None:
        """Open the segments."""
        self.collection = collection
        self.first_sentence = collection.first_sentence
        self.parts = [OpenPart(part) for part in collection.parts]
        self._firsts = np.array([part.first for part in collection.parts], np.int64)
        # No method is remembered: files would stay open until the garbage is collected.
        self._heading = lru_cache(maxsize=_HEADINGS)(partial(_heading, self.parts, collection))

    def __len__(self) -> int:
        """Return how many sentences there are."""
        return int(self.first_sentence[-1])

    def places(self, numbers: Ints) -> Ints:
        """Return the places of documents in the corpus by their numbers."""
        return self.collection.place_of[numbers]

    def place_of(self, sentence_ids: Ints) -> Ints:
        """Return the places of sentences' documents."""
        return self.first_sentence.searchsorted(sentence_ids, "right") - 1

    def documents_at(self, places: Ints) -> tuple[Ints, Ints]:
        """Return the part of each document, and its number there."""
        numbers = self.collection.order[places].astype(np.int64)
        parts = self._firsts.searchsorted(numbers, "right") - 1
        return parts, numbers - self._firsts[parts]

    def locate(self, sentence_ids: Ints) -> Located:
        """Find sentences, all of which must be known."""
        places = self.place_of(sentence_ids)
        parts, documents = self.documents_at(places)
        sentences = sentence_ids - self.first_sentence[places]
        for number in np.flatnonzero(np.bincount(parts)).tolist():
            is_here = parts == number
            sentences[is_here] += self.parts[number].first_sentence[documents[is_here]]
        return Located(places, parts, documents, sentences)

    def bounds(self, sentence_ids: NDArray[np.intp]) -> NDArray[np.intp]:
        """Return the first sentence of each one's document and the one after its last."""
        places = self.place_of(sentence_ids)
        return np.stack((self.first_sentence[places], self.first_sentence[places + 1]), axis=-1)

    def text_lengths(self, sentence_ids: Ints) -> Ints:
        """Return how many characters the text of each sentence's document has."""
        parts, documents = self.documents_at(self.place_of(sentence_ids))
        lengths = np.zeros(len(documents), np.int64)
        for number in np.flatnonzero(np.bincount(parts)).tolist():
            is_here = parts == number
            lengths[is_here] = self.parts[number].segment.lengths[documents[is_here]]
        return lengths

    def sentences(self, sentence_ids: Sequence[int]) -> list[Sentence]:
        """Return sentences by their ids. Raises `KeyError` where one is not there."""
        for unknown in (it for it in sentence_ids if not 0 <= it < len(self)):
            raise KeyError(unknown)
        return list(map(self._sentence, sentence_ids))  # few: one by one takes less than together

    def place(self, sentence_id: int) -> tuple[int, int, int, int]:
        """Return the place of a sentence's document, its part and number there, and the sentence's own there."""
        place = int(self.first_sentence.searchsorted(sentence_id, "right")) - 1
        number = int(self.collection.order[place])
        part = int(self._firsts.searchsorted(number, "right")) - 1
        document = number - int(self._firsts[part])
        first = int(self.parts[part].first_sentence[document])
        return place, part, document, first + sentence_id - int(self.first_sentence[place])

    def _sentence(self, sentence_id: int) -> Sentence:
        _, number, document, sentence = self.place(sentence_id)
        part = self.parts[number]
        start, end, first, last = part.span_of(sentence)
        before = int(part.text_starts[document])
        text = part.texts.bytes(before + first, before + last).decode()
        name = part.segment.ids.word(document)
        return Sentence(sentence_id, name, start, end, text, bool(part.segment.display[sentence]))

    def document(self, document_id: str) -> Document:
        """Return a document by its id. Raises `KeyError` where there is none."""
        part, number = _find(self.parts, self.collection, document_id)
        return part.segment.document(number)

    def heading(self, document_id: str) -> Heading:
        """Return a document's title and length. Raises `KeyError` where there is none."""
        return self._heading(document_id)


def _heading(parts: Sequence[OpenPart], collection: Collection, document_id: str) -> Heading:
    part, number = _find(parts, collection, document_id)
    return part.heading(number)


def _find(parts: Sequence[OpenPart], collection: Collection, document_id: str) -> tuple[OpenPart, int]:
    for part in reversed(parts):  # one that was changed stands in an older segment, too
        number = part.segment.ids.get(document_id)
        if number >= 0 and collection.place_of[part.first + number] >= 0:
            return part, number
    raise KeyError(document_id)
