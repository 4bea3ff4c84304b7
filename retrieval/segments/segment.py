"""A segment: an immutable set of analysed documents, as columns on disk."""

import json
from contextlib import ExitStack, closing
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrieval.models import Document
from retrieval.segments.arrays import mapped_as
from retrieval.segments.batch import Batch, document_of, id_of
from retrieval.segments.columns import COLUMNS, SPAN, WORD, ColumnWriter, open_columns
from retrieval.segments.frequencies import DocumentTerms
from retrieval.segments.large_documents import LargeDocuments, large_columns
from retrieval.segments.slices import Slices
from retrieval.segments.string_table import StringTable
from retrieval.vocabulary.interning import Interner

BEGINNING = 4
"""The number of first letters by which terms are compared without decoding them."""


def beginning_of(term: str) -> int:
    """Return the first bytes of a term as an integer; terms with equal first letters have equal ones."""
    return int.from_bytes(term[:BEGINNING].encode()[:BEGINNING], "little")  # as many letters have no fewer bytes


class SegmentWriter:
    """Writes a segment batch by batch; its memory is bounded by the vocabulary, whatever the number of documents."""

    def __init__(self, folder: Path) -> None:
        """Create the folder, which must not exist."""
        folder.mkdir(parents=True)
        self.folder = folder
        self.documents = 0
        self.sentences = 0
        self._numbers = Interner()
        self._sources = Interner({"": 0})
        self._stack = ExitStack()
        self._columns = {
            column.name: self._stack.enter_context(closing(ColumnWriter(folder, column))) for column in COLUMNS
        }

    @property
    def vocabulary(self) -> int:
        """How many distinct terms were written."""
        return len(self._numbers)

    def add(self, batch: Batch) -> NDArray[np.uint32]:
        """Append documents; return the number in this segment of each term of the batch's vocabulary."""
        ours = self._numbers.ids(batch.vocabulary)
        terms = batch.terms
        words = np.empty(len(batch.words.terms), WORD)
        words["term"], words["token_type"] = ours[batch.words.terms], batch.words.token_types
        self._append(
            texts=batch.texts,
            text_starts=batch.text_lengths,
            metadata_texts=b"".join(batch.metadata),
            metadata_starts=np.array([len(it) for it in batch.metadata], np.uint32),
            lengths=batch.lengths,
            digests=batch.digests,
            text_hashes=batch.text_hashes,
            signatures=batch.signatures,
            first_title_term=terms.title_counts,
            title_ids=ours[terms.title_ids],
            first_title_word=batch.words.title_counts,
            title_words=ours[batch.words.title_terms],
            days=batch.days,
            languages=batch.languages,
            source_numbers=self._sources.ids(batch.sources),
            first_sentence=terms.sentences,
            spans=np.column_stack((batch.starts, batch.ends, batch.first_bytes, batch.end_bytes)),
            kinds=batch.kinds,
            flags=batch.flags,
            first_term=terms.counts,
            term_ids=ours[terms.ids],
            first_word=batch.words.counts,
            word_hashes=batch.words.hashes,
            words=words,
        )
        self.documents += len(batch)
        self.sentences += len(batch.starts)
        return ours

    def _append(self, **rows: NDArray[Any] | bytes) -> None:
        for name, data in rows.items():
            self._columns[name].append(data)

    def finish(self) -> None:
        """Write the columns that depend on all documents. Only then can the segment be opened."""
        self._append(beginnings=np.fromiter(map(beginning_of, self._numbers), np.uint32, len(self._numbers)))
        sources = [it.encode() for it in self._sources]
        self._append(source_starts=np.array(list(map(len, sources))), source_texts=b"".join(sources))
        for column in self._columns.values():
            column.flush()
        written = {column.name: mapped_as(self.folder / column.name, column.dtype) for column in COLUMNS}
        for rows in large_columns(written["term_ids"], written["first_term"], written["first_sentence"]):
            self._append(**rows)
        self._stack.close()
        StringTable.write(self.folder, "terms", list(self._numbers))
        with (self.folder / "metadata_texts").open("rb") as file:
            ids = [id_of(file.read(size)) for size in np.diff(written["metadata_starts"]).tolist()]
        StringTable.write(self.folder, "ids", ids)

    def close(self) -> None:
        """Close the files, whether the segment is finished or not."""
        self._stack.close()


