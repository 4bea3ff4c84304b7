"""How many operations a second the inbox takes, each on the disk before its wait ends."""

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
    rows = [_row(waiters, is_busy=False) for waiters in (1, 8, 32)]
    rows.append(_row(32, is_busy=True))
    report("inbox", "Operations on the inbox, `synchronous=FULL`; an update needs three", rows)


def _row(waiters: int, *, is_busy: bool) -> dict[str, object]:
    ends = threading.Event()
    if is_busy:
        threading.Thread(target=_compute, args=(ends,)).start()
    try:
        waits, seconds, cpu = asyncio.run(_measure(waiters))
    finally:
        ends.set()
    waits.sort()
    return {
        "waiters": waiters,
        "beside a thread that computes in Python all the time": "yes" if is_busy else "no",
        "operations a second": round(len(waits) / seconds),
        "CPU an operation": "–" if is_busy else f"{cpu / len(waits) * 1000:.3f} ms",
        "wait, median": f"{statistics.median(waits) * 1000:.1f} ms",
        "wait, 99 %": f"{waits[len(waits) * 99 // 100] * 1000:.1f} ms",
    }


async def _measure(waiters: int) -> tuple[list[float], float, float]:
    """Return how long each operation was waited for, how long all took, and how much of the processor."""
    with tempfile.TemporaryDirectory() as folder:
        commits = GroupCommit(Database.open(Path(folder) / "verbatim.db"), Inbox, lambda _: None)
        waits: list[float] = []
        started, cpu = time.perf_counter(), time.process_time()
        ends = started + _SECONDS

        async def work(number: int) -> None:
            update_id = number
            while time.perf_counter() < ends:
                new = [NewUpdate(update_id, _BODY, number, number)]
                before = time.perf_counter()
                await commits.run(lambda inbox: inbox.add(new, before))  # noqa: B023  # awaited at once
                added = time.perf_counter()
                await commits.run(lambda inbox: inbox.start(update_id))  # noqa: B023
                begun = time.perf_counter()
                await commits.run(lambda inbox: inbox.finish(update_id, begun))  # noqa: B023
                waits.extend((added - before, begun - added, time.perf_counter() - begun))
                update_id += waiters

        await asyncio.gather(*(work(number) for number in range(waiters)))
        seconds, used = time.perf_counter() - started, time.process_time() - cpu
        await commits.close()
    return waits, seconds, used


def _compute(ends: threading.Event) -> None:
    while not ends.is_set():
        sum(range(1000))


if __name__ == "__main__":
    main()
