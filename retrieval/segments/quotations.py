"""Finds sentences again by the hash of their document's text and their offsets in it, without any other record."""

from dataclasses import dataclass

import numpy as np

from retrieval.segments.columns import SPAN
from retrieval.segments.open_collection import OpenCollection, OpenPart

HASH_START = 8
"""How many bytes of a text's hash find the document. Others with the same ones are told apart by who looks for it."""

_FIRST_HALF = np.dtype("<u8")


@dataclass(frozen=True, slots=True)
class Quotation:
    """A sentence by where it stands: `text` is that of the document from `start` up to `end`."""

    document_id: str
    start: int
    end: int
    text: str


def text_hash(collection: OpenCollection, document_id: str) -> bytes:
    """Return the hash of the text of a document, or of a duplicate. Raises `KeyError` for an unknown id."""
    for part in reversed(collection.parts):  # older segments may hold earlier versions of the document
        number = part.segment.ids.get(document_id)
        if number >= 0 and collection.is_citable[part.first + number]:
            found: bytes = part.segment.text_hashes[number].tobytes()
            return found
    raise KeyError(document_id)


def quotations(collection: OpenCollection, hash_start: bytes, start: int, end: int) -> list[Quotation]:
    """Return the sentences at these offsets in all documents and duplicates whose text's hash begins so.

    `hash_start` has `HASH_START` bytes. Copies of a text have the same hash; one whose blanks differ may have another
    sentence there, or none.
    """
    wanted = np.frombuffer(hash_start, _FIRST_HALF, 1)[0]
    found = []
    for part in collection.parts:
        # All documents at once, as numbers of eight bytes: an index of hashes would have to be kept with each update.
        [numbers] = (part.segment.text_hashes.view(_FIRST_HALF)[:, 0] == wanted).nonzero()
        for number in numbers.tolist():
            if collection.is_citable[part.first + number]:
                text = _text_at(part, number, start, end)
                if text is not None:
                    found.append(Quotation(part.segment.ids.word(number), start, end, text))
    return found


def _text_at(part: OpenPart, document: int, start: int, end: int) -> str | None:
    """Return the text of a document's sentence at these offsets, None if it has none there."""
    first, last = part.first_sentence[document : document + 2].tolist()
    spans = part.spans.slice(first * SPAN, last * SPAN).reshape(-1, SPAN)
    at = np.flatnonzero((spans[:, 0] == start) & (spans[:, 1] == end))
    if not len(at):
        return None
    begin, stop = spans[at[0], 2:].tolist()
    before = int(part.text_starts[document])
    return part.texts.bytes(before + begin, before + stop).decode()