@dataclass(frozen=True, slots=True)
class Segment:
    """The documents of a segment, numbered from 0, as columns: see `retrieval.segments.columns`.

    `terms` and `ids` number terms and documents. `first_sentence` has the number of each document's first sentence, and
    at its end the number of sentences; `first_term`, `first_word` and so on are offsets likewise. `beginnings` has
    the result of `beginning_of` for each term, `flags` the flags of each sentence, `lengths` the length of each text
    in characters.
    """

    terms: StringTable
    ids: StringTable
    large: LargeDocuments
    texts: Slices
    text_starts: NDArray[np.uint64]
    metadata_texts: Slices
    metadata_starts: NDArray[np.uint64]
    lengths: NDArray[np.uint32]
    digests: NDArray[np.uint8]
    text_hashes: NDArray[np.uint8]
    signatures: NDArray[np.uint32]
    first_title_term: NDArray[np.uint64]
    title_ids: NDArray[np.uint32]
    first_title_word: NDArray[np.uint64]
    title_words: NDArray[np.uint32]
    days: NDArray[np.uint32]
    languages: NDArray[np.uint32]
    source_numbers: NDArray[np.uint32]
    source_starts: NDArray[np.uint64]
    source_texts: NDArray[np.uint8]
    first_sentence: NDArray[np.uint64]
    spans: Slices
    kinds: NDArray[np.uint8]
    flags: NDArray[np.uint8]
    first_term: Slices
    term_ids: Slices
    first_word: Slices
    word_hashes: Slices
    words: Slices
    beginnings: NDArray[np.uint32]
    folder: Path

    def __len__(self) -> int:
        """Return how many documents there are."""
        return len(self.text_starts) - 1

    @classmethod
    def open(cls, folder: Path) -> "Segment":
        """Open a finished segment. Raises `OSError` or `ValueError` if it is damaged."""
        terms, ids = StringTable.open(folder, "terms"), StringTable.open(folder, "ids")
        columns = open_columns(folder, documents=len(ids), terms=len(terms))
        names = ("large_documents", "large_lengths", "first_large_term", "large_ids", "large_counts")
        large = LargeDocuments(*(columns.pop(name) for name in names))
        return cls(folder=folder, terms=terms, ids=ids, large=large, **columns)

    def source_keys(self) -> list[str]:
        """Return the distinct sources by number, as `source_key` gives them; the first stands for none."""
        starts, text = self.source_starts.tolist(), self.source_texts.tobytes()
        return [text[start:end].decode() for start, end in pairwise(starts)]

    def metadata(self, number: int) -> dict[str, Any]:
        """Return the fields of a document without its text; `length` is that of the text in characters."""
        start, end = self.metadata_starts[number : number + 2].tolist()
        fields: dict[str, Any] = json.loads(self.metadata_texts.bytes(start, end))
        return fields

    def text(self, number: int) -> str:
        """Return the text of a document."""
        start, end = self.text_starts[number : number + 2].tolist()
        return self.texts.bytes(start, end).decode()

    def bounds(self, number: int) -> list[tuple[int, int]]:
        """Return the start and end of each sentence of a document, in characters of its text."""
        first, last = self.first_sentence[number : number + 2].tolist()
        spans = self.spans.slice(first * SPAN, last * SPAN).reshape(-1, SPAN)
        return [(start, end) for start, end, _, _ in spans.tolist()]

    def document(self, number: int) -> Document:
        """Return a document."""
        return document_of(self.metadata(number), self.text(number))

    def terms_of(self, number: int) -> DocumentTerms:
        """Return the terms of a document, as numbers of `terms`."""
        return self.terms_of_several(number, number + 1)

    def terms_of_several(self, start: int, end: int) -> DocumentTerms:
        """Return the terms of consecutive documents."""
        sentences = self.first_sentence[start : end + 1]
        bounds = self.first_term.slice(int(sentences[0]), int(sentences[-1]) + 1)
        titles = self.first_title_term[start : end + 1]
        return DocumentTerms(
            ids=self.term_ids.slice(int(bounds[0]), int(bounds[-1])),
            counts=np.diff(bounds).astype(np.uint32),
            sentences=np.diff(sentences).astype(np.uint32),
            title_ids=self.title_ids[int(titles[0]) : int(titles[-1])],
            title_counts=np.diff(titles).astype(np.uint32),
        )
