"""The example engine of the documentation keeps the contract."""

from pathlib import Path
from typing import Any

from retrieval.models import Weights
from retrieval.search.port import Retriever
from retrieval.segments.open_collection import OpenCollection
from tests.retrieval.search.contract import RetrieverContract
from tests.retrieval.search.reference import Article

PAGE = Path(__file__).parents[3] / "docs" / "adding-an-engine.md"
SOURCE = PAGE.read_text(encoding="utf-8").partition("```python\n")[2].partition("```\n")[0]


class TestDocumentedEngine(RetrieverContract):
    """It keeps the contract of every engine."""

    def open(self, collection: OpenCollection, folder: Path, articles: list[Article], weights: Weights) -> Retriever:
        del folder, articles
        namespace: dict[str, Any] = {"__name__": "documented"}
        exec(compile(SOURCE, PAGE, "exec"), namespace)  # noqa: S102  (our own page)
        retriever: Retriever = namespace["LinearScan"](collection, weights)
        return retriever


def test_it_is_short() -> None:
    assert 20 < SOURCE.count("\n") < 60
