"""Cleans extracted text: repairs encoding errors, and removes entities, control and invisible characters.

Used only for formats whose text is extracted. Intact text stays unaltered: curly quotation marks, ligatures and
full-width letters are kept, and nothing is composed or decomposed.
"""

import re
from functools import lru_cache
from html import unescape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ftfy import TextFixerConfig

# A doubly escaped entity. "&lt;" and "&gt;" are kept: an article about markup means them so, and doubly escaped markup
# would not become prose by resolving them.
_ENTITY = re.compile(r"&(?:amp;)*(?P<name>#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_KEPT_ENTITIES = frozenset({"lt", "gt", "#60", "#62", "LT", "GT", "#x3c", "#x3C", "#x3e", "#x3E", "#X3C", "#X3E"})
_LINE_END = re.compile(r"\r\n?|[\x0b\x85\u2028]")
_PAGE_END = re.compile(r"[\f\u2029]")
# Soft hyphens, zero-width blanks, byte order marks, and marks of text direction.
_INVISIBLE = re.compile(r"[\xad\u180e\u200b\u202a-\u202e\u2060\ufeff]")
# Persian, the scripts of India and emoji need these joiners between their characters; Latin letters never do.
_JOINER = re.compile(r"(?<![^\x00-\u024f])[\u200c\u200d]+|[\u200c\u200d]+(?![^\x00-\u024f])")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f]")
_HARD_BLANK = re.compile(r"[\xa0\u2007\u202f]")
_LINE_EDGES = re.compile(r"[ \t]+$|^[ \t]+", re.MULTILINE)
_EDGES = (" \n", "\n ", "\t\n", "\n\t")
_MANY_BLANK_LINES = re.compile(r"\n{3,}")

_LONGEST_LINE = 1_000


def clean(text: str) -> str:
    """Return the text with its encoding repaired, its entities resolved, and only visible characters.

    Lines end with a line feed and have no blanks at either end; at most one blank line is between them.
    """
    if not text.isascii():
        text = _repair(text)  # first of all: half of a letter may look like a hard blank or a line end
    if "&" in text:
        text = _ENTITY.sub(_resolved, text)
    text = _LINE_END.sub("\n", _PAGE_END.sub("\n\n", text))
    if not text.isascii():
        text = _HARD_BLANK.sub(" ", _JOINER.sub("", _INVISIBLE.sub("", text)))
        text = text.encode("utf-8", "replace").decode() if _has_surrogate(text) else text
    text = _CONTROL.sub("", text)
    if any(edge in text for edge in _EDGES):  # rare: matching every blank would cost more than all other steps
        text = _LINE_EDGES.sub("", text)
    return _MANY_BLANK_LINES.sub("\n\n", text).strip()


def clean_line(text: str | None) -> str | None:
    """Return a field such as a title as one clean, shortened line; None if it has no visible character."""
    line = " ".join(clean(text[: 4 * _LONGEST_LINE]).split())[:_LONGEST_LINE].rstrip() if text else ""
    return line if any(it.isprintable() and not it.isspace() for it in line) else None


def _resolved(entity: re.Match[str]) -> str:
    name = entity["name"]
    return f"&{name};" if name in _KEPT_ENTITIES else unescape(f"&{name};")


def _has_surrogate(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False


def _repair(text: str) -> str:
    from ftfy import fix_text  # noqa: PLC0415

    return fix_text(text, _repairs())


@lru_cache(maxsize=1)
def _repairs() -> "TextFixerConfig":
    """Return ftfy's settings: it undoes wrong decoding and changes nothing in intact text."""
    from ftfy import TextFixerConfig  # noqa: PLC0415

    return TextFixerConfig(
        unescape_html=False,
        remove_terminal_escapes=False,
        fix_latin_ligatures=False,
        fix_character_width=False,
        uncurl_quotes=False,
        fix_line_breaks=False,
        remove_control_chars=False,
        normalization=None,
        explain=False,
    )
