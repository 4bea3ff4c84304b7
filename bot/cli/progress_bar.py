"""The progress of an index update: a bar on a terminal, a line every few seconds elsewhere."""

import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Generic, TypeVar

from bot.rendering.progress import duration, sentences_per_second, time_left
from bot.rendering.templates import count
from bot.streams import INTERRUPTED, print_message, print_skipped
from retrieval.errors import IndexBusyError, IndexUnavailableError, RetrievalError
from retrieval.models import Progress
from retrieval.store import Generation, Store, Update

_POLL_SECONDS = 0.1
_LINE_SECONDS = 5.0
"""The time between two lines where there is no terminal."""
_UNNOTICED_SECONDS = 0.5
"""A shorter update shows no progress."""
_END_SECONDS = 2.0
"""How long worker processes may take to end; they check every half second whether they must."""
_BAR, _WIDE_ENOUGH = 24, 60
"""The width of the bar, and of a terminal that has room for it."""
_STAGES = {"looking": "Looking for changes", "reading": "Reading", "finishing": "Finishing"}
_INTERRUPTED = "interrupted: the index is unchanged; run the command again to update it"

OnProgress = Callable[[Progress], None]
Result = TypeVar("Result")


def with_progress(work: Callable[[OnProgress, threading.Event], Result], interrupted: int = INTERRUPTED) -> Result:
    """Call `work`, show its progress on standard error, and return its result or raise its error.

    `work` takes a callback for its progress, and an event that asks it to stop. Ctrl-C ends the process with the exit
    code `interrupted`.
    """
    running = _Running(work)
    try:
        with _display(running) as show:
            while not running.wait(_POLL_SECONDS):
                show(running.progress)
    except KeyboardInterrupt:
        running.interrupt(interrupted)
    return running.result()


def bring_up_to_date(store: Store) -> Generation:
    """Update an index, print what changed, and return the current generation. Raises `RetrievalError`."""
    failure: RetrievalError | None = None
    try:
        print_update(store.corpus, with_progress(lambda on_progress, stop: store.update(on_progress, stop=stop)))
    except (IndexBusyError, IndexUnavailableError) as error:
        failure = error
    generation = store.current()
    if generation is None:
        raise failure or IndexUnavailableError(store.folder, "it has no generation")
    print_stale(failure)
    return generation


def print_update(corpus: Path, updated: Update | None, *, counts_skipped: bool = True) -> None:
    """Print on standard error what an update changed and how much it skipped, if it changed something."""
    if updated is not None and updated.is_new:
        print_message(
            f"index of {corpus} brought up to date: {len(updated.added):,} new, {len(updated.changed):,} changed,"
            f" {len(updated.removed):,} removed in {duration(updated.seconds)}"
        )
        if counts_skipped:
            print_skipped(updated.skipped)


def print_stale(failure: RetrievalError | None) -> None:
    """Print on standard error why the index could not be updated, if it could not."""
    if failure is not None:
        print_message(f"the index was not updated, and is served as it is: {failure}")


class _Running(Generic[Result]):
    """Work in a thread of its own, so that Ctrl-C does not wait for it."""

    def __init__(self, work: Callable[[OnProgress, threading.Event], Result]) -> None:
        self._work = work
        self._stop = threading.Event()
        self._result: list[Result] = []
        self._error: BaseException | None = None
        # Joining the thread will not do: if Ctrl-C interrupts a join, the thread counts as ended.
        self._over = threading.Event()
        self.progress = Progress(0, 0, stage="looking")
        threading.Thread(target=self._run, name="update", daemon=True).start()

    def _run(self) -> None:
        try:
            self._result.append(self._work(self._set_progress, self._stop))
        except BaseException as error:  # noqa: BLE001  (`result` raises it)
            self._error = error
        finally:
            self._over.set()

    def _set_progress(self, progress: Progress) -> None:
        self.progress = progress

    def wait(self, seconds: float) -> bool:
        """Return whether the work ended within these seconds."""
        return self._over.wait(seconds)

    def interrupt(self, code: int) -> None:
        """End the process; an incomplete update leaves the index unchanged."""
        self._stop.set()
        print_message(_INTERRUPTED)
        try:
            if self.wait(_END_SECONDS):
                raise SystemExit(code)
        except KeyboardInterrupt:
            pass  # pressed again: do not wait
        # Native code, such as a merge of tantivy, cannot be cancelled. Its incomplete files are ignored.
        os._exit(code)

    def result(self) -> Result:
        if self._error is not None:
            raise self._error
        return self._result[0]


def _display(running: _Running[Result]) -> AbstractContextManager[OnProgress]:
    """Return a context whose value shows progress; it shows none if the work ends at once."""
    if running.wait(_UNNOTICED_SECONDS):
        return nullcontext(lambda _: None)
    return _bar() if sys.stderr.isatty() else nullcontext(ProgressLines())


class ProgressLines:
    """Prints a line every few seconds, if it differs from the line before."""

    def __init__(self, seconds: float = _LINE_SECONDS) -> None:
        """Take the time between two lines."""
        self._seconds = seconds
        self._printed_at = time.monotonic()
        self._printed = ""

    def __call__(self, progress: Progress) -> None:
        """Print the progress if it is time for a line."""
        line = ": ".join(filter(None, (_STAGES[progress.stage].lower(), ", ".join(_figures(progress)))))
        if line != self._printed and time.monotonic() - self._printed_at >= self._seconds:
            self._printed_at, self._printed = time.monotonic(), line
            print_message(line)


def _figures(progress: Progress) -> list[str]:
    """Return the known figures of the progress, the most useful last."""
    figures = []
    if progress.files_total:
        figures.append(f"{progress.files:,} of {count(progress.files_total, 'file')}")
    if progress.sentences:
        figures.append(count(progress.sentences, "sentence"))
    if (speed := sentences_per_second(progress)) is not None:
        figures.append(f"{speed:,} sentences/s")
    if (left := time_left(progress)) is not None:
        figures.append(f"about {left} left")
    return figures


@contextmanager
def _bar() -> Iterator[OnProgress]:
    from rich.console import Console  # noqa: PLC0415  (rich is slow to import)
    from rich.progress import BarColumn, TextColumn  # noqa: PLC0415
    from rich.progress import Progress as Bar  # noqa: PLC0415

    console = Console(stderr=True)
    bar_width = _BAR if console.width >= _WIDE_ENOUGH else 0
    bars = [BarColumn(bar_width=bar_width)] if bar_width else []
    columns = TextColumn("{task.description}", markup=False), *bars, TextColumn("{task.fields[figures]}", markup=False)
    with Bar(*columns, console=console, transient=True) as bar:
        task = bar.add_task(_STAGES["looking"], total=None, figures="")

        def show(progress: Progress) -> None:
            figures, room = _figures(progress), console.width - len(_STAGES[progress.stage]) - bar_width - 2
            while figures and len(", ".join(figures)) > room:
                del figures[0]
            is_reading = progress.stage == "reading" and progress.bytes_total > 0
            bar.update(
                task,
                description=_STAGES[progress.stage],
                total=progress.bytes_total if is_reading else None,
                completed=progress.bytes_read if is_reading else 0,
                figures=", ".join(figures),
            )

        yield show
