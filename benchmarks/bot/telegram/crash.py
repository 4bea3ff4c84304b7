"""kill -9 at random points amid questions: what is never answered, what is answered twice, in what order."""

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
_A_SECOND = 250
_JITTER = 0.02  # not always just when an answer has arrived
_QUIET = 5.0  # so long after the last answer nothing more is expected


def measure(bench: Bench, kind: Kind) -> Iterator[Figure]:
    """Kill the bot once a round, at another point each time."""
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
    drawn = random.Random(f"{bench.seed} {number}")  # noqa: S311  (repeatable points of time, no secret)
    questions = bench.questions.deal(_CHATS, _EACH, seed=bench.seed + number)
    bench.server.reset(seed=bench.seed)
    with running(kind, mode, bench.server) as bot:
        # All at once, or in each second round as they come in: then what is being fetched is hit more often.
        gaps = [drawn.expovariate(_A_SECOND) for _ in questions] if number % 2 else []
        bench.server.ask(questions, gaps)
        # By the count of answers, so that slow and fast bots are hit at the same points of their work.
        bench.server.wait(drawn.randrange(len(questions)), seconds=30)
        time.sleep(drawn.uniform(0, _JITTER))
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
