"""Daily counters: how much was asked, answered and liked, and how long it took. No ids, no texts."""

import sqlite3
from datetime import UTC, datetime

from bot.figures import DayFigures, bucket_of

_ANSWERED, _NOT_ANSWERED = "answered", "not_answered"
_VOTES = {1: "likes", -1: "dislikes"}
_WITHIN = "within:"
"""Before the upper bound of a bucket of latencies, in milliseconds."""


class Counters:
    """The counters in a database. Methods run in the caller's transaction, and do not commit.

    All that belongs to a question is counted on the day, in UTC, of `asked_at`, when it was written, in POSIX seconds.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Use a connection whose schema is current."""
        self._execute = connection.execute

    def count_answer(self, asked_at: float, seconds: float, *, answered: bool) -> None:
        """Count a question that was replied to after some seconds, with an answer or that there is none."""
        self._add(asked_at, _ANSWERED if answered else _NOT_ANSWERED)
        self._add(asked_at, f"{_WITHIN}{round(bucket_of(seconds) * 1000)}")

    def change_outcome(self, asked_at: float, *, answered: bool) -> None:
        """Count a question, which was counted with the other outcome, as answered or not."""
        self._take_back(asked_at, _NOT_ANSWERED if answered else _ANSWERED)
        self._add(asked_at, _ANSWERED if answered else _NOT_ANSWERED)

    def count_vote(self, asked_at: float, before: int, now: int) -> None:
        """Count a vote on the answer to a question: 1 or -1 `now`, and what it was `before`, 0 if there was none."""
        if before == now:
            return
        if before in _VOTES:
            self._take_back(asked_at, _VOTES[before])
        if now in _VOTES:
            self._add(asked_at, _VOTES[now])

    def since(self, day: str) -> list[DayFigures]:
        """Return what was counted on each day from that one on, without days on which nothing was."""
        counted: dict[str, dict[str, int]] = {}
        for on, name, count in self._execute("SELECT day, name, count FROM counters WHERE day >= ?", (day,)):
            counted.setdefault(on, {})[name] = count
        return [_figures(on, counts) for on, counts in sorted(counted.items())]

    def _add(self, asked_at: float, name: str) -> None:
        self._execute(
            "INSERT INTO counters VALUES (?, ?, 1) ON CONFLICT (day, name) DO UPDATE SET count = count + 1",
            (_day(asked_at), name),
        )

    def _take_back(self, asked_at: float, name: str) -> None:
        self._execute(
            "UPDATE counters SET count = count - 1 WHERE day = ? AND name = ? AND count > 0", (_day(asked_at), name)
        )


def _day(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).date().isoformat()


def _figures(day: str, counts: dict[str, int]) -> DayFigures:
    buckets = {int(name.removeprefix(_WITHIN)): it for name, it in counts.items() if name.startswith(_WITHIN)}
    return DayFigures(
        day,
        answered=counts.get(_ANSWERED, 0),
        not_answered=counts.get(_NOT_ANSWERED, 0),
        likes=counts.get(_VOTES[1], 0),
        dislikes=counts.get(_VOTES[-1], 0),
        latencies=tuple((bound / 1000, it) for bound, it in sorted(buckets.items())),
    )
