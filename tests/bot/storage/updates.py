"""Updates to put into an inbox."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.storage import Database, Inbox, NewUpdate

BODY = "what did Xi pledge in secret?"
RETRY_SECONDS = 0.02


def update(update_id: int, chat_id: int | None = 7, user_id: int | None = 7) -> NewUpdate:
    """Return an update of that id."""
    return NewUpdate(update_id, f'{{"update_id": {update_id}, "text": "{BODY}"}}', chat_id, user_id)


@contextmanager
def inbox_in(file: Path) -> Iterator[Inbox]:
    """Open a file, and commit what is done with its inbox."""
    database = Database.open(file)
    try:
        with database.transaction() as connection:
            yield Inbox(connection)
    finally:
        database.close()


def everything_in(folder: Path) -> bytes:
    """Return what the files of a folder hold, byte for byte."""
    return b"".join(file.read_bytes() for file in folder.iterdir() if file.is_file())
