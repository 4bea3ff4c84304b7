"""How long to wait before Telegram is called again."""

import random
import warnings
from datetime import timedelta

from telegram.error import RetryAfter


def backoff(tries: int, first: float, longest: float) -> float:
    """Return the seconds to wait after so many tries that failed: twice as long each time, give or take a half."""
    return min(longest, first * 2.0 ** min(tries - 1, 20)) * random.uniform(0.5, 1.5)  # noqa: S311  (no secret)


def asked_for(error: RetryAfter) -> float:
    """Return the seconds that Telegram asks to wait."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the library warns that these seconds will one day be a timedelta
        wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else wait
