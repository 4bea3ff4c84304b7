"""The one `SentenceReader`, over segments."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from retrieval.models import Document, Sentence
from retrieval.segments import quotations
from retrieval.segments.candidate_view import candidate_view, neighbours
from retrieval.segments.open_collection import OpenCollection
from retrieval.segments.sentence_words import SegmentTerms
from retrieval.segments.view import CandidateView

_SENTENCES = 1024  # cached, as are documents
_DOCUMENTS = 128
_SHORT = 1 << 15
"""Characters up to which a document is cached."""


class SegmentReader:
    """Reads sentences and documents of a collection; analyses no text."""

    def __init__(self, collection: OpenCollection) -> None:
        """Read from a collection, which engines may share."""
        self._collection = collection
        self.terms = SegmentTerms([part.segment for part in collection.parts])
        self._sentence = lru_cache(_SENTENCES)(collection.sentence)
        self._documents: dict[str, Document] = {}

    def __len__(self) -> int:
        """Return the number of sentences."""
        return len(self._collection)

    def view(self, terms: Sequence[str], sentence_ids: NDArray[np.intp]) -> CandidateView:
        """Return what the ranker reads of sentences; see `SentenceReader.view`."""
        return candidate_view(self._collection, self.terms, list(map(self._collection.term, terms)), sentence_ids)

    def neighbours(self, terms: Sequence[str], sentence_id: int, reach: int) -> tuple[NDArray[np.bool_], int]:
        """Look for terms around a sentence; see `SentenceReader.neighbours`."""
        return neighbours(self._collection, list(map(self._collection.term, terms)), sentence_id, reach)

    def sentences(self, sentence_ids: Sequence[int]) -> list[Sentence]:
        """Return sentences by id. Raises `KeyError` for an unknown id."""
        return list(map(self._sentence, sentence_ids))  # they are few: faster one by one than together

    def document(self, document_id: str) -> Document:
        """Return a document by id. Raises `KeyError` for an unknown id."""
        if (found := self._documents.get(document_id)) is None:
            found = self._collection.document(document_id)
            if len(found.text) <= _SHORT:
                if len(self._documents) >= _DOCUMENTS:
                    self._documents.clear()
                self._documents[document_id] = found
        return found

    def sentence_count(self, document_id: str) -> int:
        """Return how many sentences a document has. Raises `KeyError` for an unknown id."""
        return self._collection.sentence_count(document_id)

    def text_hash(self, document_id: str) -> bytes:
        """Return the hash of a document's text, or of a duplicate's. Raises `KeyError` for an unknown id."""
        return quotations.text_hash(self._collection, document_id)

    def quotations(self, hash_start: bytes, start: int, end: int) -> list[quotations.Quotation]:
        """Return the sentences at these offsets in documents of such a hash; see `SentenceReader.quotations`."""
        return quotations.quotations(self._collection, hash_start, start, end)
