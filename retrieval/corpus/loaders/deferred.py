"""Loaders and splitters whose modules are imported when a file of their format is first read.

A start whose articles have not changed reads none, as nearly every `verbatim ask`, and most corpora have few formats.
"""

from collections.abc import Iterator
from importlib import import_module
from typing import BinaryIO, cast

from retrieval.corpus.loaders.options import ReadingOptions
from retrieval.corpus.loaders.port import Loader, RecordBatch, Splitter
from retrieval.models import Document, Skipped


def loader(module: str, name: str) -> Loader:
    """Return the loader of this name in a module of this package."""

    def load(file: BinaryIO, path: str, options: ReadingOptions) -> Iterator[Document | Skipped]:
        yield from cast("Loader", _found(module, name))(file, path, options)

    return load


def splitter(module: str, name: str) -> Splitter:
    """Return the splitter of this name in a module of this package."""

    def split(file: BinaryIO, options: ReadingOptions) -> Iterator[RecordBatch]:
        yield from cast("Splitter", _found(module, name))(file, options)

    return split


def _found(module: str, name: str) -> object:
    return getattr(import_module(f"{__package__}.{module}"), name)
