"""The fields that tell of an article, and a title where there is none."""

import re
import reprlib
from collections.abc import Mapping
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime

from retrieval.analysis import sentence_spans
from retrieval.loaders.base import UnusableError

_TITLE_LENGTH = 80
_ISO_DATE = re.compile(r"\d{4}-[\dW]|\d{8}(?!\d)")  # 1701011012345 is none
_DATES_IN_WORDS = ("%d %B %Y", "%d %b %Y", "%B %d, %Y", "%b %d, %Y")


def title_of(text: str, start: int = 0) -> str:
    """Return a title for a text that has none: its first line, or first sentence, shortened at a word."""
    first_line = next(line for line in text[start:].splitlines() if any(map(str.isalnum, line)))
    title = " ".join(first_line.lstrip("# \t").split())
    if len(title) <= _TITLE_LENGTH:
        return title
    first = sentence_spans(first_line)[0]
    sentence = " ".join(first_line[first.start : first.end].split())
    if len(sentence) <= _TITLE_LENGTH:
        return sentence
    cut = sentence.rfind(" ", 0, _TITLE_LENGTH)
    return sentence[: cut if cut > 0 else _TITLE_LENGTH - 1].rstrip(" ,;:–—-") + "…"


def text_field(fields: Mapping[str, object], name: str) -> str | None:
    """Return a metadata field as one line of text; None where it is absent or shows nothing.

    Raises `UnusableError` where it is not text.
    """
    value = fields.get(name)
    if isinstance(value, int | float) and not isinstance(value, bool):
        try:
            value = str(value)
        except ValueError as error:  # more than 4,300 digits, which YAML reads where they are hexadecimal
            raise UnusableError(f"{name} is a number that is too long: {error}") from None
    if value is None:
        return None
    if not isinstance(value, str):
        raise UnusableError(f"{name} is not text: {reprlib.repr(value)}")
    line = " ".join(encodable(value, name).split())
    return line if any(it.isprintable() and not it.isspace() for it in line) else None


def date_field(fields: Mapping[str, object], name: str) -> str | None:
    """Return a date field in ISO 8601 where it can be read as a date, else its own words.

    Raises `UnusableError` where it is neither a date nor text.
    """
    value = fields.get(name)
    if isinstance(value, date):  # as YAML reads it; a datetime is a date, too
        return value.isoformat()
    words = text_field(fields, name)
    if words is None:
        return None
    for form in _DATES_IN_WORDS:  # "14 April 2021", as people write
        try:
            return datetime.strptime(words, form).replace(tzinfo=UTC).date().isoformat()
        except ValueError:
            continue
    try:
        moment = datetime.fromisoformat(words if _ISO_DATE.match(words) else "")
    except ValueError:
        try:
            return parsedate_to_datetime(words).isoformat()  # as mail and feeds write it
        except (ValueError, OverflowError):  # the latter for a year of many digits
            return words
    return moment.date().isoformat() if re.fullmatch(r"[\dW-]+", words) else moment.isoformat()


def encodable(text: str, what: str) -> str:
    """Return the text. Raises `UnusableError` where it holds half a character, which nothing could print."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise UnusableError(f"{what} holds an unpaired surrogate at character {error.start}") from None
    return text
