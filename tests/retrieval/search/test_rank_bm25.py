"""The engine on rank-bm25."""

from pathlib import Path

from retrieval.models import Weights
from retrieval.search.port import Retriever
from retrieval.search.rank_bm25 import RankBM25Retriever
from retrieval.segments.open_collection import OpenCollection
from tests.retrieval.search.contract import RetrieverContract
from tests.retrieval.search.reference import Article


class TestRankBM25Retriever(RetrieverContract):
    """It keeps the contract of every engine."""

    def open(self, collection: OpenCollection, folder: Path, articles: list[Article], weights: Weights) -> Retriever:
        del folder, articles
        return RankBM25Retriever(collection, weights)
