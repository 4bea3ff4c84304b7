"""Loader of zip archives: each member is read by the loader of its suffix, within limits on size and number."""

import io
import re
from collections.abc import Iterator, Mapping
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from retrieval.corpus.loaders.compression import BrokenStreamError, limited_reader
from retrieval.corpus.loaders.errors import UnusableError
from retrieval.corpus.loaders.limits import load_within, skip_reason
from retrieval.corpus.loaders.names import printable, suffix_of
from retrieval.corpus.loaders.options import ReadingOptions, format_size
from retrieval.corpus.loaders.port import Loader
from retrieval.models import Document, Skipped

_ARCHIVES = frozenset({".zip", ".gz", ".tgz", ".bz2", ".xz", ".zst", ".tar", ".7z", ".rar"})
_IS_ENCRYPTED = 0x1
# The end of the central directory: a record of 22 bytes and a comment of up to 65,535; before it that of Zip64.
_END, _END_LENGTH, _LONGEST_COMMENT = b"PK\x05\x06", 22, 65_535
_END_64, _LOCATOR_64_LENGTH, _END_64_LENGTH = b"PK\x06\x06", 20, 56
_MEMBER = b"PK\x01\x02"
_LONGEST_ENTRY = 1024  # bytes of a directory entry, on average: a name and extra fields
_OUTSIDE = re.compile(r"/|[A-Za-z]:|(?:.*/)?\.\.(?:/|$)", re.DOTALL)
_HIDDEN = re.compile(r"__MACOSX/|(?:.*/)?\.(?!\.?(?:/|$))", re.DOTALL)


def zip_loader(loaders: Mapping[str, Loader], streamed: frozenset[str]) -> Loader:
    """Return a loader of archives whose members are read by these loaders; `streamed` suffixes have no time limit."""

    def load_zip(file: BinaryIO, path: str, options: ReadingOptions) -> Iterator[Document | Skipped]:
        _check_member_list(file, options)
        try:
            archive = ZipFile(file)
        except Exception as error:  # noqa: BLE001 - zipfile lets struct.error, NotImplementedError and others through
            raise UnusableError(f"is no zip archive that can be read: {' '.join(str(error).split())}") from None
        with archive:
            yield from _Reading(archive, path, options, file.seek(0, io.SEEK_END)).load(loaders, streamed)

    return load_zip


class _Reading:
    """Reads the members of an archive and counts their decompressed bytes."""

    def __init__(self, archive: ZipFile, path: str, options: ReadingOptions, size: int) -> None:
        self._archive, self._path, self.options, self.size = archive, path, options, size
        self._read = 0
        self._overflow: str | None = None

    def count(self, length: int) -> None:
        """Add bytes read from a member. Raises `BrokenStreamError` where the total exceeds `largest_archive`."""
        self._read += length
        if self._read > self.options.largest_archive:
            self._overflow = f"it holds more than {format_size(self.options.largest_archive)} (largest_archive)"
            raise BrokenStreamError(self._overflow)

    def load(self, loaders: Mapping[str, Loader], streamed: frozenset[str]) -> Iterator[Document | Skipped]:
        """Yield the documents of the members, in the archive's order; hidden members are ignored."""
        for info in self._archive.infolist():
            name = info.filename.replace("\\", "/")
            if info.is_dir() or _HIDDEN.match(name):
                continue
            path = f"{self._path}/{printable(name)}"
            try:
                yield from self._load_member(info, path, loaders, streamed)
            except Exception as error:  # noqa: BLE001 - as above; other members may be intact
                yield Skipped(path, skip_reason(error))
            if self._overflow is not None:
                yield Skipped(self._path, f"is not read any further: {self._overflow}")
                return

    def _load_member(
        self, info: ZipInfo, path: str, loaders: Mapping[str, Loader], streamed: frozenset[str]
    ) -> Iterator[Document | Skipped]:
        suffix = suffix_of(path)
        _check_member(info, suffix)
        loader = loaders.get(suffix)
        if loader is None:
            raise UnusableError(f"is none of {', '.join(sorted(loaders))}")
        compressed = min(info.compress_size, self.size)
        with (
            self._archive.open(info) as stream,
            limited_reader(stream.read, lambda: compressed, self.options, self.count) as content,
        ):
            if suffix in streamed:
                yield from loader(content, path, self.options)
            else:
                yield from load_within(loader, content, path, self.options)


def _check_member(info: ZipInfo, suffix: str) -> None:
    """Raise `UnusableError` where a member must not be read."""
    if _OUTSIDE.match(info.filename.replace("\\", "/")):
        raise UnusableError("has a path that leads out of its archive")
    if suffix in _ARCHIVES or suffix.endswith(".gz"):
        raise UnusableError("is an archive within an archive; only the outer one is read")
    if info.flag_bits & _IS_ENCRYPTED:
        raise UnusableError("is encrypted")
    if info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):  # others cannot be decompressed as a stream
        raise UnusableError("is compressed by another method than deflate")


def _check_member_list(file: BinaryIO, options: ReadingOptions) -> None:
    """Raise `UnusableError` where an archive lists too many members: zipfile would load the whole list."""
    size = file.seek(0, io.SEEK_END)
    start = max(0, size - _END_LENGTH - _LONGEST_COMMENT - _LOCATOR_64_LENGTH - _END_64_LENGTH)
    file.seek(start)
    tail = file.read()
    end = tail.rfind(_END)
    if end < 0:
        raise UnusableError("is no zip archive, or one that is cut off")
    end_64 = tail.rfind(_END_64, 0, end)
    if end_64 >= 0:
        length = int.from_bytes(tail[end_64 + 40 : end_64 + 48], "little")
        end = end_64
    else:
        length = int.from_bytes(tail[end + 12 : end + 16], "little")
    too_many = UnusableError(f"lists more than {options.most_members:,} members (most_members)")
    if length > options.most_members * _LONGEST_ENTRY:
        raise too_many
    file.seek(max(0, start + end - length))
    if file.read(length).count(_MEMBER) > options.most_members:
        raise too_many
    file.seek(0)
