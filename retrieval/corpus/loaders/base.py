"""The loader port, and how far a loader may go."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO, Protocol

from retrieval.models import Document, Skipped

_KIB = 1024


@dataclass(frozen=True, slots=True)
class ReadingOptions:
    """How files are read. All sizes are in bytes, and counted of what was really read or decompressed.

    `largest_file` bounds a file that must be read whole (a page, a PDF, plain text …), `largest_record` one line of
    JSON lines, one row of a table or one message of an mbox; `most_members`, `largest_archive` (all that it holds) and
    `largest_ratio` (decompressed to compressed) what zip and gzip may blow up to. `longest_reading` are the seconds
    that one file may take which is read whole. `columns` tells which column of a table holds a field of a document,
    where it is not the field's own name: `{"text": "body"}`.
    """

    largest_file: int = 32 << 20
    largest_record: int = 8 << 20
    most_members: int = 100_000
    largest_archive: int = 4 << 30
    largest_ratio: int = 200
    longest_reading: float = 60.0
    columns: Mapping[str, str] = field(default_factory=dict)


class Loader(Protocol):
    """Reads one file. It yields what it could read and what it had to skip, and raises only `OSError`."""

    def __call__(self, file: BinaryIO, path: str, options: ReadingOptions) -> Iterator[Document | Skipped]:
        """Yield the documents of a file; `path` is its place in the corpus, with forward slashes."""
        ...


class RecordBatch(Protocol):
    """Records of a file that follow one another: they can be read without the rest of it, in another process too."""

    @property
    def first(self) -> int:
        """The number of the line, or of the message, with which it begins."""
        ...

    def __len__(self) -> int:
        """Return about how many bytes of the file these are."""
        ...

    def load(self, path: str, options: ReadingOptions) -> Iterator[Document | Skipped]:
        """Yield what it holds."""
        ...


class Splitter(Protocol):
    """Cuts a file of many records into parts of about a MiB, without holding more than one."""

    def __call__(self, file: BinaryIO, options: ReadingOptions) -> Iterator[RecordBatch]:
        """Yield the parts. Raises `UnusableError` where the file is none of its format, and `OSError`."""
        ...


class UnusableError(Exception):
    """A file or a line cannot become a document; its message is the reason that the operator is told."""


def read_whole(file: BinaryIO, options: ReadingOptions) -> bytes:
    """Return all bytes of a file. Raises `UnusableError` where they are more than `largest_file`."""
    data = file.read(options.largest_file + 1)
    if len(data) > options.largest_file:
        raise UnusableError(f"is larger than {format_size(options.largest_file)} (largest_file)")
    return data


def format_size(size: int) -> str:
    """Return a number of bytes as people say it: 800 bytes, 3.2 MiB."""
    if size < _KIB:
        return f"{size} byte{'' if size == 1 else 's'}"
    amount, unit = size / _KIB, "KiB"
    for larger in ("MiB", "GiB"):
        if amount < _KIB:
            break
        amount, unit = amount / _KIB, larger
    return f"{amount:.1f}".removesuffix(".0") + f" {unit}"
