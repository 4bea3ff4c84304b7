"""Storage that outlives the process, one SQLite file: the inbox of updates from Telegram, and tables beside it."""

from bot.storage.answers import AnswerRow, Answers, Asker, Keys
from bot.storage.database import FILE, Database
from bot.storage.errors import StoreBusyError, StoreDamagedError, StoreError, StoreMissingError
from bot.storage.group_commit import GroupCommit
from bot.storage.inbox import Entry, Inbox, NewUpdate, State
from bot.storage.links import LinkedQuestion
from bot.storage.profile import SetPlace
from bot.storage.questions import StoredQuestion
from bot.storage.records import read_records
from bot.storage.tables import Tables

__all__ = [
    "FILE",
    "AnswerRow",
    "Answers",
    "Asker",
    "Database",
    "Entry",
    "GroupCommit",
    "Inbox",
    "Keys",
    "LinkedQuestion",
    "NewUpdate",
    "SetPlace",
    "State",
    "StoreBusyError",
    "StoreDamagedError",
    "StoreError",
    "StoreMissingError",
    "StoredQuestion",
    "Tables",
    "read_records",
]
