"""Loader of EPUB books: one document each, the chapters in reading order."""

import posixpath
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO
from urllib.parse import unquote
from zipfile import ZipFile

from retrieval.corpus.loaders.cleaning import clean_line
from retrieval.corpus.loaders.decoding import decode_markup
from retrieval.corpus.loaders.errors import UnusableError
from retrieval.corpus.loaders.html import html_to_text
from retrieval.corpus.loaders.limits import Deadline
from retrieval.corpus.loaders.metadata import date_of, language_code, title_of, web_address
from retrieval.corpus.loaders.options import ReadingOptions, read_whole
from retrieval.corpus.loaders.zip_container import open_container, parse_xml, read_member
from retrieval.models import Document, Skipped

if TYPE_CHECKING:
    from lxml.etree import _Element

_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
_FONTS_ALONE = frozenset({"http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"})
_CHAPTERS = frozenset({"application/xhtml+xml", "text/html", "application/x-dtbook+xml", "text/x-oeb1-document"})


def load_epub(file: BinaryIO, path: str, options: ReadingOptions) -> Iterator[Document | Skipped]:
    """Yield the book as a document."""
    with open_container(read_whole(file, options), "EPUB", options) as archive:
        document = _document(archive, path, options)
    yield document


def _document(archive: ZipFile, path: str, options: ReadingOptions) -> Document:
    _refuse_protected(archive)
    place = _package_path(archive)
    package = parse_xml(read_member(archive, place))
    deadline = Deadline(options)
    chapters: list[str] = []
    for name in _spine(package, posixpath.dirname(place)):
        deadline.check()
        chapters.append(_chapter(archive, name))
    text = "\n\n".join(filter(None, chapters))
    if not any(character.isalnum() for character in text):
        raise UnusableError("has no words")
    return Document(
        id=path,
        text=text,
        title=_first_value(package, "title") or title_of(text),
        source=_first_value(package, "publisher"),
        published=_published(package),
        url=web_address(_first_value(package, "source")),
        author=", ".join(_values(package, "creator")) or None,
        language=language_code(_first_value(package, "language")),
    )


def _refuse_protected(archive: ZipFile) -> None:
    """Raise `UnusableError` where more than the fonts is encrypted."""
    if _ENCRYPTION not in archive.namelist():
        return
    encryption = parse_xml(read_member(archive, _ENCRYPTION))
    if not _FONTS_ALONE.issuperset(it.get("Algorithm", "") for it in encryption.iter("{*}EncryptionMethod")):
        raise UnusableError("is protected against copying (DRM)")


def _package_path(archive: ZipFile) -> str:
    """Return the path of the package file, which lists the chapters."""
    for root in parse_xml(read_member(archive, _CONTAINER)).iter("{*}rootfile"):
        if place := root.get("full-path"):
            return str(place)
    raise UnusableError("cannot be read as EPUB: its container names no package")


def _spine(package: "_Element", folder: str) -> Iterator[str]:
    """Yield the names of the chapters in reading order, each once, without the table of contents."""
    files = {}
    for item in package.iter("{*}item"):
        is_contents = "nav" in item.get("properties", "").split()
        if item.get("href") and item.get("media-type") in _CHAPTERS and not is_contents:
            files[item.get("id")] = unquote(item.get("href"))
    for reference in package.iter("{*}itemref"):
        if (name := files.pop(reference.get("idref"), None)) is not None:
            yield posixpath.normpath(posixpath.join(folder, name))


def _chapter(archive: ZipFile, name: str) -> str:
    """Return the text of a chapter; "" if it is missing or has no text, such as a cover."""
    if name not in archive.NameToInfo:
        return ""
    data = read_member(archive, name)
    try:
        return html_to_text(decode_markup(data))
    except UnusableError as error:
        if str(error) in {"is empty", "has no words"}:
            return ""
        raise UnusableError(f"has a chapter, {name}, that {error}") from None


def _first_value(package: "_Element", name: str) -> str | None:
    return next(_values(package, name), None)


def _values(package: "_Element", name: str) -> Iterator[str]:
    """Yield the values of a Dublin Core element of the package."""
    for element in package.iter(f"{{http://purl.org/dc/elements/1.1/}}{name}"):
        if line := clean_line("".join(element.itertext())):
            yield line


def _published(package: "_Element") -> str | None:
    """Return the date of publication, not of the last modification."""
    for element in package.iter("{http://purl.org/dc/elements/1.1/}date"):
        events = {value for key, value in element.attrib.items() if key.endswith("event")}
        if events <= {"publication", "original-publication"} and (date := date_of("".join(element.itertext()))):
            return date
    return None
