"""Runs one call of an update in a subprocess, and starts and ends all processes of an update alike."""

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing.context import SpawnProcess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    Ours = Connection[tuple[object, ...], Exception | None]
    Theirs = Connection[Exception | None, tuple[object, ...]]

SPAWN = multiprocessing.get_context("spawn")  # fork is unsafe, since other threads may hold locks
_POLL_SECONDS = 0.2
_NICE = 10


class BackgroundProcess:
    """A subprocess that makes one call; see `background_process`."""

    def __init__(self, process: SpawnProcess, connection: "Ours") -> None:
        """Take the process and the connection that carries the arguments there and the result back."""
        self._process = process
        self._connection = connection
        self._is_done = False

    def send(self, *arguments: object) -> None:
        """Make the call with these arguments. Raises `OSError` if the process has ended."""
        try:
            self._connection.send(arguments)
        except ConnectionError:
            raise self._ended() from None

    def check(self) -> None:
        """Raise what the call has raised, or `OSError` if the process ended before it was done."""
        if self._is_done or not self._connection.poll():
            return
        try:
            error = self._connection.recv()
        except (EOFError, ConnectionError):
            raise self._ended() from None
        if error is not None:
            raise error
        self._is_done = True

    def wait(self, check: Callable[[], None]) -> None:
        """Wait for the call to return. Calls `check` now and then, which may raise to cancel."""
        while not self._is_done:
            check()
            self._connection.poll(_POLL_SECONDS)
            self.check()

    def _ended(self) -> OSError:
        self._process.join()
        return OSError(f"a process of the update has ended before it was done ({self._process.exitcode})")


@contextmanager
def background_process(do: Callable[..., None]) -> Iterator[BackgroundProcess]:
    """Start a subprocess that will call `do` once; kill it at the end."""
    ours, theirs = SPAWN.Pipe()
    process = SPAWN.Process(target=_do, args=(theirs, os.getpid(), do), daemon=True)
    with interrupts_blocked():
        process.start()
    theirs.close()  # so that our end closes with the process
    try:
        yield BackgroundProcess(process, ours)
    finally:
        process.kill()
        process.join()
        ours.close()


@contextmanager
def interrupts_blocked() -> Iterator[None]:
    """Block SIGINT in this thread, so that processes started meanwhile inherit that and do not end with a traceback."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    from multiprocessing import resource_tracker  # noqa: PLC0415  (not every system has it)

    resource_tracker.ensure_running()  # starting it unblocks interrupts
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def begin_process(parent: int) -> None:
    """Ignore Ctrl-C, lower the priority, and end when the parent ends, however it does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "nice"):
        os.nice(_NICE)
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _do(connection: "Theirs", parent: int, do: Callable[..., None]) -> None:
    begin_process(parent)
    with suppress(EOFError, ConnectionError):  # the parent no longer wants it
        arguments = connection.recv()
        try:
            do(*arguments)
        except Exception as error:  # noqa: BLE001  (raised in the parent)
            connection.send(error)
        else:
            connection.send(None)


def _end_with(parent: int) -> None:
    waiting = threading.Event()
    while os.getppid() == parent:
        waiting.wait(1.0)
    os._exit(1)
