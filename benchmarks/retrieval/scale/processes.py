"""Runs measurements in processes of their own, and samples the memory of each with its children."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryFile

from benchmarks.retrieval.scale.measurement import Figures

_ROOT = Path(__file__).resolve().parents[3]
_SAMPLED_EVERY = 0.5  # seconds; sampling takes CPU time from the measured processes
_KB = 1024


def run(command: Sequence[str], most_seconds: float, environment: Mapping[str, str] | None = None) -> Figures:
    """Run a process that prints its figures as JSON in its last line, and return them.

    `highest_together` is the peak memory of the process and its children in MB. If the process fails or takes longer
    than `most_seconds`, the result has only `failed`, the reason.
    """
    kept = {name: value for name, value in os.environ.items() if not name.startswith("VERBATIM_")}
    with TemporaryFile("w+b") as output, TemporaryFile("w+b") as errors:
        process = subprocess.Popen(
            command,
            cwd=_ROOT,
            env=kept | {"PYTHONPATH": str(_ROOT)} | dict(environment or {}),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=errors,
            start_new_session=True,  # a session identifies its children, which are killed with it
        )
        try:
            with _peak_memory(process.pid) as peak:
                process.wait(most_seconds)
        except subprocess.TimeoutExpired:
            return {"failed": f"was not done within {most_seconds / 60:.0f} minutes"}
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        output.seek(0)
        errors.seek(0)
        if process.returncode:
            print(errors.read().decode(errors="replace"), file=sys.stderr)
            errors.seek(0)
            return {"failed": _reason(process.returncode, errors.read().decode(errors="replace"))}
        figures: Figures = json.loads(output.read().splitlines()[-1])
        return figures | {"highest_together": peak[0]}


def _reason(code: int, errors: str) -> str:
    if code == -signal.SIGKILL:
        return "was killed, probably for lack of memory"
    return (errors.strip().splitlines() or [f"ended with {code}"])[-1][:200]


@contextmanager
def _peak_memory(session: int) -> Iterator[list[float]]:
    """Yield a list whose only item is the peak memory so far of a session's processes together, in MB."""
    peak = [0.0]
    ended = threading.Event()

    def sample() -> None:
        while not ended.wait(_SAMPLED_EVERY):
            peak[0] = max(peak[0], sum(map(_proportional_set_size, _processes(session))))

    thread = threading.Thread(target=sample)
    thread.start()
    try:
        yield peak
    finally:
        ended.set()
        thread.join()


def _processes(session: int) -> Iterator[int]:
    for entry in os.scandir("/proc"):
        if entry.name.isdigit():
            with suppress(OSError):
                fields = Path(entry.path, "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2]
                if int(fields.split()[3]) == session:
                    yield int(entry.name)


def _proportional_set_size(pid: int) -> float:
    """Return the proportional set size of a process in MB, in which shared pages are divided among their processes."""
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / _KB
    return 0.0
