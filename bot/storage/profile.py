"""What the bot has told Telegram to show of it, so that a start need not ask for it."""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SetPlace:
    """What stands in one place, by its digest, and when that was last known to be so, in POSIX seconds.

    `chat_id` is the chat that alone sees it, if it is one.
    """

    digest: str
    checked_at: float
    chat_id: int | None = None


class ShownProfile:
    """The rows in a database, by the bot's id and the key of a place. Methods do not commit."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Use a connection whose schema is current."""
        self._execute = connection.execute
        self.has_erased = False
        """Whether erased rows may still be in the write-ahead log."""

    def known(self, bot_id: int) -> dict[str, SetPlace]:
        """Return what is known of a bot, by place."""
        found = self._execute("SELECT place, digest, checked_at, chat_id FROM profile WHERE bot_id = ?", (bot_id,))
        return {str(place): SetPlace(*values) for place, *values in found}

    def put(self, bot_id: int, changed: Mapping[str, SetPlace | None]) -> None:
        """Store what has changed; None removes a place."""
        for place, state in changed.items():
            if state is None:
                self._execute("DELETE FROM profile WHERE bot_id = ? AND place = ?", (bot_id, place))
            else:
                self._execute(
                    "INSERT OR REPLACE INTO profile (bot_id, place, chat_id, digest, checked_at)"
                    " VALUES (?, ?, ?, ?, ?)",
                    (bot_id, place, state.chat_id, state.digest, state.checked_at),
                )

    def distrust(self, bot_id: int) -> None:
        """Take nothing for certain any more: somebody else looks after the profile."""
        self._execute("UPDATE profile SET checked_at = 0 WHERE bot_id = ?", (bot_id,))

    def erase(self, person_id: int) -> None:
        """Remove what is shown to one person alone. The next start finds out, and stores it again."""
        self.has_erased |= self._execute("DELETE FROM profile WHERE chat_id = ?", (person_id,)).rowcount > 0
