"""A segment: documents with their analysis, written once and then never altered."""

import json
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from retrieval.models import Document
from retrieval.segments.arrays import mapped_as, short_starts_of, starts_of
from retrieval.segments.batch import DIGEST, SIGNATURE, TEXT_HASH, Batch, document_of, id_of
from retrieval.segments.frequencies import Terms
from retrieval.segments.large_documents import LargeDocuments, write_large
from retrieval.segments.slices import Stretches
from retrieval.segments.string_table import Dictionary
from retrieval.vocabulary.interning import Interner

# By file: what is appended to it for each batch, in the same order.
_STREAMS = (
    "texts",
    "text_lengths",
    "metadata",
    "metadata_lengths",
    "digests",
    "text_hashes",
    "signatures",
    "starts",
    "ends",
    "spans",
    "display",
    "shown",
    "term_ids",
    "term_counts",
    "sentence_counts",
    "title_ids",
    "title_counts",
    "words",
    "word_counts",
    "lengths",
)
# Of these, where each stretch begins is written beside them: whoever opens a segment need not add up.
SPAN = 4
_LENGTHS: Mapping[str, type[np.generic]] = {
    "text_lengths": np.uint64,
    "metadata_lengths": np.uint32,
    "sentence_counts": np.uint32,
    "title_counts": np.uint32,
}
_OF_SENTENCES = ("term_counts", "word_counts")
"""The same by sentence, in half as many bytes: of those there are many."""
WORD = np.dtype([("term", "<u4"), ("role", "u1")])
"""A word of a sentence: its term and what it tells by itself, together to be read at once."""


_BEGINNINGS = "terms.beginnings"
BEGINNING = 4
"""Letters of a term's beginning; of a shorter term it is all."""


def beginning_of(term: str) -> int:
    """Return the first bytes of a term, as a number: terms of one beginning have the same."""
    return int.from_bytes(term[:BEGINNING].encode()[:BEGINNING], "little")  # as many letters have no fewer bytes


