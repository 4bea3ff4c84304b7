"""What must outlive the process: the updates that Telegram has handed over, in one SQLite file."""

from bot.store.database import FILE, Database
from bot.store.errors import StoreBusyError, StoreDamagedError, StoreError, StoreMissingError
from bot.store.group_commit import GroupCommit
from bot.store.inbox import Entry, Inbox, NewUpdate, State

__all__ = [
    "FILE",
    "Database",
    "Entry",
    "GroupCommit",
    "Inbox",
    "NewUpdate",
    "State",
    "StoreBusyError",
    "StoreDamagedError",
    "StoreError",
    "StoreMissingError",
]
