"""The index of a corpus on disk: generations of analysed articles, updated incrementally."""

from retrieval.store.generation import Generation, Listed, Problem, Statistics
from retrieval.store.processes.corpus_reader import InterruptedReadingError
from retrieval.store.store import Store, folder_for
from retrieval.store.temporary import temporary
from retrieval.store.update import NO_INDEX, IndexSettings, Update
from retrieval.store.verification import Checked, verify

__all__ = [
    "NO_INDEX",
    "Checked",
    "Generation",
    "IndexSettings",
    "InterruptedReadingError",
    "Listed",
    "Problem",
    "Statistics",
    "Store",
    "Update",
    "folder_for",
    "temporary",
    "verify",
]
