"""The limits of what loaders and splitters read, how they are kept, and how sizes are shown."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import BinaryIO

from retrieval.corpus.loaders.errors import UnusableError

_KIB = 1024


@dataclass(frozen=True, slots=True)
class ReadingOptions:
    """The limits of reading. Sizes are in bytes, counted as they are read or decompressed.

    `largest_file` limits a file that is read whole (a page, a PDF, plain text …), `largest_record` a line of JSON
    Lines, a row of a table or a message of an mbox. `most_members`, `largest_archive` (decompressed) and
    `largest_ratio` (decompressed to compressed) limit zip and gzip files. `longest_reading` is the time limit, in
    seconds, of a file that is read whole. `columns` maps a document's field to the column of a table that holds it, if
    their names differ: `{"text": "body"}`.
    """

    largest_file: int = 32 << 20
    largest_record: int = 8 << 20
    most_members: int = 100_000
    largest_archive: int = 4 << 30
    largest_ratio: int = 200
    longest_reading: float = 60.0
    columns: Mapping[str, str] = field(default_factory=dict)


def read_whole(file: BinaryIO, options: ReadingOptions) -> bytes:
    """Return the bytes of a file. Raises `UnusableError` where they exceed `largest_file`."""
    data = file.read(options.largest_file + 1)
    if len(data) > options.largest_file:
        raise UnusableError(f"is larger than {format_size(options.largest_file)} (largest_file)")
    return data


def format_size(size: int) -> str:
    """Return a number of bytes in readable units: 800 bytes, 3.2 MiB."""
    if size < _KIB:
        return f"{size} byte{'' if size == 1 else 's'}"
    amount, unit = size / _KIB, "KiB"
    for larger in ("MiB", "GiB"):
        if amount < _KIB:
            break
        amount, unit = amount / _KIB, larger
    return f"{amount:.1f}".removesuffix(".0") + f" {unit}"
