"""The explanation of a citation's score: a table of contributions, and the matched words. Pure."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from bot.answer import Correction
from bot.texts.lookup import IN_ENGLISH, Texts
from bot.texts.marking import gettext_noop
from retrieval.models import Contribution, Match

WIDTH = 80
"""The width of an explanation in columns."""

_LABEL = 40  # the width that two numbers and the bar leave
_NUMBER = 10
_BAR = 16
_WORD = 30
_NEGLIGIBLE = 0.005  # smaller contributions share a row
_MOST_WORDS = 20
_INDENT = len("Corrected: ")
# How a word matches, for people. A word that matches as itself needs no remark.
_HOW = {"synonym": gettext_noop("synonym"), "correction": gettext_noop("correction")}


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table, as text; the length of `bar` shows the size of the contribution."""

    label: str
    value: str
    amount: str
    bar: str = ""


def rows(contributions: Collection[Contribution], texts: Texts = IN_ENGLISH) -> list[Row]:
    """Return a row for each contribution by descending absolute amount; negligible ones share the last row."""
    ordered = sorted(contributions, key=lambda it: (-abs(it.amount), it.feature))
    small = [it for it in ordered if abs(it.amount) < _NEGLIGIBLE]
    if len(small) > 1:
        ordered = ordered[: -len(small)]
    else:
        small = []
    largest = max((abs(it.amount) for it in ordered), default=0.0)
    result = [
        Row(shortened(texts.gettext(it.label), _LABEL), number(it.value), signed(it.amount), _bar(it.amount, largest))
        for it in ordered
    ]
    if small:
        count = len(small)
        if ordered:
            label = texts.ngettext("… and %(num)s more", "… and %(num)s more", count)
        else:
            label = texts.ngettext("%(num)s that changes next to nothing", "%(num)s that change next to nothing", count)
        result.append(Row(label, "", signed(sum(it.amount for it in small))))
    return result


def matched_words(matches: Sequence[Match], texts: Texts = IN_ENGLISH) -> str:
    """Return "Xi, pledge → announced (synonym)", each match once, in lines of at most `WIDTH`."""
    return _lines(_distinct_matches(matches, texts), texts)


def matched_in_line(matches: Sequence[Match], texts: Texts = IN_ENGLISH) -> str:
    """Return "Xi, pledge → announced (synonym)", each match once, in one line."""
    return texts.gettext(", ").join(_distinct_matches(matches, texts))


def corrected_words(corrections: Sequence[Correction], texts: Texts = IN_ENGLISH) -> str:
    """Return "plegde → pledged", in lines of at most `WIDTH`."""
    corrected = (f"{_word(it.typed)} → {_word(it.searched)}" for it in corrections)
    return _lines(list(dict.fromkeys(corrected)), texts)


def number(value: float) -> str:
    """Return a number in at most 10 characters."""
    return _short(f"{round(value, 3) + 0.0:.3f}", f"{value:.2e}")  # + 0.0 turns -0.0 into 0.0


def signed(value: float) -> str:
    """Return a number with its sign, in at most 10 characters."""
    return _short(f"{round(value, 3) + 0.0:+.3f}", f"{value:+.2e}")


def shortened(text: str, most: int) -> str:
    """Return the text in at most `most` characters."""
    return text if len(text) <= most else text[: most - 1] + "…"


def _bar(amount: float, largest: float) -> str:
    if not amount:
        return ""
    return ("█" if amount > 0 else "░") * max(1, round(_BAR * (abs(amount) / largest)))


def _distinct_matches(matches: Sequence[Match], texts: Texts) -> list[str]:
    return list(dict.fromkeys(_matched(it, texts) for it in matches))


def _matched(match: Match, texts: Texts) -> str:
    asked, found = _word(match.asked), _word(match.found)
    words = found if asked.casefold() == found.casefold() else f"{asked} → {found}"
    return words if match.how == "itself" else f"{words} ({texts.gettext(_HOW.get(match.how, match.how))})"


def _word(word: str) -> str:
    return shortened(word, _WORD)


def _short(decimal: str, exponential: str) -> str:
    return decimal if len(decimal) <= _NUMBER else exponential


def _lines(distinct: Sequence[str], texts: Texts) -> str:
    """Join words with commas; lines break only after a comma."""
    shown = list(distinct[:_MOST_WORDS])
    if len(distinct) > len(shown):
        more = len(distinct) - len(shown)
        shown.append(texts.ngettext("and %(more)s more", "and %(more)s more", more, more=more))
    lines = [""]
    for item in [*(f"{it}," for it in shown[:-1]), *shown[-1:]]:
        if lines[-1] and _INDENT + len(lines[-1]) + 1 + len(item) > WIDTH:
            lines.append(item)
        else:
            lines[-1] = f"{lines[-1]} {item}".strip()
    return ("\n" + " " * _INDENT).join(lines)
