"""Opening and reloading a small corpus under each engine: python -m benchmarks.retrieval.opening [--before DIR].

Both engines are measured in turn, in processes of their own, over the same made-up articles.
"""

import argparse
import statistics
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.probes import HERE, Bench, make_bench, probe
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
        bench = make_bench(Path(folder), _SENTENCES, _QUESTIONS)
        rows = [row for name, checkout in checkouts for row in _measured(name, checkout, bench, Path(folder))]
    report("opening", f"Opening and reloading {bench.sentences:,} sentences (medians of {_ROUNDS})", rows)


def _measured(name: str, checkout: Path, bench: Bench, folder: Path) -> Sequence[dict[str, object]]:
    data = {engine: folder / f"{name}-{engine}" for engine in _ENGINES}
    for engine in _ENGINES:
        probe("build", bench, data[engine], engine, checkout)
    opened: dict[str, list[float]] = {engine: [] for engine in _ENGINES}
    slowest: dict[str, list[float]] = {engine: [] for engine in _ENGINES}
    medians: dict[str, list[float]] = {engine: [] for engine in _ENGINES}
    for _ in range(_ROUNDS):
        for engine in _ENGINES:
            opened[engine].append(probe("open", bench, data[engine], engine, checkout)["open_seconds"])
            medians[engine].append(probe("serve", bench, data[engine], engine, checkout)["p50"])
            slowest[engine].append(probe("reload", bench, data[engine], engine, checkout)["slowest"])
    disk = statistics.median(opened["disk"])
    return [
        {
            "version": name,
            "index": engine,
            "open to first answer": f"{(median := statistics.median(opened[engine])) * 1000:.0f} ms",
            "by the disk engine's": f"{median / disk:.2f}",
            "p50 of an answer": f"{statistics.median(medians[engine]):.2f} ms",
            "slowest answer amid ten reloads": f"{statistics.median(slowest[engine]):.0f} ms",
        }
        for engine in _ENGINES
    ]


if __name__ == "__main__":
    main()
