"""Filters in words, such as "source: Kyodo · November 16 – 22, 2026". Pure."""

from collections.abc import Iterator
from datetime import date, timedelta

from bot.rendering.explanation import shortened
from bot.rendering.lists import listed, named
from bot.texts.catalogue import ENGLISH_CODE
from bot.texts.lookup import IN_ENGLISH, Texts
from retrieval.models import Filters
from retrieval.query.periods import month_of, year_of

_LONGEST_NAME = 40
_DAY, _MONTH, _YEAR = "yMMMd", "yMMMM", "y"
"""Babel's skeletons of a date."""


def filters_in_words(filters: Filters, texts: Texts = IN_ENGLISH, locale: str = ENGLISH_CODE) -> str:
    """Return what the filters ask for, in one line; an empty text if there are none."""
    return " · ".join(_parts(filters, texts, locale))


def _parts(filters: Filters, texts: Texts, locale: str) -> Iterator[str]:
    if filters.sources:
        names = [shortened(it, _LONGEST_NAME) for it in sorted(filters.sources)]
        yield texts.gettext("source: %(names)s", names=named(texts, names))
    if filters.since is not None or filters.until is not None:
        first, last = (day and date.fromisoformat(day) for day in (filters.since, filters.until))
        yield from _days(first or None, last or None, texts, locale)
    if filters.titles:
        yield texts.gettext("in the title: %(words)s", words=listed(texts, filters.titles))
    if filters.phrases:
        phrases = listed(texts, filters.phrases)
        if filters.in_sentence:
            yield texts.gettext("in the sentence: %(phrases)s", phrases=phrases)
        else:
            yield texts.gettext("in the article: %(phrases)s", phrases=phrases)
    if filters.without:
        yield texts.gettext("without %(words)s", words=listed(texts, filters.without))


def _days(first: date | None, last: date | None, texts: Texts, locale: str) -> Iterator[str]:
    """Yield the days as a month or a year where they are one; days that contradict each other one by one."""
    # Imported here because it takes 30 ms, and few questions have a date.
    from babel.dates import format_date, format_interval, format_skeleton  # noqa: PLC0415

    if first is not None and last is not None and first <= last:
        if first == last:
            yield format_date(first, "long", locale)
        else:
            yield format_interval(first, last, _shortest(first, last), locale=locale)
        return

    def beginning(day: date) -> str:
        if day.day > 1:
            return format_date(day, "long", locale)
        return format_skeleton(_MONTH if day.month > 1 else _YEAR, day, locale=locale)

    if first is not None:
        yield texts.gettext("since %(date)s", date=beginning(first))
    if last is not None:
        yield texts.gettext("before %(date)s", date=beginning(last + timedelta(1)))


def _shortest(first: date, last: date) -> str:
    """Return the skeleton of whole years or months if the days are those, else that of days."""
    if (first.month, first.day) == (1, 1) and last == year_of(last.year).last:
        return _YEAR
    return _MONTH if first.day == 1 and last == month_of(last).last else _DAY
