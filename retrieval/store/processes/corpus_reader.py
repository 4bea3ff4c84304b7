"""Reads and analyses the files of a corpus in order: a few in this process, more in one worker per core."""

import hashlib
import math
import os
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Self

from retrieval.analysis.languages import UNLISTED, Languages
from retrieval.corpus import CHANGED, Chunk, CorpusFile, chunks
from retrieval.corpus.loaders import ReadingOptions
from retrieval.corpus.loaders.options import format_size
from retrieval.errors import InterruptedReadingError
from retrieval.models import Skipped
from retrieval.store.processes.batch_analysis import Analysed, analyse, analyse_chunks
from retrieval.store.processes.worker_pool import Job, WorkerDiedError, WorkerPool
from retrieval.vocabulary.interning import WordInterner

_TASK_BYTES = 2 << 20
_TASK_CHUNKS = 256
_FEW_BYTES = 2 << 20
"""Files of fewer bytes in all are read here in less time than a worker needs to start."""

_PLAIN = (".txt", ".md", ".jsonl", ".csv", ".tsv")
"""Formats read by our own code and the standard library: no file of them can take much time or memory."""

_WAITING = 3
"""Tasks per worker that are read ahead."""

_GRACE = 30.0
_POLL_SECONDS = 0.5

_ENDS_PROCESS = "ends the process that reads it: it may need more memory than there is"
_TAKES_TOO_LONG = "takes too long to read"
HALF_READ = frozenset({CHANGED, _ENDS_PROCESS, _TAKES_TOO_LONG})
"""Reasons for skipping a file of which parts may have been read: those are dropped with it."""


@dataclass(frozen=True, slots=True)
class Task:
    """Work for one worker: chunks of `size` bytes in all, which complete `files` files.

    A chunk of a streamed file is a task by itself.
    """

    chunks: tuple[Chunk, ...]
    size: int
    files: int
    skipped: tuple[tuple[str, Skipped], ...] = ()


