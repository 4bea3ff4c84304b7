"""Loader of JSON Lines: one document a line, `{"id", "text"}` with optional `title`, `source` and others."""

import json
import re
import reprlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import BinaryIO

from retrieval.corpus.loaders.errors import UnusableError
from retrieval.corpus.loaders.lines import LineRun, LongLine, NonUtf8, line_runs, long_line
from retrieval.corpus.loaders.metadata import (
    date_field,
    encodable,
    iso_with_offset,
    language_code,
    text_field,
    title_of,
)
from retrieval.corpus.loaders.options import ReadingOptions
from retrieval.models import Document, Skipped

# A fast path: `date_field` parses these too, after it has tried dates in words.
_ISO = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.]\d{3}(?:\d{3})?)?)?(?:Z|[+-]\d\d:\d\d)?)?", re.ASCII)
_DAY_LENGTH = len("2021-04-14")


def load_jsonl(file: BinaryIO, path: str, options: ReadingOptions) -> Iterator[Document | Skipped]:
    """Yield a document for every line, its text unaltered, and a `Skipped` for every bad line; ignore blank lines."""
    for part in line_runs(file, options):
        match part:
            case LineRun():
                yield from load_lines(part.data, part.first_line, path, options)
            case LongLine():
                yield Skipped(path, f"line {part.number} {part.reason}")
            case NonUtf8():
                yield from load_non_utf8(part, path)


def load_lines(data: bytes, first_line: int, path: str, options: ReadingOptions) -> Iterator[Document | Skipped]:
    """Yield the documents of UTF-8 lines, and a `Skipped` with the line's number for each broken or too long line."""
    lines: Sequence[str | bytes]
    try:
        # If the run is no longer than a line may be, no line is too long.
        lines = data.decode().split("\n") if len(data) <= options.largest_record else data.split(b"\n")
    except UnicodeDecodeError:
        lines = data.split(b"\n")
    return _load(lines, first_line, path, options.largest_record)


def load_non_utf8(part: NonUtf8, path: str) -> Iterator[Document | Skipped]:
    """Yield the documents of lines in another encoding. Raises `UnusableError` where they are not text."""
    return _load(part.text().split("\n"), part.first_line, path, len(part.data))


def _load(lines: Sequence[str | bytes], first: int, path: str, largest: int) -> Iterator[Document | Skipped]:
    for number, line in enumerate(lines, start=first):
        if not line or (line.isspace() and _is_blank(line)):
            continue
        if len(line) > largest:
            yield Skipped(path, f"line {number} {long_line(number, largest).reason}")
            continue
        try:
            yield _document(line if isinstance(line, str) else _decode(line))
        except UnusableError as error:
            yield Skipped(path, f"line {number} {error}")


def _is_blank(line: str | bytes) -> bool:
    return not (line.encode() if isinstance(line, str) else line).strip()  # only ASCII blanks count


def _decode(line: bytes) -> str:
    try:
        return line.decode()
    except UnicodeDecodeError as error:
        raise UnusableError(f"is UTF-8 with a broken character at its byte {error.start}") from None


def _document(line: str) -> Document:
    try:
        fields = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise UnusableError(f"is not valid JSON: {error}") from None
    if not isinstance(fields, dict):
        raise UnusableError('is not an object {"id": …, "text": …}')
    text = fields.get("text")
    if not isinstance(text, str):
        raise UnusableError("has no text" if text is None else "has a text that is not a string")
    if not any(map(str.isalnum, text)):
        raise UnusableError("has a text without words")
    return Document(
        id=_id(fields.get("id")),
        text=encodable(text, "text"),
        title=_line(fields, "title") or title_of(text),
        source=_line(fields, "source"),
        published=_date(fields, "published") or _date(fields, "date"),
        url=_line(fields, "url"),
        author=_line(fields, "author"),
        language=language_code(_line(fields, "language")),
    )


def _line(fields: Mapping[str, object], name: str) -> str | None:
    """Return a field as `text_field` does, with a fast path for a clean value."""
    value = fields.get(name)
    if value is None:
        return None
    if isinstance(value, str) and value.isprintable() and value.strip() == value and "  " not in value:
        return value or None
    return text_field(fields, name)


def _date(fields: Mapping[str, object], name: str) -> str | None:
    """Return a date field as `date_field` does, with a fast path for ISO 8601."""
    value = fields.get(name)
    if value is None:
        return None
    if isinstance(value, str) and _ISO.fullmatch(value):
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:  # 2021-02-30
            return date_field(fields, name)
        if len(value) == _DAY_LENGTH:
            return value
        return iso_with_offset(moment)
    return date_field(fields, name)


def _id(value: object) -> str:
    """Return the id unaltered; an integer as its digits."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if value is None or (isinstance(value, str) and not value.strip()):
        raise UnusableError("has no id")
    if not isinstance(value, str):
        raise UnusableError(f"id is not text: {reprlib.repr(value)}")
    return encodable(value, "id")
