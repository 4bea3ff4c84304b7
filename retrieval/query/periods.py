"""Periods of whole days: a day, week, month or year by its distance from a day, and the days since one."""

import calendar
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from enum import Enum

_MONTHS = 12


class Unit(Enum):
    """A unit of the calendar."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Period:
    """The days from the first to the last, both inclusive; None: without a limit on this side."""

    first: date | None
    last: date | None

    def and_within(self, other: "Period") -> "Period":
        """Return the days of both. If there are none, the first is after the last."""
        firsts = [it for it in (self.first, other.first) if it is not None]
        lasts = [it for it in (self.last, other.last) if it is not None]
        return Period(max(firsts, default=None), min(lasts, default=None))

    def or_within(self, other: "Period") -> "Period":
        """Return the days of either, and those between."""
        return Period(
            None if self.first is None or other.first is None else min(self.first, other.first),
            None if self.last is None or other.last is None else max(self.last, other.last),
        )


ALWAYS = Period(None, None)


def day_at(seconds: float, zone: tzinfo) -> date:
    """Return the day that it is in a time zone at a POSIX time."""
    return datetime.fromtimestamp(seconds, zone).date()


def month_of(day: date) -> Period:
    """Return the month of a day."""
    return Period(day.replace(day=1), day.replace(day=calendar.monthrange(day.year, day.month)[1]))


def year_of(year: int) -> Period:
    """Return a year. Raises `ValueError` if there is no such year."""
    return Period(date(year, 1, 1), date(year, _MONTHS, 31))


def unit_before(day: date, unit: Unit, back: int, first_weekday: int) -> Period:
    """Return the unit that lies `back` units before the one of this day: 0 is the day's own week, 1 the week before.

    Weeks begin on `first_weekday`, 0 for Monday. Raises `ValueError` or `OverflowError` beyond the years 1 to 9999.
    """
    match unit:
        case Unit.DAY:
            first = last = day - timedelta(back)
        case Unit.WEEK:
            first = day - timedelta((day.weekday() - first_weekday) % 7 + 7 * back)
            last = first + timedelta(6)
        case Unit.MONTH:
            return month_of(_months_before(day, back))
        case Unit.YEAR:
            return year_of(day.year - back)
    return Period(first, last)


def days_since(day: date, unit: Unit, back: int) -> Period:
    """Return the days from that many units before this day up to this day.

    A month before the 31st is the last day of a shorter month. Raises `ValueError` or `OverflowError` beyond the years
    1 to 9999.
    """
    match unit:
        case Unit.DAY | Unit.WEEK:
            return Period(day - timedelta(back * (7 if unit is Unit.WEEK else 1)), day)
        case Unit.MONTH | Unit.YEAR:
            return Period(_months_before(day, back * (_MONTHS if unit is Unit.YEAR else 1)), day)


def last_weekday(day: date, weekday: int) -> date:
    """Return the last such day of the week before this day, 0 for Monday: on a Tuesday, the Tuesday a week ago."""
    return day - timedelta((day.weekday() - weekday - 1) % 7 + 1)


def _months_before(day: date, back: int) -> date:
    """Return the same day of an earlier month, or that month's last."""
    year, month = divmod(day.year * _MONTHS + day.month - 1 - back, _MONTHS)
    return date(year, month + 1, min(day.day, calendar.monthrange(max(year, 1), month + 1)[1]))
