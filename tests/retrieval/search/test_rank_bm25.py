"""The index on rank-bm25."""

from collections.abc import Iterable

from retrieval.models import Weights
from retrieval.search.port import Index, IndexedDocument
from retrieval.search.rank_bm25 import MemoryIndex
from tests.retrieval.search.contract import IndexContract


class TestMemoryIndex(IndexContract):
    """It keeps the contract of every index."""

    def make(self, documents: Iterable[IndexedDocument], weights: Weights) -> Index:
        return MemoryIndex(documents, weights)
