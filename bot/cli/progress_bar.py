"""Bringing an index up to date while a person looks on: a bar on a terminal, a line now and then elsewhere."""

import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

from bot.rendering.progress import duration, sentences_per_second, time_left
from bot.rendering.templates import count
from bot.streams import FAILED, tell
from retrieval.errors import IndexBusyError, IndexUnavailableError, RetrievalError
from retrieval.models import Progress
from retrieval.store import Generation, Store, Update

if TYPE_CHECKING:
    from rich.progress import ProgressColumn

_LOOK_SECONDS = 0.1
_LINE_SECONDS = 5.0
"""How far apart the lines are where there is no terminal."""
_UNNOTICED_SECONDS = 0.5
"""What takes no longer needs no bar."""
_END_SECONDS = 2.0
"""How long processes that read may take to end; they look every half second whether they should."""
_STAGES = {"looking": "Looking for changes", "reading": "Reading", "finishing": "Finishing"}
_INTERRUPTED = "interrupted; the index is what it was before; run again to go on"

Show = Callable[[Progress], None]
Result = TypeVar("Result")


def shown(work: Callable[[Show, threading.Event], Result], line_seconds: float = _LINE_SECONDS) -> Result:
    """Do work that tells its progress, show that on standard error, and return its result or raise its error.

    The work is given what to tell, and an event that asks it to stop.

    Ctrl-C ends the program at once, with a word on what it leaves behind.
    """
    running = _Running(work)
    try:
        with _display(line_seconds, running) as show:
            while not running.is_over(_LOOK_SECONDS):
                show(running.progress)
    except KeyboardInterrupt:
        running.interrupt()
    return running.result()


def bring_up_to_date(store: Store) -> Generation:
    """Bring an index up to date, say so if it was not, and return what serves now. Raises `RetrievalError`."""
    trouble: RetrievalError | None = None
    try:
        tell_update(store.corpus, shown(lambda hear, stop: store.update(hear, stop=stop)))
    except (IndexBusyError, IndexUnavailableError) as error:
        trouble = error
    generation = store.current()
    if generation is None:
        raise trouble or IndexUnavailableError(store.folder, "it has no generation")
    if trouble is not None:
        tell_stale(trouble)
    return generation


def tell_update(corpus: Path, updated: Update | None) -> None:
    """Say on standard error what an update did, if anything."""
    if updated is not None and updated.is_new:
        tell(
            f"index of {corpus} brought up to date: {len(updated.added):,} new, {len(updated.changed):,} changed,"
            f" {len(updated.removed):,} removed in {duration(updated.seconds)}"
        )


def tell_stale(trouble: RetrievalError | None) -> None:
    """Say on standard error why what was indexed before is served, if it is."""
    if trouble is not None:
        tell(f"what was indexed before is served: {trouble}")


class _Running(Generic[Result]):
    """Work in a thread of its own, so that Ctrl-C need not wait for it."""

    def __init__(self, work: Callable[[Show, threading.Event], Result]) -> None:
        self._work = work
        self._stop = threading.Event()
        self._result: list[Result] = []
        self._error: BaseException | None = None
        # Not the thread itself is waited for: it counts as ended where Ctrl-C interrupts that.
        self._over = threading.Event()
        self.progress = Progress(0, 0, stage="looking")
        threading.Thread(target=self._run, name="update", daemon=True).start()

    def _run(self) -> None:
        try:
            self._result.append(self._work(self._hear, self._stop))
        except BaseException as error:  # noqa: BLE001  (raised where it is waited for)
            self._error = error
        finally:
            self._over.set()

    def _hear(self, progress: Progress) -> None:
        self.progress = progress

    def is_over(self, wait: float) -> bool:
        return self._over.wait(wait)

    def interrupt(self) -> None:
        """End the program; what is not yet safe on the disk is as if it had never been begun."""
        self._stop.set()
        tell(_INTERRUPTED)
        try:
            if self.is_over(_END_SECONDS):
                raise SystemExit(FAILED)
        except KeyboardInterrupt:
            pass  # pressed again: not even that long
        # What is done in C, such as tantivy's merging, hears of it too late; and loses nothing this way.
        os._exit(FAILED)

    def result(self) -> Result:
        if self._error is not None:
            raise self._error
        return self._result[0]


def _display(line_seconds: float, running: _Running[Result]) -> AbstractContextManager[Show]:
    """Give what shows progress, once the work has taken long enough to be noticed."""
    if running.is_over(_UNNOTICED_SECONDS):
        return nullcontext(_nowhere)
    return _bar() if sys.stderr.isatty() else nullcontext(_Lines(line_seconds))


class _Lines:
    """Prints a line every few seconds."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._told_at = time.monotonic()

    def __call__(self, progress: Progress) -> None:
        if time.monotonic() - self._told_at >= self._seconds:
            self._told_at = time.monotonic()
            tell(f"{_STAGES[progress.stage].lower()}{_figures(progress, ': ')}")


def _figures(progress: Progress, before: str) -> str:
    figures = []
    if progress.files_total:
        figures.append(f"{progress.files:,} of {count(progress.files_total, 'file')}")
    if progress.sentences:
        figures.append(count(progress.sentences, "sentence"))
    if (speed := sentences_per_second(progress)) is not None:
        figures.append(f"{speed:,} sentences/s")
    if (left := time_left(progress)) is not None:
        figures.append(f"about {left} left")
    return before + ", ".join(figures) if figures else ""


def _nowhere(_: Progress) -> None:
    """Show nothing: it is over."""


@contextmanager
def _bar() -> Iterator[Show]:
    from rich.console import Console  # noqa: PLC0415  (nobody waits for it who needs no bar)
    from rich.progress import BarColumn, TextColumn  # noqa: PLC0415
    from rich.progress import Progress as Bar  # noqa: PLC0415

    columns: tuple[ProgressColumn, ...] = (
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=24),
        TextColumn("{task.fields[figures]}", markup=False),
    )
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(_STAGES["looking"], total=None, figures="")

        def show(progress: Progress) -> None:
            is_reading = progress.stage == "reading" and progress.bytes_total > 0
            bar.update(
                task,
                description=_STAGES[progress.stage],
                total=progress.bytes_total if is_reading else None,
                completed=progress.bytes_read if is_reading else 0,
                figures=_figures(progress, ""),
            )

        yield show
