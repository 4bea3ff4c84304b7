"""Watches the files of the corpus and reloads it when they change (setting `corpus_watch`)."""

import asyncio
import logging
import os
import threading
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path

from watchfiles import watch

from bot.clock import SYSTEM_CLOCK, Clock
from bot.messages import Reloading, ReloadNotice, ReloadRunning
from bot.rendering.progress import duration
from bot.rendering.templates import examples
from bot.spacing import spaced
from retrieval.models import ReloadReport

_log = logging.getLogger(__name__)

_TOLD_SECONDS = 30.0
"""The least time between two lines about a reload in progress."""
_END_SECONDS = 0.5
"""How long `end` waits for the thread, which checks more often than that whether to stop."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long changes are gathered before a reload, in seconds.

    A reload begins when no change came for `quiet` seconds, or `most` seconds after the first. If another reload was
    running, or the corpus was missing, the next attempt follows after `again` seconds. Notices of the system are read
    every `look` seconds.
    """

    quiet: float = 2.0
    most: float = 30.0
    again: float = 2.0
    look: float = 0.1


class Watcher:
    """Reloads when files of the corpus change, in a thread of its own, so that any adapter can use it."""

    def __init__(  # noqa: PLR0913  (what it watches and calls, and how patiently)
        self,
        corpus: Path,
        ignored: Path,
        reload: Callable[[], AsyncGenerator[ReloadNotice]],
        tell: Callable[[ReloadNotice], None],
        patience: Patience = Patience(),
        *,
        clock: Clock = SYSTEM_CLOCK,
    ) -> None:
        """Watch the corpus, a folder or file, without the folder `ignored`; `tell` is called in the thread."""
        self._corpus = Path.cwd() / corpus  # not resolved: a link may come to point elsewhere
        self._ignored = os.path.realpath(ignored)
        self._reload = reload
        self._tell = tell
        self._patience = patience
        self._clock = clock
        self._stop = threading.Event()
        self.has_begun = threading.Event()
        """Set once changes are noticed."""
        self._is_away = False
        self.thread = threading.Thread(target=self._run, name="watch", daemon=True)

    async def start(self) -> None:
        """Watch from now on. If the system does not allow it, the log says so."""
        self.begin()

    async def stop(self) -> None:
        """Stop watching, without waiting for a reload that runs."""
        await asyncio.to_thread(self.end)

    def begin(self) -> None:
        """Do what `start` does, without an event loop."""
        self.thread.start()

    def end(self) -> None:
        """Do what `stop` does, without an event loop."""
        self._stop.set()
        self.thread.join(_END_SECONDS)

    def _run(self) -> None:
        is_due = False  # whether something may have changed while nobody watched
        while not self._stop.is_set():
            try:
                self._watch(is_due=is_due)
            except FileNotFoundError:
                if not self._is_away:
                    _log.warning("%s is missing: it is read again once it is back", self._corpus)
                self._is_away = True
            except Exception as error:  # noqa: BLE001  (whatever the system has against it)
                if not self.has_begun.is_set():
                    _log.error("%s", _told(self._corpus, error))
                    return
                # A name that is not UTF-8, for example, ends a watch. The reload that follows finds that file.
                _log.debug("watching %s again: %s", self._corpus, error)
            is_due = True
            self._stop.wait(self._patience.again)

    def _watch(self, *, is_due: bool) -> None:
        """Watch until told to stop, or until another folder or file has taken the place of the corpus.

        Raises `FileNotFoundError` if there is no corpus.
        """
        self._corpus.stat()
        is_folder = self._corpus.is_dir()
        watched = self._corpus if is_folder else self._corpus.parent  # a file is often replaced by another
        identity = _identity(watched)
        gathering = Gathering(self._patience, self._clock, is_due=is_due)
        look, wake = round(self._patience.look * 1000), round(self._patience.look * 2500)
        for batch in watch(
            watched,
            watch_filter=None,  # filtered below: even an empty batch makes this loop check the time
            debounce=wake,
            step=look,
            rust_timeout=wake,
            yield_on_timeout=True,
            stop_event=self._stop,
            raise_interrupt=False,
            recursive=is_folder,
            ignore_permission_denied=True,
        ):
            self.has_begun.set()
            self._is_away = False
            if any(concerns(path, self._corpus, self._ignored, is_folder=is_folder) for _, path in batch):
                gathering.add()
            if gathering.is_over:
                gathering = Gathering(self._patience, self._clock, is_due=not asyncio.run(self._reloaded()))
            if _identity(watched) != identity or self._corpus.is_dir() != is_folder:
                return

    async def _reloaded(self) -> bool:
        """Reload, and return whether that was possible: another reload may run that missed the latest changes."""
        async with aclosing(spaced(self._reload(), _TOLD_SECONDS)) as notices:
            async for notice in notices:
                if isinstance(notice, ReloadRunning):
                    return False
                if notice != Reloading():  # that a reload begins is not worth a line
                    self._tell(notice)
        return True


def concerns(path: str, corpus: Path, ignored: str, *, is_folder: bool) -> bool:
    """Return whether a changed path is an article: neither hidden nor within the real path `ignored`."""
    if not is_folder:
        return Path(path) == corpus
    if any(part.startswith(".") for part in Path(path).parts[len(corpus.parts) :]):
        return False
    real = os.path.realpath(path)
    return real != ignored and not real.startswith(ignored + os.sep)


def summary(report: ReloadReport) -> str:
    """Return what a reload did, without the skipped files, which every reload would repeat."""
    changes = (("added", report.added), ("changed", report.changed), ("removed", report.removed))
    counts = "; ".join(f"{change} {len(ids)}{examples(ids)}" for change, ids in changes)
    return f"read anew in {duration(report.seconds)}, since files have changed: {counts}"


class Gathering:
    """Counts time from the first and the latest change, to tell when a reload is to begin."""

    def __init__(self, patience: Patience, clock: Clock, *, is_due: bool = False) -> None:
        """Begin without a change, or with one if a reload is due already."""
        self._patience = patience
        self._clock = clock
        self._first: float | None = None
        self._latest = 0.0
        if is_due:
            self.add()

    def add(self) -> None:
        """Add a change."""
        self._latest = self._clock.monotonic()
        if self._first is None:
            self._first = self._latest

    @property
    def is_over(self) -> bool:
        """Whether there was a change and a long enough pause, or changes for too long."""
        now, first = self._clock.monotonic(), self._first
        return first is not None and (now - self._latest >= self._patience.quiet or now - first >= self._patience.most)


def _identity(path: Path) -> tuple[int, int] | None:
    """Return what distinguishes a folder from another of the same name: its device and inode."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _told(corpus: Path, error: Exception) -> str:
    what_to_do = "/reload reads the articles again; VERBATIM_CORPUS_WATCH=false turns watching off"
    if "limit" in str(error) or "os error 24" in str(error) or "os error 28" in str(error):
        what_to_do = f"raise fs.inotify.max_user_watches and max_user_instances (sysctl); until then {what_to_do}"
    return f"{corpus} cannot be watched: {error}; {what_to_do}"
