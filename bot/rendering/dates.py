"""Publication dates as points of time, which Telegram shows in the reader's own zone."""

from datetime import datetime

_MOST = 2**31 - 1
"""Telegram takes no later time: 19 January 2038."""


def unix_time(published: str | None) -> int | None:
    """Return the POSIX time of a date that has a time and a zone, None for any other text, such as a bare date."""
    if not published or len(published) <= len("2021-04-15"):
        return None
    try:
        time = datetime.fromisoformat(published)
    except ValueError:
        return None
    if time.tzinfo is None:
        return None
    try:
        seconds = int(time.timestamp())
    except (OverflowError, ValueError):
        return None
    return seconds if 0 < seconds <= _MOST else None
