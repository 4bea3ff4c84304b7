"""Publication dates as people read them, and as points of time, which Telegram shows in the reader's own zone."""

from collections.abc import Callable
from datetime import datetime

_MOST = 2**31 - 1
"""Telegram takes no later time: 19 January 2038."""


def unix_time(published: str | None) -> int | None:
    """Return the POSIX time of a date that has a time and a zone, None for any other text, such as a bare date."""
    time = _date_time(published)
    if time is None or time.tzinfo is None:
        return None
    try:
        seconds = int(time.timestamp())
    except (OverflowError, ValueError):
        return None
    return seconds if 0 < seconds <= _MOST else None


def readable(published: str | None, day: Callable[[str], str] = str, zone: Callable[[str], object] = str) -> str | None:
    """Return a date-time of ISO 8601 as "2021-04-15 10:00 +01:00", without seconds; any other text as it is.

    `day` writes a day of ISO 8601 as a language has it, `zone` an offset such as "+01:00".
    """
    time = _date_time(published)
    if time is None:
        return None if published is None else day(published)
    offset = time.strftime("%z")
    shown = "" if not offset else " UTC" if not time.utcoffset() else f" {zone(f'{offset[:3]}:{offset[3:5]}')}"
    return f"{day(time.date().isoformat())} {time:%H:%M}{shown}"


def _date_time(published: str | None) -> datetime | None:
    """Parse a date with a time; None for any other text, such as a bare date."""
    if not published or len(published) <= len("2021-04-15"):
        return None
    try:
        return datetime.fromisoformat(published)
    except ValueError:
        return None
