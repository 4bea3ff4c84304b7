"""JSON Lines: a document a line, `{"id", "text"}` with optional `title`, `published` or `date`, `source`, `url`."""

import json
import reprlib
from codecs import BOM_UTF8
from collections.abc import Iterator, Sequence
from typing import BinaryIO

from charset_normalizer import is_binary

from retrieval.loaders.base import UnusableError
from retrieval.loaders.decoding import decode, is_broken_utf8
from retrieval.loaders.metadata import date_field, encodable, text_field, title_of
from retrieval.models import Document, Skipped


def load_jsonl(file: BinaryIO, path: str) -> Iterator[Document | Skipped]:
    """Yield a document for every line, its text as it is, and a `Skipped` for every bad line; blank lines pass."""
    try:
        lines = _lines(file.read())
    except UnusableError as error:
        yield Skipped(path, str(error))
        return
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            yield _document(line if isinstance(line, str) else _decode(line))
        except UnusableError as error:
            yield Skipped(path, f"line {number} {error}")


def _lines(data: bytes) -> Sequence[str | bytes]:
    """Return the lines: as bytes where they are UTF-8, of which one may be broken, else as text of another encoding."""
    try:
        data.decode()
    except UnicodeDecodeError:
        if not is_broken_utf8(data):
            return decode(data).split("\n")
    data = data.removeprefix(BOM_UTF8)
    if not data.strip():
        raise UnusableError("is empty")
    if b"\0" in data and is_binary(data):
        raise UnusableError("is not text")
    return data.split(b"\n")


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
    if not any(character.isalnum() for character in text):
        raise UnusableError("has a text without words")
    return Document(
        id=_id(fields.get("id")),
        text=encodable(text, "text"),
        title=text_field(fields, "title") or title_of(text),
        source=text_field(fields, "source"),
        published=date_field(fields, "published") or date_field(fields, "date"),
        url=text_field(fields, "url"),
    )


def _id(value: object) -> str:
    """Return the id as it is; a whole number as its digits."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if value is None or (isinstance(value, str) and not value.strip()):
        raise UnusableError("has no id")
    if not isinstance(value, str):
        raise UnusableError(f"id is not text: {reprlib.repr(value)}")
    return encodable(value, "id")
