"""Injects every kind of fault into every Bot API method that the bot calls, and counts lost and repeated answers."""

import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass

from benchmarks.bot.telegram.bench import Bench, Figure, skipped
from benchmarks.bot.telegram.bots import Bot, Kind, Mode, running
from benchmarks.bot.telegram.control import Status
from benchmarks.bot.telegram.faults import DELIVERY, KINDS

_CHATS, _EACH = 12, 5
_MUST_REACH = "0 lost"
_QUIET = 50.0  # seconds; longer than the timeout of a client and its pause before a retry
_LATE = 20.0
_MANY_CALLS = frozenset({"sendmessage", DELIVERY})


@dataclass(frozen=True, slots=True)
class _Cell:
    lost: int
    repeated: int
    restarts: int
    hits: int
    seconds: float  # until the last answer


def measure(bench: Bench, kind: Kind) -> Iterator[Figure]:
    """Yield a figure for each method: a cell for each fault, with the lost and repeated answers."""
    for mode in () if kind.is_variant else Mode:
        if reason := skipped(kind, mode):
            yield Figure(f"faults, {mode.value}", _MUST_REACH, reason)
            continue
        for method in _methods(bench, kind, mode):
            faults = ("drop after accept",) if method == DELIVERY else KINDS
            cells = {fault: _cell(bench, kind, mode, method, fault) for fault in faults}
            shown = "; ".join(f"{fault}: {_shown(cell)}" for fault, cell in cells.items())
            yield Figure(
                f"faults of {method}, {mode.value}: lost/repeated of {_CHATS * _EACH}",
                _MUST_REACH,
                shown,
                {fault: asdict(cell) for fault, cell in cells.items()},
            )


def _shown(cell: _Cell) -> str:
    restarts = f" ({cell.restarts} restarts)" if cell.restarts else ""
    late = f" (the last after {cell.seconds:.0f} s)" if cell.seconds > _LATE else ""
    return f"{cell.lost}/{cell.repeated}{restarts}{late}"


def _methods(bench: Bench, kind: Kind, mode: Mode) -> Sequence[str]:
    """Return the methods that the bot calls at its start and to answer."""
    bench.server.reset(seed=bench.seed)
    with running(kind, mode, bench.server):
        bench.server.ask(bench.questions.assign(_CHATS, _EACH, seed=bench.seed))
        methods = sorted(bench.server.settle(_QUIET).calls)
    return [*methods, DELIVERY] if mode is Mode.WEBHOOK else methods


def _cell(bench: Bench, kind: Kind, mode: Mode, method: str, fault: str) -> _Cell:
    bench.server.reset(seed=bench.seed)
    if method in _MANY_CALLS:
        plan: dict[str, object] = {"kind": fault, "probability": 0.2, "times": 8}
    else:
        # Calls at the start, and polls: the first ones fail.
        plan = {"kind": fault, "probability": 1.0, "times": 2}
    bench.server.set_faults(bench.seed, {method: plan})
    bench.server.ask(bench.questions.assign(_CHATS, _EACH, seed=bench.seed))
    with running(kind, mode, bench.server, start=False) as bot:
        started = time.monotonic()
        bot.launch()
        status = _settle(bench, bot)
        outcome = bench.server.outcome()
        last = max((it.answered[0] for it in outcome.records if it.answered), default=started)
        cell = _Cell(outcome.lost, outcome.repeated, bot.restarts, status.hits, last - started)
    print(f"{kind.name} {mode.value} {method} {fault}: {cell} {outcome.others[:1]}", file=sys.stderr)
    return cell


def _settle(bench: Bench, bot: Bot) -> Status:
    """Wait as `BotApiProcess.settle` does, and restart the bot if it ends."""
    status = bench.server.status()
    silent = 0
    while silent < _QUIET and status.answered < status.asked:
        before = status
        status = bench.server.wait(status.asked, 1.0)
        silent = 0 if status.answered > before.answered or status.hits > before.hits else silent + 1
        bot.supervise()
    return bench.server.settle(0.0)
