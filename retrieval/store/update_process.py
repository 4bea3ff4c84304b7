"""An update in a process of its own: who answers questions meanwhile shares no interpreter with it.

The two talk through the standard streams of the process, in pickles: how to update goes in; progress, and in the end
what the update did or why it failed, comes out. When its input ends, since who started it did, the update is given up.
"""

import os
import pickle
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

import retrieval
from retrieval.errors import IndexUnavailableError
from retrieval.models import Progress

if TYPE_CHECKING:
    from retrieval.store.update import How, Update

_LOOK_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be updated, and how."""

    folder: Path
    corpus: Path
    how: "How"
    full: bool


def update_apart(order: Order, on_progress: Callable[[Progress], None], stop: threading.Event) -> "Update":
    """Update in a process of its own, and return what that did. Raises what it raised there."""
    root = str(Path(retrieval.__file__).parents[1])
    code = f"import sys; sys.path.insert(0, {root!r}); from retrieval.store.update_process import main; main()"
    # In a group of its own, so that Ctrl-C does not reach it, and in no session of its own: Linux shares out the
    # processors among sessions first (autogroup, see sched(7)), and there to be nice would count for nothing.
    process = subprocess.Popen(  # noqa: S603  (this program itself)
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, process_group=0
    )
    ended = threading.Event()
    threading.Thread(target=_pass_on, args=(stop, ended, process), daemon=True).start()
    try:
        if process.stdin is None or process.stdout is None:
            raise IndexUnavailableError(order.folder, "no process could be started to update it")
        with suppress(BrokenPipeError):  # what became of it is read below
            pickle.dump(order, process.stdin)
            process.stdin.flush()
        return _heard(order, process.stdout, on_progress)
    finally:
        ended.set()
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                with suppress(BrokenPipeError):
                    stream.close()


def _heard(order: Order, stream: IO[bytes], on_progress: Callable[[Progress], None]) -> "Update":
    while True:
        try:
            told = pickle.load(stream)  # noqa: S301  (from our own process)
        except (EOFError, pickle.UnpicklingError):
            raise IndexUnavailableError(order.folder, "the process that brought it up to date has ended") from None
        if isinstance(told, Progress):
            on_progress(told)
        elif isinstance(told, BaseException):
            raise told
        else:
            done: Update = told
            return done


def _pass_on(stop: threading.Event, ended: threading.Event, process: "subprocess.Popen[bytes]") -> None:
    """Let the process know when it is to stop: its input ends."""
    while not ended.is_set():
        if stop.wait(_LOOK_SECONDS) and process.stdin is not None:
            with suppress(OSError):
                process.stdin.close()
            return


def main() -> None:
    """Do what is ordered at the standard input."""
    from retrieval.store.store import Store  # noqa: PLC0415  (which starts this)

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _give_way()
    told = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # whatever a library prints is no answer
    order: Order = pickle.load(sys.stdin.buffer)  # noqa: S301  (from our own process)
    stop = threading.Event()
    threading.Thread(target=_stop_at_end, args=(stop,), daemon=True).start()

    def tell(what: object) -> None:
        with suppress(BrokenPipeError):
            pickle.dump(what, told)
            told.flush()

    try:
        tell(Store(order.folder, order.corpus, order.how).update(tell, full=order.full, stop=stop, keeps_old=True))
    except Exception as error:  # noqa: BLE001  (raised again by who ordered it)
        tell(error)
    # Without waiting for threads that may be at something.
    os._exit(0)


def _give_way() -> None:
    """Run where nobody else wants the processor, as far as the system lets this be asked for."""
    if hasattr(os, "nice"):
        os.nice(19)  # the least that there is
    # The kindest still has its slices, of some milliseconds each; those of an idle one are a fifth as many.
    if sys.platform == "linux":
        with suppress(OSError):  # some containers forbid it
            os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))


def _stop_at_end(stop: threading.Event) -> None:
    sys.stdin.buffer.read()
    stop.set()
