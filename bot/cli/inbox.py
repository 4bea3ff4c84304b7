"""`verbatim inbox`: what waits, what could not be answered and why, and another try for that."""

import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.rendering.templates import without_controls
from bot.storage import (
    FILE,
    Database,
    Entry,
    Inbox,
    State,
    StoreMissingError,
)

# A running bot writes all the time: between two of its commits there is a moment for another.
_WAIT = 10.0
# In a pipe no table is squeezed to the width of a screen.
_WIDE = 200
_MEANING = {
    State.RECEIVED: "waiting for their turn",
    State.WORKING: "being answered; if no bot runs, when it starts again",
    State.DONE: "answered or needing no answer; only the ids are kept",
    State.DEAD: "failed; `verbatim inbox retry ID` tries one again, `discard ID` erases it",
}


def show(data_dir: Path, out: TextIO) -> int:
    """Print how many updates are in each state, and the dead ones; return the exit code.

    Raises `StoreError` where the file cannot be read.
    """
    file = data_dir / FILE
    try:
        database = Database.open(file, create=False, wait=_WAIT)
    except StoreMissingError:
        print(f"There is no inbox yet: no bot has run with {file}.", file=out)
        return 0
    with closing(database), database.reading() as connection:
        inbox = Inbox(connection)
        counts, dead, oldest = inbox.counts(), inbox.dead(), inbox.oldest_waiting()
    is_screen = out.isatty()
    console = Console(
        file=out,
        highlight=False,
        width=None if is_screen else _WIDE,
        color_system="auto" if is_screen else None,
        force_terminal=None if is_screen else False,
    )
    table = Table("state", box=SIMPLE_HEAD, show_edge=False)
    table.add_column("updates", justify="right")
    table.add_column("")
    for state, number in counts.items():
        table.add_row(state.value, f"{number:,}", _MEANING[state])
    console.print(table)
    if oldest is not None:
        console.print(f"\nThe oldest waits since {_told(oldest)}.")
    if dead:
        console.print("\nDead, the oldest first:\n")
        console.print(_listed(dead))
    return 0


def retry(data_dir: Path, update_id: int, out: TextIO) -> int:
    """Let a dead update wait again, and print what happened; return the exit code, 1 where there is no such update.

    Raises `StoreError` where the file cannot be written.
    """
    is_found = _changed(data_dir, lambda inbox: inbox.retry(update_id, time.time()))
    done = f"{update_id} waits again: a running bot takes it within seconds, else the next start."
    return _say(data_dir, update_id, done if is_found else None, out)


def discard(data_dir: Path, update_id: int, out: TextIO) -> int:
    """Erase a dead update, and print what happened; return the exit code, 1 where there is no such update.

    Raises `StoreError` where the file cannot be written.
    """
    is_found = _changed(data_dir, lambda inbox: inbox.discard(update_id))
    return _say(data_dir, update_id, f"{update_id} is erased but for its number." if is_found else None, out)


def _changed(data_dir: Path, change: Callable[[Inbox], bool]) -> bool:
    """Tell whether there was something to change."""
    try:
        database = Database.open(data_dir / FILE, create=False, wait=_WAIT)
    except StoreMissingError:
        return False
    with closing(database):
        with database.transaction() as connection:
            is_changed = change(Inbox(connection))
        database.empty_log()
        return is_changed


def _say(data_dir: Path, update_id: int, done: str | None, out: TextIO) -> int:
    missing = f"{update_id} is not among the dead ones in {data_dir / FILE}: `verbatim inbox` lists them."
    print(done or missing, file=out)
    return 0 if done else 1


def _listed(dead: list[Entry]) -> Table:
    table = Table("id", "when", "chat", box=SIMPLE_HEAD, show_edge=False)
    table.add_column("attempts", justify="right")
    table.add_column("error", overflow="fold")
    for it in dead:
        error = " ".join(str(without_controls(it.error or "")).split())
        when = _told(it.received_at if it.finished_at is None else it.finished_at)
        chat = "–" if it.chat_id is None else str(it.chat_id)
        table.add_row(str(it.update_id), when, chat, str(it.attempts), Text(error))
    return table


def _told(when: float) -> str:
    return datetime.fromtimestamp(when, UTC).astimezone().strftime("%Y-%m-%d %H:%M:%S")
