"""Updates an index while this process answers from it, so that answers hardly wait.

A small update runs in a thread of low priority, a larger one in a subprocess, so that it does not contend for the GIL.
The parent sends an `UpdateRequest` to standard input. The child answers on standard output with pickled `Progress`
values and finally with the `Update` or the exception. When its input ends, the child cancels the update.
"""

import os
import pickle
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import retrieval
from retrieval.errors import IndexUnavailableError
from retrieval.models import Progress
from retrieval.store.store import Store
from retrieval.store.update import IndexSettings, Update, UpdateTooLargeError

_SMALL_BYTES = 2 << 20
"""The most bytes read by an update that runs in the serving process."""

_NICENESS = 10
"""The priority of the thread that updates."""

_SWITCH_SECONDS = 0.0001
"""The interpreter's switch interval during an update: a fiftieth of the default."""
_POLL_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class UpdateRequest:
    """The arguments of an update."""

    folder: Path
    corpus: Path
    settings: IndexSettings
    full: bool


def update_while_serving(
    store: Store,
    on_progress: Callable[[Progress], None] | None = None,
    *,
    full: bool = False,
    stop: threading.Event | None = None,
) -> Update:
    """Do what `Store.update` does, and keep the previous generation.

    The main thread updates by itself, so that Ctrl-C reaches it.
    """
    if threading.current_thread() is threading.main_thread():
        return _update_while_serving(store, on_progress, stop or threading.Event(), full=full)
    with ThreadPoolExecutor(1, initializer=_lower_thread_priority) as thread:
        return thread.submit(_update_while_serving, store, on_progress, stop or threading.Event(), full=full).result()


class _ShortSwitchInterval:
    """Shortens the interpreter's switch interval while an update of this process runs.

    A search waits for the GIL after each read of a file.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._updates = 0
        self._usual = 0.0

    def __enter__(self) -> None:
        with self._lock:
            if not self._updates:
                self._usual = sys.getswitchinterval()
                sys.setswitchinterval(min(self._usual, _SWITCH_SECONDS))
            self._updates += 1

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._updates -= 1
            if not self._updates:
                sys.setswitchinterval(self._usual)


short_switch_interval = _ShortSwitchInterval()


def _lower_thread_priority() -> None:
    """Give this thread, and those that it starts, a lower priority than those that search."""
    if hasattr(os, "setpriority"):
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICENESS)


def _update_while_serving(
    store: Store, on_progress: Callable[[Progress], None] | None, stop: threading.Event, *, full: bool
) -> Update:
    try:
        return store.update(on_progress, full=full, stop=stop, keeps_old=True, most_bytes=_SMALL_BYTES)
    except UpdateTooLargeError:
        request = UpdateRequest(store.folder, store.corpus, store.settings, full)
        return _update_in_subprocess(request, on_progress or (lambda _: None), stop)


def _update_in_subprocess(
    request: UpdateRequest, on_progress: Callable[[Progress], None], stop: threading.Event
) -> Update:
    """Run an update in a subprocess and return its result; raise what it raises there."""
    root = str(Path(retrieval.__file__).parents[1])
    code = f"import sys; sys.path.insert(0, {root!r}); from retrieval.store.update_process import main; main()"
    # A process group of its own keeps Ctrl-C from reaching it. It stays in this session: Linux divides processor time
    # among sessions first (autogroup, see sched(7)), so niceness would have no effect in another one.
    process = subprocess.Popen(  # noqa: S603  (this program itself)
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, process_group=0
    )
    ended = threading.Event()
    threading.Thread(target=_forward_stop, args=(stop, ended, process), daemon=True).start()
    try:
        if process.stdin is None or process.stdout is None:
            raise IndexUnavailableError(request.folder, "the subprocess that updates it could not be started")
        with suppress(BrokenPipeError):  # the reason is read below
            pickle.dump(request, process.stdin)
            process.stdin.flush()
        return _result(request, process.stdout, on_progress)
    finally:
        ended.set()
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                with suppress(BrokenPipeError):
                    stream.close()


def _result(request: UpdateRequest, stream: IO[bytes], on_progress: Callable[[Progress], None]) -> Update:
    while True:
        try:
            message = pickle.load(stream)  # noqa: S301  (from our own process)
        except (EOFError, pickle.UnpicklingError):
            raise IndexUnavailableError(request.folder, "the subprocess that updated it ended unexpectedly") from None
        if isinstance(message, Progress):
            on_progress(message)
        elif isinstance(message, BaseException):
            raise message
        else:
            result: Update = message
            return result


def _forward_stop(stop: threading.Event, ended: threading.Event, process: "subprocess.Popen[bytes]") -> None:
    """Close the input of the subprocess once `stop` is set."""
    while not ended.is_set():
        if stop.wait(_POLL_SECONDS) and process.stdin is not None:
            with suppress(OSError):
                process.stdin.close()
            return


def main() -> None:
    """Run the update requested on standard input."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _lower_priority()
    output = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # keeps what libraries print out of the answers
    request: UpdateRequest = pickle.load(sys.stdin.buffer)  # noqa: S301  (from our own process)
    stop = threading.Event()
    threading.Thread(target=_stop_at_end, args=(stop,), daemon=True).start()

    def send(message: object) -> None:
        with suppress(BrokenPipeError):
            pickle.dump(message, output)
            output.flush()

    try:
        store = Store(request.folder, request.corpus, request.settings)
        send(store.update(send, full=request.full, stop=stop, keeps_old=True))
    except Exception as error:  # noqa: BLE001  (raised again in the parent)
        send(error)
    # Skips waiting for threads that may still run.
    os._exit(0)


def _lower_priority() -> None:
    """Use only processor time that nobody else wants, as far as the system allows."""
    if hasattr(os, "nice"):
        os.nice(19)  # the lowest priority
    # At niceness 19 a process still gets slices of some milliseconds; under SCHED_IDLE it gets a fifth as many.
    if sys.platform == "linux":
        with suppress(OSError):  # some containers forbid it
            os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))


def _stop_at_end(stop: threading.Event) -> None:
    sys.stdin.buffer.read()
    stop.set()
