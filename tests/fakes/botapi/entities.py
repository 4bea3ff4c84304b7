"""Entities: the formatted spans of a text, and the rules by which Telegram lets them nest.

The rules are those of TDLib's `fix_entities`, on which the real Bot API server is built: links, code
and custom emoji never overlap, block quotes never nest, nothing lives inside code, and a style is
cut wherever another entity begins or ends. A time is one of those that never overlap: it is dropped inside a link.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

STYLES = ("bold", "italic", "underline", "strikethrough", "spoiler")
QUOTES = ("blockquote", "expandable_blockquote")
VERBATIM = ("pre", "code")

# Of two entities over the same span the one named first here is the outer one.
_OUTERMOST_FIRST = (*QUOTES, *VERBATIM, "text_link", "text_mention", "date_time", *STYLES, "custom_emoji")


_HEAD_BYTES = 12
"""Kind, offset and length, four bytes each."""


def utf16_length(text: str) -> int:
    """Count UTF-16 code units, in which Telegram measures every offset, length and limit."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


@dataclass(frozen=True, slots=True)
class Entity:
    """One formatted span; offset and length are in UTF-16 code units."""

    type: str
    offset: int
    length: int
    url: str | None = None
    language: str | None = None
    custom_emoji_id: str | None = None
    user_id: int | None = None
    unix_time: int | None = None
    date_time_format: str | None = None

    @property
    def weight(self) -> int:
        """The bytes that the entity takes on the way to Telegram's servers, which limit those of all together."""
        written = "".join(text for text in (self.url, self.language, self.date_time_format) if text)
        return _HEAD_BYTES + len(written.encode())

    @property
    def end(self) -> int:
        """The offset of the first unit behind the span."""
        return self.offset + self.length

    def of(self, text: str) -> str:
        """Cut the span out of its text."""
        units = text.encode("utf-16-le")
        return units[2 * self.offset : 2 * self.end].decode("utf-16-le")

    def as_json(self) -> dict[str, object]:
        """Write the entity as a MessageEntity of the Bot API."""
        entity: dict[str, object] = {"type": self.type, "offset": self.offset, "length": self.length}
        for name in ("url", "language", "custom_emoji_id", "unix_time", "date_time_format"):
            if (value := getattr(self, name)) is not None:
                entity[name] = value
        if self.user_id is not None:
            entity["user"] = {"id": self.user_id, "is_bot": False, "first_name": f"User {self.user_id}"}
        return entity

    @classmethod
    def from_json(cls, entity: Mapping[str, object]) -> "Entity":
        """Read a MessageEntity of the Bot API; raise KeyError or ValueError where it is none."""
        user = entity.get("user")
        return cls(
            type=str(entity["type"]),
            offset=int(str(entity["offset"])),
            length=int(str(entity["length"])),
            url=_text(entity.get("url")),
            language=_text(entity.get("language")),
            custom_emoji_id=_text(entity.get("custom_emoji_id")),
            user_id=int(str(user["id"])) if isinstance(user, dict) else None,
            unix_time=int(str(entity["unix_time"])) if "unix_time" in entity else None,
            date_time_format=_text(entity.get("date_time_format")),
        )


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def settle(entities: Iterable[Entity]) -> tuple[Entity, ...]:
    """Keep, cut and order the entities as Telegram does with those a bot sends."""
    ordered = _in_order(entity for entity in entities if entity.length > 0)
    quotes = _without_overlaps(entity for entity in ordered if entity.type in QUOTES)
    solid = _without_overlaps(entity for entity in ordered if entity.type not in (*QUOTES, *STYLES))
    blocks = quotes + [entity for entity in solid if not any(_cross(entity, quote) for quote in quotes)]
    styles = [entity for entity in ordered if entity.type in STYLES]
    return tuple(_in_order([*blocks, *_cut(_merged(styles), blocks)]))


def _in_order(entities: Iterable[Entity]) -> list[Entity]:
    def rank(entity: Entity) -> tuple[int, int, int]:
        known = entity.type in _OUTERMOST_FIRST
        place = _OUTERMOST_FIRST.index(entity.type) if known else len(_OUTERMOST_FIRST)
        return entity.offset, -entity.length, place

    return sorted(entities, key=rank)


def _without_overlaps(ordered: Iterable[Entity]) -> list[Entity]:
    kept: list[Entity] = []
    for entity in ordered:
        if not kept or entity.offset >= kept[-1].end:
            kept.append(entity)
    return kept


def _cross(entity: Entity, quote: Entity) -> bool:
    apart = entity.end <= quote.offset or quote.end <= entity.offset
    within = quote.offset <= entity.offset and entity.end <= quote.end
    return not (apart or within)


def _merged(styles: Sequence[Entity]) -> list[Entity]:
    """Join spans of one style that touch or overlap."""
    runs: dict[str, list[Entity]] = {}
    for entity in styles:
        same = runs.setdefault(entity.type, [])
        if same and entity.offset <= same[-1].end:
            same[-1] = replace(same[-1], length=max(same[-1].end, entity.end) - same[-1].offset)
        else:
            same.append(entity)
    return [entity for same in runs.values() for entity in same]


def _cut(styles: Sequence[Entity], blocks: Sequence[Entity]) -> Iterator[Entity]:
    cuts = {edge for block in blocks for edge in (block.offset, block.end)}
    cuts |= {style.offset for style in styles}
    verbatim = [block for block in blocks if block.type in VERBATIM]
    for style in styles:
        inner = sorted(cut for cut in cuts if style.offset < cut < style.end)
        for start, end in pairwise((style.offset, *inner, style.end)):
            if not any(block.offset <= start and end <= block.end for block in verbatim):
                yield replace(style, offset=start, length=end - start)
