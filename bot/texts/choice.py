"""Which catalogue a person gets: from the tag of a language, of Telegram or a terminal, to a catalogue's code."""

import re
from collections.abc import Iterable

from bot.texts.catalogue import ENGLISH_CODE

_NO_LANGUAGE = frozenset(("c", "posix"))
"""The names that POSIX has for no language in particular."""


def chosen(tag: str | None, codes: Iterable[str]) -> str:
    """Return which of the codes of catalogues fits a tag, such as "zh-hans", "pt-br", "de_AT.UTF-8"; else English.

    A region or a script without a catalogue of its own gets that of its language.
    """
    known = {_parts(code): code for code in codes}
    parts = _parts(re.split("[.@]", tag or "", maxsplit=1)[0])
    if parts[0] in _NO_LANGUAGE:
        return ENGLISH_CODE
    for end in range(len(parts), 0, -1):
        if (code := known.get(parts[:end])) is not None:
            return code
    return ENGLISH_CODE


def _parts(tag: str) -> tuple[str, ...]:
    return tuple(re.split("[-_]", tag.strip().lower()))
