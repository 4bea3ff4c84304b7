"""Locates and reads sentences and documents in the open segments of a collection."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from struct import Struct

import numpy as np
from numpy.typing import NDArray

from retrieval.models import Document, Sentence, SentenceKind
from retrieval.segments.collection import Collection, Part
from retrieval.segments.columns import SPAN
from retrieval.segments.document_filters import PassingDocuments
from retrieval.segments.frequencies import LEVELS

Ints = NDArray[np.int64]
_SPAN = Struct(f"={SPAN}I")

_TERMS = 4096  # cached, with their frequencies
_FILTERS = 16  # cached, with the documents that pass


class OpenPart:
    """A segment of the collection, as signed arrays and file slices."""

    def __init__(self, part: Part) -> None:
        """Open the files."""
        segment = part.segment
        self.first = part.first
        self.segment = segment
        self.frequencies = part.frequencies
        # A signed view costs nothing, whereas numpy turns a mix of unsigned and signed numbers into floats.
        self.first_sentence: Ints = segment.first_sentence.view(np.int64)
        self._first_term = segment.first_term
        self.spans = segment.spans
        self.first_title_term: Ints = segment.first_title_term.view(np.int64)
        self.first_title_word: Ints = segment.first_title_word.view(np.int64)
        self.text_starts: Ints = segment.text_starts.view(np.int64)
        self._first_word = segment.first_word
        self.words = segment.words
        self.term_ids = segment.term_ids
        self.texts = segment.texts

    def term_bounds(self, starts: Ints, ends: Ints) -> Ints:
        """Return the offset in `term_ids` of each sentence's first term, for several ranges of sentences."""
        return self._first_term.together(starts, ends).astype(np.int64)

    def term_bounds_of(self, start: int, end: int) -> Ints:
        """Return `term_bounds` for a single range, with less overhead."""
        return self._first_term.slice(start, end).astype(np.int64)

    def first_word(self, sentences: Ints) -> Ints:
        """Return the offset in `words` of the first word of each sentence, or of the end."""
        return self._first_word.rows(sentences, 1)[:, 0].astype(np.int64)

    def first_words(self, starts: Ints, ends: Ints) -> NDArray[np.uint32]:
        """Return the offset in `words` of each sentence's first word, for several ranges of sentences."""
        return self._first_word.together(starts, ends)

    def word_bounds(self, sentences: Ints) -> tuple[Ints, Ints]:
        """Return the offsets in `words` at which each sentence's words begin and end."""
        starts, ends = self._first_word.rows(sentences, 2).astype(np.int64).T
        return starts, ends

    def spans_of(self, sentences: Ints, documents: Ints) -> Ints:
        """Return rows of start and end: character offsets in the document, then byte offsets in `texts`."""
        spans = self.spans.rows(sentences * SPAN, SPAN).astype(np.int64)
        spans[:, 2:] += self.text_starts[documents][:, None]
        return spans

    def span_of(self, sentence: int) -> tuple[int, ...]:
        """Return start and end of a sentence: character offsets, then byte offsets, in its document."""
        return _SPAN.unpack(self.spans.bytes(sentence * SPAN, sentence * SPAN + SPAN))


@dataclass(frozen=True, slots=True)
class IndexedTerm:
    """A term with its number in each part, -1 where it does not occur, and its document frequencies.

    `frequencies` count the sentences, windows and documents that contain it.
    """

    term: str
    ids: tuple[int, ...]
    frequencies: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Located:
    """Where sentences are stored: the document's place, its part, and the numbers of document and sentence there.

    `by_part` has each part that stores some of the sentences, with the indexes of these sentences.
    """

    places: Ints
    parts: Ints
    documents: Ints
    sentences: Ints
    by_part: Sequence[tuple[int, Ints]]


