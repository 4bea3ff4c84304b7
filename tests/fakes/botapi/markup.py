"""Telegram's HTML: a text with tags becomes a plain text with entities, or a 400 error.

Not an HTML parser: Telegram knows a few tags, the four named references &lt; &gt; &amp; &quot;, and
fails on everything else. Error texts and byte offsets (in UTF-8) are those of the real server.
"""

import re
from dataclasses import dataclass, field, replace

from .entities import Entity, utf16_length
from .links import link_entity
from .records import bad_request
from .times import time_entity

_ENTITY_OF_TAG = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "span": "spoiler",
    "tg-spoiler": "spoiler",
    "tg-emoji": "custom_emoji",
    "a": "text_link",
    "pre": "pre",
    "code": "code",
    "blockquote": "blockquote",
    "tg-time": "date_time",
}
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_LONGEST_NUMERIC = 9

_PLAIN = re.compile(r"[^&<]+")
_REFERENCE = re.compile(r"(&(?:#x([0-9A-Fa-f]+)|#([0-9]+)|([A-Za-z]+)));?")
_SPACES = re.compile(r"[ \t\r\n\v]*")
_TAG_NAME = re.compile(r"[^ \t\r\n\v>]*")
_ATTRIBUTE_NAME = re.compile(r"[^ \t\r\n\v=>/\"']*")
_QUOTED = re.compile(r"\"([^\"]*)\"?|'([^']*)'?")
_NAME_TOKEN = re.compile(r"[A-Za-z0-9.\-]*")


@dataclass(slots=True)
class _OpenTag:
    name: str
    start: int
    chunk: int
    attributes: dict[str, str] = field(default_factory=dict)


def parse_html(html: str) -> tuple[str, list[Entity]]:
    """Return the text without its tags, and the entities in the order in which their tags end.

    Raises ApiError 400 with Telegram's words where Telegram would refuse the text.
    """
    return _Parser(html).parse()


def _failure(reason: str) -> Exception:
    return bad_request(f"can't parse entities: {reason}")


