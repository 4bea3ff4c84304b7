"""Files to analysed documents: in this process where they are few, else in one process for each core."""

import hashlib
import math
import os
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Self

from retrieval.corpus import CHANGED, Chunk, CorpusFile, chunks
from retrieval.corpus.loaders import ReadingOptions
from retrieval.corpus.loaders.base import format_size
from retrieval.errors import RetrievalError
from retrieval.models import Skipped
from retrieval.store.processes.batch_analysis import Analysed, analyse, analyse_chunks
from retrieval.store.processes.worker_pool import Crew, Job, ProcessEndedError
from retrieval.vocabulary.interning import WordInterner

_TASK_BYTES = 2 << 20
_TASK_CHUNKS = 256
_FEW_BYTES = 2 << 20
"""What is read faster here than another process starts."""

_PLAIN = (".txt", ".md", ".jsonl", ".csv", ".tsv")
"""What is read by our own code and the standard library's: nothing in such a file can take long or much."""

_WAITING = 3
"""Tasks for each process that are read ahead."""

_GRACE = 30.0
_LOOK_SECONDS = 0.5

_ENDS_PROCESS = "ends the process that reads it: it may need more memory than there is"
_TAKES_TOO_LONG = "takes too long to read"
HALF_READ = frozenset({CHANGED, _ENDS_PROCESS, _TAKES_TOO_LONG})
"""Why a file is skipped of which some may have been read before: it is skipped with all of that."""


class InterruptedReadingError(RetrievalError):
    """An update was asked to stop; nothing of it is kept."""

    def __init__(self) -> None:
        """Say so."""
        super().__init__("the update of the index was interrupted; the last good index goes on serving")


@dataclass(frozen=True, slots=True)
class Task:
    """What one process does at a time: chunks of `size` bytes in all, which end `files` files.

    A chunk of a file that is streamed is a task by itself.
    """

    chunks: tuple[Chunk, ...]
    size: int
    files: int
    skipped: tuple[tuple[str, Skipped], ...] = ()


class Reader:
    """Reads files, in their order. Used within a `with`, at whose end its processes are ended."""

    def __init__(self, options: ReadingOptions, processes: int, stop: threading.Event) -> None:
        """Take how to read, in how many processes (0: one for each core), and what tells it to stop."""
        self._options = options
        self._processes = processes or os.cpu_count() or 1
        self._stop = stop
        self._crew = Crew(options, self._processes)
        self._alone = Crew(options, 1)

    def __enter__(self) -> Self:
        """Begin; processes are started when they are needed."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the processes at once, whatever they do."""
        self._crew.end()
        self._alone.end()

    def read(self, files: Sequence[CorpusFile]) -> Iterator[tuple[Task, Analysed]]:
        """Yield what the files hold, in order; of a long file one after the other, all but the last for no task yet.

        Raises `InterruptedReadingError` where it was told to stop.
        """
        read: Iterator[tuple[Task, Iterator[Analysed]]]
        if self._are_few(files):
            words = WordInterner()
            read = ((task, analyse_chunks(task.chunks, self._options, words)) for task in self._tasks(files))
        else:
            read = self._in_processes(self._tasks(files))
        for task, several in read:
            last = None
            for found in several:
                self._check()
                if last is not None:
                    yield _NOT_YET, last
                last = found
            last = last or analyse(())
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

    def _in_processes(self, tasks: Iterator[Task]) -> Iterator[tuple[Task, Iterator[Analysed]]]:
        waiting: deque[tuple[Task, Job]] = deque()
        while True:
            while len(waiting) < self._processes * _WAITING and (task := next(tasks, None)) is not None:
                self._check()
                waiting.append((task, self._crew.submit(task.chunks)))
            if not waiting:
                return
            task, job = waiting.popleft()
            yield task, self._found(task, job)

    def _found(self, task: Task, job: Job) -> Iterator[Analysed]:
        """Yield what came of a task; where it ended its process only the chunk is skipped that is to blame."""
        done: list[bytes] = []  # of a file that is streamed: what was yielded, to go on behind it
        try:
            for found in self._heard(job):
                done.append(_known_by(found))
                yield found
        except (ProcessEndedError, TimeoutError):
            if done and not any(chunk.is_streamed for chunk in task.chunks):
                return  # that was all
            for chunk in task.chunks:
                yield from self._again(chunk, done)

    def _again(self, chunk: Chunk, done: Sequence[bytes]) -> Iterator[Analysed]:
        """Read a chunk once more, of which some was handed on already."""
        reason = CHANGED
        job = self._alone.submit([chunk])
        count = 0
        try:
            for count, found in enumerate(self._heard(job), 1):
                if count > len(done):
                    yield found
                elif _known_by(found) != done[count - 1]:
                    job.give_up()
                    break
            else:
                if count >= len(done):
                    return
        except (ProcessEndedError, TimeoutError) as error:
            if count > len(done) and not chunk.is_streamed:
                return  # that was all
            reason = _ENDS_PROCESS if isinstance(error, ProcessEndedError) else _TAKES_TOO_LONG
        if chunk.data is not None:
            reason = f"is not read from {chunk.place} on, for {format_size(len(chunk.data))}: that {reason}"
        yield analyse([(chunk.name, Skipped(chunk.name, reason))])

    def _heard(self, job: Job) -> Iterator[Analysed]:
        """Yield what comes of a job.

        Raises `ProcessEndedError`, or `TimeoutError` where no limit of its own stops what the process does.
        """
        limit = self._limit(job.chunks)
        waited = 0.0
        while True:
            try:
                found = job.next(_LOOK_SECONDS)
            except TimeoutError:
                self._check()
                waited += _LOOK_SECONDS
                if waited > limit:
                    job.give_up()
                    raise
                continue
            if found is None:
                return
            yield found

    def _limit(self, chunks: Sequence[Chunk]) -> float:
        """Return the seconds after which chunks are given up; a table, mailbox or archive may take its time."""
        if any(chunk.is_streamed or not isinstance(chunk.data, bytes | None) for chunk in chunks):
            return math.inf
        return self._options.longest_reading * len(chunks) + _GRACE

    def _check(self) -> None:
        if self._stop.is_set():
            raise InterruptedReadingError


_NOT_YET = Task((), 0, 0)


def _known_by(found: Analysed) -> bytes:
    """Return what is the same where the same documents were read."""
    return hashlib.sha256(found.batch.digests).digest()
