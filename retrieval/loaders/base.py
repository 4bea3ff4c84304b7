"""The loader port."""

from collections.abc import Iterator
from typing import BinaryIO, Protocol

from retrieval.models import Document, Skipped


class Loader(Protocol):
    """Reads one file. It yields what it could read and what it had to skip, and raises only `OSError`."""

    def __call__(self, file: BinaryIO, path: str) -> Iterator[Document | Skipped]:
        """Yield the documents of a file; `path` is its place in the corpus, with forward slashes."""
        ...


class UnusableError(Exception):
    """A file or a line cannot become a document; its message is the reason that the operator is told."""
