"""The port of loaders and splitters."""

from collections.abc import Iterator
from typing import BinaryIO, Protocol

from retrieval.corpus.loaders.options import ReadingOptions
from retrieval.models import Document, Skipped


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
