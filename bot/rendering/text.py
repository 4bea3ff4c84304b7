"""Replies as plain text, whole or in runs that a terminal can style."""

from collections.abc import Sequence

from bot.rendering.markup import Block, Run

_QUOTE_MARK = "> "


def plain_runs(blocks: Sequence[Block]) -> list[Run]:
    """Return the blocks as runs, with a blank line between blocks and "> " before each line of a quote.

    A folded quote holds captions and quotes of its own, so that it has no marks itself.
    """
    result: list[Run] = []
    for number, block in enumerate(blocks):
        if number:
            result.append(Run("\n\n"))
        at_line_start = True
        for run in block:
            is_quoted = any(tag.name == "blockquote" and not tag.is_folded for tag in run.tags)
            result.append(Run(_marked(run.text, at_line_start=at_line_start), run.tags) if is_quoted else run)
            at_line_start = run.text.endswith("\n")
    return result


def plain(blocks: Sequence[Block]) -> str:
    """Return the blocks as plain text."""
    return "".join(run.text for run in plain_runs(blocks))


def _marked(quoted: str, *, at_line_start: bool) -> str:
    text = quoted.replace("\n", "\n" + _QUOTE_MARK)
    if quoted.endswith("\n"):
        text = text.removesuffix(_QUOTE_MARK)  # the run that begins the next line gets it
    return _QUOTE_MARK + text if at_line_start else text
