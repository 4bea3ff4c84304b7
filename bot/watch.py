"""`corpus_watch`: the articles are read anew by themselves once their files change."""

import asyncio
import logging
import os
import threading
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path

from watchfiles import watch

from bot.messages import Reloading, ReloadNotice, ReloadRunning
from bot.rendering.progress import duration
from bot.rendering.templates import examples
from bot.spacing import spaced
from retrieval.models import ReloadReport

_log = logging.getLogger(__name__)

_LOOK_MS = 100
"""How often the system is asked whether it has noticed something, and whether to stop."""
_WAKE_MS = 250
"""How often it is asked whether enough time has passed, when nothing changes."""
_TOLD_SECONDS = 30.0
"""How far apart what is told of a reload under way is, at least."""
_END_SECONDS = 0.5
"""How long the end of the program waits for the thread: it looks oftener than that whether to stop."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long changes are gathered before a reload: until none came for `quiet` seconds, at most for `most`.

    `again` is after how many seconds another attempt follows, where a reload was running or the corpus was away.
    """

    quiet: float = 2.0
    most: float = 30.0
    again: float = 2.0


class Watcher:
    """Reloads when files of the corpus change; in a thread of its own, so that any adapter can have it."""

    def __init__(
        self,
        corpus: Path,
        ignored: Path,
        reload: Callable[[], AsyncGenerator[ReloadNotice]],
        tell: Callable[[ReloadNotice], None],
        patience: Patience = Patience(),
    ) -> None:
        """Take a folder or file, a folder to pass over, what reloads, and what hears of it in the watcher's thread."""
        self._corpus = Path.cwd() / corpus  # not resolved: a link may come to point elsewhere
        self._ignored = os.path.realpath(ignored)
        self._reload = reload
        self._tell = tell
        self._patience = patience
        self._stop = threading.Event()
        self._has_begun = False
        self._is_away = False
        self._thread = threading.Thread(target=self._run, name="watch", daemon=True)

    async def start(self) -> None:
        """Watch from now on; where that is impossible, say so in the log and leave it."""
        self.begin()

    async def stop(self) -> None:
        """Watch no more. A reload that runs is not waited for."""
        await asyncio.to_thread(self.end)

    def begin(self) -> None:
        """Watch from now on, without an event loop."""
        self._thread.start()

    def end(self) -> None:
        """Watch no more, without an event loop."""
        self._stop.set()
        self._thread.join(_END_SECONDS)

    def _run(self) -> None:
        is_due = False  # whether something may have changed while nobody watched
        while not self._stop.is_set():
            try:
                self._watch(is_due=is_due)
            except FileNotFoundError:
                if not self._is_away:
                    _log.warning("%s is away: it is read anew once it is back", self._corpus)
                self._is_away = True
            except Exception as error:  # noqa: BLE001  (whatever the system has against it)
                if not self._has_begun:
                    _log.error("%s", _told(self._corpus, error))
                    return
                # A name that is no UTF-8, for one, ends a watch; the next sees all but the change that did it.
                _log.debug("watching %s again: %s", self._corpus, error)
            is_due = True
            self._stop.wait(self._patience.again)

    def _watch(self, *, is_due: bool) -> None:
        """Watch until told to stop, or until the corpus is another folder or file than at the beginning.

        Raises `FileNotFoundError` where it is not there.
        """
        self._corpus.stat()
        is_folder = self._corpus.is_dir()
        watched = self._corpus if is_folder else self._corpus.parent  # a file is often replaced by another
        identity = _identity(watched)
        gathering = _Gathering(self._patience, is_due=is_due)
        for batch in watch(
            watched,
            watch_filter=None,  # a batch may come at any time, so that this loop goes on: it is filtered here
            debounce=_WAKE_MS,
            step=_LOOK_MS,
            rust_timeout=_WAKE_MS,
            yield_on_timeout=True,
            stop_event=self._stop,
            raise_interrupt=False,
            recursive=is_folder,
            ignore_permission_denied=True,
        ):
            self._has_begun, self._is_away = True, False
            if any(self._concerns(path, is_folder=is_folder) for _, path in batch):
                gathering.add()
            if gathering.is_over:
                gathering = _Gathering(self._patience, is_due=not asyncio.run(self._reloaded()))
            if _identity(watched) != identity or self._corpus.is_dir() != is_folder:
                return

    def _concerns(self, path: str, *, is_folder: bool) -> bool:
        """Tell whether a change is one of the articles: not of a hidden file, nor of what the program keeps."""
        if not is_folder:
            return Path(path) == self._corpus
        if any(part.startswith(".") for part in Path(path).parts[len(self._corpus.parts) :]):
            return False
        real = os.path.realpath(path)
        return real != self._ignored and not real.startswith(self._ignored + os.sep)

    async def _reloaded(self) -> bool:
        """Reload, and tell whether that is done with: not where another reload ran, which may have begun too soon."""
        async with aclosing(spaced(self._reload(), _TOLD_SECONDS)) as notices:
            async for notice in notices:
                if isinstance(notice, ReloadRunning):
                    return False
                if notice != Reloading():  # that a reload begins is no news
                    self._tell(notice)
        return True


def in_a_line(report: ReloadReport) -> str:
    """Return what a reload did, without what was skipped and why, which would be told again and again."""
    changes = (("added", report.added), ("changed", report.changed), ("removed", report.removed))
    counts = "; ".join(f"{change} {len(ids)}{examples(ids)}" for change, ids in changes)
    return f"read anew in {duration(report.seconds)}, since files have changed: {counts}"


class _Gathering:
    """Changes until there is a pause among them."""

    def __init__(self, patience: Patience, *, is_due: bool) -> None:
        self._patience = patience
        self._first: float | None = None
        self._last = 0.0
        if is_due:
            self.add()

    def add(self) -> None:
        self._last = time.monotonic()
        if self._first is None:
            self._first = self._last

    @property
    def is_over(self) -> bool:
        now, first = time.monotonic(), self._first
        return first is not None and (now - self._last >= self._patience.quiet or now - first >= self._patience.most)


def _identity(path: Path) -> tuple[int, int] | None:
    """Return what tells a folder from another that took its name."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _told(corpus: Path, error: Exception) -> str:
    what_to_do = "/reload reads the articles anew; set VERBATIM_CORPUS_WATCH=false to do without"
    if "limit" in str(error) or "os error 24" in str(error) or "os error 28" in str(error):
        what_to_do = f"raise fs.inotify.max_user_watches and max_user_instances (sysctl); until then {what_to_do}"
    return f"{corpus} cannot be watched: {error}; {what_to_do}"
