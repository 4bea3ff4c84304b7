"""A file to pieces of work, and a piece to documents: each in bounded memory, the latter in any process."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from retrieval.corpus.listing import CorpusFile
from retrieval.corpus.opening import CHANGED, opened, state
from retrieval.loaders import LOADERS, STREAMED, UNKNOWN, Loader, Options
from retrieval.loaders.base import UnusableError
from retrieval.loaders.bounded import load_within, reason_of
from retrieval.loaders.gzip import decompressed
from retrieval.loaders.jsonl import load_foreign, load_lines
from retrieval.loaders.lines import RUN_LENGTH, Foreign, LongLine, Run, runs
from retrieval.loaders.names import suffix_of
from retrieval.models import Document, Skipped

_CUT = frozenset({".jsonl", ".jsonl.gz"})
_ATTEMPTS = 2


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a file's work: lines in UTF-8, of which the first has the number `first_line`, or the file from there.

    Without `data` the file is read by `load`: as a whole, or, of JSON lines in another encoding, from `first_line` on.
    """

    name: str
    path: Path
    data: bytes | None
    first_line: int
    is_last: bool


class _ChangedError(Exception):
    """The file was written to while it was read."""


def pieces(file: CorpusFile, options: Options) -> Iterator[Piece | Skipped]:
    """Yield the work that a file makes: JSON lines are cut into runs of about 1 MiB, all others are one piece.

    The last piece says so. It comes once the file is known not to have changed meanwhile: where it changed, the file
    is cut once more if nothing was yielded yet; else, or if it changed again, `Skipped` with the reason `CHANGED`
    comes in the place of the last piece, and what came before is not to be relied on.
    """
    if suffix_of(file.name) not in _CUT:
        yield Piece(file.name, file.path, None, 1, is_last=True)
        return
    for attempt in range(_ATTEMPTS):
        has_yielded = False
        try:
            for item in _cut(file, options):
                has_yielded = True
                yield item
        except _ChangedError:
            if has_yielded or attempt == _ATTEMPTS - 1:
                yield Skipped(file.name, CHANGED)
                return
        else:
            return


def _cut(file: CorpusFile, options: Options) -> Iterator[Piece | Skipped]:
    waiting: list[Piece | Skipped] = []  # the last piece, until it is known to be the last, and what comes after it
    trouble: str | None = None
    try:
        with opened(file.path) as raw:
            before = state(raw)
            try:
                for part in runs(_content(raw, file.name, options), options):
                    if isinstance(part, LongLine):
                        waiting.append(Skipped(file.name, f"line {part.number} {part.reason}"))
                        continue
                    yield from waiting
                    data = part.data if isinstance(part, Run) else None
                    waiting = [Piece(file.name, file.path, data, part.first_line, is_last=False)]
            finally:
                if state(raw) != before:
                    raise _ChangedError
    except UnusableError as error:
        trouble = str(error)
    except (OSError, MemoryError) as error:
        trouble = reason_of(error)
    for item in waiting:
        yield replace(item, is_last=True) if isinstance(item, Piece) else item
    if trouble is not None:
        yield Skipped(file.name, trouble)


def load(piece: Piece, options: Options) -> Iterator[Document | Skipped]:
    """Yield what a piece holds, and what of it had to be skipped; nothing is raised, whatever stands in the file.

    A file that is read whole takes at most `largest_file` bytes and, in the main thread of a process, at most
    `longest_reading` seconds; elsewhere its time is not limited, since that is done by a signal. A file of many
    documents is streamed in memory that its largest record bounds. Where a file changed while it was read it is read
    once more; if it changed again, or documents of it were yielded already, `Skipped` with the reason `CHANGED` comes
    last, and they are not to be relied on.
    """
    try:
        if piece.data is not None:
            yield from load_lines(piece.data, piece.first_line, piece.name, options)
        elif suffix_of(piece.name) in STREAMED:
            yield from _load_streamed(piece, options)
        else:
            yield from _load_whole(piece, options)
    except UnusableError as error:
        yield Skipped(piece.name, str(error))
    except Exception as error:  # noqa: BLE001 - what a parser stumbles over on hostile input cannot be foreseen
        yield Skipped(piece.name, reason_of(error))


def _load_whole(piece: Piece, options: Options) -> list[Document | Skipped]:
    loader = _loader(piece)
    for _ in range(_ATTEMPTS):
        with opened(piece.path) as file:
            before = state(file)
            try:
                items = load_within(loader, file, piece.name, options)
            finally:
                has_changed = state(file) != before
        if not has_changed:
            return items
    return [Skipped(piece.name, CHANGED)]


def _load_streamed(piece: Piece, options: Options) -> Iterator[Document | Skipped]:
    with opened(piece.path) as file:
        before = state(file)
        try:
            if piece.first_line > 1:
                yield from _load_rest(file, piece, options)
            else:
                yield from _loader(piece)(file, piece.name, options)
        finally:
            has_changed = state(file) != before
        if has_changed:
            yield Skipped(piece.name, CHANGED)


def _load_rest(raw: BinaryIO, piece: Piece, options: Options) -> Iterator[Document | Skipped]:
    """Yield what stands from a line on, in another encoding than UTF-8; the lines before were pieces of their own."""
    content = _content(raw, piece.name, options)
    for _ in range(piece.first_line - 1):
        while (start := content.readline(RUN_LENGTH)) and not start.endswith(b"\n"):
            pass
    yield from load_foreign(Foreign(content.read(options.largest_file), piece.first_line), piece.name)


def _loader(piece: Piece) -> Loader:
    loader = LOADERS.get(suffix_of(piece.name))
    if loader is None:
        raise UnusableError(UNKNOWN)
    return loader


def _content(file: BinaryIO, name: str, options: Options) -> BinaryIO:
    return decompressed(file, options) if suffix_of(name).endswith(".gz") else file
