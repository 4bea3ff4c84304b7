"""Stops the bot (SIGTERM) under load: the time to exit, and lost and repeated answers after a restart."""

import random
import subprocess
import sys
from collections.abc import Iterator

from benchmarks.bot.telegram.bench import Bench, Figure, skipped
from benchmarks.bot.telegram.bots import Kind, Mode, running
from benchmarks.bot.telegram.control import Outcome

_CHATS, _EACH = 100, 10
_MUST_REACH = "≤ 1 s, 0 lost, 0 repeated"
_QUIET = 5.0
_TIMEOUT = 60.0


def measure(bench: Bench, kind: Kind) -> Iterator[Figure]:
    """Stop the bot once per round, at a random point."""
    count = max(1, bench.rounds // 4)
    for mode in Mode:
        what = f"SIGTERM amid {_CHATS * _EACH} questions, {mode.value}, {count} rounds"
        if reason := skipped(kind, mode):
            yield Figure(what, _MUST_REACH, reason)
            continue
        rounds = [_round(bench, kind, mode, number) for number in range(count)]
        slowest = max(seconds for seconds, _ in rounds)
        lost = [outcome.lost for _, outcome in rounds]
        repeated = [outcome.repeated for _, outcome in rounds]
        yield Figure(
            what,
            _MUST_REACH,
            f"exit within {slowest:.2f} s; {max(lost)} lost, {max(repeated)} repeated at worst",
            {"seconds": [seconds for seconds, _ in rounds], "lost": lost, "repeated": repeated},
        )


def _round(bench: Bench, kind: Kind, mode: Mode, number: int) -> tuple[float, Outcome]:
    random_numbers = random.Random(f"{bench.seed} {number}")  # noqa: S311  (reproducible, no secret)
    questions = bench.questions.assign(_CHATS, _EACH, seed=bench.seed + number)
    bench.server.reset(seed=bench.seed)
    with running(kind, mode, bench.server) as bot:
        bench.server.ask(questions)
        bench.server.wait(random_numbers.randrange(len(questions) // 2), seconds=30)
        try:
            seconds = bot.terminate(_TIMEOUT)
        except subprocess.TimeoutExpired:
            seconds = _TIMEOUT
            bot.kill()
        bot.start()
        bench.server.settle(_QUIET)
        outcome = bench.server.outcome()
    print(
        f"{kind.name} {mode.value} SIGTERM: {seconds:.2f} s, {outcome.lost} lost, {outcome.repeated} repeated",
        file=sys.stderr,
    )
    return seconds, outcome
