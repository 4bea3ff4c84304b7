"""The port of loaders and splitters, and the limits of what they read."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO, Protocol

from retrieval.models import Document, Skipped

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


class Loader(Protocol):
    """Reads the files of one format."""

    def __call__(self, file: BinaryIO, path: str, options: ReadingOptions) -> Iterator[Document | Skipped]:
        """Yield the documents of a file, and a `Skipped` for each record that cannot become one.

        `path` is the file's path in the corpus, with forward slashes. Raises `UnusableError` where the file as a whole
        cannot be used, and `OSError`.
        """
        ...


class RecordBatch(Protocol):
    """Consecutive records of a file, which can be loaded without the rest of it, also in another process."""

    @property
    def first(self) -> int:
        """The number, from 1, of the line or message with which it begins."""
        ...

    def __len__(self) -> int:
        """Return the approximate number of bytes."""
        ...

    def load(self, path: str, options: ReadingOptions) -> Iterator[Document | Skipped]:
        """Yield the documents of the records, and a `Skipped` for each that cannot become one."""
        ...


class Splitter(Protocol):
    """Splits a file of many records into batches of about 1 MiB, holding one at a time."""

    def __call__(self, file: BinaryIO, options: ReadingOptions) -> Iterator[RecordBatch]:
        """Yield the batches. Raises `UnusableError` where the file is not of the format, and `OSError`."""
        ...


class UnusableError(Exception):
    """A file or record cannot become a document; the message is the reason shown to the operator."""


def skipping(loader: Loader) -> Loader:
    """Return a loader that reports an unusable file as a `Skipped` and raises only `OSError`."""

    def load(file: BinaryIO, path: str, options: ReadingOptions) -> Iterator[Document | Skipped]:
        try:
            yield from loader(file, path, options)
        except UnusableError as error:
            yield Skipped(path, str(error))

    return load


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


def error_text(error: Exception) -> str:
    """Return the message of an error in one line, or the name of its class."""
    return " ".join(str(error).split()) or type(error).__name__
