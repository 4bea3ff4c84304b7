"""The index on rank-bm25."""

from collections.abc import Iterable

from retrieval.indexes.base import Index, IndexedDocument
from retrieval.indexes.memory import MemoryIndex
from retrieval.models import Weights

from .contract import IndexContract


class TestMemoryIndex(IndexContract):
    """It keeps the contract of every index."""

    def make(self, documents: Iterable[IndexedDocument], weights: Weights) -> Index:
        return MemoryIndex(documents, weights)
