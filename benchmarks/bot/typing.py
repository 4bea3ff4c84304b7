"""Measures how long private questions wait while people type behind the bot's name in other chats.

The real bot runs as a process of its own, against a Bot API server that is another, over made-up articles:
[--sentences N] [--people N] [--seconds N]. Each person sends an inline query every 300 ms, two letters longer than the
one before; private questions come at random, five a second, all different.
"""

import argparse
import json
import random
import statistics
import sys
from collections.abc import Iterator, Sequence
from itertools import cycle, islice
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.bot.telegram.bots import VERBATIM, Bot, Kind, Mode, running
from benchmarks.bot.telegram.control import BotApiProcess
from benchmarks.bot.telegram.ledger import ANYTHING
from benchmarks.bot.telegram.questions import ChatQuestion
from benchmarks.probes import Workload, make_workload
from benchmarks.report import report

_GAP = 0.3
_RATE = 5
_FIRST_LETTERS, _LETTERS = 3, 2
_WARM_UP = 20
_MUST_REACH = "≤ 300 ms"
_INDEX_SECONDS = 900
_ANSWER_SECONDS = 60
_SEED = 1


def main() -> None:
    """Measure and report."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.bot.typing", description=__doc__)
    parser.add_argument("--sentences", type=int, default=1_000_000, help="size of the corpus; default: a million")
    parser.add_argument("--people", type=int, default=100, help="how many type at once; default: 100")
    parser.add_argument("--seconds", type=int, default=60, help="how long each run takes; default: a minute")
    options = parser.parse_args()
    rows, sentences = measure(options.sentences, options.people, options.seconds)
    title = f"How long a private question waits while {options.people} people type in other chats"
    report("typing", f"{title} ({sentences:,} sentences)", rows)


def measure(sentences: int, people: int, seconds: int) -> tuple[list[dict[str, object]], int]:
    """Return a row for a run in which nobody types and for one in which people do, and the number of sentences."""
    with TemporaryDirectory(prefix="verbatim-bench-") as folder, BotApiProcess() as server:
        workload = make_workload(Path(folder), sentences, _WARM_UP + 2 * seconds * _RATE + people)
        kind = Kind("Verbatim", VERBATIM.command, {**VERBATIM.environment, **_settings(workload)})
        server.reset()
        with running(kind, Mode.POLLING, server) as bot:
            return list(_rows(server, bot, workload, people, seconds)), workload.sentences


def _settings(workload: Workload) -> dict[str, str]:
    return {"VERBATIM_CORPUS": str(workload.articles), "VERBATIM_INDEX": "disk"}


def _rows(
    server: BotApiProcess, bot: Bot, workload: Workload, people: int, seconds: int
) -> Iterator[dict[str, object]]:
    texts: list[str] = json.loads(workload.questions.read_text(encoding="utf-8"))
    chances = random.Random(_SEED)  # noqa: S311  (reproducible, no secret)
    size = seconds * _RATE
    chats = iter(range(1, len(texts) + 1))

    def asked(count: int) -> list[ChatQuestion]:
        return [ChatQuestion(next(chats), texts.pop(), ANYTHING) for _ in range(count)]

    server.ask(asked(_WARM_UP))
    if server.settle(_INDEX_SECONDS).answered < _WARM_UP:
        raise RuntimeError(f"the bot does not answer\n{bot.output[-3000:]}")
    typed = [list(islice(_typed(texts[number::people]), int(seconds / _GAP))) for number in range(people)]
    for typing in ((), typed):
        done = server.status().asked
        gaps = [chances.expovariate(_RATE) for _ in range(size)]
        used = bot.cpu_seconds
        server.ask(asked(size), gaps)
        server.type(typing, _GAP)
        server.wait(done + size, sum(gaps) + _ANSWER_SECONDS)
        outcome = server.outcome()
        waits = [(it.answered[0] - it.created) * 1000 for it in outcome.records[done:] if it.answered]
        shown = [(shown - created) * 1000 for created, shown in outcome.typed if shown is not None]
        print(f"{len(waits)} of {size} answered, {bot.cpu_seconds - used:.1f} CPU s", file=sys.stderr)
        yield {
            "people who type": len(typing),
            "questions": f"{len(waits)} of {size} answered",
            "median": f"{statistics.median(waits):.0f} ms",
            "95 %": f"{statistics.quantiles(waits, n=20)[18]:.0f} ms",
            "must reach": _MUST_REACH,
            "inline queries": f"{len(shown):,} of {len(outcome.typed):,} answered",
            "median of these": f"{statistics.median(shown):.0f} ms" if shown else "–",
        }


def _typed(questions: Sequence[str]) -> Iterator[str]:
    """Yield what a person sends who types questions, one after the other."""
    for question in cycle(questions):
        yield from (question[:length] for length in range(_FIRST_LETTERS, len(question), _LETTERS))
        yield question


if __name__ == "__main__":
    main()
