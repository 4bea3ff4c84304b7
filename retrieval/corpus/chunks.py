"""A file to chunks of work, and a chunk to documents: each in bounded memory, the latter in any process."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from retrieval.corpus.listing import CorpusFile
from retrieval.corpus.loaders import LOADERS, SPLITTERS, STREAMED, UNKNOWN_FORMAT, Loader, ReadingOptions, RecordBatch
from retrieval.corpus.loaders.base import UnusableError
from retrieval.corpus.loaders.compression import decompressed
from retrieval.corpus.loaders.jsonl import load_lines, load_non_utf8
from retrieval.corpus.loaders.limits import load_within, skip_reason
from retrieval.corpus.loaders.lines import RUN_LENGTH, LineRun, LongLine, NonUtf8, line_runs
from retrieval.corpus.loaders.names import suffix_of
from retrieval.corpus.opening import CHANGED, file_state, open_regular_file
from retrieval.models import Document, Skipped

_LINES = ".jsonl"
_ATTEMPTS = 2


@dataclass(frozen=True, slots=True)
class Chunk:
    """A part of a file's work: JSON lines in UTF-8, or records of another format.

    `first` is the number of the line, or of the message, with which it begins. Without `data` the file is read by
    `load`: as a whole, or, of JSON lines in another encoding, from there on.
    """

    name: str
    path: Path
    data: bytes | RecordBatch | None
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


def chunks(file: CorpusFile, options: ReadingOptions) -> Iterator[Chunk | Skipped]:
    """Yield the work that a file makes: JSON lines, tables and mailboxes are cut into chunks of about 1 MiB.

    The last chunk says so. It comes once the file is known not to have changed meanwhile: where it changed, the file
    is cut once more if nothing was yielded yet; else, or if it changed again, `Skipped` with the reason `CHANGED`
    comes in the place of the last chunk, and what came before is not to be relied on.
    """
    if _plain_suffix(file.name) not in {_LINES, *SPLITTERS}:
        yield Chunk(file.name, file.path, None, 1, is_last=True)
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


def _cut(file: CorpusFile, options: ReadingOptions) -> Iterator[Chunk | Skipped]:
    waiting: list[Chunk | Skipped] = []  # the last chunk, until it is known to be the last, and what comes after it
    trouble: str | None = None
    try:
        with open_regular_file(file.path) as raw:
            before = file_state(raw)
            try:
                for part in _parts(_content(raw, file.name, options), file, options):
                    if isinstance(part, Skipped):
                        waiting.append(part)
                        continue
                    yield from waiting
                    waiting = [part]
            finally:
                if file_state(raw) != before:
                    raise _ChangedError
    except (UnusableError, OSError, MemoryError) as error:
        trouble = skip_reason(error)
    for item in waiting:
        yield replace(item, is_last=True) if isinstance(item, Chunk) else item
    if trouble is not None:
        yield Skipped(file.name, trouble)


def _parts(content: BinaryIO, file: CorpusFile, options: ReadingOptions) -> Iterator[Chunk | Skipped]:
    """Yield the chunks of a file, none of which is said to be the last."""
    cut = SPLITTERS.get(_plain_suffix(file.name))
    if cut is not None:
        for part in cut(content, options):
            yield Chunk(file.name, file.path, part, part.first, is_last=False)
        return
    for run in line_runs(content, options):
        if isinstance(run, LongLine):
            yield Skipped(file.name, f"line {run.number} {run.reason}")
        else:
            data = run.data if isinstance(run, LineRun) else None
            yield Chunk(file.name, file.path, data, run.first_line, is_last=False)


def load(chunk: Chunk, options: ReadingOptions) -> Iterator[Document | Skipped]:
    """Yield what a chunk holds, and what of it had to be skipped; nothing is raised, whatever stands in the file.

    A file that is read whole takes at most `largest_file` bytes and, in the main thread of a process, at most
    `longest_reading` seconds; elsewhere its time is not limited, since that is done by a signal. A file of many
    documents is streamed in memory that its largest record bounds. Where a file changed while it was read it is read
    once more; if it changed again, or documents of it were yielded already, `Skipped` with the reason `CHANGED` comes
    last, and they are not to be relied on.
    """
    try:
        if isinstance(chunk.data, bytes):
            yield from load_lines(chunk.data, chunk.first, chunk.name, options)
        elif chunk.data is not None:
            yield from chunk.data.load(chunk.name, options)
        elif chunk.is_streamed:
            yield from _load_streamed(chunk, options)
        else:
            yield from _load_whole(chunk, options)
    except Exception as error:  # noqa: BLE001 - what a parser stumbles over on hostile input cannot be foreseen
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
    """Yield what stands from a line on, in another encoding than UTF-8; the lines before were chunks of their own."""
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
