"""Draws chats as SVG pictures, beside each other, as apps show them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from docs.bubbles import MARGIN, Bubble, Note, Place, aligned, drawn
from docs.listed import Listed, drawn_list

__all__ = ["Bubble", "Chat", "Listed", "Note", "chat_svg", "chats_svg"]

_WIDTH = 760
_BETWEEN = 16
_HEADER = 44
_GAP = 10


@dataclass(frozen=True, slots=True)
class Chat:
    """A chat, and what is listed above what the person types, if anything; in an app from right to left or not."""

    title: str
    items: Sequence[Bubble | Note]
    listed: Listed | None = None
    is_rtl: bool = False


def chat_svg(title: str, bubbles: Sequence[Bubble]) -> str:
    """Return one chat as SVG, with the person's messages on the right."""
    return chats_svg(Chat(title, bubbles))


def chats_svg(*chats: Chat) -> str:
    """Return chats beside each other as SVG, all of the same height."""
    width = (_WIDTH - (len(chats) - 1) * _BETWEEN) / len(chats)
    places = [Place(number * (width + _BETWEEN), 0, width, is_rtl=chat.is_rtl) for number, chat in enumerate(chats)]
    drawings = [_conversation(chat.items, place) for chat, place in zip(chats, places, strict=True)]
    lists = [
        drawn_list(chat.listed, place) if chat.listed else ([], 0.0) for chat, place in zip(chats, places, strict=True)
    ]
    height = int(max(used + listed for (_, used), (_, listed) in zip(drawings, lists, strict=True)))
    parts: list[str] = []
    for chat, place, (drawing, _), (listed, used) in zip(chats, places, drawings, lists, strict=True):
        parts += [*_frame(chat.title, place, height), *drawing]
        if listed:
            parts += [f'<g transform="translate(0 {height - used:.0f})">', *listed, "</g>"]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" font-size="14"'
        " font-family=\"-apple-system, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif\">\n"
        + "\n".join(parts)
        + "\n</svg>\n"
    )


def _conversation(items: Sequence[Bubble | Note], place: Place) -> tuple[list[str], float]:
    """Return the elements of the messages, and where they end."""
    parts: list[str] = []
    top = float(_HEADER + _GAP)
    for item in items:
        elements, height = drawn(item, replace(place, top=top))
        parts += elements
        top += height + _GAP
    return parts, top + _GAP


def _frame(title: str, place: Place, height: int) -> Iterator[str]:
    """Yield what a chat stands on, and its title."""
    x, wide = place.left, place.width
    yield f'<rect x="{x:.0f}" width="{wide:.0f}" height="{height}" rx="10" fill="#cfd9e3"/>'
    yield (
        f'<path d="M{x:.0f} 10a10 10 0 0 1 10-10h{wide - 20:.0f}a10 10 0 0 1 10 10V{_HEADER}h{-wide:.0f}z"'
        ' fill="#517da2"/>'
    )
    style = 'fill="#ffffff" font-size="16" font-weight="bold"'
    yield aligned(title, (x + MARGIN, x + wide - MARGIN), 28, style, from_right=place.is_rtl)
