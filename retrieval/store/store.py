"""The index of one corpus in the data folder."""

import hashlib
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
from retrieval.store.update import (
    How,
    TooMuchError,
    Update,
    Updating,
)
from retrieval.store.update_process import Order, update_apart

_LITTLE = 2 << 20
"""Bytes of files that are read beside answering, in the same interpreter."""


class Store:
    """Keeps what was analysed of a corpus. One process at a time brings it up to date; any number read it."""

    def __init__(self, folder: Path, corpus: Path, how: How) -> None:
        """Take the folder of the index, which is made when it is first written, and that of the corpus."""
        self._layout = Layout(folder)
        self._corpus = corpus
        self._how = how

    @property
    def corpus(self) -> Path:
        """The folder or file of articles."""
        return self._corpus

    @property
    def how(self) -> How:
        """How the corpus is indexed."""
        return self._how

    @property
    def folder(self) -> Path:
        """The folder of the index."""
        return self._layout.folder

    def current(self) -> Generation | None:
        """Open the last good generation; None where there is none. Raises `IndexUnavailableError`."""
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
    ) -> Update:
        """Bring the index up to date, or build it anew.

        Where it `keeps_old`, the generation before stays until `remove_old` or the next update. Raises
        `RetrievalError`, the index then being what it was before: `IndexBusyError` where another process is at it,
        `IndexUnavailableError` where it cannot be written, `LoadError` or `EmptyCorpusError` for the corpus.
        """
        return self._update(on_progress, stop, full=full, keeps_old=keeps_old)

    def update_serving(
        self,
        on_progress: Callable[[Progress], None] | None = None,
        *,
        full: bool = False,
        stop: threading.Event | None = None,
    ) -> Update:
        """Do what `update` does, while this process answers from the index.

        It does but a little by itself, and leaves more to another one. The generation before is kept.
        """
        stop = stop or threading.Event()
        try:
            return self._update(on_progress, stop, full=full, keeps_old=True, most_bytes=_LITTLE)
        except TooMuchError:
            order = Order(self.folder, self._corpus, self._how, full)
            return update_apart(order, on_progress or _ignore, stop)

    def remove_old(self) -> None:
        """Remove what is no longer current, unless somebody updates the index: the next update would, too.

        Whoever is the last to let go of a removed file waits until all of it is freed. So let go first.
        """
        with (
            suppress(filelock.Timeout, OSError, sqlite3.Error),
            filelock.FileLock(self._layout.lock, timeout=0),
            closing(Catalogue(self._layout.catalogue)) as catalogue,
        ):
            current = catalogue.get("generation")
            if current is not None:
                self._layout.remove_others(int(current))

    def _update(
        self,
        on_progress: Callable[[Progress], None] | None,
        stop: threading.Event | None,
        *,
        full: bool,
        keeps_old: bool,
        most_bytes: int | None = None,
    ) -> Update:
        on_progress, stop = on_progress or _ignore, stop or threading.Event()
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with (
                filelock.FileLock(self._layout.lock, timeout=0),
                closing(Catalogue(self._layout.catalogue, writes=True)) as catalogue,
            ):
                updating = Updating(self._layout, self._corpus, self._how, on_progress, stop)
                update = updating.run(catalogue, full=full, most_bytes=most_bytes)
        except filelock.Timeout:
            raise IndexBusyError(self.folder) from None
        except (OSError, sqlite3.Error) as error:
            raise IndexUnavailableError(self.folder, str(error)) from error
        if update.is_new and not keeps_old:
            self.remove_old()
        return update


def folder_for(data: Path, corpus: Path) -> Path:
    """Return where the data folder keeps the index of a corpus: by its name, and a hash of where it is."""
    path = corpus.absolute()
    name = re.sub(r"[^\w.-]+", "-", path.name)[:40] or "corpus"
    place = hashlib.blake2b(str(path).encode(errors="surrogateescape"), digest_size=6).hexdigest()
    return data / "index" / f"{name}-{place}"


def _ignore(_: Progress) -> None:
    """Do nothing with progress that nobody asked for."""
