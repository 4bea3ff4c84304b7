"""Loader of mail, EML and mbox: one document a message, without quoted text and signature."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.utils import parseaddr, parsedate_to_datetime
from io import BytesIO
from typing import TYPE_CHECKING, BinaryIO

from retrieval.corpus.loaders.decoding import decode
from retrieval.corpus.loaders.errors import UnusableError
from retrieval.corpus.loaders.limits import load_within
from retrieval.corpus.loaders.lines import RUN_LENGTH
from retrieval.corpus.loaders.metadata import iso_with_offset, title_of
from retrieval.corpus.loaders.options import ReadingOptions, format_size, read_whole
from retrieval.models import Document, Skipped

if TYPE_CHECKING:
    from email.message import EmailMessage, MIMEPart

_BLOCK = 1 << 16  # bytes; a longer line is read in parts
_LONGEST_HEADER = 8192  # characters; parsing time grows faster than the length
_LONGEST_SIGNATURE = 10  # lines, of a signature without the standard marker "-- "
# A line of the text may begin with "From " too; that of the envelope has a time and a year.
_ENVELOPE = re.compile(rb"From .*\d\d:\d\d.*\d{4}")
_QUOTED_ENVELOPE = re.compile(rb"^>(>*From )", re.MULTILINE)
_ORIGINAL = re.compile(r"\s*-{2,}\s*(?:original|forwarded) message\s*-{2,}\s*", re.IGNORECASE)
# "On Tuesday, Ann wrote:" above a quotation.
_INTRODUCTION = re.compile(r"@|\b(?:wrote|writes|said|schrieb|écrit|escribió|scrisse|schreef|escreveu)\b")


def load_mail(file: BinaryIO, path: str, options: ReadingOptions) -> Iterator[Document | Skipped]:
    """Yield the message as a document: its plain text, or that of its HTML; attachments are ignored."""
    yield _document(read_whole(file, options), path)


def load_mbox(file: BinaryIO, path: str, options: ReadingOptions) -> Iterator[Document | Skipped]:
    """Yield every message of an mbox as a document; one without an id gets the id `path#n`."""
    for messages in split_mbox(file, options):
        yield from messages.load(path, options)


def split_mbox(file: BinaryIO, options: ReadingOptions) -> Iterator["Messages"]:
    """Yield the messages of an mbox in batches. Raises `UnusableError` where there is none."""
    batch: list[bytes | None] = []
    first, size = 1, 0
    try:
        for message in _messages(file, options.largest_record):
            batch.append(message)
            size += len(message or b"")
            if size >= RUN_LENGTH:
                yield Messages(tuple(batch), first)
                first, size, batch = first + len(batch), 0, []
    except OSError:
        if batch:  # yield what was read before raising
            yield Messages(tuple(batch), first)
        raise
    if not batch and first == 1:
        raise UnusableError("is empty")
    yield Messages(tuple(batch), first)


@dataclass(frozen=True, slots=True)
class Messages:
    """Consecutive messages of an mbox, without the lines between them; None for one that is too large."""

    messages: tuple[bytes | None, ...]
    first: int

    def __len__(self) -> int:
        """Return the number of bytes."""
        return sum(len(it or b"") for it in self.messages)

    def load(self, path: str, options: ReadingOptions) -> Iterator[Document | Skipped]:
        """Yield a document for every message."""
        for number, message in enumerate(self.messages, self.first):
            if message is None:
                most = format_size(options.largest_record)
                yield Skipped(path, f"message {number} is larger than {most} (largest_record)")
                continue
            for item in load_within(_load_message, BytesIO(message), f"{path}#{number}", options):
                yield item if isinstance(item, Document) else Skipped(path, f"message {number} {item.reason}")


def _load_message(file: BinaryIO, path: str, options: ReadingOptions) -> Iterator[Document | Skipped]:  # noqa: ARG001
    yield _document(file.read(), path, is_one_of_many=True)


def _messages(file: BinaryIO, largest: int) -> Iterator[bytes | None]:
    """Yield the messages of an mbox without the lines between them; None for one that is too large."""
    lines: list[bytes] = []
    size, is_blank, is_line_start = 0, True, True
    while line := file.readline(_BLOCK):
        if is_line_start and is_blank and _ENVELOPE.match(line):
            yield from _message(lines, size, largest)
            lines, size = [], 0
        else:
            size += len(line)
            if size <= largest:
                lines.append(line)
            else:
                lines.clear()
        is_blank = is_line_start and not line.strip()
        is_line_start = line.endswith(b"\n")
    yield from _message(lines, size, largest)


def _message(lines: list[bytes], size: int, largest: int) -> Iterator[bytes | None]:
    if size > largest:
        yield None
        return
    message = b"".join(lines)
    if message.strip():
        yield _QUOTED_ENVELOPE.sub(rb"\1", message)


def _document(data: bytes, path: str, *, is_one_of_many: bool = False) -> Document:
    from email import message_from_bytes  # noqa: PLC0415
    from email.policy import default  # noqa: PLC0415

    from retrieval.corpus.loaders.cleaning import clean, clean_line  # noqa: PLC0415

    if not data.strip():
        raise UnusableError("is empty")
    message = message_from_bytes(data, policy=default)
    text = clean(_own_words(_body(message)))
    if not any(map(str.isalnum, text)):
        raise UnusableError("has no words of its own")
    name, address = parseaddr(_header(message, "from") or "")
    message_id = (_header(message, "message-id") or "").strip("<> ")
    return Document(
        id=(clean_line(message_id) if is_one_of_many else None) or path,
        text=text,
        title=clean_line(_header(message, "subject")) or title_of(text),
        published=_date(_header(message, "date")),
        author=clean_line(name or address),
    )


def _header(message: "EmailMessage", name: str) -> str | None:
    """Return a decoded header; None if it is absent, too long or malformed."""
    raw = next((value for key, value in message.raw_items() if key.lower() == name), None)
    if raw is None or len(raw) > _LONGEST_HEADER:
        return None
    try:
        return str(message[name])
    except Exception:  # noqa: BLE001 - email raises various errors for broken headers
        return None


def _date(words: str | None) -> str | None:
    """Return the date in ISO 8601, in UTC if it has no offset."""
    try:
        moment = parsedate_to_datetime(words or "")
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return iso_with_offset(moment)


def _body(message: "EmailMessage") -> str:
    """Return the plain text if that part is not blank, else the visible text of the HTML."""
    plain = message.get_body(("plain",))
    if plain is not None and (text := _decoded(plain)).strip():
        return _unflowed(text) if plain.get_param("format") == "flowed" else text
    page = message.get_body(("html",))
    if page is None:
        raise UnusableError("has no part that is text" if plain is None else "is empty")
    from retrieval.corpus.loaders.html import html_to_text  # noqa: PLC0415

    return html_to_text(_decoded(page))


def _decoded(part: "MIMEPart") -> str:
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes) or not payload.strip():
        return ""
    charset = part.get_content_charset()
    if charset is not None and "\0" not in charset:
        try:
            return payload.decode(charset).replace("\r\n", "\n")
        except (LookupError, ValueError):
            pass
    return decode(payload).replace("\r\n", "\n")


def _unflowed(text: str) -> str:
    """Join the lines of paragraphs in the format "flowed" (RFC 3676): each line but the last ends with a blank."""
    return re.sub(r"(?<!^--) \n(?![>\n]|-- \n)", " ", text, flags=re.MULTILINE)


def _own_words(text: str) -> str:
    """Return a text without quotations, their introductions, and the signature."""
    kept: list[str] = []
    is_quote = False
    lines = text.split("\n")
    for number, line in enumerate(lines):
        if line == "-- " or (line == "--" and len(lines) - number <= _LONGEST_SIGNATURE) or _ORIGINAL.fullmatch(line):
            break
        if line.lstrip().startswith(">"):
            if not is_quote:
                _drop_introduction(kept)
            is_quote = True
        else:
            is_quote = is_quote and not line.strip()
            kept.append(line)
    return "\n".join(kept)


def _drop_introduction(lines: list[str]) -> None:
    """Remove the introduction of a quotation: the last line or two, if they end with a colon."""
    while lines and not lines[-1].strip():
        lines.pop()
    if not lines or not lines[-1].rstrip().endswith(":"):
        return
    if _INTRODUCTION.search(lines[-1]):
        is_wrapped = not re.search(r"\d", lines[-1]) and len(lines) > 1 and re.search(r"\d", lines[-2])
        del lines[-2 if is_wrapped else -1 :]
