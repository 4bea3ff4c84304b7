"""A file to pieces of work, and a piece to documents: each in bounded memory, the latter in any process."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from retrieval.corpus.listing import CorpusFile
from retrieval.corpus.loaders import (
    CUTTERS,
    LOADERS,
    STREAMED,
    UNKNOWN,
    Loader,
    Options,
    Part,
)
from retrieval.corpus.loaders.base import UnusableError
from retrieval.corpus.loaders.compression import decompressed
from retrieval.corpus.loaders.jsonl import load_foreign, load_lines
from retrieval.corpus.loaders.limits import load_within, reason_of
from retrieval.corpus.loaders.lines import (
    RUN_LENGTH,
    Foreign,
    LongLine,
    Run,
    runs,
)
from retrieval.corpus.loaders.names import suffix_of
from retrieval.corpus.opening import CHANGED, opened, state
from retrieval.models import Document, Skipped

_LINES = ".jsonl"
_ATTEMPTS = 2


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a file's work: JSON lines in UTF-8, or records of another format.

    `first` is the number of the line, or of the message, with which it begins. Without `data` the file is read by
    `load`: as a whole, or, of JSON lines in another encoding, from there on.
    """

    name: str
    path: Path
    data: bytes | Part | None
    first: int
    is_last: bool

    @property
    def is_streamed(self) -> bool:
        """Tell whether it may hold more documents than memory does."""
        return self.data is None and suffix_of(self.name) in STREAMED

    @property
    def place(self) -> str:
        """Tell with what it begins, in words."""
        return f"{'message' if _plain_suffix(self.name) == '.mbox' else 'line'} {self.first}"


class _ChangedError(Exception):
    """The file was written to while it was read."""


def pieces(file: CorpusFile, options: Options) -> Iterator[Piece | Skipped]:
    """Yield the work that a file makes: JSON lines, tables and mailboxes are cut into pieces of about 1 MiB.

    The last piece says so. It comes once the file is known not to have changed meanwhile: where it changed, the file
    is cut once more if nothing was yielded yet; else, or if it changed again, `Skipped` with the reason `CHANGED`
    comes in the place of the last piece, and what came before is not to be relied on.
    """
    if _plain_suffix(file.name) not in {_LINES, *CUTTERS}:
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
                for part in _parts(_content(raw, file.name, options), file, options):
                    if isinstance(part, Skipped):
                        waiting.append(part)
                        continue
                    yield from waiting
                    waiting = [part]
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


def _parts(content: BinaryIO, file: CorpusFile, options: Options) -> Iterator[Piece | Skipped]:
    """Yield the pieces of a file, none of which is said to be the last."""
    cut = CUTTERS.get(_plain_suffix(file.name))
    if cut is not None:
        for part in cut(content, options):
            yield Piece(file.name, file.path, part, part.first, is_last=False)
        return
    for run in runs(content, options):
        if isinstance(run, LongLine):
            yield Skipped(file.name, f"line {run.number} {run.reason}")
        else:
            data = run.data if isinstance(run, Run) else None
            yield Piece(file.name, file.path, data, run.first_line, is_last=False)


def load(piece: Piece, options: Options) -> Iterator[Document | Skipped]:
    """Yield what a piece holds, and what of it had to be skipped; nothing is raised, whatever stands in the file.

    A file that is read whole takes at most `largest_file` bytes and, in the main thread of a process, at most
    `longest_reading` seconds; elsewhere its time is not limited, since that is done by a signal. A file of many
    documents is streamed in memory that its largest record bounds. Where a file changed while it was read it is read
    once more; if it changed again, or documents of it were yielded already, `Skipped` with the reason `CHANGED` comes
    last, and they are not to be relied on.
    """
    try:
        if isinstance(piece.data, bytes):
            yield from load_lines(piece.data, piece.first, piece.name, options)
        elif piece.data is not None:
            yield from piece.data.load(piece.name, options)
        elif piece.is_streamed:
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
            if piece.first > 1:
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
    for _ in range(piece.first - 1):
        while (start := content.readline(RUN_LENGTH)) and not start.endswith(b"\n"):
            pass
    yield from load_foreign(Foreign(content.read(options.largest_file), piece.first), piece.name)


def _loader(piece: Piece) -> Loader:
    loader = LOADERS.get(suffix_of(piece.name))
    if loader is None:
        raise UnusableError(UNKNOWN)
    return loader


def _plain_suffix(name: str) -> str:
    return suffix_of(name).removesuffix(".gz")


def _content(file: BinaryIO, name: str, options: Options) -> BinaryIO:
    return decompressed(file, options) if suffix_of(name).endswith(".gz") else file
