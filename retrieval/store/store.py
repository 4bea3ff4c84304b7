"""The index of one corpus in the data folder."""

import hashlib
import os
import re
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

import filelock

from retrieval.errors import IndexBusyError, IndexUnavailableError
from retrieval.models import Progress
from retrieval.store.catalogue import Catalogue
from retrieval.store.generation import Generation
from retrieval.store.layout import Layout
from retrieval.store.update import IndexSettings, Update, Updater, rebuild_reason


class Store:
    """Keeps the analysis of a corpus on disk. One process at a time may update it; any number may read it."""

    def __init__(self, folder: Path, corpus: Path, settings: IndexSettings) -> None:
        """Take the folder of the index, which the first update makes, and the folder or file of articles."""
        self._layout = Layout(folder)
        self._corpus = corpus
        self._settings = settings

    @property
    def corpus(self) -> Path:
        """The folder or file of articles."""
        return self._corpus

    @property
    def settings(self) -> IndexSettings:
        """How the corpus is indexed."""
        return self._settings

    @property
    def folder(self) -> Path:
        """The folder of the index."""
        return self._layout.root

    def needs_rebuild(self) -> str | None:
        """Return why the next update will read every article anew, such as "format 1 -> 2"; None if it will not.

        Raises `IndexUnavailableError` if the index cannot be read.
        """
        try:
            if not self._layout.catalogue.exists():
                return rebuild_reason(self._layout, None, self._settings)
            with closing(Catalogue(self._layout.catalogue)) as catalogue:
                return rebuild_reason(self._layout, catalogue, self._settings)
        except (OSError, sqlite3.Error) as error:
            raise IndexUnavailableError(self.folder, str(error)) from error

    def current(self) -> Generation | None:
        """Open the last complete generation; None if there is none. Raises `IndexUnavailableError`."""
        try:
            return Generation.open(self._layout)
        except (OSError, sqlite3.Error, ValueError, KeyError) as error:
            raise IndexUnavailableError(self.folder, str(error)) from error

    def update(
        self,
        on_progress: Callable[[Progress], None] | None = None,
        *,
        full: bool = False,
        stop: threading.Event | None = None,
        keeps_old: bool = False,
        most_bytes: int | None = None,
    ) -> Update:
        """Bring the index up to date; build it anew if `full` or if `needs_rebuild` gives a reason.

        With `keeps_old`, the previous generation stays until `remove_old` or the next update. If it raises, the index
        is unchanged: `UpdateTooLargeError` if it would read more than `most_bytes`, else a `RetrievalError`, which is
        `IndexBusyError` if another process is updating it, `IndexUnavailableError` if it cannot be written, `LoadError`
        or `EmptyCorpusError` for the corpus.
        """
        on_progress, stop = on_progress or (lambda _: None), stop or threading.Event()
        try:
            self._layout.folder.mkdir(parents=True, exist_ok=True)
            with (
                filelock.FileLock(self._layout.lock, timeout=0),
                closing(Catalogue(self._layout.catalogue, writes=True)) as catalogue,
            ):
                updater = Updater(self._layout, self._corpus, self._settings, on_progress, stop)
                update = updater.run(catalogue, full=full, most_bytes=most_bytes)
        except filelock.Timeout:
            raise IndexBusyError(self.folder) from None
        except (OSError, sqlite3.Error) as error:
            raise IndexUnavailableError(self.folder, str(error)) from error
        if update.is_new and not keeps_old:
            self.remove_old()
        return update

    def remove_old(self) -> None:
        """Remove everything but the current generation, unless the index is being updated: the next update does it.

        The last process to close a removed file waits until its blocks are freed. So close old generations first.
        """
        with (
            suppress(filelock.Timeout, OSError, sqlite3.Error),
            filelock.FileLock(self._layout.lock, timeout=0),
            closing(Catalogue(self._layout.catalogue)) as catalogue,
        ):
            current = catalogue.get("generation")
            if current is not None:
                self._layout.remove_others(int(current))


def folder_for(data: Path, corpus: Path) -> Path:
    """Return the folder of a corpus's index in the data folder, named after the corpus and a hash of its path."""
    path = Path(os.path.abspath(corpus))  # noqa: PTH100  (it removes "..", and leaves links)
    name = re.sub(r"[^\w.-]+", "-", path.name)[:40] or "corpus"
    place = hashlib.blake2b(str(path).encode(errors="surrogateescape"), digest_size=6).hexdigest()
    return data / "index" / f"{name}-{place}"
