"""Injects faults into calls, by method and probability, from a seeded random generator."""

import random
from collections.abc import Mapping
from dataclasses import dataclass

KINDS = ("429", "5xx", "drop", "drop after accept", "hang", "garbage")
DELIVERY = "(delivery)"
"""Stands for a method: the webhook call of Telegram, whose response is lost."""

HANG_SECONDS = 60.0  # longer than the timeout of any client


@dataclass(slots=True)
class Plan:
    """A fault of a method: hits each call with a probability, at most `times` times."""

    kind: str
    probability: float
    times: int
    hits: int = 0


class Faults:
    """The planned faults, by method."""

    def __init__(self, seed: int = 0, plans: Mapping[str, Mapping[str, object]] | None = None) -> None:
        """Take a plan for each method: kind, probability, times."""
        self._random = random.Random(seed)  # noqa: S311  (reproducible, no secret)
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
        """The number of calls that were hit so far."""
        return sum(plan.hits for plan in self._plans.values())
