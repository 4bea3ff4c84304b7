"""Some documents, analysed, as arrays: what passes from the processes that analyse to the one that writes."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import compress
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrieval.analysis import terms_and_roles
from retrieval.models import Document
from retrieval.segments.arrays import starts_of
from retrieval.segments.frequencies import Terms

Numbers = NDArray[np.uint32]

DIGEST, TEXT_HASH, SIGNATURE = 32, 16, 256
"""Bytes of a document's digest, of the hash of its text, and of its signature: see `retrieval.duplicates`."""


@dataclass(frozen=True, slots=True, eq=False)
class AllWords:
    """All words of sentences, function words too: `terms` as numbers, `roles`, and how many there are of each sentence.

    For the roles see `retrieval.analysis.roles`.
    """

    terms: Numbers
    roles: NDArray[np.uint8]
    counts: Numbers

    def of(self, sentences: NDArray[np.bool_]) -> "AllWords":
        """Return those of some sentences alone."""
        which = np.repeat(sentences, self.counts)
        return AllWords(self.terms[which], self.roles[which], self.counts[sentences])


@dataclass(frozen=True, slots=True)
class Batch:
    """Documents one after the other.

    For each document: `metadata` as JSON, `text_lengths` in bytes of its part of `texts`, which is UTF-8, `lengths` in
    characters, `digests` of all that it is (32 bytes each), and what it is compared by with others, `text_hashes` (16
    bytes) and `signatures` (256 bytes). For each sentence: `starts` and `ends` in characters, `first_bytes` and
    `end_bytes` the same in bytes, and `display`. `terms` are the content words' terms as numbers of `vocabulary`.
    """

    metadata: tuple[bytes, ...]
    texts: bytes
    text_lengths: NDArray[np.uint64]
    lengths: Numbers
    digests: bytes
    text_hashes: bytes
    signatures: bytes
    starts: Numbers
    ends: Numbers
    first_bytes: Numbers
    end_bytes: Numbers
    display: NDArray[np.bool_]
    terms: Terms
    words: AllWords
    vocabulary: tuple[str, ...]

    def __len__(self) -> int:
        """Return how many documents there are."""
        return len(self.metadata)

    def documents(self, which: NDArray[np.bool_]) -> Iterator[Document]:
        """Yield some of the documents as they were read."""
        starts = starts_of(self.text_lengths).tolist()
        for place in np.flatnonzero(which).tolist():
            yield document_of(json.loads(self.metadata[place]), self.texts[starts[place] : starts[place + 1]].decode())

    def of(self, documents: NDArray[np.bool_]) -> "Batch":
        """Return some of the documents; the vocabulary stays as it is."""
        in_sentences = np.repeat(documents, self.terms.sentences)
        return Batch(
            metadata=tuple(compress(self.metadata, documents)),
            texts=np.frombuffer(self.texts, np.uint8)[
                np.repeat(documents, self.text_lengths.astype(np.int64))
            ].tobytes(),
            text_lengths=self.text_lengths[documents],
            lengths=self.lengths[documents],
            digests=np.frombuffer(self.digests, np.uint8).reshape(-1, DIGEST)[documents].tobytes(),
            text_hashes=np.frombuffer(self.text_hashes, np.uint8).reshape(-1, TEXT_HASH)[documents].tobytes(),
            signatures=np.frombuffer(self.signatures, np.uint8).reshape(-1, SIGNATURE)[documents].tobytes(),
            starts=self.starts[in_sentences],
            ends=self.ends[in_sentences],
            first_bytes=self.first_bytes[in_sentences],
            end_bytes=self.end_bytes[in_sentences],
            display=self.display[in_sentences],
            terms=self.terms.of(documents),
            words=self.words.of(in_sentences),
            vocabulary=self.vocabulary,
        )


