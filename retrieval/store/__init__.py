"""The corpus as it was analysed, on disk, generation by generation."""

from retrieval.store.compatibility import made_by
from retrieval.store.generation import Generation, Listed, Problem, Statistics
from retrieval.store.processes.corpus_reader import InterruptedReadingError
from retrieval.store.store import Store, folder_for
from retrieval.store.temporary import temporary
from retrieval.store.update import How, Update
from retrieval.store.verification import Checked, verify

__all__ = [
    "Checked",
    "Generation",
    "How",
    "InterruptedReadingError",
    "Listed",
    "Problem",
    "Statistics",
    "Store",
    "Update",
    "folder_for",
    "made_by",
    "temporary",
    "verify",
]
