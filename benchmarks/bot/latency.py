"""Measures how long a person waits on the sample articles: a cold command, the console, a question in the service.

A query of plain rank-bm25 is timed in the same run, as a baseline.
"""

import asyncio
import os
import pty
import select
import statistics
import subprocess
import sys
import time
from collections.abc import Callable

from rank_bm25 import BM25Okapi

from benchmarks.content_terms import content_terms
from benchmarks.report import report
from bot.app import App, build
from bot.service import Service
from config.loading import load_settings
from config.locations import SHIPPED
from tests.golden.questions import SEEDS, read_questions

_QUESTION = "what did Xi pledge?"
_IN_ANSWER = b"carbon"
_RUNS = 11
_ROUNDS = 5
_LIMIT_SECONDS = 30


def main() -> None:
    """Measure and report."""
    app = build(load_settings({"corpus": str(SEEDS)}, files=[SHIPPED]).settings)
    cold = _median(_cold_command, _RUNS)
    console = _median(_console, _RUNS)
    service, p99 = asyncio.run(_service(app))
    bare = _bare_bm25(app)
    report(
        "latency",
        "How long a person waits, on the seeds (medians)",
        [
            _row("`verbatim ask`, whole process", f"{cold:.2f} s", "1.5 s"),
            _row("console: start to first answer", f"{console:.2f} s", "1 s"),
            _row("a question inside the service", f"{service:.2f} ms (99 %: {p99:.2f} ms)", "2 ms"),
            _row(
                "bare rank-bm25, sentences only, same run",
                f"{bare:.2f} ms (the service takes {service / bare:.0f} times as long)",
                "–",
            ),
        ],
    )


def _row(what: str, measured: str, limit: str) -> dict[str, object]:
    return {"what": what, "measured": measured, "must reach": limit}


def _median(measure: Callable[[], float], runs: int) -> float:
    measure()  # warm-up: reads the program from disk
    return statistics.median(measure() for _ in range(runs))


def _cold_command() -> float:
    started = time.perf_counter()
    subprocess.run([sys.executable, "-m", "bot", "ask", _QUESTION], check=True, capture_output=True)
    return time.perf_counter() - started


def _console() -> float:
    """Return the seconds from the start of the console to the answer on its terminal; the question is typed ahead."""
    master, terminal = pty.openpty()
    started = time.perf_counter()
    command = [sys.executable, "-m", "bot", "console"]
    process = subprocess.Popen(command, stdin=terminal, stdout=terminal, stderr=terminal)
    os.close(terminal)
    try:
        os.write(master, f"{_QUESTION}\r".encode())
        output = b""
        while _IN_ANSWER not in output:
            if not select.select([master], [], [], _LIMIT_SECONDS)[0]:
                raise TimeoutError(output.decode(errors="replace"))
            output += os.read(master, 1 << 16)
        return time.perf_counter() - started
    finally:
        process.kill()
        process.wait()
        os.close(master)


async def _service(app: App) -> tuple[float, float]:
    """Return the median and the 99th percentile over the golden questions, in milliseconds."""
    questions = [question.text for question in read_questions()]
    times = []
    for _ in range(_ROUNDS):
        service = Service(app.searcher, app.settings.citations)  # its cache of answers is empty
        for question in questions:
            started = time.perf_counter()
            await service.ask(question)
            times.append((time.perf_counter() - started) * 1000)
    return statistics.median(times), statistics.quantiles(times, n=100)[98]


def _bare_bm25(app: App) -> float:
    reader = app.searcher.snapshot.reader
    bm25 = BM25Okapi([content_terms(sentence.text) for sentence in reader.sentences(range(len(reader)))])
    times = []
    for question in read_questions() * _ROUNDS:
        started = time.perf_counter()
        bm25.get_scores(content_terms(question.text))
        times.append((time.perf_counter() - started) * 1000)
    return statistics.median(times)


if __name__ == "__main__":
    main()
