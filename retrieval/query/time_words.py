"""Finds words of time that ask for articles of some days, such as "last week", and cuts them out of a question."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from functools import cached_property
from typing import Any

from retrieval.models import Span
from retrieval.query.filter_clues import time_clue
from retrieval.query.patterns import compiled
from retrieval.query.periods import Period, Unit, days_since, last_weekday, unit_before
from retrieval.query.written_dates import WrittenDates

_YEAR, _WORD = re.compile(r"[0-9]{4}"), re.compile(r"[^\W\d_]+")
_NEAR = 40
"""In so many characters stands the word before."""
_LAST_WORD, _FIRST_WORD = re.compile(r"([\w'’]+)\s*$"), re.compile(r"\s*(['’]?\w+)")


class Reach(Enum):
    """Which days a pattern means."""

    WITHIN = "within"
    """Those of one unit of the calendar, or of a date."""
    SINCE = "since"
    """Those from the beginning of it: up to the day of the message, or without end where a date is given."""
    BEFORE = "before"
    """Those before a date."""
    PAST = "past"
    """As many days, weeks, months or years before the message, and its own day."""
    EVENT = "event"
    """Those of a date that belongs to the question, which is no filter but may become one."""


@dataclass(frozen=True, slots=True)
class TimeWords:
    """Words of time: the days that they mean, and their place in the text.

    `is_filter` is false for a date that belongs to the question.
    """

    period: Period
    span: Span
    is_filter: bool


@dataclass(frozen=True, slots=True)
class _Pattern:
    """A pattern with its row of the word data. `beside` must stand in the question too, or the words are no filter."""

    words: re.Pattern[str]
    reach: Reach
    unit: Unit | None
    back: int
    beside: re.Pattern[str] | None


class TimePatterns:
    """The patterns of a language for words of time."""

    def __init__(self, words: Mapping[str, Any], dates: WrittenDates, locale: str) -> None:
        """Take the language's word data, how its dates are read, and the locale that tells when a week begins.

        Raises `KeyError` if something is missing.
        """
        self._dates = dates
        self._locale = locale
        self._weekdays = {name.casefold(): number for number, name in enumerate(words["weekdays"])}
        self._numbers = {name.casefold(): number for number, it in enumerate(words["numbers"], start=1) for name in it}
        self._units, self._counted = _units(words["units"]), _units(words["counted_units"])
        self._behind, self._before = frozenset(words["no_time_behind"]), frozenset(words["no_time_before"])
        self._articles, self._lead_in, self._rows = words["articles"], words["lead_in"], words["time"]
        self._clue = time_clue(words)

    @cached_property
    def _first_weekday(self) -> int:
        # Imported here because reading a locale takes 40 ms, and few questions have words of time.
        from babel import Locale  # noqa: PLC0415

        return Locale.parse(self._locale).first_week_day

    @cached_property
    def patterns(self) -> list[_Pattern]:
        """The patterns, compiled when words of time are met. Raises `ValueError` if one is wrong."""
        places = {
            "articles": f"(?:{self._articles})",
            "unit": f"(?P<unit>{_any(self._units)})",
            "units": f"(?P<unit>{_any(self._counted)})",
            "weekday": f"(?P<weekday>{_any(self._weekdays)})",
            "number": rf"(?P<number>[0-9]{{1,4}}|{_any(self._numbers)})",
            "date": f"(?P<date>{self._dates.pattern})",
        }
        return [
            _Pattern(
                compiled(rf"(?<![\w-])(?P<lead_in>{self._lead_in} )?(?:{row['words']})(?![\w-]|['’]\w)", places),
                Reach(row["reach"]),
                Unit(row["unit"]) if "unit" in row else None,
                row.get("back", 1),
                compiled(rf"\b(?:{row['beside']})\b") if "beside" in row else None,
            )
            for row in self._rows
        ]

    def find(self, text: str, day: date) -> list[TimeWords]:
        """Return the words of time in the text of a message of this day. No two overlap."""
        found: list[TimeWords] = []
        if not self._clue.search(text):
            return found
        for pattern in self.patterns:
            for match in pattern.words.finditer(text):
                start, end = match.span()
                if any(start < it.span.end and it.span.start < end for it in found):
                    continue
                if (read := self._read(pattern, match, day)) is not None:
                    found.append(read)
        return found

    def _read(self, pattern: _Pattern, match: re.Match[str], day: date) -> TimeWords | None:
        """Return what a match means; None if it only looks like words of time."""
        parts = match.groupdict()
        end = match.end()
        try:
            if parts.get("date") is not None:
                if (dated := self._dates.beginning(parts["date"], day)) is None:
                    return None
                period, length = dated
                end = match.start("date") + length
                if pattern.reach is Reach.EVENT and not _YEAR.search(match.string, match.start(), end):
                    return None
                if _is_name(match.string, match.start("date"), end):
                    return None
                period = _dated(period, pattern.reach)
            elif self._is_noun(match):
                return None
            else:
                period = self._relative(pattern, parts, day)
        except (ValueError, OverflowError):  # beyond the years 1 to 9999
            return None
        others = match.string[: match.start()] + match.string[end:]
        is_asked = pattern.beside is None or parts["lead_in"] is not None or pattern.beside.search(others) is not None
        return TimeWords(period, Span(match.start(), end), is_asked and pattern.reach is not Reach.EVENT)

    def _is_noun(self, match: re.Match[str]) -> bool:
        """Tell whether the words are a name or a noun, as in "the last week of the war" or "who wrote Yesterday"."""
        if match["lead_in"] is not None:
            return False
        text, (start, end) = match.string, match.span()
        if text[start].isupper() and _shows_case(text[:start], text[end:]):
            return True
        behind, ahead = _LAST_WORD.search(text, max(0, start - _NEAR), start), _FIRST_WORD.match(text, end)
        return (behind is not None and behind[1].casefold() in self._behind) or (
            ahead is not None and ahead[1].casefold() in self._before
        )

    def _relative(self, pattern: _Pattern, parts: Mapping[str, str | None], day: date) -> Period:
        """Return the days of words such as "two weeks ago".

        Raises `ValueError` or `OverflowError` beyond the years 1 to 9999.
        """
        if weekday := parts.get("weekday"):
            return Period(last_weekday(day, self._weekdays[weekday.casefold()]), day)
        named, number = parts.get("unit"), parts.get("number")
        unit = pattern.unit if named is None else (self._units | self._counted)[named.casefold()]
        if unit is None:
            raise ValueError(f"the pattern {pattern.words.pattern!r} names no unit")
        back = pattern.back
        if number is not None:
            back = self._numbers.get(number.casefold()) or int(number)
        if pattern.reach is Reach.PAST:
            return days_since(day, unit, back)
        period = unit_before(day, unit, back, self._first_weekday)
        return Period(period.first, day) if pattern.reach is Reach.SINCE else period


def _is_name(text: str, start: int, end: int) -> bool:
    """Tell whether a month without a day or year begins a name, as in "news of May Day"."""
    following = _FIRST_WORD.match(text, end)
    has_number = any(map(str.isdecimal, text[start:end]))
    return not has_number and following is not None and following[1][0].isupper() and not text.isupper()


def _shows_case(before: str, after: str) -> bool:
    """Tell whether a capital between these texts marks a name: it is not the first word, and others have none."""
    return any(map(str.isalnum, before)) and any(word[0].islower() for word in _WORD.findall(f"{before} {after}"))


def _dated(period: Period, reach: Reach) -> Period:
    """Return the days that a date means with this reach."""
    match reach:
        case Reach.SINCE:
            return Period(period.first, None)
        case Reach.BEFORE if period.first is not None:
            return Period(None, period.first - timedelta(1))
        case _:
            return period


def _units(names: Mapping[str, Iterable[str]]) -> dict[str, Unit]:
    """Return the units by their names in a language."""
    return {name.casefold(): Unit(unit) for unit, its in names.items() for name in its}


def _any(words: Iterable[str]) -> str:
    """Return a pattern of any of the words."""
    return "|".join(sorted(map(re.escape, words), key=lambda it: (-len(it), it)))