class BatchBuilder:
    """Gathers analysed documents."""

    def __init__(self) -> None:
        """Begin with none."""
        self.sentences = 0
        self._metadata: list[bytes] = []
        self._texts: list[bytes] = []
        self._lengths: list[int] = []
        self._digests: list[bytes] = []
        self._hashes: list[bytes] = []
        self._signatures: list[bytes] = []
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._first_bytes: list[int] = []
        self._end_bytes: list[int] = []
        self._text = ""
        self._is_ascii = True
        self._read = 0, 0  # how far, in characters and in bytes
        self._display: list[bool] = []
        self._sentence_counts: list[int] = []
        self._terms: list[str] = []
        self._term_counts: list[int] = []
        self._words: list[str] = []
        self._word_counts: list[int] = []
        self._title_terms: list[str] = []
        self._title_counts: list[int] = []

    def begin(
        self,
        document: Document,
        title_terms: Sequence[str],
        text_hash: bytes = bytes(TEXT_HASH),
        signature: bytes = bytes(SIGNATURE),
    ) -> None:
        """Begin a document; its sentences follow. Zeros for the last two: it is compared with none."""
        text = document.text.encode()
        self._texts.append(text)
        self._lengths.append(len(document.text))
        self._text, self._is_ascii, self._read = document.text, document.text.isascii(), (0, 0)
        self._metadata.append(metadata_of(document))
        self._digests.append(digest(document))
        self._hashes.append(text_hash)
        self._signatures.append(signature)
        self._title_terms += title_terms
        self._title_counts.append(len(title_terms))
        self._sentence_counts.append(0)

    def add(self, start: int, end: int, terms: Sequence[str], words: Sequence[str], *, is_display: bool) -> None:
        """Add a sentence of the document that was begun last; they come in the order of the text.

        `terms` are those of its content words, `words` all its words.
        """
        first_byte, end_byte = start, end
        if not self._is_ascii:
            character, byte = self._read
            first_byte = byte + len(self._text[character:start].encode())
            end_byte = first_byte + len(self._text[start:end].encode())
            self._read = end, end_byte
        self._first_bytes.append(first_byte)
        self._end_bytes.append(end_byte)
        self._starts.append(start)
        self._ends.append(end)
        self._display.append(is_display)
        self._terms += terms
        self._term_counts.append(len(terms))
        self._words += words
        self._word_counts.append(len(words))
        self._sentence_counts[-1] += 1
        self.sentences += 1

    def add_document(self, document: Document, bounds: Sequence[tuple[int, int, bool]], text_hash: bytes) -> None:
        """Add a document with the bounds of its sentences in characters, and whether each is for display.

        Its words and its signature are given in the end, to `build`.
        """
        text = document.text.encode()
        metadata = metadata_of(document)
        self._texts.append(text)
        self._lengths.append(len(document.text))
        self._metadata.append(metadata)
        self._digests.append(_digest(metadata, text))
        self._hashes.append(text_hash)
        starts, ends = [it[0] for it in bounds], [it[1] for it in bounds]
        self._starts += starts
        self._ends += ends
        self._display += [it[2] for it in bounds]
        if len(text) != len(document.text):
            starts, ends = _in_bytes(document.text, bounds)
        self._first_bytes += starts
        self._end_bytes += ends
        self._sentence_counts.append(len(bounds))
        self.sentences += len(bounds)

    def sentence_counts(self) -> Numbers:
        """Return how many sentences each document has."""
        return np.array(self._sentence_counts, np.uint32)

    def build(
        self,
        terms: Terms | None = None,
        words: AllWords | None = None,
        vocabulary: tuple[str, ...] = (),
        signatures: bytes | None = None,
    ) -> Batch:
        """Return what was gathered; with these terms, words and signatures where documents were added without."""
        if terms is None or words is None:
            terms, words, vocabulary = self._given()
        return Batch(
            metadata=tuple(self._metadata),
            texts=b"".join(self._texts),
            text_lengths=np.array([len(it) for it in self._texts], np.uint64),
            lengths=np.array(self._lengths, np.uint32),
            digests=b"".join(self._digests),
            text_hashes=b"".join(self._hashes),
            signatures=b"".join(self._signatures) if signatures is None else signatures,
            starts=np.array(self._starts, np.uint32),
            ends=np.array(self._ends, np.uint32),
            first_bytes=np.array(self._first_bytes, np.uint32),
            end_bytes=np.array(self._end_bytes, np.uint32),
            display=np.array(self._display, np.bool_),
            terms=terms,
            words=words,
            vocabulary=vocabulary,
        )

    def _given(self) -> tuple[Terms, AllWords, tuple[str, ...]]:
        numbers = _Numbers()
        ids, title_ids = numbers.of(self._terms), numbers.of(self._title_terms)
        terms = Terms(
            ids=ids,
            counts=np.array(self._term_counts, np.uint32),
            sentences=np.array(self._sentence_counts, np.uint32),
            title_ids=title_ids,
            title_counts=np.array(self._title_counts, np.uint32),
        )
        its, roles = terms_and_roles(self._words)
        words = AllWords(numbers.of(its), np.frombuffer(roles, np.uint8), np.array(self._word_counts, np.uint32))
        return terms, words, tuple(numbers)


def _in_bytes(text: str, bounds: Sequence[tuple[int, int, bool]]) -> tuple[list[int], list[int]]:
    """Return the bounds, which are in order, in bytes of the text's UTF-8."""
    starts, ends = [], []
    character = byte = 0
    for start, end, _ in bounds:
        first = byte + len(text[character:start].encode())
        byte = first + len(text[start:end].encode())
        starts.append(first)
        ends.append(byte)
        character = end
    return starts, ends


class _Numbers(dict[str, int]):
    """The numbers of terms, in the order in which they are met. To look one up costs less than to call a function."""

    def __missing__(self, term: str) -> int:
        self[term] = number = len(self)
        return number

    def of(self, terms: Sequence[str]) -> Numbers:
        return np.fromiter(map(self.__getitem__, terms), np.uint32, len(terms))


def metadata_of(document: Document) -> bytes:
    """Return all of a document but its text, as JSON."""
    fields = {
        "id": document.id,
        "title": document.title,
        "source": document.source,
        "published": document.published,
        "url": document.url,
        "author": document.author,
        "language": document.language,
        "body": document.body,
        "length": len(document.text),
    }
    return json.dumps({name: value for name, value in fields.items() if value is not None}).encode()


def document_of(metadata: dict[str, Any], text: str) -> Document:
    """Return a document of its text and what `metadata_of` has told of it."""
    return Document(text=text, **{name: value for name, value in metadata.items() if name != "length"})


def digest(document: Document) -> bytes:
    """Return a hash of all that the document is, 32 bytes: equal digests mean equal documents."""
    return _digest(metadata_of(document), document.text.encode())


def _digest(metadata: bytes, text: bytes) -> bytes:
    return hashlib.sha256(metadata + b"\0" + text).digest()
