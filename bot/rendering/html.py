"""Blocks of HTML to the texts of Telegram messages, each within Telegram's limits."""

from collections.abc import Iterator, Sequence

from bot.rendering.markup import Run, parse, serialise

MESSAGE_LENGTH = 4096
"""Telegram's limit for a message, in UTF-16 units, after parsing."""

_ENTITIES = 100
_GAP = "\n\n"


def messages(blocks: Sequence[str], limit: int = MESSAGE_LENGTH) -> list[str]:
    """Return the blocks as few messages: split between blocks, and within one only where it is too long itself.

    Each message is well-formed HTML of at most `limit` UTF-16 units after parsing, and, where each block is,
    of at most 100 entities.
    """
    result: list[str] = []
    length = entities = 0
    for block in blocks:
        for runs in _pieces(parse(block), limit):
            size, tags = sum(utf16_length(run.text) for run in runs), _tags(runs)
            html = serialise(runs)
            if result and length + len(_GAP) + size <= limit and entities + tags <= _ENTITIES:
                result[-1] += _GAP + html
                length += len(_GAP) + size
                entities += tags
            else:
                result.append(html)
                length, entities = size, tags
    return result


def utf16_length(text: str) -> int:
    """Return the length as Telegram counts it: characters beyond the basic plane count two."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def _pieces(runs: Sequence[Run], limit: int) -> Iterator[list[Run]]:
    """Yield the runs in pieces of at most `limit` units, cut at a blank where there is one."""
    piece: list[Run] = []
    room = limit
    for run in runs:
        text = run.text
        while utf16_length(text) > room:
            cut = _cut(text, room, must=not piece)
            if cut:
                piece.append(Run(text[:cut], run.tags))
            yield piece
            text, piece, room = text[cut:].lstrip(), [], limit
        if text:
            piece.append(Run(text, run.tags))
            room -= utf16_length(text)
    if piece:
        yield piece


def _cut(text: str, room: int, *, must: bool) -> int:
    """Return how much of the text fits the room; 0 where it would break a word and need not."""
    fits = units = 0
    while fits < len(text) and units + utf16_length(text[fits]) <= room:
        units += utf16_length(text[fits])
        fits += 1
    blank = max(text.rfind(" ", 0, fits + 1), text.rfind("\n", 0, fits + 1))
    if blank > fits // 2 or (blank > 0 and not must):
        return blank
    return fits if must else 0  # a blank far back would leave a message of a few words


def _tags(runs: Sequence[Run]) -> int:
    return len({id(tag) for run in runs for tag in run.tags})
