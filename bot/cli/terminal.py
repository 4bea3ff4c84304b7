"""How a terminal shows what the templates say: colour where there is a terminal, plain text where not."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from bot.rendering.text import pieces, plain

if TYPE_CHECKING:
    from rich.text import Text

_STYLES = {
    "b": "bold yellow",
    "i": "italic",
    "a": "underline",
    "code": "cyan",
}


def show(blocks: Sequence[str]) -> None:
    """Print a reply."""
    if not sys.stdout.isatty():
        print(plain(blocks), flush=True)
        return
    # Imported where it is needed: a pipe need not wait for it.
    from rich.console import Console  # noqa: PLC0415

    Console(highlight=False).print(_styled(blocks))


@contextmanager
def in_place() -> Iterator[Callable[[Sequence[str]], None]]:
    """Give what prints replies, each in the place of the one before on a terminal, and below it elsewhere."""
    if not sys.stdout.isatty():
        yield show
        return
    from rich.console import Console  # noqa: PLC0415
    from rich.live import Live  # noqa: PLC0415

    with Live(console=Console(highlight=False), auto_refresh=False, vertical_overflow="visible") as live:
        yield lambda blocks: live.update(_styled(blocks), refresh=True)


def _styled(blocks: Sequence[str]) -> "Text":
    from rich.text import Text  # noqa: PLC0415

    text = Text()
    for piece in pieces(blocks):
        text.append(piece.text, " ".join(_STYLES[tag] for tag in sorted(piece.tags) if tag in _STYLES))
    return text
