"""The limits of what loaders and splitters read."""

from collections.abc import Mapping
from dataclasses import dataclass, field


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
