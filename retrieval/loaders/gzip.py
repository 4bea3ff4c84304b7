"""Files compressed by gzip, read as what they hold: nothing that they say of their size is believed."""

import gzip
import io
import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO, cast

from retrieval.loaders.base import Loader, Options, size_in_words
from retrieval.models import Document, Skipped

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

# Below this the ratio says nothing: a short text of one word shrinks well.
_UNSUSPICIOUS = 4 << 20
_BUFFER = 1 << 17


class BrokenStreamError(OSError):
    """A compressed file ends too early, is damaged, or holds more than it may; `strerror` says which."""

    def __init__(self, reason: str) -> None:
        """Keep the reason where that of every `OSError` stands."""
        super().__init__(0, reason)


class _Decompressed(io.RawIOBase):
    """What a compressed file holds, counted while it is read."""

    def __init__(self, file: BinaryIO, options: Options) -> None:
        self._file, self._options = file, options
        self._stream = gzip.GzipFile(fileobj=file)
        self._read = 0

    def readable(self) -> bool:
        """Tell that it can be read."""
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        """Fill a buffer."""
        view = memoryview(buffer).cast("B")
        try:
            data = self._stream.read1(len(view))
        except EOFError:
            raise BrokenStreamError(f"its compressed data ends too early, after {self._so_far()} of text") from None
        except (zlib.error, gzip.BadGzipFile) as error:
            raise BrokenStreamError(f"its compressed data is damaged after {self._so_far()} of text: {error}") from None
        view[: len(data)] = data
        self._read += len(data)
        check_blown_up(self._read, self._file.tell(), self._options)
        return len(data)

    def _so_far(self) -> str:
        return size_in_words(self._read)


def check_blown_up(size: int, compressed: int, options: Options) -> None:
    """Raise `BrokenStreamError` where so many bytes, decompressed from so many, are more than they may be."""
    if size > options.largest_archive:
        most = size_in_words(options.largest_archive)
        raise BrokenStreamError(f"it holds more than {most} (largest_archive)")
    if size > _UNSUSPICIOUS and size > compressed * options.largest_ratio:
        raise BrokenStreamError(f"it holds more than {options.largest_ratio} times its size (largest_ratio)")


def decompressed(file: BinaryIO, options: Options) -> BinaryIO:
    """Return what a gzip file holds, as a file; reading it raises `BrokenStreamError` where that goes wrong."""
    return cast("BinaryIO", io.BufferedReader(_Decompressed(file, options), _BUFFER))


def gzip_of(loader: Loader) -> Loader:
    """Return the loader of a format's compressed files."""

    def load_gzip(file: BinaryIO, path: str, options: Options) -> Iterator[Document | Skipped]:
        with decompressed(file, options) as content:
            yield from loader(content, path, options)

    return load_gzip
