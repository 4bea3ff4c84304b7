"""Kills the bot (SIGKILL) while it answers, and counts lost, repeated and reordered answers after a restart."""

import random
import statistics
import sys
import time
from collections.abc import Iterator

from benchmarks.bot.telegram.bench import Bench, Figure, skipped
from benchmarks.bot.telegram.bots import Kind, Mode, running
from benchmarks.bot.telegram.control import Outcome

_CHATS, _EACH = 50, 10
_MUST_REACH = "0 unanswered, repeats ≤ workers, order kept"
_RATE = 250  # questions per second
_JITTER = 0.02  # seconds, so that kills do not coincide with answers
_QUIET = 5.0  # seconds without an answer after which no more are expected


def measure(bench: Bench, kind: Kind) -> Iterator[Figure]:
    """Kill the bot once per round, at a random point."""
    for mode in Mode:
        what = f"kill -9 amid {_CHATS * _EACH} questions, {mode.value}, {bench.rounds} rounds"
        if reason := skipped(kind, mode):
            yield Figure(what, _MUST_REACH, reason)
            continue
        rounds = [_round(bench, kind, mode, number) for number in range(bench.rounds)]
        lost = [it.lost for it in rounds]
        repeated = [it.repeated for it in rounds]
        disordered = sum(it.disordered for it in rounds)
        others = sum(it.other_sends for it in rounds)
        yield Figure(
            what,
            _MUST_REACH,
            f"{min(lost)}–{max(lost)} unanswered (median {statistics.median(lost):g}); repeats ≤ {max(repeated)} per"
            f" kill; {disordered} chats out of order" + (f"; {others} other messages" if others else ""),
            {"lost": lost, "repeated": repeated, "disordered": disordered, "others": others},
        )


def _round(bench: Bench, kind: Kind, mode: Mode, number: int) -> Outcome:
    random_numbers = random.Random(f"{bench.seed} {number}")  # noqa: S311  (reproducible, no secret)
    questions = bench.questions.assign(_CHATS, _EACH, seed=bench.seed + number)
    bench.server.reset(seed=bench.seed)
    with running(kind, mode, bench.server) as bot:
        # Every second round the questions arrive one by one, so that a kill during fetching is more likely.
        gaps = [random_numbers.expovariate(_RATE) for _ in questions] if number % 2 else []
        bench.server.ask(questions, gaps)
        # After a number of answers, so that slow and fast bots are killed at the same progress.
        bench.server.wait(random_numbers.randrange(len(questions)), seconds=30)
        time.sleep(random_numbers.uniform(0, _JITTER))
        bot.kill()
        bot.start()
        bench.server.settle(_QUIET, expected=len(questions))
        outcome = bench.server.outcome()
    print(
        f"{kind.name} {mode.value} kill {number}: {outcome.lost} lost, {outcome.repeated} repeated,"
        f" {outcome.disordered} disordered, {outcome.others[:1]}",
        file=sys.stderr,
    )
    return outcome