class _Parser:
    """One pass over one text."""

    def __init__(self, html: str) -> None:
        self._html = html
        self._at = 0
        self._chunks: list[str] = []
        self._length = 0
        self._open: list[_OpenTag] = []
        self._entities: list[Entity] = []

    def parse(self) -> tuple[str, list[Entity]]:
        if "\0" in self._html:
            raise _failure("Text must not contain null bytes")
        while self._at < len(self._html):
            if plain := _PLAIN.match(self._html, self._at):
                self._at = plain.end()
                self._emit(plain[0])
            elif self._html[self._at] == "&":
                self._emit(self._reference())
            elif self._html.startswith("</", self._at):
                self._end_tag()
            else:
                self._start_tag()
        if self._open:
            raise _failure(f'Can\'t find end tag corresponding to start tag "{self._open[-1].name}"')
        return self._text(), [
            replace(entity, language=None) if entity.type == "code" else entity for entity in self._entities
        ]

    def _text(self, chunk: int = 0) -> str:
        text = "".join(self._chunks[chunk:])
        if any("\ud800" <= character <= "\udfff" for character in text):
            raise _failure(
                "Text contains invalid Unicode characters after decoding HTML entities, "
                "check for unmatched surrogate code units"
            )
        return text

    def _emit(self, text: str) -> None:
        self._chunks.append(text)
        self._length += utf16_length(text)

    def _reference(self) -> str:
        # An ampersand that starts no reference Telegram knows stands for itself.
        found = _REFERENCE.match(self._html, self._at)
        character = _decoded(found) if found else None
        if found is None or character is None:
            self._at += 1
            return "&"
        self._at = found.end()
        return character

    def _next(self) -> str:
        """Look at the character at the cursor, empty at the end of the text."""
        return self._html[self._at : self._at + 1]

    def _take(self, pattern: re.Pattern[str]) -> str:
        # Every pattern that comes here also matches nothing.
        found = pattern.match(self._html, self._at)
        taken = found[0] if found else ""
        self._at += len(taken)
        return taken

    def _byte_offset(self, at: int) -> int:
        return len(self._html[:at].encode())

    def _start_tag(self) -> None:
        begin = self._byte_offset(self._at)
        self._at += 1
        tag = _OpenTag(self._take(_TAG_NAME).lower(), self._length, len(self._chunks))
        if not self._next():
            raise _failure(f"Unclosed start tag at byte offset {begin}")
        if tag.name not in _ENTITY_OF_TAG:
            raise _failure(f'Unsupported start tag "{tag.name}" at byte offset {begin}')
        while self._take(_SPACES) or self._next() != ">":
            if self._next() == ">":
                break
            self._attribute(tag, begin)
        self._at += 1
        if tag.name == "span" and tag.attributes.get("class") != "tg-spoiler":
            raise _failure(f'Tag "span" must have class "tg-spoiler" at byte offset {begin}')
        self._open.append(tag)

    def _attribute(self, tag: _OpenTag, begin: int) -> None:
        name = self._take(_ATTRIBUTE_NAME)
        if not name:
            raise _failure(f'Empty attribute name in the tag "{tag.name}" at byte offset {begin}')
        self._take(_SPACES)
        value = ""
        if self._next() == "=":
            self._at += 1
            self._take(_SPACES)
            if self._next():
                value = self._attribute_value()
                if not self._next():
                    raise _failure(f"Unclosed start tag at byte offset {begin}")
        if not self._next():
            raise _failure(f'Unclosed start tag "{tag.name}" at byte offset {begin}')
        tag.attributes[name] = value

    def _attribute_value(self) -> str:
        if quoted := _QUOTED.match(self._html, self._at):
            self._at = quoted.end()
            return _REFERENCE.sub(lambda found: _decoded(found) or found[0], quoted[1] or quoted[2] or "")
        begin = self._at
        token = self._take(_NAME_TOKEN)
        if self._next() and self._next() not in " \t\r\n\v>":
            raise _failure(f"Unexpected end of name token at byte offset {self._byte_offset(begin)}")
        return token.lower()

    def _end_tag(self) -> None:
        begin = self._byte_offset(self._at)
        if not self._open:
            raise _failure(f"Unexpected end tag at byte offset {begin}")
        self._at += 2
        name = self._take(_TAG_NAME).lower()
        self._take(_SPACES)
        if self._next() != ">":
            raise _failure(f"Unclosed end tag at byte offset {begin}")
        self._at += 1
        tag = self._open.pop()
        if name not in ("", tag.name):
            raise _failure(f'Unmatched end tag at byte offset {begin}, expected "</{tag.name}>", found "</{name}>"')
        if self._length > tag.start:
            self._close(tag)

    def _close(self, tag: _OpenTag) -> None:
        entity = Entity(_ENTITY_OF_TAG[tag.name], tag.start, self._length - tag.start)
        match tag.name:
            case "a":
                # A link without an address takes its own text for one.
                linked = link_entity(entity, tag.attributes.get("href") or self._text(tag.chunk))
                self._entities += [linked] if linked else []
                return
            case "tg-time":
                timed = time_entity(entity, tag.attributes)
                self._entities += [timed] if timed else []
                return
            case "tg-emoji":
                if not re.fullmatch(r"-?0*[1-9][0-9]*", tag.attributes.get("emoji-id", "")):
                    raise _failure("Invalid custom emoji identifier specified")
                entity = replace(entity, custom_emoji_id=tag.attributes["emoji-id"])
            case "blockquote" if "expandable" in tag.attributes:
                entity = replace(entity, type="expandable_blockquote")
            case "pre" | "code":
                entity = self._with_language(tag, entity)
            case _:
                pass
        self._entities.append(entity)

    def _with_language(self, tag: _OpenTag, entity: Entity) -> Entity:
        """Make one block with a language out of <pre><code class="language-…">, either way round."""
        written = tag.attributes.get("class", "") if tag.name == "code" else ""
        language = written.removeprefix("language-") if written.startswith("language-") else ""
        inner = self._entities[-1] if self._entities else None
        if inner and (inner.offset, inner.length) == (entity.offset, entity.length):
            shared = inner.language or language
            if shared and {inner.type, entity.type} == {"pre", "code"}:
                self._entities.pop()
                return replace(entity, type="pre", language=shared)
        return replace(entity, language=language or None)


def _decoded(found: re.Match[str]) -> str | None:
    """Return the character a reference stands for, or None where Telegram leaves it as it is."""
    written, hexadecimal, decimal, name = found.groups()
    if name:
        return _NAMED.get(name)
    code = int(hexadecimal, 16) if hexadecimal else int(decimal)
    return chr(code) if 0 < code < 0x10FFFF and len(written) <= _LONGEST_NUMERIC else None
