"""Files compressed by gzip, read as what they hold."""

import gzip
from collections.abc import Iterator
from typing import BinaryIO

from retrieval.corpus.loaders.base import Loader, Options
from retrieval.corpus.loaders.compression import counted
from retrieval.models import Document, Skipped


def decompressed(file: BinaryIO, options: Options) -> BinaryIO:
    """Return what a gzip file holds, as a file; reading it raises `BrokenStreamError` where that goes wrong."""
    return counted(gzip.GzipFile(fileobj=file).read1, file.tell, options)


def gzip_of(loader: Loader) -> Loader:
    """Return the loader of a format's compressed files."""

    def load_gzip(file: BinaryIO, path: str, options: Options) -> Iterator[Document | Skipped]:
        with decompressed(file, options) as content:
            yield from loader(content, path, options)

    return load_gzip
