"""Files to analysed documents: in this process where they are few, else in one process for each core."""

import math
import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import CancelledError, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Self

from retrieval.corpus import CorpusFile, Piece, pieces
from retrieval.errors import RetrievalError
from retrieval.loaders import STREAMED, Options
from retrieval.models import Skipped
from retrieval.store.analysing import Analysed, analyse, analyse_pieces
from retrieval.words.tallying import Words

_TASK_BYTES = 1 << 20
_TASK_PIECES = 256
_FEW_BYTES = 2 << 20
"""What is read faster here than another process starts."""

_PLAIN = (".txt", ".md", ".jsonl", ".csv", ".tsv")
"""What is read by our own code and the standard library's: nothing in such a file can take long or much."""

_WAITING = 3
"""Tasks for each process that are read ahead."""

_GRACE = 30.0
_STREAMED = tuple(STREAMED)


class InterruptedReadingError(RetrievalError):
    """An update was asked to stop; nothing of it is kept."""

    def __init__(self) -> None:
        """Say so."""
        super().__init__("the update of the index was interrupted; the last good index goes on serving")


@dataclass(frozen=True, slots=True)
class Task:
    """What one process does at a time: pieces of `size` bytes in all, which end `files` files."""

    pieces: tuple[Piece, ...]
    size: int
    files: int
    skipped: tuple[tuple[str, Skipped], ...] = ()


class Reader:
    """Reads files, in their order. Used within a `with`, at whose end its processes are ended."""

    def __init__(self, options: Options, processes: int, stop: threading.Event) -> None:
        """Take how to read, in how many processes (0: one for each core), and what tells it to stop."""
        self._options = options
        self._processes = processes or os.cpu_count() or 1
        self._stop = stop
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        """Begin; processes are started when they are needed."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the processes at once, whatever they do."""
        self._end_processes()

    def read(self, files: Sequence[CorpusFile]) -> Iterator[tuple[Task, Analysed]]:
        """Yield what the files hold, in order. Raises `InterruptedReadingError` where it was told to stop."""
        tasks = self._tasks(files)
        if self._are_few(files):
            words = Words()
            for task in tasks:
                self._check()
                yield task, _with_skipped(analyse_pieces(task.pieces, self._options, words), task)
            return
        yield from self._in_processes(tasks)

    def _are_few(self, files: Sequence[CorpusFile]) -> bool:
        return sum(it.size for it in files) <= _FEW_BYTES and all(it.name.lower().endswith(_PLAIN) for it in files)

    def _tasks(self, files: Iterable[CorpusFile]) -> Iterator[Task]:
        taken: list[Piece] = []
        skipped: list[tuple[str, Skipped]] = []
        size = ended = 0
        for file in files:
            left = file.size
            for piece in pieces(file, self._options):
                if isinstance(piece, Skipped):
                    skipped.append((file.name, piece))
                    continue
                read = file.size if piece.data is None else len(piece.data)
                taken.append(piece)
                size, left = size + min(read, left), left - min(read, left)
                if size >= _TASK_BYTES or len(taken) >= _TASK_PIECES:
                    yield Task(tuple(taken), size, ended, tuple(skipped))
                    taken, skipped, size, ended = [], [], 0, 0
            size += left
            ended += 1
        yield Task(tuple(taken), size, ended, tuple(skipped))

    def _in_processes(self, tasks: Iterator[Task]) -> Iterator[tuple[Task, Analysed]]:
        waiting: deque[tuple[Task, Future[Analysed]]] = deque()
        try:
            while True:
                self._check()
                while len(waiting) < self._processes * _WAITING and (task := next(tasks, None)) is not None:
                    waiting.append((task, self._submit(task.pieces)))
                if not waiting:
                    return
                task, future = waiting.popleft()
                try:
                    found = self._wait(future, self._limit(task.pieces))
                except (BrokenProcessPool, CancelledError, TimeoutError):
                    for piece in task.pieces:
                        yield Task((piece,), 0, 0), self._alone(piece)
                    found = analyse(())
                    waiting = deque((it, self._submit(it.pieces)) for it, _ in waiting)
                yield task, _with_skipped(found, task)
        finally:
            for _, future in waiting:
                future.cancel()

    def _submit(self, some: Sequence[Piece]) -> "Future[Analysed]":
        if self._pool is None:
            self._pool = ProcessPoolExecutor(
                self._processes,
                mp_context=multiprocessing.get_context("spawn"),  # other threads of this process may hold locks
                initializer=_begin_process,
                initargs=(os.getpid(),),
            )
        try:
            with _interrupts_held():
                return self._pool.submit(_analyse, some, self._options)
        except BrokenProcessPool:  # what it was reading fails when it is waited for
            self._end_processes()
            return self._submit(some)

    def _limit(self, pieces: Sequence[Piece]) -> float:
        """Return the seconds after which pieces are given up; a table, mailbox or archive may take its time."""
        if any(piece.data is None and piece.name.lower().endswith(_STREAMED) for piece in pieces):
            return math.inf
        return self._options.longest_reading * len(pieces) + _GRACE

    def _wait(self, future: "Future[Analysed]", limit: float) -> Analysed:
        """Wait for a result; `TimeoutError` where no limit of its own stops what the process does."""
        waited = 0.0
        while True:
            try:
                return future.result(timeout=0.5)
            except TimeoutError:
                self._check()
                waited += 0.5
                if waited > limit:
                    self._end_processes()
                    raise

    def _alone(self, piece: Piece) -> Analysed:
        """Read one piece of what ended a process, or would not end, so that only what is to blame is skipped."""
        self._check()
        self._end_processes()
        try:
            return self._wait(self._submit([piece]), self._limit([piece]))
        except BrokenProcessPool:
            reason = "ends the process that reads it: it may need more memory than there is"
        except TimeoutError:
            reason = "takes too long to read"
        self._end_processes()
        return analyse([(piece.name, Skipped(piece.name, reason))])

    def _check(self) -> None:
        if self._stop.is_set():
            raise InterruptedReadingError

    def _end_processes(self) -> None:
        if self._pool is None:
            return
        processes = list((self._pool._processes or {}).values())  # noqa: SLF001  (nothing else names them)
        self._pool.shutdown(wait=False, cancel_futures=True)
        for process in processes:
            process.kill()
        for process in processes:
            process.join()
        self._pool = None


def _with_skipped(found: Analysed, task: Task) -> Analysed:
    return replace(found, skipped=(*task.skipped, *found.skipped)) if task.skipped else found


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Let processes start deaf to Ctrl-C, which a terminal sends to them, too: they would die with a traceback."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


_words = Words()
"""Those that a process of the pool has met."""


def _analyse(some: Sequence[Piece], options: Options) -> Analysed:
    """Analyse pieces in a process of the pool, which remembers words from one task to the next."""
    global _words  # noqa: PLW0603  (a task has no other way to what its process knows)
    _words = _words.or_new()
    return analyse_pieces(some, options, _words)


def _begin_process(parent: int) -> None:
    """Leave Ctrl-C to the parent, give way to who answers questions, and end with the parent, however that ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "nice"):
        os.nice(10)
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: int) -> None:
    waiting = threading.Event()
    while os.getppid() == parent:
        waiting.wait(1.0)
    os._exit(1)
