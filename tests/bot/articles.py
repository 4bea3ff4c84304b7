"""Two small articles, and a searcher over them."""

import threading
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from bot.service import Service
from bot.word_data import WordData
from config.settings import FOLDER
from retrieval.engines import open_memory
from retrieval.models import Weights
from retrieval.ranking.ranker import Ranker
from retrieval.search.port import Retriever
from retrieval.searcher import OpenRetriever, Searcher
from retrieval.segments.open_collection import OpenCollection
from retrieval.store import Generation, temporary
from tests.retrieval.overview.english import english

AnySearcher = TypeVar("AnySearcher", bound=Searcher)

WAIT = 60
"""Seconds until a wait for something that must happen is given up."""

_THRESHOLD = 0.25
"""The setting `answer_threshold` that ships."""

FOREST = """The forest of Arden burned in May.

Mayor Ann Lee pledged to plant a million trees by 2030. The council paid for the first thousand.
"""
HARBOUR = """---
title: Harbour reopens
published: 2026-10-03
source: Daily Crow
url: https://example.org/harbour
---
The harbour opened again on Saturday. Ferries sail every hour.
"""


def write_articles(folder: Path) -> Path:
    """Write the articles into a folder: two documents of five sentences in all."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "forest.txt").write_text(FOREST, encoding="utf-8")
    (folder / "harbour.md").write_text(HARBOUR, encoding="utf-8")
    return folder


def searcher(
    folder: Path,
    open_retriever: OpenRetriever = open_memory,
    synonyms: Path = FOLDER / "synonyms.toml",
) -> Searcher:
    """Search a folder as the program does."""
    return searcher_of(Searcher, folder, open_retriever, synonyms)


def searcher_of(
    kind: type[AnySearcher],
    folder: Path,
    open_retriever: OpenRetriever = open_memory,
    synonyms: Path = FOLDER / "synonyms.toml",
) -> AnySearcher:
    """Search a folder as the program does, but with a searcher of this kind."""
    return kind(temporary(folder, overview=english()), synonyms, Weights(), _ranker(), open_retriever)


@lru_cache(maxsize=1)
def _ranker() -> Ranker:
    """Read the ranking that ships, once for all tests."""
    return Ranker.read(FOLDER / "ranking.json", FOLDER / "lexicon.tsv", Weights())


def service_over(folder: Path, files: Mapping[str, str | bytes], citations: int = 3) -> Service:
    """Write articles, and answer questions about them as the program does, with the word data of all languages."""
    for name, text in files.items():
        (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    store = temporary(folder, overview=english(), languages=WordData().analyses())
    found = Searcher(store, FOLDER / "synonyms.toml", Weights(), _ranker(), open_memory, threshold=_THRESHOLD)
    return Service(found, citations)


class SlowIndexing:
    """Opens engines like the program's; while `may_end` is cleared, each waits before."""

    def __init__(self) -> None:
        """Begin without waiting."""
        self.may_end = threading.Event()
        self.may_end.set()
        self.has_read = threading.Event()

    def __call__(self, stored: Generation, collection: OpenCollection, weights: Weights) -> Retriever:
        """Wait, and open the engine."""
        self.has_read.set()
        if not self.may_end.wait(WAIT):
            raise TimeoutError
        return open_memory(stored, collection, weights)
