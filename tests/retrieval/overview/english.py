"""The words that ship, and overviews of small corpora made with them."""

import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

from config.languages import read_agencies, read_language
from retrieval.overview.making import MOST_SENTENCES, overview_of
from retrieval.overview.names import NameReader
from retrieval.overview.overview import Overview
from retrieval.overview.words import OverviewWords
from retrieval.segments.open_collection import OpenCollection
from retrieval.store import temporary


@lru_cache(maxsize=1)
def english() -> OverviewWords:
    """Return the words that ship."""
    agencies, _ = read_agencies()
    return OverviewWords.of(read_language("en")["overview"], agencies)


def names() -> NameReader:
    """Return a reader of English names."""
    return NameReader(english())


def overview(folder: Path, texts: Iterable[str | Mapping[str, str]], most: int = MOST_SENTENCES) -> Overview:
    """Return the overview of articles: texts, or records with more fields."""
    records = [{"id": str(number), **({"text": it} if isinstance(it, str) else it)} for number, it in enumerate(texts)]
    folder.mkdir(parents=True, exist_ok=True)
    corpus = folder / "articles.jsonl"
    corpus.write_text("".join(json.dumps(it) + "\n" for it in records), "utf-8")
    store = temporary(corpus, overview=english())
    store.update()
    generation = store.current()
    assert generation is not None
    sources = {it.source for it in generation.documents() if it.source is not None}
    made = overview_of(OpenCollection(generation.collection), english(), sources, most)
    assert most < MOST_SENTENCES or made == generation.overview()
    return made
