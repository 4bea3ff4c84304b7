"""How a terminal shows what the templates say: colour where there is a terminal, plain text where not."""

import sys
from collections.abc import Sequence

from bot.rendering.text import pieces, plain

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
    from rich.text import Text  # noqa: PLC0415

    text = Text()
    for piece in pieces(blocks):
        text.append(piece.text, " ".join(_STYLES[tag] for tag in sorted(piece.tags) if tag in _STYLES))
    Console(highlight=False).print(text)
