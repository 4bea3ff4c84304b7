"""A pool of worker processes that analyse chunks of files and return results while they are still reading.

Each worker has a thread here that sends it jobs, one at a time and in order, and receives its results. At most `_AHEAD`
results of a job wait to be taken; then the worker blocks, since its pipe is full. So no long file is held in memory.
"""

import gc
import os
import queue
import threading
from collections.abc import Sequence
from contextlib import suppress
from multiprocessing.context import SpawnProcess
from typing import TYPE_CHECKING

from retrieval.analysis.languages import Languages
from retrieval.corpus import Chunk
from retrieval.corpus.loaders import ReadingOptions
from retrieval.store.processes.background_process import SPAWN, begin_process, interrupts_blocked
from retrieval.store.processes.batch_analysis import Analysed, analyse_chunks
from retrieval.vocabulary.interning import WordInterner

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    Result = Analysed | Exception | None
    Ours = Connection[Sequence[Chunk], Result]
    Theirs = Connection[Result, Sequence[Chunk]]

_AHEAD = 2
_POLL_SECONDS = 0.5

_GARBAGE = 50_000
"""Allocations between two runs of the cyclic garbage collector: analysis makes no cycles."""

_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3  # as <malloc.h> numbers them
_KEPT_BYTES = 64 << 20

_begun = threading.Lock()


class WorkerDiedError(Exception):
    """The worker that ran a job has died."""


class Job:
    """Chunks to analyse, and the results so far."""

    def __init__(self, chunks: Sequence[Chunk]) -> None:
        """Take the chunks."""
        self.chunks = chunks
        self.results: queue.Queue[Result] = queue.Queue(_AHEAD)
        self.is_cancelled = threading.Event()
        self._process: SpawnProcess | None = None
        self._changing = threading.Lock()

    def begin(self, process: SpawnProcess) -> None:
        """Note the worker that runs the job; kill it if the job was cancelled before."""
        with self._changing:
            self._process = process
            if self.is_cancelled.is_set():
                process.kill()

    def end(self) -> None:
        """Note that no worker runs the job any more."""
        with self._changing:
            self._process = None

    def next(self, seconds: float) -> Analysed | None:
        """Return the next result; None at the end.

        Raises `TimeoutError`, `WorkerDiedError`, or what the analysis raised.
        """
        try:
            found = self.results.get(timeout=seconds)
        except queue.Empty:
            raise TimeoutError from None
        if isinstance(found, Exception):
            raise found
        return found

    def cancel(self) -> None:
        """Kill the worker that runs the job, and discard its results."""
        with self._changing:
            self.is_cancelled.set()
            if self._process is not None:
                self._process.kill()


class WorkerPool:
    """Workers, started when there are jobs for them; `end` must be called."""

    def __init__(self, options: ReadingOptions, languages: Languages, processes: int) -> None:
        """Take the reading options, the languages, and the largest number of workers."""
        self._options = options
        self._languages = languages
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._most = processes
        self._threads: list[threading.Thread] = []
        self._processes: set[SpawnProcess] = set()
        self._is_over = threading.Event()

    def end(self) -> None:
        """Kill all workers at once."""
        with _begun:
            self._is_over.set()
            for process in self._processes:
                process.kill()
        for _thread in self._threads:
            self._jobs.put(None)
        for thread in self._threads:
            thread.join()

    def submit(self, chunks: Sequence[Chunk]) -> Job:
        """Queue chunks for analysis, after those submitted before."""
        job = Job(chunks)
        self._jobs.put(job)
        if len(self._threads) < self._most:
            thread = threading.Thread(target=self._work, name="worker-pool", daemon=True)
            self._threads.append(thread)
            thread.start()
        return job

    def _work(self) -> None:
        """Give one worker its jobs; start a new one for the next job if it dies."""
        running: tuple[SpawnProcess, Ours] | None = None
        while (job := self._jobs.get()) is not None and not self._is_over.is_set():
            if running is not None and not running[0].is_alive():  # not because of this job
                self._end(running)
                running = None
            try:
                running = running or self._started()
                self._do(job, *running)
            except Exception as error:  # noqa: BLE001  (raised by `Job.next`)
                is_ended = isinstance(error, EOFError | OSError)
                self._tell(job, WorkerDiedError() if is_ended else error)
                self._end(running)
                running = None
        self._end(running)

    def _do(self, job: Job, process: SpawnProcess, connection: "Ours") -> None:
        job.begin(process)
        connection.send(job.chunks)
        try:
            while isinstance(result := connection.recv(), Analysed):
                self._tell(job, result)
        finally:
            job.end()
        self._tell(job, result)

    def _tell(self, job: Job, result: "Result") -> None:
        while not self._is_over.is_set() and not job.is_cancelled.is_set():
            with suppress(queue.Full):
                job.results.put(result, timeout=_POLL_SECONDS)
                return

    def _started(self) -> "tuple[SpawnProcess, Ours]":
        """Start a worker. Raises `EOFError` if the pool is ending."""
        with _begun:
            if self._is_over.is_set():
                raise EOFError
            ours, theirs = SPAWN.Pipe()
            process = SPAWN.Process(
                target=_analyse, args=(theirs, os.getpid(), self._options, self._languages), daemon=True
            )
            with interrupts_blocked():
                process.start()
            theirs.close()  # so that our end closes with the process
            self._processes.add(process)
        return process, ours

    def _end(self, running: "tuple[SpawnProcess, Ours] | None") -> None:
        if running is None:
            return
        process, connection = running
        connection.close()
        process.kill()
        process.join()
        with _begun:
            self._processes.discard(process)


def _analyse(connection: "Theirs", parent: int, options: ReadingOptions, languages: Languages) -> None:
    """Run jobs in a worker, which keeps its interned words from one job to the next."""
    begin_process(parent)
    _keep_memory()
    gc.set_threshold(_GARBAGE)
    words = WordInterner()
    with suppress(EOFError, OSError):  # the pool has ended
        while True:
            chunks = connection.recv()
            try:
                for found in analyse_chunks(chunks, options, languages, words := words.or_new()):
                    connection.send(found)
                connection.send(None)
            except (MemoryError, OSError):
                os._exit(1)
            except Exception as error:  # noqa: BLE001  (raised by `Job.next`)
                connection.send(error)


def _keep_memory() -> None:
    """Make glibc keep freed memory: returning every batch's arrays to the system takes a tenth of the time."""
    import ctypes  # noqa: PLC0415  (only such a process needs it)

    with suppress(OSError, AttributeError, TypeError):
        allocator = ctypes.CDLL(None).mallopt
        for option in (_TRIM_THRESHOLD, _MMAP_THRESHOLD):
            allocator(option, _KEPT_BYTES)
