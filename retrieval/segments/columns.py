"""The columns of a segment, each an array in a file of its own. They are declared only here."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrieval.segments.arrays import mapped_as
from retrieval.segments.slices import Slices

DIGEST, TEXT_HASH, SIGNATURE = 32, 16, 256
"""Bytes of a document's digest, of the hash of its text, and of its signature: see `retrieval.duplicates`."""

SPAN = 4
"""Numbers of a sentence's span: start and end in characters of the document, start and end in bytes of its UTF-8."""

WORD = np.dtype([("term", "<u4"), ("token_type", "u1")])
"""A word of a sentence: its term, and its token type."""


@dataclass(frozen=True, slots=True)
class Column:
    """An array with `width` numbers for each `row`.

    A column that `points_to` another kind of row has offsets into it: row n owns the rows from `column[n]` up to
    `column[n + 1]`, and the last entry is their total number. A column with `read_above` is read in slices if its file
    exceeds that many times `slices.SMALL_BYTES`; all others are mapped into memory.
    """

    name: str
    dtype: np.dtype[Any]
    row: str
    width: int = 1
    points_to: str | None = None
    read_above: int | None = None

    def open(self, folder: Path) -> "NDArray[Any] | Slices":
        """Open the file in the folder of a segment."""
        if self.read_above is not None:
            return Slices(folder / self.name, self.dtype, self.width, self.read_above)
        array = mapped_as(folder / self.name, self.dtype)
        return array if self.width == 1 else array.reshape(-1, self.width)


_U1, _U4, _U8 = np.dtype(np.uint8), np.dtype("<u4"), np.dtype("<u8")
_DOCUMENT, _SENTENCE, _TERM, _LARGE = "document", "sentence", "term", "large document"
_TEXT, _METADATA, _TITLE_TERM, _LARGE_TERM = "byte of text", "byte of metadata", "term of a title", "counted term"
_SENTENCE_TERM, _WORD, _TITLE_WORD = "term of a sentence", "word of a sentence", "word of a title"
_SOURCE, _SOURCE_BYTE = "source", "byte of a source"

# Files of spans and terms are mapped up to larger sizes, since a question reads hundreds of slices of them.
COLUMNS = (
    Column("texts", _U1, _TEXT, read_above=1),
    Column("text_starts", _U8, _DOCUMENT, points_to=_TEXT),
    Column("metadata_texts", _U1, _METADATA, read_above=1),
    Column("metadata_starts", _U8, _DOCUMENT, points_to=_METADATA),
    Column("lengths", _U4, _DOCUMENT),
    Column("digests", _U1, _DOCUMENT, width=DIGEST),
    Column("text_hashes", _U1, _DOCUMENT, width=TEXT_HASH),
    Column("signatures", _U4, _DOCUMENT, width=SIGNATURE // 4),
    Column("first_title_term", _U8, _DOCUMENT, points_to=_TITLE_TERM),
    Column("title_ids", _U4, _TITLE_TERM),
    Column("first_title_word", _U8, _DOCUMENT, points_to=_TITLE_WORD),
    Column("title_words", _U4, _TITLE_WORD),  # the terms of all words, function words too
    Column("days", _U4, _DOCUMENT),  # `day_number` of the date, 0 without one
    Column("languages", _U4, _DOCUMENT),  # `language_number` of the language in which it is analysed
    Column("source_numbers", _U4, _DOCUMENT),  # 0 without a source
    Column("source_starts", _U8, _SOURCE, points_to=_SOURCE_BYTE),
    Column("source_texts", _U1, _SOURCE_BYTE),  # the distinct `source_key`s; the first is empty
    Column("first_sentence", _U8, _DOCUMENT, points_to=_SENTENCE),
    Column("spans", _U4, _SENTENCE, width=SPAN, read_above=2),
    Column("kinds", _U1, _SENTENCE),  # the `SentenceKind`
    Column("flags", _U1, _SENTENCE),  # the flags of `retrieval.analysis.sentence_flags`
    Column("first_term", _U4, _SENTENCE, points_to=_SENTENCE_TERM, read_above=5),
    Column("term_ids", _U4, _SENTENCE_TERM, read_above=6),
    Column("first_word", _U4, _SENTENCE, points_to=_WORD, read_above=5),
    # Read as plain bytes, since numpy is slow at joining arrays of fields.
    Column("word_hashes", np.dtype("<u2"), _WORD, read_above=1),  # the `word_hash` of each word
    Column("words", np.dtype((np.void, WORD.itemsize)), _WORD, read_above=1),
    Column("beginnings", _U4, _TERM),
    Column("large_documents", _U4, _LARGE),
    Column("large_lengths", _U8, _LARGE),
    Column("first_large_term", _U8, _LARGE, points_to=_LARGE_TERM),
    Column("large_ids", _U4, _LARGE_TERM),
    Column("large_counts", _U4, _LARGE_TERM),
)


class ColumnWriter:
    """Appends rows to the file of a column."""

    def __init__(self, folder: Path, column: Column) -> None:
        """Create the file."""
        self._column = column
        self._file = (folder / column.name).open("wb")
        self._total = 0
        if column.points_to is not None:
            self._file.write(bytes(column.dtype.itemsize))

    def append(self, values: NDArray[Any] | bytes) -> None:
        """Append rows; for a column of offsets, give the number of rows that each row owns instead.

        Raises `OSError` if the column's numbers are too small to count them.
        """
        column = self._column
        if column.points_to is not None:
            ends = np.cumsum(values, dtype=np.uint64) + np.uint64(self._total)
            self._total = int(ends[-1]) if len(ends) else self._total
            if self._total > np.iinfo(column.dtype).max:
                reason = f"a segment of an index cannot hold {self._total} rows ({column.points_to})"
                raise OSError(f"{reason}: divide the corpus")
            values = ends.astype(column.dtype)
        self._file.write(values if isinstance(values, bytes) else values.tobytes())

    def flush(self) -> None:
        """Hand all rows to the system, so that the file can be read."""
        self._file.flush()

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def open_columns(folder: Path, *, documents: int, terms: int) -> dict[str, Any]:
    """Open all columns of a segment by name. Raises `ValueError` if their lengths contradict each other."""
    opened = {column.name: column.open(folder) for column in COLUMNS}
    rows = {_DOCUMENT: (documents, "ids"), _TERM: (terms, "terms")}
    for column in COLUMNS:
        array = opened[column.name]
        counted = {column.row: len(array)}
        if column.points_to is not None:
            if not len(array):
                raise ValueError(f"{column.name} is empty")
            last = array[-1] if isinstance(array, np.ndarray) else array.last()
            counted = {column.row: len(array) - 1, column.points_to: int(last)}
        for row, count in counted.items():
            expected, name = rows.setdefault(row, (count, column.name))
            if count != expected:
                raise ValueError(f"{column.name} has {count} rows ({row}), and {name} has {expected}")
    return opened
