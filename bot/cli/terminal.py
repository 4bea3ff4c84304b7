"""Replies on standard output: in colour on a terminal, as plain text elsewhere."""

import sys
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

from bot.rendering.markup import Block
from bot.rendering.templates import without_controls
from bot.rendering.text import plain, plain_runs

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

_STYLES = {"b": "bold yellow", "i": "italic", "a": "underline", "code": "cyan"}
_NARROW = 60
"""Columns below which a table's cells are printed one below the other."""
_PIPE_WIDTH = 200
_MANY_COLUMNS = 7
"""A table with more has less space between them, to fit on a terminal of 80 columns."""


def show(blocks: Sequence[Block]) -> None:
    """Print a reply."""
    if not sys.stdout.isatty():
        print(plain(blocks), flush=True)
        return
    # Imported here because a pipe does not need it, and it is slow to import.
    from rich.console import Console  # noqa: PLC0415

    Console(highlight=False).print(_styled(blocks))


@contextmanager
def in_place() -> Iterator[Callable[[Sequence[Block]], None]]:
    """Yield a function that prints replies: each in place of the one before on a terminal, below it elsewhere."""
    if not sys.stdout.isatty():
        yield show
        return
    from rich.console import Console  # noqa: PLC0415
    from rich.live import Live  # noqa: PLC0415

    with Live(console=Console(highlight=False), auto_refresh=False, vertical_overflow="visible") as live:
        yield lambda blocks: live.update(_styled(blocks), refresh=True)


def table_console(out: TextIO) -> "Console":
    """Return a console for tables: as wide as the terminal; without one, wide and without colour."""
    from rich.console import Console  # noqa: PLC0415

    if out.isatty():
        return Console(file=out, highlight=False)
    return Console(file=out, highlight=False, width=_PIPE_WIDTH, color_system=None, force_terminal=False)


def print_table(
    console: "Console", header: Sequence[str], rows: Iterable[Sequence[str]], numbers: Container[int] = ()
) -> None:
    """Print a table, with the columns `numbers` aligned right; on a narrow console, one cell a line."""
    from rich.box import SIMPLE_HEAD  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    if console.width < _NARROW:
        for first, *cells in rows:
            console.print(Text(first, "bold"))
            for name, cell in zip(header[1:], cells, strict=True):
                if cell:
                    console.print(Text(f"  {one_line(name)}: {one_line(cell)}" if name else f"  {one_line(cell)}"))
        return
    table = Table(box=SIMPLE_HEAD, show_edge=False, padding=(0, 1, 0, 0) if len(header) > _MANY_COLUMNS else (0, 1))
    for at, name in enumerate(header):
        table.add_column(name, justify="right" if at in numbers else "left", overflow="fold")
    for row in rows:
        table.add_row(*map(Text, row))
    console.print(table)


def one_line(text: str) -> str:
    """Return a text on one line, without control characters."""
    return " ".join(str(without_controls(text)).split())


def _styled(blocks: Sequence[Block]) -> "Text":
    from rich.text import Text  # noqa: PLC0415

    text = Text()
    for run in plain_runs(blocks):
        text.append(run.text, " ".join(_STYLES[tag.name] for tag in run.tags if tag.name in _STYLES))
    return text
