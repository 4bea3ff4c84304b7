"""Progress of an index update in words: speed, time left, durations and sizes."""

from bot.texts.lookup import IN_ENGLISH, Texts
from retrieval.models import Progress

_LEAST_SECONDS = 1.0
"""No speed can be estimated earlier."""
_MINUTE, _HOUR = 60, 3600


def sentences_per_second(progress: Progress) -> int | None:
    """Return how many sentences are read a second; None if it is too early to tell."""
    if progress.seconds < _LEAST_SECONDS or not progress.sentences:
        return None
    return round(progress.sentences / progress.seconds)


def seconds_left(progress: Progress) -> float | None:
    """Extrapolate the seconds until everything is read; None if that is impossible."""
    if progress.stage != "reading" or progress.seconds < _LEAST_SECONDS or not progress.bytes_read:
        return None
    return progress.seconds * max(0, progress.bytes_total - progress.bytes_read) / progress.bytes_read


def duration(seconds: float, texts: Texts = IN_ENGLISH) -> str:
    """Return "0.4 s", "12 s", "3 min 5 s" or "2 h 10 min"."""
    if seconds < 10:  # noqa: PLR2004  (tenths matter only below)
        return texts.gettext("%(seconds)s s", seconds=texts.writing.tenths(seconds))
    whole = round(seconds)
    if whole < _MINUTE:
        return texts.gettext("%(seconds)s s", seconds=whole)
    if whole < _HOUR:
        return texts.gettext("%(minutes)s min %(seconds)s s", minutes=whole // _MINUTE, seconds=whole % _MINUTE)
    minutes = round(whole / _MINUTE)
    return texts.gettext("%(hours)s h %(minutes)s min", hours=minutes // 60, minutes=minutes % 60)


def latency(seconds: float, texts: Texts = IN_ENGLISH) -> str:
    """Return "50 ms", or of a second and more the duration."""
    if seconds < 1:
        return texts.gettext("%(milliseconds)s ms", milliseconds=round(seconds * 1000))
    return duration(seconds, texts)


def time_left(progress: Progress, texts: Texts = IN_ENGLISH) -> str | None:
    """Return the estimate as "12 s" or "3 min"; None if there is none."""
    if (seconds := seconds_left(progress)) is None:
        return None
    if seconds < _MINUTE:
        return texts.gettext("%(seconds)s s", seconds=max(1, round(seconds)))
    if seconds < _HOUR:
        return texts.gettext("%(minutes)s min", minutes=round(seconds / _MINUTE))
    return duration(seconds, texts)


def megabytes(size: int) -> str:
    """Return "812 B", "1.4 kB", "23.5 MB" or "4.1 GB"."""
    value, unit = float(size), "B"
    for bigger in ("kB", "MB", "GB"):
        if value < 999.95:  # noqa: PLR2004  (above, it would round to 1000.0)
            break
        value, unit = value / 1000, bigger
    return f"{size} B" if unit == "B" else f"{value:,.1f} {unit}"
