"""Groups that became supergroups: what was stored of one belongs to the other, whose messages count from 1 again."""

import sqlite3
from collections.abc import Mapping
from dataclasses import replace

from bot.storage.answers import AnswerRow, Asker

_BEFORE_ALL = 1 << 40
"""A message of the group counts as this much older than its id says: before all messages of the supergroup."""


class Moves:
    """The rows in a database. Methods run in the caller's transaction, and do not commit."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Use a connection whose schema is current."""
        self._execute = connection.execute

    def move(self, chat_id: int, to_id: int) -> None:
        """Let what is stored of a group belong to a supergroup. Telegram tells it twice; the second time does nothing.

        No message of the supergroup has the id of one that was stored, since Telegram does not tell the new ones.
        """
        self._execute("INSERT OR IGNORE INTO moves (chat_id, to_id) VALUES (?, ?)", (chat_id, to_id))
        # The supergroup may have settings of its own by now, which stay.
        self._execute("UPDATE OR IGNORE settings SET chat_id = ? WHERE chat_id = ?", (to_id, chat_id))
        self._execute("DELETE FROM settings WHERE chat_id = ?", (chat_id,))
        self._execute(
            "UPDATE answers SET chat_id = ?, question_id = question_id - ?, message_id = message_id - ?,"
            " ended_by = ended_by - ? WHERE chat_id = ?",
            (to_id, _BEFORE_ALL, _BEFORE_ALL, _BEFORE_ALL, chat_id),
        )

    def all(self) -> Mapping[int, int]:
        """Return all moves: the supergroup by the group."""
        return dict(self._execute("SELECT chat_id, to_id FROM moves"))

    def where_now(self, chat_id: int) -> int:
        """Return the supergroup that a group became, or the chat itself."""
        found = self._execute("SELECT to_id FROM moves WHERE chat_id = ?", (chat_id,)).fetchone()
        return chat_id if found is None else int(found[0])

    def row_now(self, row: AnswerRow) -> AnswerRow:
        """Return the row of an answer in the chat as it is now: the question may be of the group, the answer is not."""
        to_id = self.where_now(row.chat_id)
        return row if to_id == row.chat_id else replace(row, chat_id=to_id, question_id=row.question_id - _BEFORE_ALL)

    def asker_now(self, asker: Asker, message_id: int) -> tuple[Asker, int]:
        """Return whose conversation a message belongs to, and the id by which it is ordered there."""
        to_id = self.where_now(asker.chat_id)
        if to_id == asker.chat_id:
            return asker, message_id
        return replace(asker, chat_id=to_id), message_id - _BEFORE_ALL
