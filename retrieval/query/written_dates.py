"""Reads dates as people write them: a day, a month or a year, by the names of months of one language."""

import re
from collections.abc import Mapping
from datetime import date, datetime, time
from functools import cached_property
from typing import Any

from retrieval.query.patterns import Spelling, alike, compiled, names
from retrieval.query.periods import Period, Unit, month_of, unit_before, year_of

_ISO_DATE = r"[0-9]{4}(?:[-/.][0-9]{1,2}(?:[-/.][0-9]{1,2})?)?"
_ISO = re.compile(r"(?P<year>[0-9]{4})(?:[-/.](?P<month>[0-9]{1,2})(?:[-/.](?P<day>[0-9]{1,2}))?)?")
_GROUP = re.compile(r"\(\?P<\w+>")
_NUMERIC = r"[0-9]{1,4}(?:[-/.][0-9]{1,4}){1,2}(?![-/.]?\w)"
_YEAR = r"[12١٢]\d{3}(?!['’]?\w|-[0-9])"
_NUMBERS = {"month_number": r"(?P<month>0?[1-9]|1[0-2])(?!\d)", "number": r"(?P<day>\d{1,2})(?!\d)"}
_ALL_NUMERIC = r"[0-9]+[-/.][0-9]+[-/.][0-9]+"
_LEAP_YEARS = 8
"""The 29th of February comes again within these years."""


class WrittenDates:
    """Reads the dates of a language by its forms. If the word data have `within_dates`, dateparser reads the others."""

    def __init__(self, language: str, words: Mapping[str, Any]) -> None:
        """Take the language's ISO 639 code, and its word data.

        `months` are the names of each month, from January on; `date_forms` patterns of a date with the places {day},
        {month} and {year}, for numbers alone {number} and {month_number}; `ordinal` is a pattern of the endings of a
        day's number; `within_dates` one of the words between the parts of a date. Raises `KeyError` if the months or
        the forms are missing.
        """
        self._language = language
        spelling = Spelling.of(words)
        self._months = {alike(name): number + 1 for name, number in names(words["months"]).items()}
        self._names = spelling.any(names(words["months"]))
        self._ordinal = f"(?:{words['ordinal']})?" if words.get("ordinal") else ""
        self._date_forms = [spelling.pattern(it) for it in words["date_forms"]]
        self._is_spaced = spelling.spaced
        self._parsable = rf"{_ALL_NUMERIC}|(?:{self._names})\b"
        number = rf"[0-9]{{1,4}}{self._ordinal}(?!['’]?\w)"
        self._item = rf"(?:{_NUMERIC}|{number}|(?:{self._names})\b\.?)"
        self._is_parsed = "within_dates" in words
        glue = rf"(?:(?:{words.get('within_dates', '')})\s+)"
        self.pattern = (
            rf"(?<![\w./-]){glue}?{self._item}(?:(?:\s*,\s*|\s+){glue}{{0,2}}{self._item}){{0,4}}"
            if self._is_parsed
            else self._any_form()
        )
        """Matches what may be a date, and more; `beginning` tells how much of it is one."""

    def _any_form(self) -> str:
        """Return a pattern of the language's own forms, the first that fits."""
        forms = [_GROUP.sub("(?:", _placed(form, self._places)) for form in self._date_forms]
        before = r"(?<![\w./-])" if self._is_spaced else r"(?<!\d)"
        return f"{before}(?:{'|'.join([*forms, _ISO_DATE])})"

    @property
    def _places(self) -> Mapping[str, str]:
        if not self._is_spaced:
            return {"month": f"(?P<month>{self._names})", "year": r"(?P<year>[12]\d{3})", **_NUMBERS}
        return {
            "month": rf"(?P<month>{self._names})\b\.?",
            "day": rf"(?P<day>\d{{1,2}}){self._ordinal}(?!\w)",
            "year": f"(?P<year>{_YEAR})",
            **_NUMBERS,
        }

    @cached_property
    def forms(self) -> list[re.Pattern[str]]:
        """The forms of a date, compiled when one is met. Raises `ValueError` if one is wrong."""
        return [_ISO, *(compiled(form, self._places) for form in self._date_forms)]

    def read(self, words: str, day: date) -> Period | None:
        """Return the day, month or year that these words name, all of them; None if they name none.

        Without a year it is the last one that began by `day`. Of numbers alone, the language tells the order.
        """
        for form in self.forms:
            if found := form.fullmatch(words):
                return self._period(found.groupdict(), day)
        if not self._is_parsed:
            return None
        is_date = compiled(self.pattern).fullmatch(words) and compiled(self._parsable).search(words)
        return self._parsed(words, day) if is_date else None

    def beginning(self, words: str, day: date) -> tuple[Period, int] | None:
        """Return the longest date at the beginning of what `pattern` matches, and its length; None if there is none."""
        if period := self.read(words, day):
            return period, len(words)
        if not self._is_parsed:
            return None
        for item in reversed([*compiled(self._item).finditer(words)][:-1]):
            shorter = words[: item.end()]
            if any(form.fullmatch(shorter) for form in self.forms) and (period := self.read(shorter, day)):
                return period, item.end()
        return None

    def _period(self, parts: Mapping[str, str | None], day: date) -> Period | None:
        """Return the period of a year, a month's number or name, and a day's number, as far as they are given."""
        year, month, number = (parts.get(it) for it in ("year", "month", "day"))
        month_number = month and (self._months.get(alike(month)) or int(month))
        for candidate in (int(year),) if year else range(day.year, day.year - _LEAP_YEARS - 1, -1):
            try:
                if not month_number:
                    return year_of(candidate)
                first = date(candidate, int(month_number), int(number or 1))
            except ValueError:  # there is no such day, in this year at least
                continue
            if year or first <= day:
                return Period(first, first) if number else month_of(first)
        return None

    def _parsed(self, words: str, day: date) -> Period | None:
        """Return what dateparser reads. It takes 0.2 s to import: few questions have such a date."""
        from dateparser.date import DateDataParser  # noqa: PLC0415

        parser = DateDataParser(
            languages=[self._language],
            settings={"RELATIVE_BASE": datetime.combine(day, time()), "PREFER_DATES_FROM": "past"},
        )
        try:
            data = parser.get_date_data(words)
        except (ValueError, OverflowError):
            return None
        if data.date_obj is None:
            return None
        unit = Unit(data.period) if data.period in {it.value for it in Unit} else Unit.DAY
        return unit_before(data.date_obj.date(), unit, 0, 0)


def _placed(form: str, places: Mapping[str, str]) -> str:
    for name, pattern in places.items():
        form = form.replace(f"{{{name}}}", pattern)
    return form
