"""The updates that Telegram has handed over, and what became of each."""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum


class State(Enum):
    """What became of an update."""

    RECEIVED = "received"
    """It waits for its turn."""
    WORKING = "working"
    """It is being answered, or was when the program ended."""
    DONE = "done"
    """Only its id is kept, so that it is known should it come again."""
    DEAD = "dead"
    """It could not be read, or its handler failed. Kept with the error until it is retried or forgotten."""


@dataclass(frozen=True, slots=True)
class NewUpdate:
    """An update as it came. With an error it is dead on arrival, and is kept for a person to look at."""

    update_id: int
    body: str
    chat_id: int | None
    user_id: int | None
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """An update in the inbox; `arrival` numbers them in the order in which they came, times are POSIX seconds."""

    update_id: int
    arrival: int
    state: State
    body: str | None
    chat_id: int | None
    user_id: int | None
    attempts: int
    error: str | None
    received_at: float
    finished_at: float | None


_COLUMNS = "update_id, arrival, state, body, chat_id, user_id, attempts, error, received_at, finished_at"
# What is erased of an update when only its id is still needed.
_ERASED = "state = 'done', body = NULL, error = NULL, chat_id = NULL, user_id = NULL"


class Inbox:
    """The updates in a database. Every method takes part in the caller's transaction, which alone commits.

    Changes to an update that is not in a state where they make sense, such as one that was forgotten meanwhile,
    change nothing and return False.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Work on an open connection."""
        self._execute = connection.execute
        self._execute_many = connection.executemany
        self.has_erased = False
        """Whether texts were erased which should not stay in the database's log either."""

    def add(self, updates: Sequence[NewUpdate], now: float) -> list[int]:
        """Take updates in, in their order, and return the ids of those that are new: Telegram may repeat itself."""
        if not updates:
            return []
        (last,) = self._execute("UPDATE arrivals SET last = last + ? RETURNING last", (len(updates),)).fetchone()
        new = []
        for arrival, it in enumerate(updates, start=last - len(updates) + 1):
            state, finished_at = ("received", None) if it.error is None else ("dead", now)
            row = it.update_id, arrival, state, _text(it.body), it.chat_id, it.user_id, 0, _text(it.error), now
            # Only for an id that is known: OR IGNORE would pass over rows of any other fault as well.
            added = self._execute(
                f"INSERT INTO inbox ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608  # constant
                " ON CONFLICT (update_id) DO NOTHING",
                (*row, finished_at),
            )
            if added.rowcount:
                new.append(it.update_id)
        return new

    def start(self, update_id: int) -> bool:
        """Note that work on a waiting update begins; one that was being worked on when the program ended, anew."""
        return self._changes(
            "UPDATE inbox SET state = 'working', attempts = attempts + 1 WHERE update_id = ? AND finished_at IS NULL",
            (update_id,),
        )

    def finish(self, update_id: int, now: float) -> bool:
        """Note that an update needs nothing more, and erase all of it but its id."""
        return self._changes(
            f"UPDATE inbox SET {_ERASED}, finished_at = ? WHERE update_id = ? AND finished_at IS NULL",  # noqa: S608
            (now, update_id),
        )

    def bury(self, update_id: int, error: str, now: float) -> bool:
        """Give a waiting update up, keeping it with its error."""
        return self._changes(
            "UPDATE inbox SET state = 'dead', error = ?, finished_at = ?, is_reported = 0"
            " WHERE update_id = ? AND finished_at IS NULL",
            (_text(error), now, update_id),
        )

    def release(self, update_ids: Iterable[int]) -> None:
        """Put updates back that were being worked on, as if work on them had not begun: the program stops."""
        self._execute_many(
            "UPDATE inbox SET state = 'received', attempts = attempts - 1 WHERE update_id = ? AND state = 'working'",
            [(it,) for it in update_ids],
        )

    def unfinished(self, limit: int, after: int = 0) -> list[Entry]:
        """Return what is received or being worked on, in order of arrival, from behind the arrival `after` on."""
        return self._entries("finished_at IS NULL AND arrival > ? ORDER BY arrival LIMIT ?", (after, limit))

    def dead(self) -> list[Entry]:
        """Return what was given up, the oldest first."""
        return self._entries("state = 'dead' ORDER BY finished_at, arrival")

    def unreported(self) -> list[Entry]:
        """Return the dead ones that no admin was told of."""
        return self._entries("state = 'dead' AND NOT is_reported ORDER BY finished_at, arrival")

    def mark_reported(self, update_ids: Iterable[int]) -> None:
        """Note that the admins were told of these."""
        self._execute_many("UPDATE inbox SET is_reported = 1 WHERE update_id = ?", [(it,) for it in update_ids])

    def retry(self, update_id: int, now: float) -> bool:
        """Let a dead update wait again, behind all others, as if it had come now."""
        (last,) = self._execute("UPDATE arrivals SET last = last + 1 RETURNING last").fetchone()
        return self._changes(
            "UPDATE inbox SET state = 'received', arrival = ?, attempts = 0, error = NULL, received_at = ?,"
            " finished_at = NULL, is_reported = 0 WHERE update_id = ? AND state = 'dead'",
            (last, now, update_id),
        )

    def discard(self, update_id: int) -> bool:
        """Erase all of a dead update but its id: nobody wants it tried again."""
        self.has_erased = True
        return self._changes(
            f"UPDATE inbox SET {_ERASED} WHERE update_id = ? AND state = 'dead'",  # noqa: S608  # constant
            (update_id,),
        )

    def counts(self) -> Mapping[State, int]:
        """Return how many updates are in each state. It looks at every row: not for every second."""
        found = dict(self._execute("SELECT state, count(*) FROM inbox GROUP BY state").fetchall())
        return {state: found.get(state.value, 0) for state in State}

    def waiting(self) -> int:
        """Return how many updates are received or being worked on."""
        (count,) = self._execute("SELECT count(*) FROM inbox WHERE finished_at IS NULL").fetchone()
        return int(count)

    def oldest_waiting(self) -> float | None:
        """Return when the first of those that wait came."""
        row = self._execute(
            "SELECT received_at FROM inbox WHERE finished_at IS NULL ORDER BY arrival LIMIT 1"
        ).fetchone()
        return None if row is None else float(row[0])

    def purge(self, before: float, limit: int = 5000) -> int:
        """Delete what was done before that time, and pauses that ended before it; return how many were done.

        At most `limit` of them, since everybody waits meanwhile: if it returns as many, there are more.
        """
        self._execute("DELETE FROM pauses WHERE until < ?", (before,))
        self.has_erased = True  # the log still has what was finished since the last time
        return self._execute(
            "DELETE FROM inbox WHERE update_id IN"
            " (SELECT update_id FROM inbox WHERE finished_at < ? AND state = 'done' LIMIT ?)",
            (before, limit),
        ).rowcount

    def forget(self, user_id: int, keep: int | None = None) -> int:
        """Erase everything about a person but the bare ids of updates; return from how many it was erased.

        What waits is not answered any more, but for the update `keep`: the very request to forget.
        """
        self._execute("DELETE FROM pauses WHERE chat_id = ?", (user_id,))
        self.has_erased = True
        # A private chat has the person's id: it tells who wrote what could not be read.
        theirs = "update_id IS NOT ? AND (user_id = ? OR chat_id = ?)"
        return sum(
            self._execute(
                f"UPDATE inbox SET {_ERASED}, finished_at = coalesce(finished_at, received_at)"  # noqa: S608  # constant
                f" WHERE {which} AND {theirs}",
                (keep, user_id, user_id),
            ).rowcount
            for which in ("finished_at IS NULL", "state = 'dead'")
        )

    def pause(self, chat_id: int, until: float) -> None:
        """Keep in mind that Telegram wants no message to this chat before that time."""
        self._execute(
            "INSERT INTO pauses VALUES (?, ?) ON CONFLICT (chat_id) DO UPDATE SET until = max(until, excluded.until)",
            (chat_id, until),
        )

    def pauses(self) -> Mapping[int, float]:
        """Return until when each chat is to be left alone; some of these times may be over."""
        return dict(self._execute("SELECT chat_id, until FROM pauses").fetchall())

    def _changes(self, statement: str, values: tuple[object, ...]) -> bool:
        return self._execute(statement, values).rowcount > 0

    def _entries(self, condition: str, values: tuple[object, ...] = ()) -> list[Entry]:
        rows = self._execute(f"SELECT {_COLUMNS} FROM inbox WHERE {condition}", values)  # noqa: S608  # constant
        return [Entry(update_id, arrival, State(state), *others) for update_id, arrival, state, *others in rows]


def _text(text: str | None) -> str | None:
    """Return a text without halves of characters, which UTF-8 cannot hold; in JSON the escapes mean the same."""
    return None if text is None else text.encode("utf-8", "backslashreplace").decode("utf-8")
