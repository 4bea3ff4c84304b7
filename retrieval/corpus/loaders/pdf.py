"""Loader of PDF files: one document each."""

import logging
import re
from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import TYPE_CHECKING, BinaryIO

from retrieval.corpus.loaders.cleaning import clean, clean_line
from retrieval.corpus.loaders.errors import UnusableError, error_text
from retrieval.corpus.loaders.limits import Deadline
from retrieval.corpus.loaders.metadata import date_of, language_code, title_of
from retrieval.corpus.loaders.options import ReadingOptions, read_whole
from retrieval.corpus.loaders.pdf_paragraphs import paragraphs_of
from retrieval.models import Document, Skipped

if TYPE_CHECKING:
    from pypdf import PageObject, PdfReader

# The decompressed size of one stream: a page's content has some 100 kB, that of a map some megabytes.
_LARGEST_STREAM = 16 << 20
_MOST_PARTS = 1_000_000  # operators of a page's content
# Titles that a program made up.
_NO_TITLES = ("untitled", "microsoft word -", "powerpoint presentation")
_NO_TITLE_ENDS = (".doc", ".docx", ".pdf", ".indd", ".tex", ".dvi", ".rtf", ".odt", ".qxd", ".tmp")

_DATE = re.compile(r"D?:?(\d{4})(\d\d)?(\d\d)?(\d{2}(?:\d\d){0,2})?([Z+-])?(\d\d)?'?(\d\d)?")


def load_pdf(file: BinaryIO, path: str, options: ReadingOptions) -> Iterator[Document | Skipped]:
    """Yield the file as a document."""
    yield _document(read_whole(file, options), path, options)


def _document(data: bytes, path: str, options: ReadingOptions) -> Document:
    from pypdf import PdfReader, apply_configuration  # noqa: PLC0415
    from pypdf.errors import DependencyError, FileNotDecryptedError, LimitReachedError  # noqa: PLC0415

    if not data.strip():
        raise UnusableError("is empty")
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it logs every fault that it repairs
    try:
        with apply_configuration(
            zlib_maximum_output_length=_LARGEST_STREAM,
            lzw_maximum_output_length=_LARGEST_STREAM,
            run_length_maximum_output_length=_LARGEST_STREAM,
            array_based_stream_maximum_output_length=_LARGEST_STREAM,
            stream_parsing_work_maximum_count=_MOST_PARTS,
            jbig2dec_binary=None,
        ):
            return _read(PdfReader(BytesIO(data)), path, Deadline(options))
    except UnusableError:
        raise
    except FileNotDecryptedError:
        raise UnusableError("is protected by a password") from None
    except DependencyError:
        raise UnusableError("is encrypted with AES, which needs the Python package cryptography") from None
    except LimitReachedError as error:
        raise UnusableError(f"is a PDF with a part that is too large: {error_text(error)}") from None
    except Exception as error:  # noqa: BLE001  a broken file may provoke any error, RecursionError included
        raise UnusableError(f"cannot be read as PDF: {error_text(error)}") from None


def _read(reader: "PdfReader", path: str, deadline: Deadline) -> Document:
    if reader.is_encrypted and not reader.decrypt(""):  # most are protected only against changes
        raise UnusableError("is protected by a password")
    text = clean(paragraphs_of([_page_text(page, deadline) for page in _pages(reader, deadline)]))
    if not any(character.isalnum() for character in text):
        raise UnusableError("has no text; it may be scanned pictures")
    metadata = _metadata(reader)
    return Document(
        id=path,
        text=text,
        title=_title(metadata) or title_of(text),
        published=_date(metadata),
        author=_field(metadata, "/Author"),
        language=_language(reader),
    )


def _pages(reader: "PdfReader", deadline: Deadline) -> Iterator["PageObject"]:
    for number in range(len(reader.pages)):
        deadline.check()
        yield reader.pages[number]


def _page_text(page: "PageObject", deadline: Deadline) -> str:
    """Return a page's lines, or none if the page is broken: others may be intact."""
    from pypdf.errors import DependencyError, FileNotDecryptedError, LimitReachedError  # noqa: PLC0415

    try:
        return page.extract_text(visitor_operand_before=deadline.check)
    except (UnusableError, DependencyError, FileNotDecryptedError, LimitReachedError):
        raise
    except Exception:  # noqa: BLE001  as above
        return ""


def _metadata(reader: "PdfReader") -> Mapping[str, object]:
    """Return the metadata of the document, none if it is broken."""
    try:
        return reader.metadata or {}
    except Exception:  # noqa: BLE001  as above
        return {}


def _field(metadata: Mapping[str, object], name: str) -> str | None:
    try:
        value = metadata.get(name)
    except Exception:  # noqa: BLE001  it may refer to a broken object
        return None
    return clean_line(value) if isinstance(value, str) else None


def _title(metadata: Mapping[str, object]) -> str | None:
    title = _field(metadata, "/Title")
    if title is None or title.lower().startswith(_NO_TITLES) or title.lower().endswith(_NO_TITLE_ENDS):
        return None
    return title


def _date(metadata: Mapping[str, object]) -> str | None:
    """Return the date of creation, "D:20210414103000+02'00'", in ISO 8601."""
    match = _DATE.match(_field(metadata, "/CreationDate") or "")
    if match is None:
        return None
    year, month, day, time_of_day, sign, hours, minutes = match.groups()
    if month is None or day is None:
        return None
    if time_of_day is None:
        return date_of(f"{year}-{month}-{day}")
    offset = f"{sign}{hours}:{minutes or '00'}" if sign in {"+", "-"} and hours else "+00:00"
    time = ":".join((time_of_day + "0000")[:6][place : place + 2] for place in (0, 2, 4))
    return date_of(f"{year}-{month}-{day}T{time}{offset}")


def _language(reader: "PdfReader") -> str | None:
    try:
        language = reader.root_object.get("/Lang")
    except Exception:  # noqa: BLE001  as above
        return None
    return language_code(language) if isinstance(language, str) else None
