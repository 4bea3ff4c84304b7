"""Chooses the engine that searches a generation: rank-bm25 for a small one, tantivy for a large one."""

from collections.abc import Callable

from retrieval.models import Weights
from retrieval.search.port import Retriever
from retrieval.search.rank_bm25 import RankBM25Retriever
from retrieval.segments.open_collection import OpenCollection
from retrieval.store import Generation

SMALL = 20_000
"""The most sentences of a small generation: rank-bm25 answers from them within milliseconds."""


def open_memory(_: Generation, collection: OpenCollection, weights: Weights) -> Retriever:
    """Open rank-bm25."""
    return RankBM25Retriever(collection, weights)


def open_disk(generation: Generation, collection: OpenCollection, weights: Weights) -> Retriever:
    """Open tantivy. Raises `OSError` if the generation was written without its files."""
    if not generation.manifest.has_tantivy:
        raise OSError("it was written for the engine in memory, without the files that the disk engine searches")
    from retrieval.search.tantivy.engine import open_tantivy  # noqa: PLC0415  (small corpora do not need it)

    return open_tantivy(collection, generation.tantivy, weights)


def open_by_size(generation: Generation, collection: OpenCollection, weights: Weights) -> Retriever:
    """Open the engine that suits the number of sentences."""
    return (open_disk if is_large(len(collection)) else open_memory)(generation, collection, weights)


def is_large(sentences: int) -> bool:
    """Return whether tantivy searches a corpus of `sentences` sentences."""
    return sentences > SMALL


def never(_: int) -> bool:
    """Return False, whatever the number of sentences."""
    return False


def always(_: int) -> bool:
    """Return True, whatever the number of sentences."""
    return True


ENGINES: dict[str, tuple[Callable[[int], bool], Callable[[Generation, OpenCollection, Weights], Retriever]]] = {
    "auto": (is_large, open_by_size),
    "memory": (never, open_memory),
    "disk": (always, open_disk),
}
"""For each value of the setting `index`: whether to write tantivy's files, given the number of sentences; the engine.

The first function is pickled for an update in another process, so it cannot be a lambda.
"""
