"""Measures the throughput and latency of durable inbox operations, by number of concurrent writers."""

import asyncio
import statistics
import tempfile
import threading
import time
from pathlib import Path

from benchmarks.report import report
from bot.storage import Database, GroupCommit, Inbox, NewUpdate

_SECONDS = 3.0
_BODY = "x" * 500


def main() -> None:
    """Measure and report."""
    rows = [_row(writers, is_busy=False) for writers in (1, 8, 32)]
    rows.append(_row(32, is_busy=True))
    report("inbox", "Durable operations on the inbox (`synchronous=FULL`); an update takes three", rows)


def _row(writers: int, *, is_busy: bool) -> dict[str, object]:
    stop = threading.Event()
    if is_busy:
        threading.Thread(target=_hold_gil, args=(stop,)).start()
    try:
        waits, seconds, cpu = asyncio.run(_measure(writers))
    finally:
        stop.set()
    waits.sort()
    return {
        "writers": writers,
        "with a thread that holds the GIL": "yes" if is_busy else "no",
        "operations a second": round(len(waits) / seconds),
        "CPU per operation": "–" if is_busy else f"{cpu / len(waits) * 1000:.3f} ms",
        "wait, median": f"{statistics.median(waits) * 1000:.1f} ms",
        "wait, 99 %": f"{waits[len(waits) * 99 // 100] * 1000:.1f} ms",
    }


async def _measure(writers: int) -> tuple[list[float], float, float]:
    """Return the latency of each operation, the total time and the CPU time, all in seconds."""
    with tempfile.TemporaryDirectory() as folder:
        commits = GroupCommit(Database.open(Path(folder) / "verbatim.db"), Inbox, lambda _: None)
        waits: list[float] = []
        started, cpu = time.perf_counter(), time.process_time()
        end = started + _SECONDS

        async def work(number: int) -> None:
            update_id = number
            while time.perf_counter() < end:
                new = [NewUpdate(update_id, _BODY, number, number)]
                before = time.perf_counter()
                await commits.run(lambda inbox: inbox.add(new, before))  # noqa: B023  # awaited at once
                added = time.perf_counter()
                await commits.run(lambda inbox: inbox.start(update_id))  # noqa: B023
                started_at = time.perf_counter()
                await commits.run(lambda inbox: inbox.finish(update_id, started_at))  # noqa: B023
                waits.extend((added - before, started_at - added, time.perf_counter() - started_at))
                update_id += writers

        await asyncio.gather(*(work(number) for number in range(writers)))
        seconds, used = time.perf_counter() - started, time.process_time() - cpu
        await commits.close()
    return waits, seconds, used


def _hold_gil(stop: threading.Event) -> None:
    while not stop.is_set():
        sum(range(1000))


if __name__ == "__main__":
    main()
