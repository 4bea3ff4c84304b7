"""A part of an update that another process does meanwhile, and how every process of an update begins and ends."""

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

SPAWN = multiprocessing.get_context("spawn")  # other threads of this process may hold locks
_LOOK_SECONDS = 0.2
_NICE = 10


class Beside:
    """A process that does one thing; see `running_beside`."""

    def __init__(self, process: SpawnProcess, connection: "Ours") -> None:
        """Take the process, and the connection by which it is told to begin and tells that it is done, or failed."""
        self._process = process
        self._connection = connection
        self._is_done = False

    def order(self, *arguments: object) -> None:
        """Have it done with these. Raises `OSError` where the process has ended."""
        try:
            self._connection.send(arguments)
        except ConnectionError:
            raise self._ended() from None

    def check(self) -> None:
        """Raise what the process has raised, or `OSError` where it has ended before it was done."""
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
        """Wait until it is done; `check` is called now and then, and may raise."""
        while not self._is_done:
            check()
            self._connection.poll(_LOOK_SECONDS)
            self.check()

    def _ended(self) -> OSError:
        self._process.join()
        return OSError(f"a process of the update has ended before it was done ({self._process.exitcode})")


@contextmanager
def running_beside(do: Callable[..., None]) -> Iterator[Beside]:
    """Start another process, to do something once it is told to; it is ended where that is not waited for."""
    ours, theirs = SPAWN.Pipe()
    process = SPAWN.Process(target=_do, args=(theirs, os.getpid(), do), daemon=True)
    with deaf_to_interrupts():
        process.start()
    theirs.close()  # so that ours ends with the process
    try:
        yield Beside(process, ours)
    finally:
        process.kill()
        process.join()
        ours.close()


@contextmanager
def deaf_to_interrupts() -> Iterator[None]:
    """Start processes that Ctrl-C does not reach, which a terminal sends to them, too: they would end with a traceback.

    That is of the calling thread, and inherited.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    from multiprocessing import resource_tracker  # noqa: PLC0415  (not every system has it)

    resource_tracker.ensure_running()  # which lets interrupts through when it has begun
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def begin_process(parent: int) -> None:
    """Leave Ctrl-C to the parent, give way to who answers questions, and end with the parent, however that ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "nice"):
        os.nice(_NICE)
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _do(connection: "Theirs", parent: int, do: Callable[..., None]) -> None:
    begin_process(parent)
    with suppress(EOFError, ConnectionError):  # it is wanted no more
        arguments = connection.recv()
        try:
            do(*arguments)
        except Exception as error:  # noqa: BLE001  (raised by who waits for it)
            connection.send(error)
        else:
            connection.send(None)


def _end_with(parent: int) -> None:
    waiting = threading.Event()
    while os.getppid() == parent:
        waiting.wait(1.0)
    os._exit(1)
