"""Faults that a test injects into calls, as a bad network and a busy Telegram cause them."""

from collections import deque
from dataclasses import dataclass, field
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class RateLimited:
    """Answer 429 with the seconds to wait; the call is not carried out."""

    retry_after: int = 1


@dataclass(frozen=True, slots=True)
class ServerError:
    """Answer a 5xx with the HTML page of a proxy; the call is not carried out."""

    status: int = 502


@dataclass(frozen=True, slots=True)
class Refused:
    """Answer an error of the Bot API's own, such as 403 where the person has blocked the bot."""

    status: int
    description: str


@dataclass(frozen=True, slots=True)
class Nonsense:
    """Answer 200 with a result that is JSON and not what the method returns; the call is not carried out."""

    result: object


@dataclass(frozen=True, slots=True)
class Drop:
    """Close the connection before the call is carried out."""


@dataclass(frozen=True, slots=True)
class DropAfterAccept:
    """Carry the call out, then close the connection without an answer."""


@dataclass(frozen=True, slots=True)
class Garbage:
    """Answer 200 with a body that is no JSON; the call is not carried out."""


@dataclass(frozen=True, slots=True)
class Hang:
    """Hold the call for some seconds, then carry it out and answer, even if the bot has left."""

    seconds: float


Fault: TypeAlias = RateLimited | Refused | Nonsense | ServerError | Drop | DropAfterAccept | Garbage | Hang


@dataclass(slots=True)
class Faults:
    """The planned faults of each method, used in the order in which they were planned."""

    _planned: dict[str, deque[Fault]] = field(default_factory=dict)

    def plan(self, method: str, fault: Fault, times: int) -> None:
        """Plan the fault for `times` calls of the method, after the faults planned earlier."""
        self._planned.setdefault(method, deque()).extend([fault] * times)

    def next(self, method: str) -> Fault | None:
        """Return the fault of the next call of the method, and remove it."""
        planned = self._planned.get(method)
        return planned.popleft() if planned else None