class OpenCollection:
    """The open segments of a collection, addressed by sentence id; safe to use from several threads.

    A document's place is its position in the order of the corpus.
    """

    def __init__(self, collection: Collection) -> None:
        """Open the segments. Raises `OSError` where a file is missing."""
        self.collection = collection
        self.first_sentence = collection.first_sentence
        self.parts = [OpenPart(part) for part in collection.parts]
        self.is_citable = collection.place_of >= 0
        """By number, whether a document is served, or a duplicate of one that is. The others are of earlier times."""
        self.is_citable[collection.duplicates[0]] = True
        self._first_numbers = np.array([part.first for part in collection.parts], np.int64)
        # A cached method would keep the files open until the garbage collector runs.
        self.term = lru_cache(maxsize=_TERMS)(partial(_look_up, self.parts))
        self.languages = lru_cache(maxsize=1)(collection.languages)
        """Returns the codes of the languages of its documents, those of most documents first."""
        self.passing = lru_cache(maxsize=_FILTERS)(partial(PassingDocuments.of, collection))

    def __len__(self) -> int:
        """Return the number of sentences."""
        return int(self.first_sentence[-1])

    def place_of(self, sentence_ids: Ints) -> Ints:
        """Return the places of sentences' documents."""
        return self.first_sentence.searchsorted(sentence_ids, "right") - 1

    def documents_at(self, places: Ints) -> tuple[Ints, Ints]:
        """Return the part of each document, and its number there."""
        numbers = self.collection.order[places].astype(np.int64)
        parts = self._first_numbers.searchsorted(numbers, "right") - 1
        return parts, numbers - self._first_numbers[parts]

    def locate(self, sentence_ids: Ints) -> Located:
        """Find sentences, whose ids must be valid."""
        places = self.place_of(sentence_ids)
        parts, documents = self.documents_at(places)
        sentences = sentence_ids - self.first_sentence[places]
        present = [0] if len(self.parts) == 1 else np.flatnonzero(np.bincount(parts)).tolist()
        by_part = [(number, np.flatnonzero(parts == number)) for number in present]
        for number, here in by_part:
            sentences[here] += self.parts[number].first_sentence[documents[here]]
        return Located(places, parts, documents, sentences, by_part)

    def locate_one(self, sentence_id: int) -> tuple[int, int, int, int]:
        """Find one sentence: return the place of its document, the part, and document and sentence there."""
        place = int(self.first_sentence.searchsorted(sentence_id, "right")) - 1
        number = int(self.collection.order[place])
        part = int(self._first_numbers.searchsorted(number, "right")) - 1
        document = number - int(self._first_numbers[part])
        first = int(self.parts[part].first_sentence[document])
        return place, part, document, first + sentence_id - int(self.first_sentence[place])

    def sentence(self, sentence_id: int) -> Sentence:
        """Return a sentence by id. Raises `KeyError` for an unknown id."""
        if not 0 <= sentence_id < len(self):
            raise KeyError(sentence_id)
        _, number, document, sentence = self.locate_one(sentence_id)
        part = self.parts[number]
        start, end, first, last = part.span_of(sentence)
        before = int(part.text_starts[document])
        text = part.texts.bytes(before + first, before + last).decode()
        name = part.segment.ids.word(document)
        return Sentence(sentence_id, name, start, end, text, SentenceKind(part.segment.kinds[sentence]))

    def text_between(self, first: int, last: int) -> str:
        """Return the text from the beginning of one sentence to the end of another, of the same document, by id."""
        _, number, document, sentence = self.locate_one(first)
        part = self.parts[number]
        before = int(part.text_starts[document])
        begin, end = part.span_of(sentence)[2], part.span_of(sentence + last - first)[3]
        return part.texts.bytes(before + begin, before + end).decode()

    def title_at(self, place: int) -> str:
        """Return the title of the document at a place."""
        (part,), (number,) = self.documents_at(np.array([place]))
        return str(self.parts[part].segment.metadata(int(number))["title"])

    def document(self, document_id: str) -> Document:
        """Return a document by id. Raises `KeyError` for an unknown id."""
        part, number, _ = self._find(document_id)
        return part.segment.document(number)

    def sentence_count(self, document_id: str) -> int:
        """Return how many sentences a document has. Raises `KeyError` for an unknown id."""
        _, _, place = self._find(document_id)
        return int(self.first_sentence[place + 1] - self.first_sentence[place])

    def _find(self, document_id: str) -> tuple[OpenPart, int, int]:
        """Return a document's part, its number there, and its place."""
        for part in reversed(self.parts):  # older segments may hold earlier versions of the document
            number = part.segment.ids.get(document_id)
            if number >= 0 and (place := int(self.collection.place_of[part.first + number])) >= 0:
                return part, number, place
        raise KeyError(document_id)


def _look_up(parts: Sequence[OpenPart], term: str) -> IndexedTerm:
    ids = tuple(part.segment.terms.get(term) for part in parts)
    found = [part.frequencies[:, number].tolist() for part, number in zip(parts, ids, strict=True) if number >= 0]
    return IndexedTerm(term, ids, tuple(map(sum, zip(*found, strict=True))) if found else (0,) * LEVELS)
