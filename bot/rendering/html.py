"""Replies as Telegram messages, each within Telegram's limits."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from bot.rendering.markup import Block, Run, Tag, serialise
from bot.utf16 import utf16_length

MESSAGE_LENGTH = 4096
"""Telegram's limit for a message, in UTF-16 units, after parsing."""

_ENTITIES = 100
_GAP = Run("\n\n")


class RenderedMessage(NamedTuple):
    """The text of a message in Telegram's HTML, and the same text without formatting."""

    html: str
    plain: str


def messages(blocks: Sequence[Block], limit: int = MESSAGE_LENGTH) -> list[RenderedMessage]:
    """Return the blocks as few messages, split between blocks, and inside a block only if it exceeds the limit.

    Each message has at most `limit` UTF-16 units after parsing, and, if each block has, at most 100 entities.
    """
    blocks = [_without_inner_quotes(block) for block in blocks]
    result: list[list[Run]] = []
    length = entities = 0
    for block in blocks:
        for piece in [block] if _length(block) <= limit else _pieces(block, limit):
            size, tags = _length(piece), _tags(piece)
            if result and length + len(_GAP.text) + size <= limit and entities + tags <= _ENTITIES:
                result[-1] += [_GAP, *piece]
                length += len(_GAP.text) + size
                entities += tags
            else:
                result.append([*piece])
                length, entities = size, tags
    return [RenderedMessage(serialise(runs), "".join(run.text for run in runs)) for runs in result]


def _without_inner_quotes(block: Block) -> Block:
    """Take the tags off block quotes within others, which Telegram does not know."""
    if not any(tag.is_folded for run in block for tag in run.tags):
        return block
    return [Run(run.text, _outermost(run.tags)) for run in block]


def _outermost(tags: tuple[Tag, ...]) -> tuple[Tag, ...]:
    quotes = [tag for tag in tags if tag.name == "blockquote"]
    return tuple(tag for tag in tags if tag.name != "blockquote" or tag is quotes[0])


def _length(runs: Sequence[Run]) -> int:
    return utf16_length("".join([run.text for run in runs]))


def _pieces(runs: Sequence[Run], limit: int) -> Iterator[list[Run]]:
    """Yield the runs in pieces of at most `limit` units, cut at a blank if there is one."""
    piece: list[Run] = []
    room = limit
    for run in runs:
        text = run.text
        while utf16_length(text) > room:
            cut = _cut(text, room, is_forced=not piece)
            if cut:
                piece.append(Run(text[:cut], run.tags))
            yield piece
            text, piece, room = text[cut:].lstrip(), [], limit
        if text:
            piece.append(Run(text, run.tags))
            room -= utf16_length(text)
    if piece:
        yield piece


def _cut(text: str, room: int, *, is_forced: bool) -> int:
    """Return how many characters fit, up to a blank; without a suitable one 0, or if `is_forced` a word is cut."""
    fits = units = 0
    while fits < len(text) and units + utf16_length(text[fits]) <= room:
        units += utf16_length(text[fits])
        fits += 1
    blank = max(text.rfind(" ", 0, fits + 1), text.rfind("\n", 0, fits + 1))
    if blank > fits // 2 or (blank > 0 and not is_forced):
        return blank
    return fits if is_forced else 0  # a cut at an early blank would leave a message of a few words


def _tags(runs: Sequence[Run]) -> int:
    return len({id(tag) for run in runs for tag in run.tags})
