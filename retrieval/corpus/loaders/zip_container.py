"""Opens documents that are zip archives of XML (DOCX, EPUB) within limits, and parses their XML."""

import posixpath
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZipFile, ZipInfo

from retrieval.corpus.loaders.errors import UnusableError, error_text
from retrieval.corpus.loaders.html.tree import MOST_TAGS
from retrieval.corpus.loaders.options import ReadingOptions, format_size

if TYPE_CHECKING:
    from lxml.etree import _Element

# Below this size the ratio is not checked: a style sheet of blanks is no bomb.
_SMALL = 1 << 20


@contextmanager
def open_container(data: bytes, what: str, options: ReadingOptions) -> Iterator[ZipFile]:
    """Open the archive after checking that its declared sizes are within the limits; `what` names the format.

    zipfile reads no more of a member than its declared size. Raises `UnusableError`, also for any error but `OSError`
    raised in the block.
    """
    if not data.strip():
        raise UnusableError("is empty")
    try:
        with ZipFile(BytesIO(data)) as archive:
            _check(archive.infolist(), options)
            yield archive
    except (UnusableError, OSError):
        raise
    except Exception as error:  # noqa: BLE001  a broken file may provoke any error, RecursionError included
        raise UnusableError(f"cannot be read as {what}: {error_text(error)}") from None


def read_member(archive: ZipFile, name: str) -> bytes:
    """Return the bytes of a member. Raises `UnusableError` where it is missing."""
    try:
        return archive.read(posixpath.normpath(name))
    except KeyError:
        raise UnusableError(f"lacks a part that it needs: {name}") from None


def parse_xml(data: bytes) -> "_Element":
    """Return the root of an XML file; no entity is resolved and nothing is fetched.

    Raises `UnusableError` where it has too many tags, and lxml's errors where it is not XML.
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
    """Raise `UnusableError` where the members, which are held in memory together, exceed a limit."""
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
