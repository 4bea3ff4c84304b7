"""Compares this checkout with another one: python -m benchmarks.before --before DIR [--sentences N].

The runs of both alternate, each in a process of its own. A figure is the median of five runs of a version; the last
column is the ratio of the medians.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.probes import HERE, Workload, make_workload, probe
from benchmarks.report import report

_ROUNDS = 5
_QUESTIONS = 1_000
_COLD_QUESTION = "what did Xi pledge?"


def main() -> None:
    """Measure and report."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.before", description=__doc__)
    parser.add_argument("--before", type=Path, required=True, help="another checkout of this project")
    parser.add_argument("--sentences", type=int, default=1_000_000, help="size of the large corpus; default: a million")
    parser.add_argument("--rounds", type=int, default=_ROUNDS, help="runs of each version")
    options = parser.parse_args()
    checkouts = {"before": options.before.resolve(), "now": HERE}
    with TemporaryDirectory(prefix="verbatim-before-") as folder:
        workload = make_workload(Path(folder), options.sentences, _QUESTIONS)
        seeds = _seeds(Path(folder), workload)
        rounds = [
            {name: _measured(checkout, workload, seeds, Path(folder)) for name, checkout in checkouts.items()}
            for _ in range(options.rounds)
        ]
    rows = []
    for figure, unit in _FIGURES.items():
        before, now = (statistics.median(it[name][figure] for it in rounds) for name in checkouts)
        rows.append(
            {
                "figure": figure,
                "before": f"{before:,.3g} {unit}" if before < 1_000 else f"{before:,.0f} {unit}",  # noqa: PLR2004
                "now": f"{now:,.3g} {unit}" if now < 1_000 else f"{now:,.0f} {unit}",  # noqa: PLR2004
                "now / before": f"{now / before:.3f}",
            }
        )
    size = f"{workload.sentences:,} sentences, medians of {options.rounds}"
    report("before", f"Compared with the version before ({size})", rows)


_FIGURES: Mapping[str, str] = {
    "answer p50": "ms",
    "answer p99": "ms",
    "memory, serving": "MB",
    "index rate": "sentences/s",
    "open to first answer": "s",
    "answer on the sample articles, p50": "ms",
    "cold `verbatim ask`": "s",
}


def _measured(checkout: Path, workload: Workload, seeds: Workload, folder: Path) -> dict[str, float]:
    data = folder / "data"
    shutil.rmtree(data, ignore_errors=True)
    built = probe("build", workload, data, "disk", checkout)
    served = probe("serve", workload, data, "disk", checkout)
    opened = probe("open", workload, data, "disk", checkout)
    small = probe("serve", seeds, folder / f"seeds-{checkout.name}", "auto", checkout)
    return {
        "answer p50": served["p50"],
        "answer p99": served["p99"],
        "memory, serving": served["resident_mb"],
        "index rate": workload.sentences / built["build_seconds"],
        "open to first answer": opened["open_seconds"],
        "answer on the sample articles, p50": small["p50"],
        "cold `verbatim ask`": _median(lambda: _cold(checkout, folder), 3),
    }


def _seeds(folder: Path, workload: Workload) -> Workload:
    """Return the sample articles with the same questions. Few have an answer there, but they take as long to search."""
    articles = folder / "seeds"
    shutil.copytree(HERE / "seeds", articles)
    return Workload(articles, workload.questions, 0)


def _cold(checkout: Path, folder: Path) -> float:
    environment = os.environ | {"VERBATIM_DATA_DIR": str(folder / f"cold-{checkout.name}"), "PYTHONPATH": str(checkout)}
    # The warm-up compiles the modules of either checkout, as the first start of an installed program does.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    command = [sys.executable, "-m", "bot", "ask", _COLD_QUESTION]
    started = time.perf_counter()
    subprocess.run(command, cwd=checkout, env=environment, check=True, capture_output=True)
    return time.perf_counter() - started


def _median(measure: Callable[[], float], runs: int) -> float:
    measure()  # warm-up: reads the program from the disk
    return statistics.median(measure() for _ in range(runs))


if __name__ == "__main__":
    main()