class SegmentWriter:
    """Writes a segment batch by batch; memory is bounded by the vocabulary, whatever the number of documents."""

    def __init__(self, folder: Path) -> None:
        """Begin in an empty folder, which is made."""
        folder.mkdir(parents=True)
        self.folder = folder
        self.documents = 0
        self.sentences = 0
        self._numbers = Interner()
        self._stack = ExitStack()
        self._files: dict[str, BinaryIO] = {
            name: self._stack.enter_context((folder / name).open("wb")) for name in _STREAMS
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
        words["term"], words["role"] = ours[batch.words.terms], batch.words.roles
        for name, data in {
            "texts": batch.texts,
            "text_lengths": batch.text_lengths.tobytes(),
            "metadata": b"".join(batch.metadata),
            "metadata_lengths": np.array([len(it) for it in batch.metadata], np.uint32).tobytes(),
            "digests": batch.digests,
            "text_hashes": batch.text_hashes,
            "signatures": batch.signatures,
            "starts": batch.starts.tobytes(),
            "ends": batch.ends.tobytes(),
            # Together, to be read at once: see `retrieval.segments.reader`.
            "spans": np.column_stack((batch.starts, batch.ends, batch.first_bytes, batch.end_bytes)).tobytes(),
            "display": batch.display.tobytes(),
            "shown": batch.shown.tobytes(),
            "term_ids": ours[terms.ids].tobytes(),
            "term_counts": terms.counts.tobytes(),
            "sentence_counts": terms.sentences.tobytes(),
            "title_ids": ours[terms.title_ids].tobytes(),
            "title_counts": terms.title_counts.tobytes(),
            "words": words.tobytes(),
            "word_counts": batch.words.counts.tobytes(),
            "lengths": batch.lengths.tobytes(),
        }.items():
            self._files[name].write(data)
        self.documents += len(batch)
        self.sentences += len(batch.starts)
        return ours

    def finish(self) -> None:
        """Write the rest. Only then can the segment be opened."""
        self._stack.close()
        for name, kind in _LENGTHS.items():
            starts_of(mapped_as(self.folder / name, kind)).tofile(self.folder / f"{name}.starts")
        for name in _OF_SENTENCES:
            short_starts_of(mapped_as(self.folder / name, np.uint32), name).tofile(self.folder / f"{name}.starts")
        write_large(self.folder)
        Dictionary.write(self.folder, "terms", list(self._numbers))
        np.fromiter(map(beginning_of, self._numbers), np.uint32, len(self._numbers)).tofile(self.folder / _BEGINNINGS)
        ids = [id_of(it) for it in _stretches(self.folder, "metadata", np.uint32)]
        Dictionary.write(self.folder, "ids", ids)

    def close(self) -> None:
        """Close the files, whether the segment is finished or not."""
        self._stack.close()


@dataclass(frozen=True, slots=True)
class Segment:
    """Documents as they were written, numbered from 0; opened at once, and read where they are touched.

    `beginnings` has for each term what `beginning_of` returns.
    `first_sentence` has each document's first sentence, numbered within the segment, and at its end their number;
    `first_term` and `first_title_term` likewise say where in `term_ids` and `title_ids` those of a sentence or a
    document begin. `starts` and `ends` are in characters of the document's text; `spans` have both for each sentence,
    and the same in bytes of the text's UTF-8; `shown` is what each shows by its characters; `lengths` are those of the
    texts in characters. The words of sentences stand in the files `words` and `word_counts.starts`.
    """

    folder: Path
    terms: Dictionary
    beginnings: NDArray[np.uint32]
    ids: Dictionary
    first_sentence: NDArray[np.uint64]
    starts: NDArray[np.uint32]
    ends: NDArray[np.uint32]
    spans: NDArray[np.uint32]
    display: NDArray[np.bool_]
    shown: NDArray[np.uint8]
    first_term: NDArray[np.uint32]
    term_ids: NDArray[np.uint32]
    first_title_term: NDArray[np.uint64]
    title_ids: NDArray[np.uint32]
    lengths: NDArray[np.uint32]
    text_starts: NDArray[np.uint64]
    metadata_starts: NDArray[np.uint64]
    digests: NDArray[np.uint8]
    text_hashes: NDArray[np.uint8]
    signatures: NDArray[np.uint32]
    large: LargeDocuments
    texts: Stretches
    _metadata: Stretches

    def __len__(self) -> int:
        """Return how many documents there are."""
        return len(self.text_starts) - 1

    @classmethod
    def open(cls, folder: Path) -> "Segment":
        """Open a finished segment."""

        def read(name: str, kind: type[np.generic]) -> NDArray[Any]:
            return mapped_as(folder / name, kind)

        return cls(
            folder=folder,
            terms=Dictionary.open(folder, "terms"),
            beginnings=read(_BEGINNINGS, np.uint32),
            ids=Dictionary.open(folder, "ids"),
            first_sentence=read("sentence_counts.starts", np.uint64),
            starts=read("starts", np.uint32),
            ends=read("ends", np.uint32),
            spans=read("spans", np.uint32).reshape(-1, SPAN),
            display=read("display", np.bool_),
            shown=read("shown", np.uint8),
            first_term=read("term_counts.starts", np.uint32),
            term_ids=read("term_ids", np.uint32),
            first_title_term=read("title_counts.starts", np.uint64),
            title_ids=read("title_ids", np.uint32),
            lengths=read("lengths", np.uint32),
            text_starts=read("text_lengths.starts", np.uint64),
            metadata_starts=read("metadata_lengths.starts", np.uint64),
            digests=read("digests", np.uint8).reshape(-1, DIGEST),
            text_hashes=read("text_hashes", np.uint8).reshape(-1, TEXT_HASH),
            signatures=read("signatures", np.uint32).reshape(-1, SIGNATURE // 4),
            large=LargeDocuments.open(folder),
            texts=Stretches(folder / "texts"),
            _metadata=Stretches(folder / "metadata"),
        )

    def metadata(self, number: int) -> dict[str, Any]:
        """Return all of a document but its text; `length` is that of the text in characters."""
        start, end = self.metadata_starts[number : number + 2].tolist()
        fields: dict[str, Any] = json.loads(self._metadata.bytes(start, end))
        return fields

    def text(self, number: int) -> str:
        """Return the text of a document."""
        start, end = self.text_starts[number : number + 2].tolist()
        return self.texts.bytes(start, end).decode()

    def quote(self, number: int, length: int, start: int, end: int) -> str:
        """Return `text(number)[start:end]`, given how many characters the text has."""
        first, last = self.text_starts[number : number + 2].tolist()
        if last - first == length:  # a byte each
            return self.texts.bytes(first + start, first + end).decode()
        return self.text(number)[start:end]

    def document(self, number: int) -> Document:
        """Return a document."""
        return document_of(self.metadata(number), self.text(number))

    def terms_of(self, number: int) -> Terms:
        """Return the terms of one document, as numbers of `terms`."""
        return self.terms_of_several(number, number + 1)

    def terms_of_several(self, start: int, end: int) -> Terms:
        """Return the terms of documents that follow one another."""
        sentences = self.first_sentence[start : end + 1]
        bounds = self.first_term[int(sentences[0]) : int(sentences[-1]) + 1]
        titles = self.first_title_term[start : end + 1]
        return Terms(
            ids=self.term_ids[int(bounds[0]) : int(bounds[-1])],
            counts=np.diff(bounds).astype(np.uint32),
            sentences=np.diff(sentences).astype(np.uint32),
            title_ids=self.title_ids[int(titles[0]) : int(titles[-1])],
            title_counts=np.diff(titles).astype(np.uint32),
        )


def _stretches(folder: Path, name: str, kind: type[np.generic]) -> Iterator[bytes]:
    """Yield the parts of a file, given by a second file of their lengths."""
    lengths = mapped_as(folder / f"{name}_lengths", kind)
    with (folder / name).open("rb") as file:
        for length in lengths.tolist():
            yield file.read(length)
