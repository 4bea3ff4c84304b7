"""Which engine searches a generation: in memory while it is small, from the disk beyond."""

from collections.abc import Callable

from retrieval.models import Weights
from retrieval.search.port import Index
from retrieval.search.rank_bm25 import MemoryIndex
from retrieval.store import Generation

MOST_IN_MEMORY = 20_000
"""Sentences up to which rank-bm25 answers within milliseconds."""


def open_memory(stored: Generation, weights: Weights) -> Index:
    """Read a generation into memory."""
    return MemoryIndex(stored.indexed(), weights)


def open_disk(stored: Generation, weights: Weights) -> Index:
    """Open a generation that was written with what tantivy needs. Raises `OSError` where it is not there."""
    if not stored.manifest.has_tantivy:
        raise OSError("it was last written for the engine in memory, and lacks what the one on disk searches")
    from retrieval.search.tantivy.engine import DiskIndex  # noqa: PLC0415  (small corpora do without)

    return DiskIndex(stored.collection, stored.tantivy, weights)


def open_either(stored: Generation, weights: Weights) -> Index:
    """Open a generation by its size."""
    return (open_disk if for_size(stored.corpus.sentences) else open_memory)(stored, weights)


def for_size(sentences: int) -> bool:
    """Tell whether so many sentences are searched from the disk."""
    return sentences > MOST_IN_MEMORY


def never(_: int) -> bool:
    """Tell of any number of sentences that they are searched in memory."""
    return False


def always(_: int) -> bool:
    """Tell of any number of sentences that they are searched from the disk."""
    return True


ENGINES: dict[str, tuple[Callable[[int], bool], Callable[[Generation, Weights], Index]]] = {
    "auto": (for_size, open_either),
    "memory": (never, open_memory),
    "disk": (always, open_disk),
}
"""By the name that an operator gives: whether the disk engine needs its files, and how a generation is opened."""
