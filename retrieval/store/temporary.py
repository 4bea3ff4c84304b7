"""An index for one run, where no data folder can be written."""

import os
import shutil
import tempfile
import weakref
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import filelock

from retrieval.corpus.loaders import ReadingOptions
from retrieval.store.compatibility import made_by
from retrieval.store.store import Store
from retrieval.store.update import How

_PREFIX = "verbatim-index-"
_OWNER = "owner"
"""A file that is locked as long as the folder is wanted: the system unlocks it, however its process ends."""

_OPTIONS = ReadingOptions()


def _never(_: int) -> bool:
    return False


def temporary(corpus: Path, options: ReadingOptions = _OPTIONS, wants_tantivy: Callable[[int], bool] = _never) -> Store:
    """Return a store in a folder of its own, which is removed with it.

    Where the process was ended before it could, the next one does so.
    """
    _remove_left()
    folder, lock = _owned()
    store = Store(folder, corpus, How(options, made_by(options), wants_tantivy))
    weakref.finalize(store, _remove, folder, lock)
    return store


def _owned() -> tuple[Path, filelock.BaseFileLock]:
    """Make a folder, and lock it."""
    while True:
        folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
        lock = filelock.FileLock(folder / _OWNER, thread_local=False)
        try:
            lock.acquire(timeout=0)
        except (filelock.Timeout, FileNotFoundError):
            continue  # another process has taken it for one that was left
        return folder, lock


def _remove_left() -> None:
    """Remove the folders of processes of ours that were ended before they could."""
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
    shutil.rmtree(folder, ignore_errors=True)  # where the system removes nothing that is open
