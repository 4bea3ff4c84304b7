"""The port through which stored sentences and documents are read, whichever engine searches."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from retrieval.models import Document, Sentence
from retrieval.segments.quotations import Quotation
from retrieval.segments.view import CandidateView, TermTable


class SentenceReader(Protocol):
    """Reads what is stored of a corpus. Safe to use from several threads.

    Sentences are numbered from 0 in the order of the corpus.
    """

    def __len__(self) -> int:
        """Return the number of sentences."""
        ...

    @property
    def terms(self) -> TermTable:
        """The terms of all sentences, as `CandidateView.words` numbers them."""
        ...

    def view(self, terms: Sequence[str], sentence_ids: NDArray[np.intp]) -> CandidateView:
        """Return what the ranker reads of sentences. The terms are distinct and every id is valid."""
        ...

    def neighbours(self, terms: Sequence[str], sentence_id: int, reach: int) -> tuple[NDArray[np.bool_], int]:
        """Look for terms in a sentence and in up to `reach` sentences on either side, of the same document.

        Returns an array of shape (terms, sentences) and the column of the sentence itself. The terms are distinct and
        the id is valid.
        """
        ...

    def sentences(self, sentence_ids: Sequence[int]) -> list[Sentence]:
        """Return sentences by id, in the order of the ids. Raises `KeyError` for an unknown id."""
        ...

    def document(self, document_id: str) -> Document:
        """Return a document. Raises `KeyError` for an unknown id."""
        ...

    def sentence_count(self, document_id: str) -> int:
        """Return how many sentences a document has. Raises `KeyError` for an unknown id."""
        ...

    def text_hash(self, document_id: str) -> bytes:
        """Return the hash of a document's text, or of a duplicate's. Raises `KeyError` for an unknown id."""
        ...

    def quotations(self, hash_start: bytes, start: int, end: int) -> list[Quotation]:
        """Return the sentences at these offsets in all documents and duplicates whose text's hash begins so.

        `hash_start` has `retrieval.segments.quotations.HASH_START` bytes.
        """
        ...
