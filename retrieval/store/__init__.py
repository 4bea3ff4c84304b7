"""The index of a corpus on disk: generations of analysed articles, updated incrementally."""

from retrieval.store.citation import cited
from retrieval.store.generation import Generation, ListedDocument, Problem, Statistics
from retrieval.store.store import Store, folder_for
from retrieval.store.temporary import temporary
from retrieval.store.update import NO_INDEX, IndexSettings, Update

__all__ = [
    "NO_INDEX",
    "Generation",
    "IndexSettings",
    "ListedDocument",
    "Problem",
    "Statistics",
    "Store",
    "Update",
    "cited",
    "folder_for",
    "temporary",
]
