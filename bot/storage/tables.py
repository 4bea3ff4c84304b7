"""All tables of the bot on one connection, so that one transaction can change several of them."""

import sqlite3

from bot.storage.answers import Answers
from bot.storage.inbox import Inbox


class Tables:
    """The tables, each as the class that reads and writes it.

    A new table has a module of its own in this package, a migration, a line here, and an `erase` for `/forget`.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Use a connection whose schema is current."""
        self.inbox = Inbox(connection)
        self.answers = Answers(connection)

    @property
    def has_erased(self) -> bool:
        """Whether erased texts may still be in the write-ahead log."""
        return self.inbox.has_erased

    @has_erased.setter
    def has_erased(self, value: bool) -> None:
        self.inbox.has_erased = value
