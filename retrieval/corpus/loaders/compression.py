"""Reads compressed files as streams with limits; sizes that a file declares are not trusted."""

import gzip
import io
import zlib
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, BinaryIO, cast
from zipfile import BadZipFile

from retrieval.corpus.loaders.options import ReadingOptions, format_size
from retrieval.corpus.loaders.port import Loader
from retrieval.models import Document, Skipped

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

# Below this size the ratio is not checked: a short, repetitive text compresses well.
_UNSUSPICIOUS = 4 << 20
_BUFFER = 1 << 17


class BrokenStreamError(OSError):
    """A compressed file is truncated, damaged or too large; `strerror` says which."""

    def __init__(self, reason: str) -> None:
        """Store the reason as `strerror`."""
        super().__init__(0, reason)


def limited_reader(
    read: Callable[[int], bytes],
    compressed: Callable[[], int],
    options: ReadingOptions,
    on_read: Callable[[int], None] = lambda _: None,
) -> BinaryIO:
    """Return a file over the decompressing `read`, with limits on size and ratio.

    `compressed` returns the number of compressed bytes read so far. `on_read` is called with the length of each read.
    Reading raises `BrokenStreamError` where the data is damaged or exceeds a limit.
    """
    return cast("BinaryIO", io.BufferedReader(_Counted(read, compressed, options, on_read), _BUFFER))


class _Counted(io.RawIOBase):
    """Counts decompressed bytes as they are read."""

    def __init__(
        self,
        read: Callable[[int], bytes],
        compressed: Callable[[], int],
        options: ReadingOptions,
        on_read: Callable[[int], None],
    ) -> None:
        self._decompress, self._compressed, self._options, self._on_read = read, compressed, options, on_read
        self._read = 0

    def readable(self) -> bool:
        """Return True."""
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        """Fill a buffer and check the limits."""
        view = memoryview(buffer).cast("B")
        try:
            data = self._decompress(len(view))
        except EOFError:
            raise BrokenStreamError(f"its compressed data ends too early, after {self._so_far()} of text") from None
        except (zlib.error, gzip.BadGzipFile, BadZipFile) as error:
            raise BrokenStreamError(f"its compressed data is damaged after {self._so_far()} of text: {error}") from None
        view[: len(data)] = data
        self._read += len(data)
        self._on_read(len(data))
        self._check()
        return len(data)

    def _so_far(self) -> str:
        return format_size(self._read)

    def _check(self) -> None:
        """Raise `BrokenStreamError` where the bytes read so far exceed a limit."""
        if self._read > self._options.largest_archive:
            most = format_size(self._options.largest_archive)
            raise BrokenStreamError(f"it holds more than {most} (largest_archive)")
        if self._read > _UNSUSPICIOUS and self._read > self._compressed() * self._options.largest_ratio:
            raise BrokenStreamError(f"it holds more than {self._options.largest_ratio} times its size (largest_ratio)")


def decompressed(file: BinaryIO, options: ReadingOptions) -> BinaryIO:
    """Return a gzip file's decompressed content as a file; reading it may raise `BrokenStreamError`."""
    return limited_reader(gzip.GzipFile(fileobj=file).read1, file.tell, options)


def gzip_loader(loader: Loader) -> Loader:
    """Return a loader of gzip files whose content `loader` reads."""

    def load_gzip(file: BinaryIO, path: str, options: ReadingOptions) -> Iterator[Document | Skipped]:
        with decompressed(file, options) as content:
            yield from loader(content, path, options)

    return load_gzip
