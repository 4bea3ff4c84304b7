"""Reads files within the limit of their size, and formats sizes."""

from typing import BinaryIO

from retrieval.corpus.loaders.errors import UnusableError
from retrieval.corpus.loaders.options import ReadingOptions

_KIB = 1024


def read_whole(file: BinaryIO, options: ReadingOptions) -> bytes:
    """Return the bytes of a file. Raises `UnusableError` where they exceed `largest_file`."""
    data = file.read(options.largest_file + 1)
    if len(data) > options.largest_file:
        raise UnusableError(f"is larger than {format_size(options.largest_file)} (largest_file)")
    return data


def format_size(size: int) -> str:
    """Return a number of bytes in readable units: 800 bytes, 3.2 MiB."""
    if size < _KIB:
        return f"{size} byte{'' if size == 1 else 's'}"
    amount, unit = size / _KIB, "KiB"
    for larger in ("MiB", "GiB"):
        if amount < _KIB:
            break
        amount, unit = amount / _KIB, larger
    return f"{amount:.1f}".removesuffix(".0") + f" {unit}"
