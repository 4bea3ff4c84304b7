"""The loader port, and what all loaders share: decoding, titles, metadata."""

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from email.utils import parsedate_to_datetime
from typing import BinaryIO, Protocol

from charset_normalizer import from_bytes, is_binary

from retrieval.analysis import sentence_spans
from retrieval.models import Document, Skipped, Span

_TITLE_LENGTH = 80
_AS_LIKELY = 0.03  # of charset-normalizer's measure of mess, 0..1
_BOMS = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")


class Loader(Protocol):
    """Reads one file. It yields what it could read and what it had to skip, and raises only `OSError`."""

    def __call__(self, file: BinaryIO, path: str) -> Iterator[Document | Skipped]:
        """Yield the documents of a file; `path` is its place in the corpus, with forward slashes."""
        ...


class UnusableError(Exception):
    """A file or a line cannot become a document; its message is the reason that the operator is told."""


def decode(data: bytes) -> str:
    """Return the text of a file: UTF-8 with or without a byte order mark, else as charset-normalizer detects.

    Nothing else is altered, line ends neither. Raises `UnusableError` where the bytes are not text, or are
    UTF-8 with a broken place: in another encoding all its other letters would be wrong.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if not data.startswith(_BOMS) and (b"\0" in data or is_binary(data)):
            raise UnusableError("is not text") from None
        if _is_mostly_utf8(data):
            raise UnusableError(f"is UTF-8 with a broken character at byte {error.start}") from None
        text = _detect(data)
    if "\0" in text:
        raise UnusableError("is not text")
    if not text.strip():
        raise UnusableError("is empty")
    if not any(character.isalnum() for character in text):
        raise UnusableError("has no words")
    return text


def _is_mostly_utf8(data: bytes) -> bool:
    text = data.decode(errors="replace")
    broken = text.count("\ufffd")
    return sum(not character.isascii() for character in text) - broken > broken


def _detect(data: bytes) -> str:
    """Return the text in the likeliest encoding; where Windows-1252 is about as likely, in that.

    Between the single-byte encodings of Europe a few letters decide nothing, and this one is the Web's own
    default for English.
    """
    matches = from_bytes(data)
    best = matches.best()
    if best is None:
        raise UnusableError("is not text in any encoding known")
    for match in matches:
        if match.encoding == "cp1252" and match.chaos <= best.chaos + _AS_LIKELY:
            return str(match)
    return str(best)


def title_of(text: str, start: int = 0) -> str:
    """Return a title for a text that has none: its first line, or first sentence, shortened at a word."""
    first_line = next(line for line in text[start:].splitlines() if any(map(str.isalnum, line)))
    title = " ".join(first_line.lstrip("# \t").split())
    if len(title) <= _TITLE_LENGTH:
        return title
    first = next(iter(sentence_spans(first_line)), Span(0, len(first_line)))  # "1. ***…" has no sentence
    sentence = " ".join(first_line[first.start : first.end].split())
    if len(sentence) <= _TITLE_LENGTH:
        return sentence
    cut = sentence.rfind(" ", 0, _TITLE_LENGTH)
    return sentence[: cut if cut > 0 else _TITLE_LENGTH - 1].rstrip(" ,;:–—-") + "…"


def text_field(fields: Mapping[str, object], name: str) -> str | None:
    """Return a metadata field as one line of text; None where it is absent or blank.

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
        raise UnusableError(f"{name} is not text: {value!r:.60}")
    return " ".join(encodable(value, name).split()) or None


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
    try:
        moment = datetime.fromisoformat(words)
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
