"""Finds words of time that ask for articles of some days, such as "last week", and cuts them out of a question."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from functools import cached_property
from itertools import chain
from typing import Any

from retrieval.models import Span
from retrieval.query.filter_clues import time_clue
from retrieval.query.patterns import Spelling, alike, compiled, names
from retrieval.query.periods import Period, Unit, days_since, last_weekday, unit_before
from retrieval.query.written_dates import WrittenDates

_YEAR, _WORD = re.compile(r"\d{4}"), re.compile(r"[^\W\d_]+")
_NEIGHBOURS = "beside", "needs"
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
    """A pattern with its row of the word data. `beside` must stand in the question too, or the words are no filter.

    `needs` must, or they are not even words of time.
    """

    words: re.Pattern[str]
    reach: Reach
    unit: Unit | None
    back: int
    beside: re.Pattern[str] | None
    needs: re.Pattern[str] | None


class TimePatterns:
    """The patterns of a language for words of time."""

    def __init__(self, words: Mapping[str, Any], dates: WrittenDates, locale: str) -> None:
        """Take the language's word data, how its dates are read, and the locale that tells when a week begins.

        Raises `KeyError` if something is missing.
        """
        self._dates = dates
        self._locale = locale
        self._spelling = Spelling.of(words)
        self._names = {name: names(words[name]) for name in ("weekdays", "numbers")}
        self._weekdays = {alike(name): number for name, number in self._names["weekdays"].items()}
        self._numbers = {alike(name): number + 1 for name, number in self._names["numbers"].items()}
        self._units, self._counted = words["units"], words["counted_units"]
        self._unit_of = {
            alike(name): Unit(unit) for unit, its in chain(self._units.items(), self._counted.items()) for name in its
        }
        self._behind, self._before = (frozenset(words.get(it, ())) for it in ("no_time_behind", "no_time_before"))
        self._articles, self._lead_in, self._rows = words["articles"], words.get("lead_in"), words["time"]
        self._clue = time_clue(words)

    @cached_property
    def _first_weekday(self) -> int:
        # Imported here because reading a locale takes 40 ms, and few questions have words of time.
        from babel import Locale  # noqa: PLC0415

        return Locale.parse(self._locale).first_week_day

    @cached_property
    def patterns(self) -> list[_Pattern]:
        """The patterns, compiled when words of time are met. Raises `ValueError` if one is wrong."""
        spelling = self._spelling
        places = {
            "articles": f"(?:{spelling.pattern(self._articles)})",
            "unit": f"(?P<unit>{spelling.any(chain(*self._units.values()))})",
            "units": f"(?P<unit>{spelling.any(chain(*self._counted.values()))})",
            "weekday": f"(?P<weekday>{spelling.any(self._names['weekdays'])})",
            "number": rf"(?P<number>\d{{1,4}}|{spelling.any(self._names['numbers'])})",
            "date": f"(?P<date>{self._dates.pattern})",
        }
        lead_in = "" if self._lead_in is None else f"(?P<lead_in>{spelling.pattern(self._lead_in)} )?"
        return [
            _Pattern(
                compiled(f"{spelling.beginning}{lead_in}(?:{spelling.pattern(row['words'])}){spelling.end}", places),
                Reach(row["reach"]),
                Unit(row["unit"]) if "unit" in row else None,
                row.get("back", 1),
                *(compiled(spelling.word(spelling.pattern(row[it]))) if it in row else None for it in _NEIGHBOURS),
            )
            for row in self._rows
        ]

    def find(self, text: str, day: date) -> list[TimeWords]:
        """Return the words of time in the text of a message of this day. No two overlap."""
        found: list[TimeWords] = []
        if self._clue is not None and not self._clue.search(text):
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
        try:
            found = self._days(pattern, match, day)
        except (ValueError, OverflowError):  # beyond the years 1 to 9999
            return None
        if found is None:
            return None
        period, end = found
        others = match.string[: match.start()] + match.string[end:]
        has_lead_in = _has_lead_in(match)
        if not has_lead_in and pattern.needs is not None and pattern.needs.search(others) is None:
            return None
        is_asked = has_lead_in or pattern.beside is None or pattern.beside.search(others) is not None
        return TimeWords(period, Span(match.start(), end), is_asked and pattern.reach is not Reach.EVENT)

    def _days(self, pattern: _Pattern, match: re.Match[str], day: date) -> tuple[Period, int] | None:
        """Return the days that a match means, and where their words end; None if it only looks like words of time.

        Raises `ValueError` or `OverflowError` beyond the years 1 to 9999.
        """
        parts, end = match.groupdict(), match.end()
        if (written := parts.get("date")) is None:
            return None if self._is_noun(match) else (self._relative(pattern, parts, day), end)
        if (dated := self._dates.beginning(written, day)) is None:
            return None
        period, length = dated
        if length < len(written):
            end = match.start("date") + length
        has_year = _YEAR.search(match.string, match.start(), end) is not None
        if (pattern.reach is Reach.EVENT and not has_year) or _is_name(match.string, match.start("date"), end):
            return None
        return _dated(period, pattern.reach), end

    def _is_noun(self, match: re.Match[str]) -> bool:
        """Tell whether the words are a name or a noun, as in "the last week of the war" or "who wrote Yesterday"."""
        if _has_lead_in(match):
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
            return Period(last_weekday(day, self._weekdays[alike(weekday)]), day)
        named, number = parts.get("unit"), parts.get("number")
        unit = pattern.unit if named is None else self._unit_of[alike(named)]
        if unit is None:
            raise ValueError(f"the pattern {pattern.words.pattern!r} names no unit")
        back = pattern.back
        if number is not None:
            back = self._numbers.get(alike(number)) or int(number)
        if pattern.reach is Reach.PAST:
            return days_since(day, unit, back)
        period = unit_before(day, unit, back, self._first_weekday)
        return Period(period.first, day) if pattern.reach is Reach.SINCE else period


def _has_lead_in(match: re.Match[str]) -> bool:
    return match.groupdict().get("lead_in") is not None


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
