"""Measures opening and reloading a small corpus per engine: python -m benchmarks.retrieval.opening [--before DIR].

The runs of both engines alternate, each in a process of its own, over the same generated articles.
"""

import argparse
import statistics
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.probes import HERE, Workload, make_workload, probe
from benchmarks.report import report

_SENTENCES = 8_000
_QUESTIONS = 500
_ROUNDS = 5
_ENGINES = "memory", "disk"


def main() -> None:
    """Measure and report."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.retrieval.opening", description=__doc__)
    parser.add_argument("--before", type=Path, help="another checkout of this project, measured in the same run")
    before = parser.parse_args().before
    checkouts = [("now", HERE), *([("before", before.resolve())] if before else [])]
    with TemporaryDirectory(prefix="verbatim-opening-") as folder:
        workload = make_workload(Path(folder), _SENTENCES, _QUESTIONS)
        rows = [row for name, checkout in checkouts for row in _measured(name, checkout, workload, Path(folder))]
    report("opening", f"Opening and reloading {workload.sentences:,} sentences (medians of {_ROUNDS})", rows)


def _measured(name: str, checkout: Path, workload: Workload, folder: Path) -> Sequence[dict[str, object]]:
    data = {engine: folder / f"{name}-{engine}" for engine in _ENGINES}
    for engine in _ENGINES:
        probe("build", workload, data[engine], engine, checkout)
    opened: dict[str, list[float]] = {engine: [] for engine in _ENGINES}
    slowest: dict[str, list[float]] = {engine: [] for engine in _ENGINES}
    medians: dict[str, list[float]] = {engine: [] for engine in _ENGINES}
    for _ in range(_ROUNDS):
        for engine in _ENGINES:
            opened[engine].append(probe("open", workload, data[engine], engine, checkout)["open_seconds"])
            medians[engine].append(probe("serve", workload, data[engine], engine, checkout)["p50"])
            slowest[engine].append(probe("reload", workload, data[engine], engine, checkout)["slowest"])
    disk = statistics.median(opened["disk"])
    return [
        {
            "version": name,
            "index": engine,
            "open to first answer": f"{(median := statistics.median(opened[engine])) * 1000:.0f} ms",
            "relative to disk": f"{median / disk:.2f}",
            "answer p50": f"{statistics.median(medians[engine]):.2f} ms",
            "slowest answer during ten reloads": f"{statistics.median(slowest[engine]):.0f} ms",
        }
        for engine in _ENGINES
    ]


if __name__ == "__main__":
    main()
