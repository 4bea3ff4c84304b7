"""Splits a file of any size into runs of whole lines, holding one run at a time."""

from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, BOM_UTF32_BE
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import BinaryIO

from retrieval.corpus.loaders.decoding import decode, is_binary, is_broken_utf8
from retrieval.corpus.loaders.errors import UnusableError
from retrieval.corpus.loaders.options import ReadingOptions, format_size

RUN_LENGTH = 1 << 20
_OTHER_BOMS = (BOM_UTF16_LE, BOM_UTF16_BE, BOM_UTF32_BE)  # that of UTF-32-LE begins like that of UTF-16-LE


@dataclass(frozen=True, slots=True)
class LineRun:
    """Whole lines in UTF-8, possibly with broken characters; `first_line` counts from 1."""

    data: bytes
    first_line: int


@dataclass(frozen=True, slots=True)
class LongLine:
    """A line that is skipped for its length; `reason` is shown to the operator."""

    number: int
    reason: str


@dataclass(frozen=True, slots=True)
class NonUtf8:
    """The rest of a file in another encoding than UTF-8; all lines before it are ASCII."""

    data: bytes
    first_line: int

    def text(self) -> str:
        """Return the decoded text. Raises `UnusableError` where it is not text."""
        return decode(self.data)


def line_runs(file: BinaryIO, options: ReadingOptions) -> Iterator[LineRun | LongLine | NonUtf8]:
    """Yield the lines of a file in runs of about `RUN_LENGTH` bytes, without runs of only blank lines.

    The encoding is decided by the first run that is not ASCII and the data after it, up to `largest_file` bytes; ASCII
    lines before it are the same in every encoding. A larger file is taken as UTF-8, possibly with broken lines.
    Raises `UnusableError` where the file is empty or not text.
    """
    blocks = _blocks(file)
    first = next(blocks, b"")
    if first.startswith(_OTHER_BOMS):
        yield NonUtf8(first + _rest(file, options.largest_file - len(first)), 1)
        return
    first = first.removeprefix(BOM_UTF8)
    if b"\0" in first and is_binary(first):
        raise UnusableError("is not text")
    blocks = chain([first] if first else [], blocks)
    splitter = _LineSplitter(options.largest_record)
    is_decided, is_empty, block = False, True, first
    while block:
        block = next(blocks, b"")
        part = splitter.split(block) if block else splitter.last()
        if part is None or (isinstance(part, LineRun) and part.data.isspace()):
            continue
        if isinstance(part, LineRun) and not is_decided and not part.data.isascii():
            is_decided = True
            if not _is_utf8(part.data):
                rest = splitter.take() + file.read(options.largest_file)
                data = part.data + rest
                if len(data) <= options.largest_file and not _is_utf8(data):
                    yield NonUtf8(data, part.first_line)
                    return
                block, blocks = b"more", chain(_slices(rest), blocks)
        is_empty = False
        yield part
    if is_empty:
        raise UnusableError("is empty")


class _LineSplitter:
    """Splits blocks after their last line end, and carries the rest over to the next block."""

    def __init__(self, largest_record: int) -> None:
        self._largest = largest_record
        self._held = b""
        self._line = 1
        self._is_passing = False

    def split(self, block: bytes) -> LineRun | LongLine | None:
        """Return the lines that end in this block."""
        if self._is_passing:
            end = block.find(b"\n") + 1
            if not end:
                return None
            self._is_passing, self._line, block = False, self._line + 1, block[end:]
        end = block.rfind(b"\n") + 1
        if not end:
            self._held += block
            return self._long_line() if len(self._held) > self._largest else None
        run = LineRun(self._held + block[:end], self._line)
        self._line += run.data.count(b"\n")
        self._held = block[end:]
        return run

    def _long_line(self) -> LongLine:
        self._held, self._is_passing = b"", True
        return long_line(self._line, self._largest)

    def take(self) -> bytes:
        """Return and forget the beginning of a line that has not ended."""
        held, self._held = self._held, b""
        return held

    def last(self) -> LineRun | None:
        """Return the last line, if it has no line end."""
        held = self.take()
        return LineRun(held, self._line) if held else None


def long_line(number: int, largest: int) -> LongLine:
    """Return the report of a line that is too long."""
    return LongLine(number, f"is larger than {format_size(largest)} (largest_record)")


def _blocks(file: BinaryIO) -> Iterator[bytes]:
    """Yield a file in blocks of `RUN_LENGTH`; if reading fails, yield what was read before raising."""
    read = getattr(file, "read1", file.read)  # loses no data if the next part fails
    size = RUN_LENGTH
    while size:
        parts: list[bytes] = []
        size = 0
        try:
            while size < RUN_LENGTH and (part := read(RUN_LENGTH - size)):
                parts.append(part)
                size += len(part)
        except OSError:
            if parts:  # an empty block means the end
                yield b"".join(parts)
            raise
        yield b"".join(parts)


def _is_utf8(data: bytes) -> bool:
    """Return whether bytes are UTF-8, or were meant as such."""
    try:
        data.decode()
    except UnicodeDecodeError:
        return is_broken_utf8(data)
    return True


def _rest(file: BinaryIO, length: int) -> bytes:
    data = file.read(max(length, 0) + 1)
    if len(data) > length:
        raise UnusableError("is not UTF-8, and larger than what can be read in another encoding (largest_file)")
    return data


def _slices(data: bytes) -> Iterator[bytes]:
    for start in range(0, len(data), RUN_LENGTH):
        yield data[start : start + RUN_LENGTH]
