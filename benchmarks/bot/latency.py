"""How long a person waits, on the seeds: for a cold command, for the console's first answer, in the service.

A question to the bare rank-bm25 is timed in the same run, for the ratio.
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

from benchmarks.report import report
from bot.app import App, build
from bot.service import Service
from config.loading import load_settings
from config.locations import SHIPPED
from retrieval.analysis import content_terms
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
    measure()  # the first one reads the program from disk
    return statistics.median(measure() for _ in range(runs))


def _cold_command() -> float:
    started = time.perf_counter()
    subprocess.run([sys.executable, "-m", "bot", "ask", _QUESTION], check=True, capture_output=True)
    return time.perf_counter() - started


def _console() -> float:
    """Time from starting the console in a terminal, the question typed ahead, to the answer on the screen."""
    ours, theirs = pty.openpty()
    started = time.perf_counter()
    process = subprocess.Popen([sys.executable, "-m", "bot", "console"], stdin=theirs, stdout=theirs, stderr=theirs)
    os.close(theirs)
    try:
        os.write(ours, f"{_QUESTION}\r".encode())
        seen = b""
        while _IN_ANSWER not in seen:
            if not select.select([ours], [], [], _LIMIT_SECONDS)[0]:
                raise TimeoutError(seen.decode(errors="replace"))
            seen += os.read(ours, 1 << 16)
        return time.perf_counter() - started
    finally:
        process.kill()
        process.wait()
        os.close(ours)


async def _service(app: App) -> tuple[float, float]:
    """Return the median and the 99th percentile over the golden questions, milliseconds."""
    questions = [question.text for question in read_questions()]
    times = []
    for _ in range(_ROUNDS):
        service = Service(app.searcher, app.settings.citations)  # one that remembers no answer
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
