"""Measures latency, throughput and memory of an engine within its process.

Uses only the standard library, since the other engines may run under another interpreter.
"""

import statistics
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

Ask = Callable[[Any], object]
Figures = dict[str, Any]
_MB = 1024


def latencies(ask: Ask, questions: Sequence[object], most_seconds: float) -> list[float]:
    """Ask each question once, until the time is over; return the milliseconds of each answer."""
    times = []
    end = time.perf_counter() + most_seconds
    for question in questions:
        started = time.perf_counter()
        ask(question)
        stopped = time.perf_counter()
        times.append((stopped - started) * 1000)
        if stopped > end:
            break
    return times


def summary(times: Sequence[float]) -> Figures:
    """Return the p50, p99, maximum and number of some times."""
    percentiles = statistics.quantiles(times, n=100, method="inclusive") if len(times) > 1 else [*times] * 99
    return {"p50": percentiles[49], "p99": percentiles[98], "slowest": max(times), "asked": len(times)}


def per_second(asks: Sequence[Ask], questions: Sequence[object], most_seconds: float) -> float:
    """Ask in one thread per function; return the questions answered per second in all threads together."""
    queue = iter(questions)
    lock = threading.Lock()
    done = [0] * len(asks)
    end = time.perf_counter() + most_seconds

    def work(number: int, ask: Ask) -> None:
        while time.perf_counter() < end:
            with lock:
                question = next(queue, None)
            if question is None:
                return
            ask(question)
            done[number] += 1

    threads = [threading.Thread(target=work, args=it) for it in enumerate(asks)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(done) / (time.perf_counter() - started)


def measure_serving(make_ask: Callable[[], Ask], questions: Sequence[object], most_seconds: float) -> Figures:
    """Measure latency, memory and throughput of an open engine. Each thread gets a function of its own."""
    times = summary(latencies(make_ask(), questions, most_seconds))
    sizes = memory()
    rates = {
        f"per_second_{count}": per_second([make_ask() for _ in range(count)], questions, most_seconds)
        for count in (1, 2)
    }
    return times | sizes | rates


def memory() -> Figures:
    """Return the resident memory of this process in MB, and the part of it that is anonymous (no mapped file).

    Pages of mapped files count as resident, though the kernel may drop them at any time.
    """
    sizes = {}
    for line in Path("/proc/self/smaps_rollup").read_text(encoding="ascii").splitlines()[1:]:
        name, size, _ = line.split()
        sizes[name] = int(size)
    return {"resident": sizes["Rss:"] / _MB, "anonymous": sizes["Anonymous:"] / _MB}


def peak_resident() -> float:
    """Return the peak resident memory of this process in MB.

    `getrusage` would return the peak of the parent if that was larger, since Linux keeps it through exec.
    """
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / _MB
    raise RuntimeError("/proc/self/status has no VmHWM")


def size_on_disk(folder: Path) -> float:
    """Return the size of the files in a folder in MB."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / _MB / _MB
