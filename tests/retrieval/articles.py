"""Corpora on disk, and searchers over them built from the real parts."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from retrieval.engines import open_memory
from retrieval.models import Weights
from retrieval.ranking.ranker import Ranker
from retrieval.searcher import OpenRetriever, Searcher
from retrieval.store import Store, temporary

_ROOT = Path(__file__).parents[2]
SEEDS = _ROOT / "seeds"
_CONFIG = _ROOT / "config"
SYNONYMS = _CONFIG / "synonyms.toml"
RANKING = _CONFIG / "ranking.json"
LEXICON = _CONFIG / "lexicon.tsv"


def write(folder: Path, files: Mapping[str, str]) -> Path:
    """Write text files, by their paths within a folder, and return the folder."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")
    return folder


@lru_cache(maxsize=1)
def shipped_ranker() -> Ranker:
    """Read the ranking that ships, once for all tests."""
    return Ranker.read(RANKING, LEXICON, Weights())


def searcher_over(
    corpus: Path,
    synonyms: Path = SYNONYMS,
    open_retriever: OpenRetriever = open_memory,
    *,
    store: Store | None = None,
    threshold: float = 0.0,
) -> Searcher:
    """Load a corpus with the weights that ship, from a store of its own unless one is given."""
    store = store or temporary(corpus)
    return Searcher(store, synonyms, Weights(), shipped_ranker(), open_retriever, threshold=threshold)
