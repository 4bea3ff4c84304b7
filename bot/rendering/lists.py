"""Lists of words in a sentence. Pure."""

from collections.abc import Sequence

from bot.rendering.explanation import shortened
from bot.texts.lookup import Texts

MOST_LISTED = 5
_LONGEST_WORD = 40


def listed(texts: Texts, words: Sequence[str]) -> str:
    """Return "“a”, “b” and “c”"; of many words, the first few and the number of the others."""
    return _enumerated(texts, [texts.gettext("“%(word)s”", word=shortened(it, _LONGEST_WORD)) for it in words])


def named(texts: Texts, names: Sequence[str], most: int = MOST_LISTED) -> str:
    """Return "a, b and 3 more", the first few of the names and the number of the others; "a, b" if there are none."""
    shown = texts.gettext(", ").join(names[:most])
    if (more := len(names) - most) <= 0:
        return shown
    return texts.ngettext("%(names)s and %(more)s more", "%(names)s and %(more)s more", more, names=shown, more=more)


def _enumerated(texts: Texts, items: Sequence[str]) -> str:
    """Return "a, b and c"; of many items, the first few and the number of the others."""
    if len(items) > MOST_LISTED:
        return named(texts, items)
    if len(items) < 2:  # noqa: PLR2004  (one needs no "and")
        return "".join(items)
    first = texts.gettext(", ").join(items[:-1])
    return texts.gettext("%(first)s and %(last)s", first=first, last=items[-1])
