"""How a language writes: numbers, dates, and values in a text of the other direction. English needs no Babel for it."""

import re
import unicodedata
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from bot.texts.catalogue import ENGLISH_CODE

if TYPE_CHECKING:
    from babel import Locale

_ISOLATE, _POP = "\u2068", "\u2069"
_ISOLATES = re.compile("[\u2066-\u2069]")
_RIGHT_TO_LEFT = frozenset(("R", "AL"))
_MAY_BE_RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u08ff\u200f\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
"""All letters and marks that are written from right to left, and few others. Most text has none."""
_ISOLATED = re.compile("\u2068[^\u2066-\u2069]*\u2069")
_NUMBER = re.compile(r"[\d.,\s]*")
_TAG = re.compile(r"<[^<>]*>")
_OLD_NAMES = {
    "America/Argentina/Buenos_Aires": "America/Buenos_Aires",
    "Asia/Kathmandu": "Asia/Katmandu",
    "Asia/Kolkata": "Asia/Calcutta",
    "Asia/Yangon": "Asia/Rangoon",
    "Europe/Kyiv": "Europe/Kiev",
}
"""Names by which the Unicode CLDR still knows zones that have others by now."""


class Writing:
    """Numbers and dates as people of a language write them, and isolated values."""

    def __init__(self, language: str = ENGLISH_CODE) -> None:
        """Take the code of a catalogue; a language that Babel does not know is written as English is."""
        self._language = language

    @property
    def is_right_to_left(self) -> bool:
        """Whether the language is written from right to left, as Arabic is."""
        return (locale := self._locale) is not None and locale.text_direction == "rtl"

    def grouped(self, number: int) -> str:
        """Return the number with its digits in groups: "2,000"."""
        if (locale := self._locale) is None:
            return f"{number:,}"
        from babel.numbers import format_decimal  # noqa: PLC0415  (English needs none of Babel)

        return format_decimal(number, locale=locale)

    def tenths(self, number: float) -> str:
        """Return the number with one digit behind the decimal sign: "0.4"."""
        if (locale := self._locale) is None:
            return f"{number:.1f}"
        from babel.numbers import format_decimal  # noqa: PLC0415

        return format_decimal(number, "#,##0.0", locale=locale)

    def day(self, day: str) -> str:
        """Return a day of ISO 8601 as people write it, in English as it is; a text that is no day as it is."""
        if (locale := self._locale) is None:
            return day
        from babel.dates import format_date  # noqa: PLC0415

        try:
            return format_date(date.fromisoformat(day), "long", locale)
        except ValueError:
            return day

    def city(self, zone: str) -> str:
        """Return the city by which a time zone of the IANA is known."""
        from babel import Locale  # noqa: PLC0415

        # Not by Babel's `get_timezone_location`: that looks up new names, where the data have old ones.
        known = (self._locale or Locale(ENGLISH_CODE)).time_zones.get(_OLD_NAMES.get(zone, zone), {})
        return str(known.get("city") or zone.rpartition("/")[2].replace("_", " "))

    def language_name(self, code: str) -> str:
        """Return the name of a language, given its code; the code if Babel does not know it."""
        from babel import Locale  # noqa: PLC0415  (few answers name one)

        names = (self._locale or Locale(ENGLISH_CODE)).languages
        return str(names.get(code, code))

    def isolated(self, value: object) -> object:
        """Return a value that stands in a sentence of the language, isolated if its direction could turn the sentence.

        What is no text is returned as it is.
        """
        if not isinstance(value, str):
            return value
        if (value.isascii() or not _MAY_BE_RIGHT_TO_LEFT.search(value)) and not self.is_right_to_left:
            return value
        if not self._may_turn(_TAG.sub("", value) if isinstance(value, Markup) else value):
            return value
        inner = balanced(value)
        return escape(_ISOLATE) + inner + _POP if isinstance(inner, Markup) else f"{_ISOLATE}{inner}{_POP}"

    def _may_turn(self, value: str) -> bool:
        while _ISOLATE in value and (outside := _ISOLATED.sub("", value)) != value:
            value = outside  # what is isolated turns nothing
        directions = {unicodedata.bidirectional(it) for it in value}
        if self.is_right_to_left:  # a date turns there, too
            return "L" in directions or (
                "EN" in directions and not directions & _RIGHT_TO_LEFT and not _NUMBER.fullmatch(value)
            )
        return bool(directions & _RIGHT_TO_LEFT)

    @property
    def _locale(self) -> "Locale | None":
        return None if self._language == ENGLISH_CODE else _known_locale(self._language)


IN_ENGLISH = Writing()


def own_name(language: str) -> str:
    """Return what the people of a language call it, such as "Deutsch"; the code of one that Babel does not know."""
    locale = _known_locale(language)
    name = None if locale is None else locale.get_display_name(locale)
    return language if name is None else name[:1].upper() + name[1:]


def balanced(text: str) -> str:
    """Return the text with those isolates of the first strong direction that end within it, and without all others.

    Such an isolate turns nothing around it, and cannot turn what is in it.
    """
    opened: list[int] = []
    kept: set[int] = set()
    for found in _ISOLATES.finditer(text):
        if found[0] == _ISOLATE:
            opened.append(found.start())
        elif found[0] == _POP and opened:
            kept |= {opened.pop(), found.start()}

    def part(found: re.Match[str]) -> str:
        return found[0] if found.start() in kept else ""

    return _like(text, _ISOLATES.sub(part, text))


def _like(original: str, text: str) -> str:
    return Markup(text) if isinstance(original, Markup) else text  # noqa: S704  (only isolates were taken out)


@cache
def _known_locale(language: str) -> "Locale | None":
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415

    try:
        return Locale.parse(language.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return None
