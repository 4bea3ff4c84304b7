"""Processes that analyse chunks of files, and hand on what they have so far: no long file is held as a whole.

Each process has a thread here that gives it jobs, one at a time and in their order, and takes in what it sends. Of one
job no more than `_AHEAD` results wait; then the process waits, too, since its pipe is full.
"""

import gc
import os
import queue
import threading
from collections.abc import Sequence
from contextlib import suppress
from multiprocessing.context import SpawnProcess
from typing import TYPE_CHECKING

from retrieval.corpus import Chunk
from retrieval.corpus.loaders import ReadingOptions
from retrieval.store.processes.background_process import SPAWN, begin_process, deaf_to_interrupts
from retrieval.store.processes.batch_analysis import Analysed, analyse_chunks
from retrieval.vocabulary.interning import WordInterner

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    Told = Analysed | Exception | None
    Ours = Connection[Sequence[Chunk], Told]
    Theirs = Connection[Told, Sequence[Chunk]]

_AHEAD = 2
_LOOK_SECONDS = 0.5

_GARBAGE = 50_000
"""Objects after which a process looks for garbage that refers to itself: what is analysed makes none."""

_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3  # as <malloc.h> numbers them
_KEPT_BYTES = 64 << 20

_begun = threading.Lock()


class ProcessEndedError(Exception):
    """The process that was at a job has ended."""


class Job:
    """Pieces to be analysed, and what came of them so far."""

    def __init__(self, chunks: Sequence[Chunk]) -> None:
        """Take the chunks."""
        self.chunks = chunks
        self.told: queue.Queue[Told] = queue.Queue(_AHEAD)
        self.is_given_up = threading.Event()
        self._process: SpawnProcess | None = None
        self._changing = threading.Lock()

    def begin(self, process: SpawnProcess) -> None:
        """Note who is at it; it is ended where the job was given up before."""
        with self._changing:
            self._process = process
            if self.is_given_up.is_set():
                process.kill()

    def end(self) -> None:
        """Note that nobody is at it any more: its process may be at another."""
        with self._changing:
            self._process = None

    def next(self, seconds: float) -> Analysed | None:
        """Return what was analysed next; None where it was all.

        Raises `TimeoutError`, `ProcessEndedError`, or what analysing has raised.
        """
        try:
            found = self.told.get(timeout=seconds)
        except queue.Empty:
            raise TimeoutError from None
        if isinstance(found, Exception):
            raise found
        return found

    def give_up(self) -> None:
        """End the process that is at it; what it has told is not wanted any more."""
        with self._changing:
            self.is_given_up.set()
            if self._process is not None:
                self._process.kill()


class Crew:
    """Some processes, which are started when there are jobs for them, and must be ended."""

    def __init__(self, options: ReadingOptions, processes: int) -> None:
        """Take how to read, and how many there are to be."""
        self._options = options
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._most = processes
        self._threads: list[threading.Thread] = []
        self._processes: set[SpawnProcess] = set()
        self._is_over = threading.Event()

    def end(self) -> None:
        """End the processes at once, whatever they do."""
        with _begun:
            self._is_over.set()
            for process in self._processes:
                process.kill()
        for _thread in self._threads:
            self._jobs.put(None)
        for thread in self._threads:
            thread.join()

    def submit(self, chunks: Sequence[Chunk]) -> Job:
        """Have chunks analysed, after those that were submitted before."""
        job = Job(chunks)
        self._jobs.put(job)
        if len(self._threads) < self._most:
            thread = threading.Thread(target=self._work, name="crew", daemon=True)
            self._threads.append(thread)
            thread.start()
        return job

    def _work(self) -> None:
        """Give one process its jobs; where it has ended the next job has another one."""
        running: tuple[SpawnProcess, Ours] | None = None
        while (job := self._jobs.get()) is not None and not self._is_over.is_set():
            if running is not None and not running[0].is_alive():  # not for this job's sake
                self._end(running)
                running = None
            try:
                running = running or self._started()
                self._do(job, *running)
            except Exception as error:  # noqa: BLE001  (raised where the job is waited for)
                is_ended = isinstance(error, EOFError | OSError)
                self._tell(job, ProcessEndedError() if is_ended else error)
                self._end(running)
                running = None
        self._end(running)

    def _do(self, job: Job, process: SpawnProcess, connection: "Ours") -> None:
        job.begin(process)
        connection.send(job.chunks)
        try:
            while isinstance(told := connection.recv(), Analysed):
                self._tell(job, told)
        finally:
            job.end()
        self._tell(job, told)

    def _tell(self, job: Job, told: "Told") -> None:
        while not self._is_over.is_set() and not job.is_given_up.is_set():
            with suppress(queue.Full):
                job.told.put(told, timeout=_LOOK_SECONDS)
                return

    def _started(self) -> "tuple[SpawnProcess, Ours]":
        """Start a process. Raises `EOFError` where all are to end."""
        with _begun:
            if self._is_over.is_set():
                raise EOFError
            ours, theirs = SPAWN.Pipe()
            process = SPAWN.Process(target=_analyse, args=(theirs, os.getpid(), self._options), daemon=True)
            with deaf_to_interrupts():
                process.start()
            theirs.close()  # so that ours ends with the process
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


def _analyse(connection: "Theirs", parent: int, options: ReadingOptions) -> None:
    """Do the jobs of a process, which remembers words from one to the next."""
    begin_process(parent)
    _keep_memory()
    gc.set_threshold(_GARBAGE)
    words = WordInterner()
    with suppress(EOFError, OSError):  # it is wanted no more
        while True:
            chunks = connection.recv()
            try:
                for found in analyse_chunks(chunks, options, words := words.or_new()):
                    connection.send(found)
                connection.send(None)
            except (MemoryError, OSError):
                os._exit(1)
            except Exception as error:  # noqa: BLE001  (raised where it is waited for)
                connection.send(error)


def _keep_memory() -> None:
    """Have the C library keep what is freed: to ask the system anew for every batch's arrays takes a tenth of the time.

    Where it is another library than glibc, nothing happens.
    """
    import ctypes  # noqa: PLC0415  (only such a process needs it)

    with suppress(OSError, AttributeError, TypeError):
        allocator = ctypes.CDLL(None).mallopt
        for option in (_TRIM_THRESHOLD, _MMAP_THRESHOLD):
            allocator(option, _KEPT_BYTES)
