"""How a terminal shows what the templates say: colour where there is a terminal, plain text where not."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from bot.rendering.markup import Block
from bot.rendering.text import plain, plain_runs

if TYPE_CHECKING:
    from rich.text import Text

_STYLES = {
    "b": "bold yellow",
    "i": "italic",
    "a": "underline",
    "code": "cyan",
}


def show(blocks: Sequence[Block]) -> None:
    """Print a reply."""
    if not sys.stdout.isatty():
        print(plain(blocks), flush=True)
        return
    # Imported where it is needed: a pipe need not wait for it.
    from rich.console import Console  # noqa: PLC0415

    Console(highlight=False).print(_styled(blocks))


@contextmanager
def in_place() -> Iterator[Callable[[Sequence[Block]], None]]:
    """Give what prints replies, each in the place of the one before on a terminal, and below it elsewhere."""
    if not sys.stdout.isatty():
        yield show
        return
    from rich.console import Console  # noqa: PLC0415
    from rich.live import Live  # noqa: PLC0415

    with Live(console=Console(highlight=False), auto_refresh=False, vertical_overflow="visible") as live:
        yield lambda blocks: live.update(_styled(blocks), refresh=True)


def _styled(blocks: Sequence[Block]) -> "Text":
    from rich.text import Text  # noqa: PLC0415

    text = Text()
    for run in plain_runs(blocks):
        text.append(run.text, " ".join(_STYLES[tag.name] for tag in run.tags if tag.name in _STYLES))
    return text
