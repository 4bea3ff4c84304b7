"""Which catalogue a person gets: from the tag of a language, of Telegram or a terminal, to a catalogue's code."""

import re
from collections.abc import Iterable

from bot.texts.catalogue import ENGLISH_CODE

_LETTERS = 2
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


def by_two_letters(codes: Iterable[str]) -> dict[str, str]:
    """Return the codes of catalogues by the two letters that Telegram's methods take; English has none.

    Of several regions of a language the first is taken, unless the language has a catalogue itself. A language whose
    code has three letters has no place there.
    """
    found: dict[str, str] = {}
    for code in sorted(codes, key=_parts, reverse=True):
        language = _parts(code)[0]
        if len(language) == _LETTERS:
            found["" if language == ENGLISH_CODE else language] = code
    return found


def _parts(tag: str) -> tuple[str, ...]:
    return tuple(re.split("[-_]", tag.strip().lower()))
