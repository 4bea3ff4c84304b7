"""Blocks of HTML to plain text, whole or in styled pieces for a terminal."""

from collections.abc import Sequence
from typing import NamedTuple

from bot.rendering.markup import parse

_QUOTE_MARK = "> "


class Piece(NamedTuple):
    """A stretch of plain text with the names of the tags that style it, for example `{"b"}`."""

    text: str
    tags: frozenset[str]


def pieces(blocks: Sequence[str]) -> list[Piece]:
    """Return the blocks as styled text, with a blank line between; every line of a quote begins with "> "."""
    result: list[Piece] = []
    for number, block in enumerate(blocks):
        if number:
            result.append(Piece("\n\n", frozenset()))
        at_line_start = True
        for run in parse(block):
            tags = frozenset([tag.name for tag in run.tags])
            text = _marked(run.text, at_line_start=at_line_start) if "blockquote" in tags else run.text
            result.append(Piece(text, tags))
            at_line_start = run.text.endswith("\n")
    return result


def plain(blocks: Sequence[str]) -> str:
    """Return the blocks as plain text."""
    return "".join(piece.text for piece in pieces(blocks))


def _marked(quoted: str, *, at_line_start: bool) -> str:
    text = quoted.replace("\n", "\n" + _QUOTE_MARK)
    if quoted.endswith("\n"):
        text = text.removesuffix(_QUOTE_MARK)  # the run that begins the next line gets it
    return _QUOTE_MARK + text if at_line_start else text
