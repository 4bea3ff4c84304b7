"""Rate limit of questions: a token bucket for each person, in bounded memory."""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

MOST_PEOPLE = 10_000

_MINUTE = 60.0
# Seconds of tolerance for rounding. Without it, people who ask at exactly the rate would be refused now and then.
_TOLERANCE = 1e-6


class Verdict(Enum):
    """What to do with a question: answer it, reply with a warning, or ignore it."""

    PASS = "pass"  # noqa: S105  (no password)
    WARN = "warn"
    SILENT = "silent"


@dataclass(slots=True)
class _Bucket:
    """A bucket, whose level follows from `full_at`, the time when it will be full again."""

    full_at: float
    is_warned: bool = False


class Throttle:
    """Takes a token from a person's bucket for each question; the bucket refills steadily.

    A person whose bucket is empty is warned once, then ignored until there is a token again.
    """

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        """Take the capacity of a bucket, which is also its refill in a minute; 0 means no limit."""
        self._per_minute = per_minute
        self._clock = clock
        # Least recently used first. People dropped from the front start with a full bucket again, which after a minute
        # of silence gains them nothing.
        self._buckets: OrderedDict[int, _Bucket] = OrderedDict()

    def __len__(self) -> int:
        """Return the number of buckets."""
        return len(self._buckets)

    def admit(self, person: int, at: float | None = None) -> Verdict:
        """Take a token for a question asked at the time `at` of the clock, by default now."""
        if not self._per_minute:
            return Verdict.PASS
        now = self._clock() if at is None else at
        bucket = self._bucket(person, now)
        wait_for_one = _MINUTE / self._per_minute
        if bucket.full_at - now <= _MINUTE - wait_for_one + _TOLERANCE:
            bucket.full_at += wait_for_one
            bucket.is_warned = False
            return Verdict.PASS
        if bucket.is_warned:
            return Verdict.SILENT
        bucket.is_warned = True
        return Verdict.WARN

    def wait(self, person: int) -> float:
        """Return in how many seconds a person's bucket has a token."""
        if not self._per_minute:
            return 0.0
        now = self._clock()
        return max(0.0, self._bucket(person, now).full_at - now - _MINUTE + _MINUTE / self._per_minute)

    def _bucket(self, person: int, now: float) -> _Bucket:
        """Return the person's bucket, refilled for the time that has passed."""
        bucket = self._buckets.pop(person, None) or _Bucket(full_at=now)
        bucket.full_at = max(bucket.full_at, now)
        self._buckets[person] = bucket
        if len(self._buckets) > MOST_PEOPLE:
            self._buckets.popitem(last=False)
        return bucket
