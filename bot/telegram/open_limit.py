"""The limit on a person's open updates: received, and not yet answered."""

from collections import Counter
from collections.abc import Collection

from bot.telegram.job import Job

_FRESH_SECONDS = 60.0
"""An update that arrives longer than this after it was written waited for the bot: it is not counted as too many."""


class OpenLimit:
    """Counts the open updates of each asker."""

    def __init__(self, most: int, admin_ids: Collection[int]) -> None:
        """Set the most updates of a person; 0 lifts the limit. Admins have none."""
        self._most = most
        self._admin_ids = admin_ids
        self._open: Counter[int] = Counter()
        self._warned: set[int] = set()  # askers with an open update that tells them of the limit

    def refuses(self, job: Job) -> bool:
        """Mark a job of an asker with too many open updates, and tell whether another job warns the asker already."""
        asker, sent_at = job.update.asker, job.update.sent_at
        if asker is None or not 0 < self._most <= self._open[asker]:
            return False
        if asker in self._admin_ids or job.update.is_exempt:
            return False
        if sent_at is None or job.received_at - sent_at > _FRESH_SECONDS:
            return False
        job.is_excess = True
        is_warned = asker in self._warned
        self._warned.add(asker)
        return is_warned

    def add(self, asker: int | None) -> None:
        """Count an open update."""
        if asker is not None:
            self._open[asker] += 1

    def remove(self, asker: int | None) -> None:
        """Count an update as answered; a warning is over with the last."""
        if asker is not None:
            self._open[asker] -= 1
            if not self._open[asker]:
                del self._open[asker]
                self._warned.discard(asker)
