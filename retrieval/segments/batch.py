"""Some documents, analysed, as arrays: what passes from the processes that analyse to the one that writes."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrieval.analysis.sentence_flags import sentence_flags
from retrieval.models import Document
from retrieval.segments.arrays import starts_of
from retrieval.segments.frequencies import Terms

Numbers = NDArray[np.uint32]

_DECODER = json.JSONDecoder()
_BEFORE_ID = '{"id": '


@dataclass(frozen=True, slots=True, eq=False)
class AllWords:
    """All words of sentences, function words too: `terms` as numbers, `roles`, and how many there are of each sentence.

    For the roles see `retrieval.analysis.token_types`.
    """

    terms: Numbers
    roles: NDArray[np.uint8]
    counts: Numbers


@dataclass(frozen=True, slots=True)
class Batch:
    """Documents one after the other.

    For each document: `metadata` as JSON, `text_lengths` in bytes of its part of `texts`, which is UTF-8, `lengths` in
    characters, `digests` of all that it is (32 bytes each), and what it is compared by with others, `text_hashes` (16
    bytes) and `signatures` (256 bytes). For each sentence: `starts` and `ends` in characters, `first_bytes` and
    `end_bytes` the same in bytes, `display`, and `shown`, see `retrieval.analysis.sentence_flags`. `terms` are content
    words' terms as numbers of `vocabulary`.
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
    shown: NDArray[np.uint8]
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
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._display: list[bool] = []
        self._sentence_counts: list[int] = []

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
        self._starts += [it[0] for it in bounds]
        self._ends += [it[1] for it in bounds]
        self._display += [it[2] for it in bounds]
        self._sentence_counts.append(len(bounds))
        self.sentences += len(bounds)

    def sentence_counts(self) -> Numbers:
        """Return how many sentences each document has."""
        return np.array(self._sentence_counts, np.uint32)

    def build(self, terms: Terms, words: AllWords, vocabulary: tuple[str, ...], signatures: bytes) -> Batch:
        """Return what was gathered, with the terms, words and signatures of all of it."""
        texts = b"".join(self._texts)
        lengths = np.array(self._lengths, np.uint32)
        starts, ends = np.array(self._starts, np.uint32), np.array(self._ends, np.uint32)
        begins = np.repeat(starts_of(lengths)[:-1].astype(np.int64), self._sentence_counts)
        in_bytes = _InBytes(texts)
        first_byte = in_bytes.of(begins)
        first_bytes, end_bytes = in_bytes.of(begins + starts), in_bytes.of(begins + ends)
        return Batch(
            metadata=tuple(self._metadata),
            texts=texts,
            text_lengths=np.array([len(it) for it in self._texts], np.uint64),
            lengths=lengths,
            digests=b"".join(self._digests),
            text_hashes=b"".join(self._hashes),
            signatures=signatures,
            starts=starts,
            ends=ends,
            first_bytes=(first_bytes - first_byte).astype(np.uint32),
            end_bytes=(end_bytes - first_byte).astype(np.uint32),
            display=np.array(self._display, np.bool_),
            shown=sentence_flags(texts, first_bytes, end_bytes),
            terms=terms,
            words=words,
            vocabulary=vocabulary,
        )


_SORT, _FURTHER = 0xC0, 0x80
"""The bits of a byte of UTF-8 that tell whether it begins a character, and what they are where it does not."""


class _InBytes:
    """Where the characters of a text stand in its UTF-8."""

    def __init__(self, text: bytes) -> None:
        beyond = np.flatnonzero((np.frombuffer(text, np.uint8) & _SORT) == _FURTHER)
        self._owners = beyond - np.arange(1, len(beyond) + 1)  # the character that each is of

    def of(self, characters: NDArray[np.int64]) -> NDArray[np.int64]:
        found: NDArray[np.int64] = characters + np.searchsorted(self._owners, characters)
        return found


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


def id_of(metadata: bytes) -> str:
    """Return a document's id from what `metadata_of` has told of it, of which it is the first."""
    found, _ = _DECODER.raw_decode(metadata.decode(), len(_BEFORE_ID))
    return str(found)


def document_of(metadata: dict[str, Any], text: str) -> Document:
    """Return a document of its text and what `metadata_of` has told of it."""
    return Document(text=text, **{name: value for name, value in metadata.items() if name != "length"})


def digest(document: Document) -> bytes:
    """Return a hash of all that the document is, 32 bytes: equal digests mean equal documents."""
    return _digest(metadata_of(document), document.text.encode())


def _digest(metadata: bytes, text: bytes) -> bytes:
    return hashlib.sha256(metadata + b"\0" + text).digest()
