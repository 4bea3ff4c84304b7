"""Batches: analysed documents as arrays, as they pass from the workers to the process that writes the index."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrieval.analysis.sentence_flags import sentence_flags
from retrieval.models import Document, Mark, day_number, iso_day, language_number, source_key
from retrieval.segments.arrays import starts_of
from retrieval.segments.frequencies import DocumentTerms

Unsigned = NDArray[np.uint32]

_DECODER = json.JSONDecoder()
_BEFORE_ID = '{"id": '


@dataclass(frozen=True, slots=True, eq=False)
class AllWords:
    """All words of sentences, including function words: term numbers, token types, and the word count of each sentence.

    For token types see `retrieval.analysis.token_types`; `hashes` are each a `word_hash`. `title_terms` and
    `title_counts` are those of the titles.
    """

    terms: Unsigned
    token_types: NDArray[np.uint8]
    hashes: NDArray[np.uint16]
    counts: Unsigned
    title_terms: Unsigned
    title_counts: Unsigned


@dataclass(frozen=True, slots=True)
class Batch:
    """Analysed documents, one after the other.

    For each document: `metadata` as JSON, the `language_number` of its language in `languages`, the `day_number` of its
    date in `days` and its `source_key` in `sources` (0 and "" without one), the length of its text in bytes of UTF-8
    (`text_lengths`) and in characters (`lengths`), and the fixed-size `digests`, `text_hashes` and `signatures`
    described in `retrieval.segments.columns`.
    For each sentence: `starts` and `ends` in characters, `first_bytes` and `end_bytes` in bytes, its `SentenceKind` in
    `kinds`, and its `flags` (`retrieval.analysis.sentence_flags`). `terms` number the `vocabulary`.
    """

    metadata: tuple[bytes, ...]
    days: Unsigned
    languages: Unsigned
    sources: tuple[str, ...]
    texts: bytes
    text_lengths: NDArray[np.uint64]
    lengths: Unsigned
    digests: bytes
    text_hashes: bytes
    signatures: bytes
    starts: Unsigned
    ends: Unsigned
    first_bytes: Unsigned
    end_bytes: Unsigned
    kinds: NDArray[np.uint8]
    flags: NDArray[np.uint8]
    terms: DocumentTerms
    words: AllWords
    vocabulary: tuple[str, ...]

    def __len__(self) -> int:
        """Return how many documents there are."""
        return len(self.metadata)

    def documents(self, which: NDArray[np.bool_]) -> Iterator[Document]:
        """Yield the selected documents as they were read."""
        starts = starts_of(self.text_lengths).tolist()
        for place in np.flatnonzero(which).tolist():
            yield document_of(json.loads(self.metadata[place]), self.texts[starts[place] : starts[place + 1]].decode())


@dataclass(frozen=True, slots=True)
class SplitDocument:
    """A document with the bounds of its sentences in characters, each with its `SentenceKind`.

    `language` is the code of the language that it is analysed in.
    """

    document: Document
    bounds: Sequence[tuple[int, int, int]]
    text_hash: bytes
    language: str = "en"


def build_batch(
    split: Sequence[SplitDocument],
    terms: DocumentTerms,
    words: AllWords,
    vocabulary: tuple[str, ...],
    signatures: bytes,
) -> Batch:
    """Return documents as a batch, with the terms, words and signatures of all of them."""
    metadata = tuple(metadata_of(it.document) for it in split)
    each_text = [it.document.text.encode() for it in split]
    texts = b"".join(each_text)
    lengths = np.array([len(it.document.text) for it in split], np.uint32)
    numbers = chain.from_iterable(chain.from_iterable(it.bounds for it in split))
    bounds = np.fromiter(numbers, np.uint32).reshape(-1, 3)
    starts, ends = bounds[:, 0].copy(), bounds[:, 1].copy()
    begins = np.repeat(starts_of(lengths)[:-1].astype(np.int64), [len(it.bounds) for it in split])
    byte_offsets = _ByteOffsets(texts)
    first_byte = byte_offsets.of(begins)
    first_bytes, end_bytes = byte_offsets.of(begins + starts), byte_offsets.of(begins + ends)
    return Batch(
        metadata=metadata,
        days=np.array([_day(it.document) for it in split], np.uint32),
        languages=np.array([language_number(it.language) for it in split], np.uint32),
        sources=tuple(source_key(it.document.source or "") for it in split),
        texts=texts,
        text_lengths=np.array([len(it) for it in each_text], np.uint64),
        lengths=lengths,
        digests=b"".join(
            digest(fields, text, it.document.marks) for it, fields, text in zip(split, metadata, each_text, strict=True)
        ),
        text_hashes=b"".join(it.text_hash for it in split),
        signatures=signatures,
        starts=starts,
        ends=ends,
        first_bytes=(first_bytes - first_byte).astype(np.uint32),
        end_bytes=(end_bytes - first_byte).astype(np.uint32),
        kinds=bounds[:, 2].astype(np.uint8),
        flags=sentence_flags(texts, first_bytes, end_bytes),
        terms=terms,
        words=words,
        vocabulary=vocabulary,
    )


def _day(document: Document) -> int:
    day = iso_day(document.published)
    return 0 if day is None else day_number(day)


_HIGH_BITS, _CONTINUATION = 0xC0, 0x80
"""The mask of a byte of UTF-8, and its value in bytes that continue a character."""


class _ByteOffsets:
    """Converts character offsets in a text to offsets in its UTF-8."""

    def __init__(self, text: bytes) -> None:
        continuing = np.flatnonzero((np.frombuffer(text, np.uint8) & _HIGH_BITS) == _CONTINUATION)
        self._owners = continuing - np.arange(1, len(continuing) + 1)  # the character of each such byte

    def of(self, characters: NDArray[np.int64]) -> NDArray[np.int64]:
        offsets: NDArray[np.int64] = characters + np.searchsorted(self._owners, characters)
        return offsets


def metadata_of(document: Document) -> bytes:
    """Serialise a document without its text, as JSON that begins with the id."""
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


def id_of(metadata: bytes) -> str:
    """Read the id of a document from the result of `metadata_of`, without parsing the rest."""
    found, _ = _DECODER.raw_decode(metadata.decode(), len(_BEFORE_ID))
    return str(found)


def document_of(metadata: dict[str, Any], text: str) -> Document:
    """Return a document from its text and the parsed result of `metadata_of`."""
    return Document(text=text, **{name: value for name, value in metadata.items() if name != "length"})


def digest(metadata: bytes, text: bytes, marks: Sequence[Mark] = ()) -> bytes:
    """Hash a document, given as the result of `metadata_of`, UTF-8 and marks: equal digests mean equal documents."""
    marked = b"\0" + np.array(marks, "<u4").tobytes() if marks else b""
    return hashlib.sha256(metadata + b"\0" + text + marked).digest()
