"""The limit on a person's open updates: received, and not yet answered."""

from collections import Counter
from collections.abc import Collection

from bot.telegram.job import Job

_FRESH_SECONDS = 60.0
"""An update that arrives longer than this after it was written had to wait for the bot: it is always admitted."""


class OpenLimit:
    """Counts the open updates of each asker."""

    def __init__(self, most: int, admin_ids: Collection[int]) -> None:
        """Set the most updates of a person; 0 means no limit. Admins have none."""
        self._most = most
        self._admin_ids = admin_ids
        self._open: Counter[int] = Counter()
        self._warned: set[int] = set()  # askers with an open update that is answered with a warning

    def admit(self, job: Job) -> bool:
        """Count a job as open, or return False: it must be dropped.

        Of an asker's jobs beyond the limit one is admitted, marked `is_excess` for the warning, and the others dropped.
        """
        asker = job.update.asker
        if asker is None:
            return True
        if self._exceeds(job, asker):
            if asker in self._warned:
                return False
            self._warned.add(asker)
            job.is_excess = True
        self._open[asker] += 1
        return True

    def _exceeds(self, job: Job, asker: int) -> bool:
        if not 0 < self._most <= self._open[asker] or asker in self._admin_ids:
            return False
        if job.update.is_press:  # it has no date
            return True
        if job.update.is_exempt:
            return False
        return job.update.sent_at is not None and job.received_at - job.update.sent_at <= _FRESH_SECONDS

    def remove(self, asker: int | None) -> None:
        """Count an update as answered. After the last one, the asker may be warned again."""
        if asker is not None:
            self._open[asker] -= 1
            if not self._open[asker]:
                del self._open[asker]
                self._warned.discard(asker)
