"""How much one person may ask: a token bucket each, in bounded memory."""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

MOST_PEOPLE = 10_000

_MINUTE = 60.0
# What rounding may lose of a moment; without it, who asks at just the rate would now and then be refused.
_MOMENT = 1e-6


class Verdict(Enum):
    """What becomes of a question: it is answered; its asker is told to wait; nothing is said."""

    PASS = "pass"  # noqa: S105  (no password)
    WARN = "warn"
    SILENT = "silent"


@dataclass(slots=True)
class _Bucket:
    """When the bucket will be full again, which tells how full it is; and whether its owner was told to wait."""

    full_at: float
    is_warned: bool = False


class Throttle:
    """Gives each person a bucket of tokens, one for each question, which refills steadily.

    Who finds it empty is told so once, and then nothing until a token is there again.
    """

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        """Take how many tokens a bucket holds, and gets in a minute; 0 lifts the limit."""
        self._per_minute = per_minute
        self._clock = clock
        # The one who wrote last stands last. Whoever is dropped from the front to make room gets a full bucket; the
        # longer ago they wrote, the less that gives them, and after a minute nothing.
        self._buckets: OrderedDict[int, _Bucket] = OrderedDict()

    def __len__(self) -> int:
        """Return of how many people it knows something."""
        return len(self._buckets)

    def admit(self, person: int, at: float | None = None) -> Verdict:
        """Take a token of the person's, and say what becomes of the question.

        `at` is when it was asked, in seconds of the clock; without it, now.
        """
        if not self._per_minute:
            return Verdict.PASS
        now = self._clock() if at is None else at
        bucket = self._bucket(person, now)
        wait_for_one = _MINUTE / self._per_minute
        if bucket.full_at - now <= _MINUTE - wait_for_one + _MOMENT:
            bucket.full_at += wait_for_one
            bucket.is_warned = False
            return Verdict.PASS
        if bucket.is_warned:
            return Verdict.SILENT
        bucket.is_warned = True
        return Verdict.WARN

    def _bucket(self, person: int, now: float) -> _Bucket:
        """Return the person's bucket, filled by the time that has passed."""
        bucket = self._buckets.pop(person, None) or _Bucket(full_at=now)
        bucket.full_at = max(bucket.full_at, now)
        self._buckets[person] = bucket
        if len(self._buckets) > MOST_PEOPLE:
            self._buckets.popitem(last=False)
        return bucket
