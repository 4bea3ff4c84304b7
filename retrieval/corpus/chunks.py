"""Splits files into chunks of work, and loads a chunk's documents in any process; both in bounded memory."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from retrieval.corpus.listing import CorpusFile
from retrieval.corpus.loaders import LOADERS, SPLITTERS, STREAMED, UNKNOWN_FORMAT, Loader, ReadingOptions, RecordBatch
from retrieval.corpus.loaders.compression import decompressed
from retrieval.corpus.loaders.errors import UnusableError
from retrieval.corpus.loaders.limits import load_within, skip_reason
from retrieval.corpus.loaders.names import suffix_of
from retrieval.corpus.opening import CHANGED, file_state, open_regular_file
from retrieval.models import Document, Skipped

_LINES = ".jsonl"
_ATTEMPTS = 2


@dataclass(frozen=True, slots=True)
class Chunk:
    """A unit of work: UTF-8 JSON Lines, a batch of records of another format, or a whole file.

    `first` is the number of the line or message with which it begins. If `data` is None, `load` reads the file itself:
    whole or, for JSON Lines in another encoding than UTF-8, from line `first` on.
    """

    name: str
    path: Path
    data: bytes | RecordBatch | None
    first: int

    @property
    def is_streamed(self) -> bool:
        """Whether it may hold more documents than fit into memory."""
        return self.data is None and suffix_of(self.name) in STREAMED

    @property
    def place(self) -> str:
        """Its first line or message, as shown to the operator."""
        return f"{'message' if _plain_suffix(self.name) == '.mbox' else 'line'} {self.first}"


class _ChangedError(Exception):
    """The file was modified while it was read."""


def chunks(file: CorpusFile, options: ReadingOptions) -> Iterator[Chunk | Skipped]:
    """Yield the chunks of a file; JSON Lines, tables and mailboxes are split into chunks of about 1 MiB.

    The last chunk is yielded once the file is known to be unmodified. A file that was modified meanwhile is split
    again if nothing was yielded yet. Otherwise, or if that happens twice, a `Skipped` with the reason `CHANGED`
    replaces the last chunk, and the chunks before it must be discarded.
    """
    if _plain_suffix(file.name) not in {_LINES, *SPLITTERS}:
        yield Chunk(file.name, file.path, None, 1)
        return
    for attempt in range(_ATTEMPTS):
        has_yielded = False
        try:
            for item in _split(file, options):
                has_yielded = True
                yield item
        except _ChangedError:
            if has_yielded or attempt == _ATTEMPTS - 1:
                yield Skipped(file.name, CHANGED)
                return
        else:
            return


def _split(file: CorpusFile, options: ReadingOptions) -> Iterator[Chunk | Skipped]:
    pending: list[Chunk | Skipped] = []  # the latest chunk, in case it is the last, and what was skipped after it
    reason: str | None = None
    try:
        with open_regular_file(file.path) as raw:
            before = file_state(raw)
            try:
                for item in _chunks_of(_content(raw, file.name, options), file, options):
                    if isinstance(item, Skipped):
                        pending.append(item)
                        continue
                    yield from pending
                    pending = [item]
            finally:
                if file_state(raw) != before:
                    raise _ChangedError
    except (UnusableError, OSError, MemoryError) as error:
        reason = skip_reason(error)
    yield from pending
    if reason is not None:
        yield Skipped(file.name, reason)


def _chunks_of(content: BinaryIO, file: CorpusFile, options: ReadingOptions) -> Iterator[Chunk | Skipped]:
    split = SPLITTERS.get(_plain_suffix(file.name))
    if split is not None:
        for batch in split(content, options):
            yield Chunk(file.name, file.path, batch, batch.first)
        return
    from retrieval.corpus.loaders.lines import LineRun, LongLine, line_runs  # noqa: PLC0415  (see `loaders.deferred`)

    for run in line_runs(content, options):
        if isinstance(run, LongLine):
            yield Skipped(file.name, f"line {run.number} {run.reason}")
        else:
            data = run.data if isinstance(run, LineRun) else None
            yield Chunk(file.name, file.path, data, run.first_line)


def load(chunk: Chunk, options: ReadingOptions) -> Iterator[Document | Skipped]:
    """Yield the documents of a chunk, and a `Skipped` for what cannot become one; never raise for a file's content.

    A file that is read whole is limited to `largest_file` bytes and, in the main thread of a process, to
    `longest_reading` seconds (a signal keeps the time). A file of many documents is streamed; its largest record bounds
    the memory. A file that was modified meanwhile is read again. If that happens twice, or documents were yielded
    already, a `Skipped` with the reason `CHANGED` comes last, and the documents must be discarded.
    """
    try:
        if isinstance(chunk.data, bytes):
            from retrieval.corpus.loaders.jsonl import load_lines  # noqa: PLC0415  (see `loaders.deferred`)

            yield from load_lines(chunk.data, chunk.first, chunk.name, options)
        elif chunk.data is not None:
            yield from chunk.data.load(chunk.name, options)
        elif chunk.is_streamed:
            yield from _load_streamed(chunk, options)
        else:
            yield from _load_whole(chunk, options)
    except Exception as error:  # noqa: BLE001 - parsers fail on hostile input in unforeseeable ways
        yield Skipped(chunk.name, skip_reason(error))


def _load_whole(chunk: Chunk, options: ReadingOptions) -> list[Document | Skipped]:
    loader = _loader(chunk)
    for _ in range(_ATTEMPTS):
        with open_regular_file(chunk.path) as file:
            before = file_state(file)
            try:
                items = load_within(loader, file, chunk.name, options)
            finally:
                has_changed = file_state(file) != before
        if not has_changed:
            return items
    return [Skipped(chunk.name, CHANGED)]


def _load_streamed(chunk: Chunk, options: ReadingOptions) -> Iterator[Document | Skipped]:
    with open_regular_file(chunk.path) as file:
        before = file_state(file)
        try:
            if chunk.first > 1:
                yield from _load_rest(file, chunk, options)
            else:
                yield from _loader(chunk)(file, chunk.name, options)
        finally:
            has_changed = file_state(file) != before
        if has_changed:
            yield Skipped(chunk.name, CHANGED)


def _load_rest(raw: BinaryIO, chunk: Chunk, options: ReadingOptions) -> Iterator[Document | Skipped]:
    """Yield the documents from line `first` on, in another encoding than UTF-8; earlier lines were other chunks."""
    from retrieval.corpus.loaders.jsonl import load_non_utf8  # noqa: PLC0415  (see `loaders.deferred`)
    from retrieval.corpus.loaders.lines import RUN_LENGTH, NonUtf8  # noqa: PLC0415

    content = _content(raw, chunk.name, options)
    for _ in range(chunk.first - 1):
        while (start := content.readline(RUN_LENGTH)) and not start.endswith(b"\n"):
            pass
    yield from load_non_utf8(NonUtf8(content.read(options.largest_file), chunk.first), chunk.name)


def _loader(chunk: Chunk) -> Loader:
    loader = LOADERS.get(suffix_of(chunk.name))
    if loader is None:
        raise UnusableError(UNKNOWN_FORMAT)
    return loader


def _plain_suffix(name: str) -> str:
    return suffix_of(name).removesuffix(".gz")


def _content(file: BinaryIO, name: str, options: ReadingOptions) -> BinaryIO:
    return decompressed(file, options) if suffix_of(name).endswith(".gz") else file
