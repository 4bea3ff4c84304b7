"""The text of a message as Telegram keeps it: parsed, cleaned, trimmed and within its limits."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from .entities import Entity, settle, utf16_length
from .markup import parse_html
from .records import bad_request, not_implemented
from .times import is_kept

LONGEST_TEXT = 4096
LONGEST_CAPTION = 1024
MOST_ENTITIES = 100
MOST_ENTITY_BYTES = 9500
"""As others have observed; Telegram documents no number."""

# Telegram turns control characters into spaces and drops others, among them those that reverse text.
_CONTROL = {chr(code): " " for code in range(0x20) if chr(code) not in "\n\r"}
_DROPPED = frozenset("\r\u030a\u0333\u033f" + "".join(map(chr, range(0x2028, 0x202F))))


@dataclass(frozen=True, slots=True)
class FormattedText:
    """A plain text, its entities, and what was wrong with what the bot sent."""

    text: str
    entities: tuple[Entity, ...]
    violations: tuple[str, ...] = ()


def format_text(
    raw: str,
    parse_mode: str,
    explicit: Iterable[Entity] = (),
    *,
    too_long: str = "message is too long",
) -> FormattedText:
    """Turn the `text` of a request into what the message will hold.

    Explicit entities count only without a parse mode. Raises ApiError with Telegram's words:
    `too_long` is its text for more than 4096 UTF-16 units, which differs between methods.
    """
    if not raw:
        raise bad_request("message text is empty", "text is empty, at least 1 character is needed")
    text, entities = _parse(raw, parse_mode, explicit)
    text, settled = _trim(*_clean(text, entities))
    if not text:
        raise bad_request("text must be non-empty", "text is empty after parsing")
    return _within_limits(text, settled, LONGEST_TEXT, too_long)


def format_caption(raw: str, parse_mode: str, explicit: Iterable[Entity] = ()) -> FormattedText:
    """Turn the `caption` of a request into what the message will hold; it may be empty."""
    text, settled = _trim(*_clean(*_parse(raw, parse_mode, explicit)))
    return _within_limits(text, settled, LONGEST_CAPTION, "message caption is too long")


def _within_limits(text: str, settled: Sequence[Entity], longest: int, too_long: str) -> FormattedText:
    if (length := utf16_length(text)) > longest:
        raise bad_request(too_long, f"text has {length} UTF-16 units after parsing, at most {longest}")
    if (weight := sum(entity.weight for entity in settled)) > MOST_ENTITY_BYTES:
        raise bad_request("ENTITIES_TOO_LONG", f"the entities take {weight} bytes, at most {MOST_ENTITY_BYTES}")
    violations: tuple[str, ...] = ()
    if len(settled) > MOST_ENTITIES:
        violations = (f"more than {MOST_ENTITIES} entities ({len(settled)}), Telegram drops the rest",)
    return FormattedText(text, tuple(settled[:MOST_ENTITIES]), violations)


def _parse(raw: str, parse_mode: str, explicit: Iterable[Entity]) -> tuple[str, Sequence[Entity]]:
    match parse_mode.lower():
        case "html":
            return parse_html(raw)
        case "" | "none":
            return raw, tuple(it for it in explicit if it.type != "date_time" or is_kept(it.unix_time or 0))
        case "markdown" | "markdownv2":
            raise not_implemented(f"parse_mode {parse_mode}")
        case _:
            raise bad_request("unsupported parse_mode")


def _clean(text: str, entities: Iterable[Entity]) -> tuple[str, tuple[Entity, ...]]:
    kept: list[str] = []
    dropped: list[int] = []
    at = 0
    for character in text:
        if character in _DROPPED:
            dropped.append(at)
        else:
            kept.append(_CONTROL.get(character, character))
        at += 1 + (character > "\uffff")

    def moved(offset: int) -> int:
        return offset - bisect_left(dropped, offset)

    if any(entity.offset < 0 or entity.end > at for entity in entities):
        raise bad_request("entity ends after the end of the text")
    return "".join(kept), settle(
        replace(entity, offset=moved(entity.offset), length=moved(entity.end) - moved(entity.offset))
        for entity in entities
    )


def _trim(text: str, entities: Sequence[Entity]) -> tuple[str, list[Entity]]:
    """Strip spaces and line feeds; those in front stay where the first entity holds them."""
    text = text.rstrip(" \n")
    end = utf16_length(text)
    inside = [
        replace(entity, length=min(entity.end, end) - entity.offset) for entity in entities if entity.offset < end
    ]
    # Only one-unit characters are stripped in front, so units and characters count alike there.
    blank = len(text) - len(text.lstrip(" \n"))
    start = min([blank, *(entity.offset for entity in inside)])
    return text[start:], [replace(entity, offset=entity.offset - start) for entity in inside]
