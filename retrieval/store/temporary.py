"""Indexes that live as long as one process, for when no data folder can be written."""

import os
import shutil
import tempfile
import weakref
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import filelock

from retrieval.analysis.languages import UNLISTED, Languages
from retrieval.corpus.loaders import ReadingOptions
from retrieval.overview.words import OverviewWords
from retrieval.store.store import Store
from retrieval.store.update import IndexSettings

_PREFIX = "verbatim-index-"
_OWNER = "owner"
"""A file locked by the owner of the folder; the system releases the lock however the process ends."""

_OPTIONS = ReadingOptions()
_WORDS = OverviewWords()


def _never(_: int) -> bool:
    return False


def temporary(
    corpus: Path,
    options: ReadingOptions = _OPTIONS,
    wants_tantivy: Callable[[int], bool] = _never,
    overview: OverviewWords = _WORDS,
    languages: Languages = UNLISTED,
) -> Store:
    """Return a store in a new temporary folder, which is removed together with the store.

    If the process is killed first, the next call of any process removes the folder.
    """
    _remove_left()
    folder, lock = _owned()
    store = Store(folder, corpus, IndexSettings(options, wants_tantivy, overview=overview, languages=languages))
    weakref.finalize(store, _remove, folder, lock)
    return store


def _owned() -> tuple[Path, filelock.BaseFileLock]:
    """Make a folder and lock it."""
    while True:
        folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
        lock = filelock.FileLock(folder / _OWNER, thread_local=False)
        try:
            lock.acquire(timeout=0)
        except (filelock.Timeout, FileNotFoundError):
            continue  # another process took it for an abandoned one
        return folder, lock


def _remove_left() -> None:
    """Remove abandoned folders of this user's ended processes."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with suppress(OSError, filelock.Timeout):
            if _is_ours(folder) and (folder / _OWNER).exists():
                lock = filelock.FileLock(folder / _OWNER, thread_local=False)
                lock.acquire(timeout=0)
                _remove(folder, lock)


def _is_ours(folder: Path) -> bool:
    status = folder.lstat()
    return folder.is_dir() and not folder.is_symlink() and (not hasattr(os, "getuid") or status.st_uid == os.getuid())


def _remove(folder: Path, lock: filelock.BaseFileLock) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    lock.release()
    shutil.rmtree(folder, ignore_errors=True)  # again, for systems that cannot remove open files
