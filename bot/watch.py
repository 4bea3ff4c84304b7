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

_REPORT_SECONDS = 30.0
"""The least time between two notices about a reload that runs."""
_END_SECONDS = 0.5
"""How long to wait for the thread when it must stop; it checks that more often."""


@dataclass(frozen=True, slots=True)
class Debounce:
    """How long changes are collected before a reload, in seconds.

    A reload starts once there was no change for `quiet` seconds, or `longest` seconds after the first change. It is
    retried after `retry` seconds if another reload was running or the corpus was missing. The system is asked for
    changes every `poll` seconds.
    """

    quiet: float = 2.0
    longest: float = 30.0
    retry: float = 2.0
    poll: float = 0.1


class Watcher:
    """Reloads when files of the corpus change, in a thread of its own, so that any adapter can use it."""

    def __init__(  # noqa: PLR0913  (what to watch, what to call, and when)
        self,
        corpus: Path,
        ignored: Path,
        reload: Callable[[], AsyncGenerator[ReloadNotice]],
        on_notice: Callable[[ReloadNotice], None],
        debounce: Debounce = Debounce(),
        *,
        clock: Clock = SYSTEM_CLOCK,
    ) -> None:
        """Watch the corpus, a folder or file, without the folder `ignored`; `on_notice` is called in the thread."""
        self._corpus = Path.cwd() / corpus  # not resolved: a link may come to point elsewhere
        self._ignored = os.path.realpath(ignored)
        self._reload = reload
        self._on_notice = on_notice
        self._debounce = debounce
        self._clock = clock
        self._stop = threading.Event()
        self.is_watching = threading.Event()
        """Set once the system reports changes."""
        self._is_missing = False
        self.thread = threading.Thread(target=self._run, name="watch", daemon=True)

    async def start(self) -> None:
        """Start to watch. If the system does not allow it, that is logged."""
        self.start_thread()

    async def stop(self) -> None:
        """Stop to watch, without waiting for a reload that runs."""
        await asyncio.to_thread(self.stop_thread)

    def start_thread(self) -> None:
        """Do what `start` does, without an event loop."""
        self.thread.start()

    def stop_thread(self) -> None:
        """Do what `stop` does, without an event loop."""
        self._stop.set()
        self.thread.join(_END_SECONDS)

    def _run(self) -> None:
        has_gap = False  # whether changes may have been missed
        while not self._stop.is_set():
            try:
                self._watch(has_gap=has_gap)
            except FileNotFoundError:
                if not self._is_missing:
                    _log.warning(
                        "%s is missing: the articles are served as they were, and reloaded once it is back",
                        self._corpus,
                    )
                self._is_missing = True
            except Exception as error:  # noqa: BLE001  (the system's reasons vary)
                if not self.is_watching.is_set():
                    _log.error("%s", _unwatchable(self._corpus, error))
                    return
                # A file name that is not UTF-8, for example, ends a watch. The next reload reads that file.
                _log.debug("watching %s again after an error: %s", self._corpus, error)
            has_gap = True
            self._stop.wait(self._debounce.retry)

    def _watch(self, *, has_gap: bool) -> None:
        """Watch until the thread must stop or the corpus is replaced. Raises `FileNotFoundError` if there is none."""
        self._corpus.stat()
        is_folder = self._corpus.is_dir()
        watched = self._corpus if is_folder else self._corpus.parent  # a file is often replaced by another
        identity = _identity(watched)
        pending = PendingChanges(self._debounce, self._clock, has_change=has_gap)
        poll, timeout = round(self._debounce.poll * 1000), round(self._debounce.poll * 2500)
        for batch in watch(
            watched,
            watch_filter=None,  # filtered below: even an empty batch makes this loop check the time
            debounce=timeout,
            step=poll,
            rust_timeout=timeout,
            yield_on_timeout=True,
            stop_event=self._stop,
            raise_interrupt=False,
            recursive=is_folder,
            ignore_permission_denied=True,
        ):
            if not self.is_watching.is_set():
                _log.info("watching %s for changes", self._corpus)
                self.is_watching.set()
            self._is_missing = False
            if any(concerns(path, self._corpus, self._ignored, is_folder=is_folder) for _, path in batch):
                pending.add()
            if pending.are_due:
                pending = PendingChanges(self._debounce, self._clock, has_change=not asyncio.run(self._reloaded()))
            if _identity(watched) != identity or self._corpus.is_dir() != is_folder:
                return

    async def _reloaded(self) -> bool:
        """Reload and return True, or False if another reload runs, which may miss the latest changes."""
        async with aclosing(spaced(self._reload(), _REPORT_SECONDS, self._clock)) as notices:
            async for notice in notices:
                if isinstance(notice, ReloadRunning):
                    return False
                if notice != Reloading():  # that a reload starts is not worth a line
                    self._on_notice(notice)
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


class PendingChanges:
    """Changes since the last reload: when the first and the latest were, and whether a reload is due."""

    def __init__(self, debounce: Debounce, clock: Clock, *, has_change: bool = False) -> None:
        """Start without a change, or with one."""
        self._debounce = debounce
        self._clock = clock
        self._first: float | None = None
        self._latest = 0.0
        if has_change:
            self.add()

    def add(self) -> None:
        """Add a change."""
        self._latest = self._clock.monotonic()
        if self._first is None:
            self._first = self._latest

    @property
    def are_due(self) -> bool:
        """Whether the latest change was `quiet` seconds ago, or the first `longest` seconds ago."""
        now, first = self._clock.monotonic(), self._first
        return first is not None and (
            now - self._latest >= self._debounce.quiet or now - first >= self._debounce.longest
        )


def _identity(path: Path) -> tuple[int, int] | None:
    """Return what distinguishes a folder from another of the same name: its device and inode."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _unwatchable(corpus: Path, error: Exception) -> str:
    what_to_do = "/reload reads the articles again; VERBATIM_CORPUS_WATCH=false turns watching off"
    if "limit" in str(error) or "os error 24" in str(error) or "os error 28" in str(error):
        what_to_do = f"raise fs.inotify.max_user_watches and max_user_instances (sysctl); until then {what_to_do}"
    return f"{corpus} cannot be watched: {error}; {what_to_do}"
