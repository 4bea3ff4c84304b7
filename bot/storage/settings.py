"""The settings of chats: one row for each chat in which something was chosen."""

import sqlite3

from bot.chat_settings import AS_BY_DEFAULT, ChatSettings


class Settings:
    """The rows in a database. Methods run in the caller's transaction, and do not commit."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Use a connection whose schema is current."""
        self._execute = connection.execute
        self.has_erased = False
        """Whether erased rows may still be in the write-ahead log."""

    def of(self, chat_id: int) -> ChatSettings:
        """Return the settings of a chat."""
        found = self._execute(
            "SELECT language, time_zone, quotes, has_buttons FROM settings WHERE chat_id = ?", (chat_id,)
        ).fetchone()
        if found is None:
            return AS_BY_DEFAULT
        language, time_zone, quotes, has_buttons = found
        return ChatSettings(language, time_zone, quotes, has_buttons=bool(has_buttons))

    def put(self, chat_id: int, settings: ChatSettings) -> None:
        """Store the settings of a chat; of one in which nothing is chosen, nothing is kept."""
        if settings == AS_BY_DEFAULT:
            self.erase(chat_id)
            return
        self._execute(
            "INSERT INTO settings (chat_id, language, time_zone, quotes, has_buttons) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (chat_id) DO UPDATE SET language = excluded.language, time_zone = excluded.time_zone,"
            " quotes = excluded.quotes, has_buttons = excluded.has_buttons",
            (chat_id, settings.language, settings.time_zone, settings.quotes, settings.has_buttons),
        )

    def erase(self, chat_id: int) -> None:
        """Erase the settings of a chat. The id of a private chat is the person's."""
        self.has_erased |= self._execute("DELETE FROM settings WHERE chat_id = ?", (chat_id,)).rowcount > 0
