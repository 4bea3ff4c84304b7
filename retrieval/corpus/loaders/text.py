"""Loader of plain text files: one document each."""

from collections.abc import Iterator
from typing import BinaryIO

from retrieval.corpus.loaders.decoding import decode
from retrieval.corpus.loaders.metadata import title_of
from retrieval.corpus.loaders.options import ReadingOptions, read_whole
from retrieval.models import Document, Skipped


def load_text(file: BinaryIO, path: str, options: ReadingOptions) -> Iterator[Document | Skipped]:
    """Yield the file as a document, its text unaltered."""
    text = decode(read_whole(file, options))
    yield Document(id=path, text=text, title=title_of(text))
