"""A file of any size to runs of whole lines, without holding more of it than one run."""

from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, BOM_UTF32_BE
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import BinaryIO

from charset_normalizer import is_binary

from retrieval.corpus.loaders.base import ReadingOptions, UnusableError, format_size
from retrieval.corpus.loaders.decoding import decode, is_broken_utf8

RUN_LENGTH = 1 << 20
_OTHER_BOMS = (BOM_UTF16_LE, BOM_UTF16_BE, BOM_UTF32_BE)  # that of UTF-32, little end first, begins like UTF-16's


@dataclass(frozen=True, slots=True)
class LineRun:
    """Whole lines in UTF-8, of which some may be broken; `first_line` counts from 1."""

    data: bytes
    first_line: int


@dataclass(frozen=True, slots=True)
class LongLine:
    """A line that was passed over for its length; `reason` is what the operator is told of it."""

    number: int
    reason: str


@dataclass(frozen=True, slots=True)
class NonUtf8:
    """All that is left of a file in another encoding than UTF-8; what stood before it is ASCII."""

    data: bytes
    first_line: int

    def text(self) -> str:
        """Return it decoded. Raises `UnusableError` where it is no text."""
        return decode(self.data)


def line_runs(file: BinaryIO, options: ReadingOptions) -> Iterator[LineRun | LongLine | NonUtf8]:
    """Yield the lines of a file in runs of about `RUN_LENGTH` bytes, without those that are blank throughout.

    The first run that is not ASCII decides on the encoding, together with what follows it up to `largest_file`: what
    stands before reads the same in all there are. A larger file is UTF-8, each line that is not a broken one.
    Raises `UnusableError` where the file is empty, or is no text.
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
    cutter = _Cutter(options.largest_record)
    is_decided, is_empty, block = False, True, first
    while block:
        block = next(blocks, b"")
        part = cutter.cut(block) if block else cutter.last()
        if part is None or (isinstance(part, LineRun) and part.data.isspace()):
            continue
        if isinstance(part, LineRun) and not is_decided and not part.data.isascii():
            is_decided = True
            if not _is_utf8(part.data):
                rest = cutter.take() + file.read(options.largest_file)
                data = part.data + rest
                if len(data) <= options.largest_file and not _is_utf8(data):
                    yield NonUtf8(data, part.first_line)
                    return
                block, blocks = b"more", chain(_slices(rest), blocks)
        is_empty = False
        yield part
    if is_empty:
        raise UnusableError("is empty")


class _Cutter:
    """Cuts blocks after their last line ends, and joins what is left of each to the next."""

    def __init__(self, largest_record: int) -> None:
        self._largest = largest_record
        self._held = b""
        self._line = 1
        self._is_passing = False

    def cut(self, block: bytes) -> LineRun | LongLine | None:
        """Return the lines that end within a block."""
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
        """Return what is held of a line that has not ended, and hold it no more."""
        held, self._held = self._held, b""
        return held

    def last(self) -> LineRun | None:
        """Return the line that the file's end ends."""
        held = self.take()
        return LineRun(held, self._line) if held else None


def long_line(number: int, largest: int) -> LongLine:
    """Tell of a line that is too long."""
    return LongLine(number, f"is larger than {format_size(largest)} (largest_record)")


def _blocks(file: BinaryIO) -> Iterator[bytes]:
    """Yield a file in blocks of `RUN_LENGTH`; where reading fails, what could be read comes first."""
    read = getattr(file, "read1", file.read)  # which does not lose what it has when the next part fails
    size = RUN_LENGTH
    while size:
        parts: list[bytes] = []
        size = 0
        try:
            while size < RUN_LENGTH and (part := read(RUN_LENGTH - size)):
                parts.append(part)
                size += len(part)
        except OSError:
            if parts:  # an empty block would be the end
                yield b"".join(parts)
            raise
        yield b"".join(parts)


def _is_utf8(data: bytes) -> bool:
    """Tell whether bytes are UTF-8, or were meant to be."""
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
