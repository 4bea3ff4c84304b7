"""What may go wrong with a call: which calls of which methods, drawn by a seeded generator."""

import random
from collections.abc import Mapping
from dataclasses import dataclass

KINDS = ("429", "5xx", "drop", "drop after accept", "hang", "garbage")
DELIVERY = "(delivery)"
"""In the place of a method: Telegram's call of the webhook, whose answer is lost."""

HANG_SECONDS = 60.0  # longer than any client waits


@dataclass(slots=True)
class Plan:
    """A fault for a method: it hits calls with a probability, until it has done so often enough."""

    kind: str
    probability: float
    times: int
    hits: int = 0


class Faults:
    """The faults to come, by method."""

    def __init__(self, seed: int = 0, plans: Mapping[str, Mapping[str, object]] | None = None) -> None:
        """Take plans by the method's name: kind, probability, times."""
        self._random = random.Random(seed)  # noqa: S311  (a schedule that can be repeated, no secret)
        self._plans = {
            method.lower(): Plan(str(plan["kind"]), float(str(plan["probability"])), int(str(plan["times"])))
            for method, plan in (plans or {}).items()
        }

    def draw(self, method: str) -> str | None:
        """Return the fault that hits this call, if any."""
        plan = self._plans.get(method)
        if plan is None or plan.hits >= plan.times or self._random.random() >= plan.probability:
            return None
        plan.hits += 1
        return plan.kind

    @property
    def hits(self) -> int:
        """How many calls were hit so far."""
        return sum(plan.hits for plan in self._plans.values())
