"""Measures the Telegram service and its peers: python -m benchmarks.bot.telegram [--quick] [--only NAME]."""

import argparse
import signal
import sys
from collections.abc import Iterator, Sequence

from benchmarks.bot.telegram import crash, fault_matrix, load, shutdown
from benchmarks.bot.telegram.bench import Bench, Figure, Measurement
from benchmarks.bot.telegram.bots import VERBATIM, Kind, peers
from benchmarks.bot.telegram.control import BotApiProcess
from benchmarks.bot.telegram.questions import Questions
from benchmarks.bot.telegram.server_capacity import sends_per_second
from benchmarks.report import report

_MEASUREMENTS: dict[str, Measurement] = {
    "crash": crash.measure,
    "throughput": load.throughput,
    "latency": load.latency,
    "backlog": load.backlog,
    "shutdown": shutdown.measure,
    "faults": fault_matrix.measure,
}
_DASH = "–"


def main() -> None:
    """Measure what the options ask for, and report."""
    options = _options()
    # The benchmark exits normally on a signal too, so that it ends its processes.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: sys.exit(1))
    others = [] if options.peers == "none" else peers(options.peer_python)
    if options.peers == "ptb":
        others = [kind for kind in others if kind.name.startswith("PTB")]
    kinds = [*([] if options.peers_only else [VERBATIM]), *others]
    names = options.only or list(_MEASUREMENTS)
    rounds = options.rounds or (3 if options.quick else 20)
    with BotApiProcess() as server:
        capacity = sends_per_second(server)
        bench = Bench(server, Questions(), options.seed, options.quick, rounds)
        figures = [(kind.name, figure) for name in names for kind in kinds for figure in _measure(bench, name, kind)]
    numbers: dict[str, dict[str, object]] = {}
    for bot, figure in figures:
        if figure.numbers:
            numbers.setdefault(figure.what, {})[bot] = figure.numbers
    report(
        # A partial or quick run does not replace the results of a full one.
        options.report or (None if options.quick or options.only or options.peers_only else "telegram"),
        "The Telegram service under load, on loopback, every bot with the same retrieval on the sample articles"
        f" (the server alone handles {capacity:,.0f} sendMessage/s)",
        _rows(figures, [kind.name for kind in kinds]),
        numbers=numbers,
    )


def _measure(bench: Bench, name: str, kind: Kind) -> Iterator[Figure]:
    """Yield the figures of a bot; if the measurement fails, a figure with the reason, so that the others go on."""
    try:
        yield from _MEASUREMENTS[name](bench, kind)
    except RuntimeError as error:
        print(f"{kind.name}, {name}: {error}", file=sys.stderr)
        yield Figure(name, _DASH, f"failed: {str(error).partition(chr(10))[0]}")


def _rows(figures: Sequence[tuple[str, Figure]], bots: Sequence[str]) -> list[dict[str, object]]:
    """Return a row for each figure, with a column for each bot."""
    rows: dict[str, dict[str, object]] = {}
    for bot, figure in figures:
        empty: dict[str, object] = {"what": figure.what, "must reach": figure.must_reach, **dict.fromkeys(bots, _DASH)}
        rows.setdefault(figure.what, empty)[bot] = figure.shown
    return list(rows.values())


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.bot.telegram", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a trial run with small loads and few rounds")
    parser.add_argument("--only", action="append", choices=list(_MEASUREMENTS), help="run only this; may be repeated")
    parser.add_argument("--peers", choices=["none", "ptb", "all"], default="all", help="the peers to measure too")
    parser.add_argument("--peers-only", action="store_true", help="measure only the peers")
    parser.add_argument("--peer-python", default=sys.executable, help="the interpreter that has aiogram and tornado")
    parser.add_argument("--rounds", type=int, help="number of kills; default: 20, or 3 with --quick")
    parser.add_argument("--seed", type=int, default=1, help="seed of all random numbers")
    parser.add_argument("--report", help="write benchmarks/results/REPORT.md and .json also for a partial run")
    return parser.parse_args()


if __name__ == "__main__":
    main()
