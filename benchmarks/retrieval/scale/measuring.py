"""How an engine is timed and weighed from within its process. Standard library only: the peers' interpreters differ."""

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
    """Ask one after the other, once each, for at most that long; return the milliseconds of each."""
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


def spread(times: Sequence[float]) -> Figures:
    """Return what is told of some times."""
    percentiles = statistics.quantiles(times, n=100, method="inclusive") if len(times) > 1 else [*times] * 99
    return {"p50": percentiles[49], "p99": percentiles[98], "slowest": max(times), "asked": len(times)}


def per_second(asks: Sequence[Ask], questions: Sequence[object], most_seconds: float) -> float:
    """Ask in as many threads as there are functions; return how many questions a second they get through together."""
    waiting = iter(questions)
    taking = threading.Lock()
    done = [0] * len(asks)
    end = time.perf_counter() + most_seconds

    def work(number: int, ask: Ask) -> None:
        while time.perf_counter() < end:
            with taking:
                question = next(waiting, None)
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


def serving(make_ask: Callable[[], Ask], questions: Sequence[object], most_seconds: float) -> Figures:
    """Measure an engine that is open: latency, memory, throughput. Each thread gets a function of its own."""
    times = spread(latencies(make_ask(), questions, most_seconds))
    weight = memory()
    rates = {
        f"per_second_{count}": per_second([make_ask() for _ in range(count)], questions, most_seconds)
        for count in (1, 2)
    }
    return times | weight | rates


def memory() -> Figures:
    """Return this process's resident memory now, MB, and which part of it is no mapped file.

    Mapped files that lie in the page cache count as resident, though the kernel may drop them at any time.
    """
    sizes = {}
    for line in Path("/proc/self/smaps_rollup").read_text(encoding="ascii").splitlines()[1:]:
        name, size, _ = line.split()
        sizes[name] = int(size)
    return {"resident": sizes["Rss:"] / _MB, "anonymous": sizes["Anonymous:"] / _MB}


def highest() -> float:
    """Return the most memory that this process has had resident, MB.

    `getrusage` would tell that of the parent where that was larger: Linux keeps it through exec.
    """
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / _MB
    raise RuntimeError("/proc/self/status has no VmHWM")


def size_on_disk(folder: Path) -> float:
    """Return what the files of a folder take, MB."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / _MB / _MB
