"""Measures throughput, CPU per update, latency, and the memory that a backlog takes."""

import random
import statistics
import sys
from collections.abc import Iterator

from benchmarks.bot.telegram.bench import Bench, Figure, skipped
from benchmarks.bot.telegram.bots import Bot, Kind, Mode, running
from benchmarks.bot.telegram.questions import ChatQuestion

_RUNS = 3
_EACH = 10
_WARM_UP = 300
_QUIET = 5.0

_ROUND_TRIP = 0.050
_RATE = 30  # questions per second

_BACKLOG_EACH = 30


def throughput(bench: Bench, kind: Kind) -> Iterator[Figure]:
    """Measure how fast a warm bot answers waiting updates; the median of three runs."""
    if reason := skipped(kind, Mode.POLLING):
        yield Figure("updates answered per second", "≥ 1,000", reason)
        return
    size = bench.size(3000, 1000)
    chats = size // _EACH
    loads = {
        "questions, all different": bench.questions.assign(chats, _EACH, seed=bench.seed, distinct=True),
        "the golden questions, repeated": bench.questions.assign(chats, _EACH, seed=bench.seed),
        "/sources, no retrieval": bench.questions.commands(size),
    }
    for load, questions in loads.items():
        alone = min(bench.questions.cpu_seconds(questions) for _ in range(2)) / size * 1000
        rates: list[float] = []
        cpus: list[float] = []
        bench.server.reset(seed=bench.seed)
        with running(kind, Mode.POLLING, bench.server) as bot:
            bench.server.ask(bench.questions.assign(_WARM_UP // _EACH, _EACH, seed=bench.seed, first=500_000))
            bench.server.settle(_QUIET)
            for _ in range(_RUNS):
                rate, cpu = _drain(bench, bot, questions)
                rates.append(rate)
                cpus.append(cpu)
                print(f"{kind.name} {load}: {rate:.0f}/s, {cpu:.2f} ms", file=sys.stderr)
        rate, cpu = statistics.median(rates), statistics.median(cpus)
        numbers = {"rates": rates, "cpu_ms": cpus, "alone_ms": alone}
        yield Figure(f"updates answered per second ({size}, {load})", "≥ 1,000", f"{rate:,.0f}", numbers)
        yield Figure(f"CPU per update ({load})", "–", f"{cpu:.2f} ms, of which retrieval and rendering {alone:.2f} ms")
        yield Figure(f"framework CPU per update ({load})", "≤ 0.5 ms", f"{cpu - alone:.2f} ms")


def _drain(bench: Bench, bot: Bot, questions: list[ChatQuestion]) -> tuple[float, float]:
    """Return the updates answered per second, and the bot's CPU milliseconds per update."""
    before = bench.server.status()
    cpu = bot.cpu_seconds
    bench.server.ask(questions)
    status = bench.server.settle(_QUIET)
    used = bot.cpu_seconds - cpu
    records = bench.server.outcome().records[before.asked :]
    answered = [it.answered[0] for it in records if it.answered]
    if len(answered) < len(questions):
        raise RuntimeError(
            f"only {status.answered - before.answered} of {len(questions)} were answered\n{bot.output[-3000:]}"
        )
    return len(answered) / (max(answered) - records[0].created), used / len(answered) * 1000


def latency(bench: Bench, kind: Kind) -> Iterator[Figure]:
    """Measure the time from question to answer at 30 questions a second over a network with latency."""
    for mode in Mode:
        what = f"latency at {_RATE}/s, 50 ms round trip, {mode.value}"
        if reason := skipped(kind, mode):
            yield Figure(what, "p50 ≤ 75 ms, p99 ≤ 150 ms", reason)
            continue
        size = bench.size(1800, 300)
        random_numbers = random.Random(bench.seed)  # noqa: S311  (reproducible, no secret)
        gaps = [random_numbers.expovariate(_RATE) for _ in range(size)]
        bench.server.reset(seed=bench.seed, round_trip=_ROUND_TRIP)
        with running(kind, mode, bench.server) as bot:
            bench.server.ask(bench.questions.assign(10, 10, seed=bench.seed, first=500_000), [0.03] * 100)
            bench.server.settle(_QUIET)
            bench.server.ask(bench.questions.assign(size // _EACH, _EACH, seed=bench.seed), gaps)
            bench.server.wait(100 + size, sum(gaps) + 30)
            times = [(it.answered[0] - it.created) * 1000 for it in bench.server.outcome().records[100:] if it.answered]
            if len(times) < size:
                raise RuntimeError(f"only {len(times)} of {size} were answered\n{bot.output[-3000:]}")
        p50, p99 = statistics.median(times), statistics.quantiles(times, n=100)[98]
        print(f"{kind.name} {what}: {p50:.0f}/{p99:.0f}", file=sys.stderr)
        yield Figure(what, "p50 ≤ 75 ms, p99 ≤ 150 ms", f"p50 {p50:.0f} ms, p99 {p99:.0f} ms", {"p50": p50, "p99": p99})


def backlog(bench: Bench, kind: Kind) -> Iterator[Figure]:
    """Measure the bot's memory while very many updates wait, and check that all are answered."""
    size = bench.size(30_000, 3000)
    what = f"{size:,} waiting updates"
    if reason := skipped(kind, Mode.POLLING):
        yield Figure(what, "≤ 100 MB above idle, all answered", reason)
        return
    bench.server.reset(seed=bench.seed)
    with running(kind, Mode.POLLING, bench.server) as bot:
        bench.server.ask(bench.questions.assign(_WARM_UP // _EACH, _EACH, seed=bench.seed, first=500_000))
        bench.server.settle(_QUIET)
        idle = peak = bot.resident_mb
        bench.server.ask(bench.questions.assign(size // _BACKLOG_EACH, _BACKLOG_EACH, seed=bench.seed))
        previous = -1
        while (answered := bench.server.wait(_WARM_UP + size, 0.1).answered) < _WARM_UP + size:
            peak = max(peak, bot.resident_mb)
            if answered == previous and bench.server.settle(_QUIET, at_most=_QUIET + 1).answered == answered:
                break
            previous = answered
        peak = max(peak, bot.resident_mb)
    left = _WARM_UP + size - answered
    shown = f"{peak - idle:.0f} MB above idle ({idle:.0f} MB), " + (
        "all answered" if not left else f"{left} unanswered"
    )
    print(f"{kind.name} {what}: {shown}", file=sys.stderr)
    yield Figure(what, "≤ 100 MB above idle, all answered", shown, {"idle_mb": idle, "peak_mb": peak, "left": left})
