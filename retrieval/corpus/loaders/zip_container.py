"""Documents that are a zip archive of XML inside: DOCX and EPUB. What they may hold, and how their XML is read."""

import posixpath
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZipFile, ZipInfo

from retrieval.corpus.loaders.base import ReadingOptions, UnusableError, error_text, format_size
from retrieval.corpus.loaders.html.tree import MOST_TAGS

if TYPE_CHECKING:
    from lxml.etree import _Element

# What unpacks to little may do so at any ratio: a style sheet of blanks is no bomb.
_SMALL = 1 << 20


@contextmanager
def open_container(data: bytes, what: str, options: ReadingOptions) -> Iterator[ZipFile]:
    """Open the archive, having seen that what it says it holds is within the limits.

    zipfile reads no more of a member than the archive says that it has. Raises `UnusableError`, here and for whatever
    is raised within; `what` names the format.
    """
    if not data.strip():
        raise UnusableError("is empty")
    try:
        with ZipFile(BytesIO(data)) as archive:
            _check(archive.infolist(), options)
            yield archive
    except (UnusableError, OSError):
        raise
    except Exception as error:  # noqa: BLE001  whatever a broken file provokes in a library, RecursionError among them
        raise UnusableError(f"cannot be read as {what}: {error_text(error)}") from None


def read_member(archive: ZipFile, name: str) -> bytes:
    """Return a member of the archive. Raises `UnusableError` where it is not there."""
    try:
        return archive.read(posixpath.normpath(name))
    except KeyError:
        raise UnusableError(f"lacks a part that it needs: {name}") from None


def parse_xml(data: bytes) -> "_Element":
    """Return the root of an XML file, of which no entities are resolved and nothing else is fetched.

    Raises `UnusableError` where it has too many tags, lxml's errors where it is no XML.
    """
    from lxml import etree  # noqa: PLC0415

    if data.count(b"<") > MOST_TAGS:
        raise UnusableError(f"has a part of more than {MOST_TAGS:,} tags")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True)
    root = etree.fromstring(data, parser)
    if root is None:
        raise UnusableError("has a part that is not XML")
    return root


def _check(members: list[ZipInfo], options: ReadingOptions) -> None:
    """Raise `UnusableError` where the members are more or larger than may be. They are held in memory, all at once."""
    total, packed = sum(it.file_size for it in members), sum(it.compress_size for it in members)
    if any(it.flag_bits & 1 for it in members):
        raise UnusableError("is protected by a password")
    if len(members) > options.most_members:
        raise UnusableError(f"holds {len(members):,} parts, more than {options.most_members:,} (most_members)")
    largest = min(options.largest_archive, 4 * options.largest_file)
    if total > largest:
        raise UnusableError(f"unpacks to {format_size(total)}, more than {format_size(largest)}")
    if total > _SMALL and total > options.largest_ratio * max(packed, 1):
        raise UnusableError(f"unpacks to more than {options.largest_ratio} times its size (largest_ratio)")
