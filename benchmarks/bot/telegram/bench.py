"""The interface of a measurement: a function from a bench and a bot to figures."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from benchmarks.bot.telegram.bots import Kind, Mode
from benchmarks.bot.telegram.control import BotApiProcess
from benchmarks.bot.telegram.questions import Questions


@dataclass(frozen=True, slots=True)
class Figure:
    """One cell of the table, with the numbers behind it."""

    what: str
    must_reach: str
    shown: str
    numbers: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Bench:
    """The server, the questions, and the extent of the measurements."""

    server: BotApiProcess
    questions: Questions
    seed: int
    quick: bool
    rounds: int

    def size(self, full: int, quick: int) -> int:
        """Return the size of a load: the smaller one in a quick run."""
        return quick if self.quick else full


Measurement = Callable[[Bench, Kind], Iterator[Figure]]


def skipped(kind: Kind, mode: Mode) -> str | None:
    """Return why a bot cannot be measured in this mode; None if it can."""
    reason = kind.lacks.get(mode)
    return None if reason is None else f"skipped: {reason}"
