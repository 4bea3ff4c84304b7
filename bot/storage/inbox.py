"""The inbox: updates received from Telegram, and the state of each."""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum


class State(Enum):
    """The state of an update."""

    RECEIVED = "received"
    """It waits."""
    WORKING = "working"
    """It is being answered, or was when the process ended."""
    DONE = "done"
    """It is answered. Only its id is kept, to recognise a repeat."""
    DEAD = "dead"
    """Its handler failed, or the program ended too often while handling it. It is kept with the error until it is
    retried or erased."""


@dataclass(frozen=True, slots=True)
class NewUpdate:
    """An update as received."""

    update_id: int
    body: str
    chat_id: int | None
    user_id: int | None


@dataclass(frozen=True, slots=True)
class Entry:
    """An update in the inbox; times are POSIX seconds."""

    update_id: int
    state: State
    body: str | None
    chat_id: int | None
    user_id: int | None
    attempts: int
    error: str | None
    received_at: float
    finished_at: float | None


_COLUMNS = "update_id, state, body, chat_id, user_id, attempts, error, received_at, finished_at"
# Erases all of an update but its id.
_ERASED = "state = 'done', body = NULL, error = NULL, chat_id = NULL, user_id = NULL"


class Inbox:
    """The updates in a database. Methods run in the caller's transaction, and do not commit.

    A change that does not fit an update's state, for example after it was erased, changes nothing and returns False.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Use a connection whose schema is current."""
        self._execute = connection.execute
        self._execute_many = connection.executemany
        self.has_erased = False
        """Whether erased texts may still be in the write-ahead log."""

    def add(self, updates: Sequence[NewUpdate], now: float) -> list[int]:
        """Add updates in their order, and return the ids of the new ones: Telegram may repeat updates."""
        if not updates:
            return []
        (last,) = self._execute("UPDATE arrivals SET last = last + ? RETURNING last", (len(updates),)).fetchone()
        new = []
        for arrival, it in enumerate(updates, start=last - len(updates) + 1):
            # Ignores only a known id: OR IGNORE would ignore every other error in the row as well.
            added = self._execute(
                "INSERT INTO inbox (update_id, arrival, state, body, chat_id, user_id, received_at)"
                " VALUES (?, ?, 'received', ?, ?, ?, ?) ON CONFLICT (update_id) DO NOTHING",
                (it.update_id, arrival, escaped(it.body), it.chat_id, it.user_id, now),
            )
            if added.rowcount:
                new.append(it.update_id)
        return new

    def start(self, update_id: int) -> bool:
        """Mark a waiting update as being answered, and count the attempt."""
        return self._update(
            "UPDATE inbox SET state = 'working', attempts = attempts + 1 WHERE update_id = ? AND finished_at IS NULL",
            (update_id,),
        )

    def is_open(self, update_id: int) -> bool:
        """Return whether an update waits or is being answered: not if it was erased."""
        found = self._execute(
            "SELECT 1 FROM inbox WHERE update_id = ? AND finished_at IS NULL", (update_id,)
        ).fetchone()
        return found is not None

    def finish(self, update_id: int, now: float) -> bool:
        """Mark an update as done, and erase all of it but its id."""
        return self._update(
            f"UPDATE inbox SET {_ERASED}, finished_at = ? WHERE update_id = ? AND finished_at IS NULL",  # noqa: S608
            (now, update_id),
        )

    def bury(self, update_id: int, error: str, now: float) -> bool:
        """Mark a waiting update as dead: it is not answered, and kept with its error."""
        return self._update(
            "UPDATE inbox SET state = 'dead', error = ?, finished_at = ?, is_reported = 0"
            " WHERE update_id = ? AND finished_at IS NULL",
            (escaped(error), now, update_id),
        )

    def release(self, update_ids: Iterable[int]) -> None:
        """Undo `start` for updates that are not answered because the program stops."""
        self._execute_many(
            "UPDATE inbox SET state = 'received', attempts = attempts - 1 WHERE update_id = ? AND state = 'working'",
            [(it,) for it in update_ids],
        )

    def unfinished(self, limit: int) -> list[Entry]:
        """Return the first `limit` waiting updates."""
        return self._entries("finished_at IS NULL ORDER BY arrival LIMIT ?", (limit,))

    def dead(self) -> list[Entry]:
        """Return the dead updates, the oldest first."""
        return self._entries("state = 'dead' ORDER BY finished_at, arrival")

    def unreported(self) -> list[Entry]:
        """Return the dead updates that were not reported to the admins."""
        return self._entries("state = 'dead' AND NOT is_reported ORDER BY finished_at, arrival")

    def mark_reported(self, update_ids: Iterable[int]) -> None:
        """Mark dead updates as reported."""
        self._execute_many("UPDATE inbox SET is_reported = 1 WHERE update_id = ?", [(it,) for it in update_ids])

    def retry(self, update_id: int, now: float) -> bool:
        """Make a dead update wait again, as if it were received now."""
        (last,) = self._execute("UPDATE arrivals SET last = last + 1 RETURNING last").fetchone()
        return self._update(
            "UPDATE inbox SET state = 'received', arrival = ?, attempts = 0, error = NULL, received_at = ?,"
            " finished_at = NULL, is_reported = 0 WHERE update_id = ? AND state = 'dead'",
            (last, now, update_id),
        )

    def discard(self, update_id: int) -> bool:
        """Erase all of a dead update but its id."""
        self.has_erased = True
        return self._update(
            f"UPDATE inbox SET {_ERASED} WHERE update_id = ? AND state = 'dead'",  # noqa: S608  # constant
            (update_id,),
        )

    def counts(self) -> Mapping[State, int]:
        """Return how many updates are in each state. This reads every row."""
        found = dict(self._execute("SELECT state, count(*) FROM inbox GROUP BY state").fetchall())
        return {state: found.get(state.value, 0) for state in State}

    def waiting(self) -> int:
        """Return how many updates wait or are being answered."""
        (count,) = self._execute("SELECT count(*) FROM inbox WHERE finished_at IS NULL").fetchone()
        return int(count)

    def oldest_waiting(self) -> float | None:
        """Return when the first waiting update was received, in POSIX time."""
        row = self._execute(
            "SELECT received_at FROM inbox WHERE finished_at IS NULL ORDER BY arrival LIMIT 1"
        ).fetchone()
        return None if row is None else float(row[0])

    def purge(self, before: float, limit: int = 5000) -> int:
        """Delete updates that were done, and pauses that ended, before that time; return how many updates.

        It deletes at most `limit`, since all other operations wait: if it returns as many, there are more.
        """
        self._execute("DELETE FROM pauses WHERE until < ?", (before,))
        self.has_erased = True  # the write-ahead log still holds what `finish` erased
        return self._execute(
            "DELETE FROM inbox WHERE update_id IN"
            " (SELECT update_id FROM inbox WHERE finished_at < ? AND state = 'done' LIMIT ?)",
            (before, limit),
        ).rowcount

    def forget(self, user_id: int, except_id: int | None = None) -> int:
        """Erase all data about a person but the ids of updates; return how many updates were erased.

        Erased updates are not answered any more. `except_id` is the update that asks for the erasure, and is kept.
        """
        self._execute("DELETE FROM pauses WHERE chat_id = ?", (user_id,))
        self.has_erased = True
        # The id of a private chat is the person's: it finds updates whose author could not be read.
        theirs = "update_id IS NOT ? AND (user_id = ? OR chat_id = ?)"
        return sum(
            self._execute(
                f"UPDATE inbox SET {_ERASED}, finished_at = coalesce(finished_at, received_at)"  # noqa: S608  # constant
                f" WHERE {which} AND {theirs}",
                (except_id, user_id, user_id),
            ).rowcount
            for which in ("finished_at IS NULL", "state = 'dead'")
        )

    def pause(self, chat_id: int, until: float) -> None:
        """Store that Telegram accepts no message to a chat before a POSIX time."""
        self._execute(
            "INSERT INTO pauses VALUES (?, ?) ON CONFLICT (chat_id) DO UPDATE SET until = max(until, excluded.until)",
            (chat_id, until),
        )

    def pauses(self) -> Mapping[int, float]:
        """Return the end of each chat's pause in POSIX time; some may be over."""
        return dict(self._execute("SELECT chat_id, until FROM pauses").fetchall())

    def _update(self, statement: str, values: tuple[object, ...]) -> bool:
        return self._execute(statement, values).rowcount > 0

    def _entries(self, condition: str, values: tuple[object, ...] = ()) -> list[Entry]:
        rows = self._execute(f"SELECT {_COLUMNS} FROM inbox WHERE {condition}", values)  # noqa: S608  # constant
        return [Entry(update_id, State(state), *others) for update_id, state, *others in rows]


def escaped(text: str) -> str:
    """Escape lone surrogates, which UTF-8 cannot hold; in JSON the escapes mean the same."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
