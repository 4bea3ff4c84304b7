"""Processes under measurement: each starts anew, is weighed with all its children, and ends with the benchmark."""

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

from benchmarks.retrieval.scale.measuring import Figures

_ROOT = Path(__file__).resolve().parents[3]
_SAMPLED_EVERY = 0.5  # seconds; to weigh processes takes some of the time that they are measured by
_KB = 1024


def run(command: Sequence[str], most_seconds: float, environment: Mapping[str, str] | None = None) -> Figures:
    """Run a process that prints its figures as JSON in its last line; add the most memory that it and its children had.

    Where it fails, `failed` says how.
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
            start_new_session=True,  # its children are found by it, and end with it
        )
        try:
            with _weighed(process.pid) as highest:
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
        return figures | {"highest_together": highest[0]}


def _reason(code: int, errors: str) -> str:
    if code == -signal.SIGKILL:
        return "was killed, which happens where the memory does not suffice"
    return (errors.strip().splitlines() or [f"ended with {code}"])[-1][:200]


@contextmanager
def _weighed(session: int) -> Iterator[list[float]]:
    """Keep up to date, as the only item, the most memory that a session's processes had together, MB."""
    highest = [0.0]
    ended = threading.Event()

    def sample() -> None:
        while not ended.wait(_SAMPLED_EVERY):
            highest[0] = max(highest[0], sum(map(_proportional, _processes(session))))

    thread = threading.Thread(target=sample)
    thread.start()
    try:
        yield highest
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


def _proportional(pid: int) -> float:
    """Return a process's share of its pages, MB: what several have in common counts once among them."""
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / _KB
    return 0.0
