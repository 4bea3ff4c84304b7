"""What every measurement gets, and what it returns."""

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
    """The server, the questions, and how thorough to be."""

    server: BotApiProcess
    questions: Questions
    seed: int
    quick: bool
    rounds: int

    def size(self, full: int, quick: int) -> int:
        """Return the size of a load."""
        return quick if self.quick else full


Measurement = Callable[[Bench, Kind], Iterator[Figure]]


def skipped(kind: Kind, mode: Mode) -> str | None:
    """Return why a bot cannot be measured so, if it cannot."""
    reason = kind.lacks.get(mode)
    return None if reason is None else f"skipped: {reason}"
