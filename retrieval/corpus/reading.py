"""Reads a whole corpus in one process, in the order of its files."""

from collections.abc import Iterator
from heapq import merge
from operator import itemgetter
from pathlib import Path

from retrieval.corpus.chunks import Chunk, chunks, load
from retrieval.corpus.listing import CorpusFile, list_corpus
from retrieval.corpus.loaders import ReadingOptions
from retrieval.models import Document, Skipped

_DEFAULTS = ReadingOptions()


def read_corpus(path: Path, options: ReadingOptions = _DEFAULTS) -> Iterator[Document | Skipped]:
    """Yield the documents of a folder and its subfolders, or of one file, and what is skipped, in order of paths.

    A document's id is its path within the folder (or the file's name, if the corpus is one file) unless the file
    specifies one. Of two documents with the same id, the second is skipped. Hidden files are ignored.
    Raises `LoadError` where the corpus itself is missing or cannot be listed.
    """
    seen: set[str] = set()
    listing = list_corpus(path, options)
    skipped: Iterator[tuple[str, CorpusFile | Skipped]] = ((item.path, item) for item in listing.skipped)
    files: Iterator[tuple[str, CorpusFile | Skipped]] = ((file.name, file) for file in listing.files)
    for name, found in merge(skipped, files, key=itemgetter(0)):
        for item in _read(found, options):
            if isinstance(item, Document):
                if item.id in seen:
                    yield Skipped(name, f"has an article whose id another one has already: {item.id}")
                    continue
                seen.add(item.id)
            yield item


def _read(found: CorpusFile | Skipped, options: ReadingOptions) -> Iterator[Document | Skipped]:
    if isinstance(found, Skipped):
        yield found
        return
    for chunk in chunks(found, options):
        if isinstance(chunk, Chunk):
            yield from load(chunk, options)
        else:
            yield chunk
