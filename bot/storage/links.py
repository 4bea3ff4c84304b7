"""The questions to which links lead: a button in another chat opens the private chat, where the question is asked."""

import sqlite3
from dataclasses import dataclass

from bot.storage.inbox import escaped

MOST_OF_PERSON = 3
"""The most links of a person; of more, the newest are kept: those of lists of results that are still in sight."""


@dataclass(frozen=True, slots=True)
class LinkedQuestion:
    """A question that a person typed in another chat, at some POSIX time. `key` is that of its link."""

    key: str
    person_id: int
    question: str
    created_at: float


class Links:
    """The links in a database. Methods run in the caller's transaction, and do not commit."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Use a connection whose schema is current."""
        self._execute = connection.execute
        self.has_erased = False
        """Whether erased texts may still be in the write-ahead log."""

    def put(self, link: LinkedQuestion) -> None:
        """Store a link, or to what it leads now; the oldest of the person's are erased."""
        self._execute(
            "INSERT INTO links (key, person_id, question, created_at) VALUES (?, ?, ?, ?) ON CONFLICT (key)"
            " DO UPDATE SET question = excluded.question, created_at = excluded.created_at",
            (link.key, link.person_id, escaped(link.question), link.created_at),
        )
        self._execute(
            "DELETE FROM links WHERE person_id = ? AND key NOT IN"
            " (SELECT key FROM links WHERE person_id = ? ORDER BY created_at DESC, key LIMIT ?)",
            (link.person_id, link.person_id, MOST_OF_PERSON),
        )

    def question(self, key: str, person_id: int, since: float) -> str | None:
        """Return where a link leads the person who typed the question; None if it is another, or older than that."""
        found = self._execute(
            "SELECT question FROM links WHERE key = ? AND person_id = ? AND created_at >= ?", (key, person_id, since)
        ).fetchone()
        return None if found is None else str(found[0])

    def erase(self, person_id: int) -> int:
        """Erase a person's links; return how many."""
        self.has_erased = True
        return self._execute("DELETE FROM links WHERE person_id = ?", (person_id,)).rowcount

    def purge(self, before: float, limit: int = 5000) -> int:
        """Delete at most `limit` links older than that time; return how many."""
        self.has_erased = True
        return self._execute(
            "DELETE FROM links WHERE key IN (SELECT key FROM links WHERE created_at < ? LIMIT ?)", (before, limit)
        ).rowcount
