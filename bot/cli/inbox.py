"""`verbatim inbox`: list updates that wait or failed, and retry or discard one that failed."""

import argparse
import time
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

from bot.cli.terminal import one_line, print_table, table_console
from bot.storage import FILE, Database, Entry, Inbox, State, StoreMissingError
from bot.streams import wrapped

# Seconds to wait for the database's lock, which a running bot releases between its commits.
_WAIT = 10.0
_MEANING = {
    State.RECEIVED: "waiting for their turn",
    State.WORKING: "being answered; if no bot runs, when it starts again",
    State.DONE: "answered or needing no answer; only the ids are kept",
    State.DEAD: "failed; `verbatim inbox retry ID` tries one again, `discard ID` erases it",
}


def run(data_dir: Path, options: argparse.Namespace, out: TextIO) -> int:
    """Run an action on the inbox of a data folder; return the exit code. Raises `StoreError`."""
    if options.action is None:
        return show(data_dir, out)
    return (retry if options.action == "retry" else discard)(data_dir, options.update_id, out)


def show(data_dir: Path, out: TextIO) -> int:
    """Print how many updates are in each state, and the dead ones; return the exit code.

    Raises `StoreError` if the file cannot be read.
    """
    file = data_dir / FILE
    try:
        database = Database.open(file, create=False, wait=_WAIT)
    except StoreMissingError:
        print(wrapped(f"There is no inbox yet: no bot has run with {file}.", out), file=out)
        return 0
    with closing(database), database.reading() as connection:
        inbox = Inbox(connection)
        counts, dead, oldest = inbox.counts(), inbox.dead(), inbox.oldest_waiting()
    console = table_console(out)
    states = [(state.value, f"{number:,}", _MEANING[state]) for state, number in counts.items()]
    print_table(console, ("state", "updates", ""), states, numbers={1})
    if oldest is not None:
        console.print(f"\nThe oldest waits since {_time(oldest)}.")
    if dead:
        console.print("\nDead, the oldest first:\n")
        print_table(console, ("id", "when", "chat", "attempts", "error"), map(_cells, dead), numbers={3})
    return 0


def retry(data_dir: Path, update_id: int, out: TextIO) -> int:
    """Make a dead update wait again; return the exit code, 1 if there is no such update.

    Raises `StoreError` if the file cannot be written.
    """
    done = f"{update_id} waits again: a running bot takes it within seconds, else the next start."
    return _change(data_dir, update_id, lambda inbox: inbox.retry(update_id, time.time()), done, out)


def discard(data_dir: Path, update_id: int, out: TextIO) -> int:
    """Erase a dead update; return the exit code, 1 if there is no such update.

    Raises `StoreError` if the file cannot be written.
    """
    done = f"{update_id} is erased but for its number."
    return _change(data_dir, update_id, lambda inbox: inbox.discard(update_id), done, out)


def _change(data_dir: Path, update_id: int, change: Callable[[Inbox], bool], done: str, out: TextIO) -> int:
    """Change the inbox; print `done`, or that there is no such update, and return the exit code."""
    is_found = False
    with suppress(StoreMissingError), closing(Database.open(data_dir / FILE, create=False, wait=_WAIT)) as database:
        with database.transaction() as connection:
            is_found = change(Inbox(connection))
        database.truncate_wal()
    missing = f"{update_id} is not among the dead ones in {data_dir / FILE}: `verbatim inbox` lists them."
    print(wrapped(done if is_found else missing, out), file=out)
    return 0 if is_found else 1


def _cells(dead: Entry) -> tuple[str, ...]:
    when = _time(dead.received_at if dead.finished_at is None else dead.finished_at)
    chat = "–" if dead.chat_id is None else str(dead.chat_id)
    return str(dead.update_id), when, chat, str(dead.attempts), one_line(dead.error or "")


def _time(when: float) -> str:
    return datetime.fromtimestamp(when, UTC).astimezone().strftime("%Y-%m-%d %H:%M:%S")