class CorpusReader:
    """Reads files in order. A context manager: leaving it kills its workers."""

    def __init__(
        self, options: ReadingOptions, processes: int, stop: threading.Event, languages: Languages = UNLISTED
    ) -> None:
        """Take the reading options, the number of workers (0: one per core), and the event that cancels reading."""
        self._options = options
        self._languages = languages
        self._processes = processes or os.cpu_count() or 1
        self._stop = stop
        self._pool = WorkerPool(options, languages, self._processes)
        self._retries = WorkerPool(options, languages, 1)

    def __enter__(self) -> Self:
        """Return itself; workers start when they are needed."""
        return self

    def __exit__(self, *_: object) -> None:
        """Kill all workers."""
        self._pool.end()
        self._retries.end()

    def read(self, files: Sequence[CorpusFile]) -> Iterator[tuple[Task, Analysed]]:
        """Yield each task with its result, in order; partial results of a long file come first, with an empty task.

        Raises `InterruptedReadingError` if it was cancelled.
        """
        read: Iterator[tuple[Task, Iterator[Analysed]]]
        if self._are_few(files):
            words = WordInterner()
            read = (
                (task, analyse_chunks(task.chunks, self._options, self._languages, words))
                for task in self._tasks(files)
            )
        else:
            read = self._in_workers(self._tasks(files))
        for task, batches in read:
            last = None
            for found in batches:
                self._check()
                if last is not None:
                    yield _INCOMPLETE, last
                last = found
            last = last or analyse((), self._languages)
            yield task, replace(last, skipped=(*task.skipped, *last.skipped)) if task.skipped else last

    def _are_few(self, files: Sequence[CorpusFile]) -> bool:
        return sum(it.size for it in files) <= _FEW_BYTES and all(it.name.lower().endswith(_PLAIN) for it in files)

    def _tasks(self, files: Iterable[CorpusFile]) -> Iterator[Task]:
        taken: list[Chunk] = []
        skipped: list[tuple[str, Skipped]] = []
        size = ended = 0
        for file in files:
            left = file.size
            for chunk in chunks(file, self._options):
                if isinstance(chunk, Skipped):
                    skipped.append((file.name, chunk))
                    continue
                if chunk.is_streamed and taken:
                    yield Task(tuple(taken), size, ended, tuple(skipped))
                    taken, skipped, size, ended = [], [], 0, 0
                read = file.size if chunk.data is None else len(chunk.data)
                taken.append(chunk)
                size, left = size + min(read, left), left - min(read, left)
                if size >= _TASK_BYTES or len(taken) >= _TASK_CHUNKS or chunk.is_streamed:
                    yield Task(tuple(taken), size, ended, tuple(skipped))
                    taken, skipped, size, ended = [], [], 0, 0
            size += left
            ended += 1
        yield Task(tuple(taken), size, ended, tuple(skipped))

    def _in_workers(self, tasks: Iterator[Task]) -> Iterator[tuple[Task, Iterator[Analysed]]]:
        waiting: deque[tuple[Task, Job]] = deque()
        while True:
            while len(waiting) < self._processes * _WAITING and (task := next(tasks, None)) is not None:
                self._check()
                waiting.append((task, self._pool.submit(task.chunks)))
            if not waiting:
                return
            task, job = waiting.popleft()
            yield task, self._analysed(task, job)

    def _analysed(self, task: Task, job: Job) -> Iterator[Analysed]:
        """Yield the results of a task. If its worker dies, retry each chunk, after the batches already received."""
        done: list[bytes] = []  # keys of the batches yielded so far
        try:
            for found in self._results(job):
                done.append(_batch_key(found))
                yield found
        except (WorkerDiedError, TimeoutError):
            if done and not any(chunk.is_streamed for chunk in task.chunks):
                return  # the worker died after its last batch
            for chunk in task.chunks:
                yield from self._retry(chunk, done)

    def _retry(self, chunk: Chunk, done: Sequence[bytes]) -> Iterator[Analysed]:
        """Read a chunk once more, and yield what follows the batches done; skip it if its worker dies again."""
        reason = CHANGED
        job = self._retries.submit([chunk])
        count = 0
        try:
            for count, found in enumerate(self._results(job), 1):
                if count > len(done):
                    yield found
                elif _batch_key(found) != done[count - 1]:
                    job.cancel()
                    break
            else:
                if count >= len(done):
                    return
        except (WorkerDiedError, TimeoutError) as error:
            if count > len(done) and not chunk.is_streamed:
                return  # the worker died after its last batch
            reason = _ENDS_PROCESS if isinstance(error, WorkerDiedError) else _TAKES_TOO_LONG
        if chunk.data is not None:
            reason = f"is not read from {chunk.place} on, for {format_size(len(chunk.data))}: that {reason}"
        yield analyse([(chunk.name, Skipped(chunk.name, reason))], self._languages)

    def _results(self, job: Job) -> Iterator[Analysed]:
        """Yield the results of a job.

        Raises `WorkerDiedError`, or `TimeoutError` if the worker exceeds its own time limits.
        """
        limit = self._limit(job.chunks)
        waited = 0.0
        while True:
            try:
                found = job.next(_POLL_SECONDS)
            except TimeoutError:
                self._check()
                waited += _POLL_SECONDS
                if waited > limit:
                    job.cancel()
                    raise
                continue
            if found is None:
                return
            yield found

    def _limit(self, chunks: Sequence[Chunk]) -> float:
        """Return the timeout in seconds for chunks; streamed files such as tables have none."""
        if any(chunk.is_streamed or not isinstance(chunk.data, bytes | None) for chunk in chunks):
            return math.inf
        return self._options.longest_reading * len(chunks) + _GRACE

    def _check(self) -> None:
        if self._stop.is_set():
            raise InterruptedReadingError


_INCOMPLETE = Task((), 0, 0)


def _batch_key(found: Analysed) -> bytes:
    """Return a key that is equal for batches of the same documents."""
    return hashlib.sha256(found.batch.digests).digest()
