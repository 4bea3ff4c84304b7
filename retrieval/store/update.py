"""Bringing the index of a corpus up to date: only what has changed is read, and nothing is seen before it is whole."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from retrieval.corpus import CorpusFile, list_corpus
from retrieval.corpus.loaders import ReadingOptions
from retrieval.errors import EmptyCorpusError
from retrieval.models import Progress, Skipped
from retrieval.store.assembly import Assembly
from retrieval.store.catalogue import Catalogue
from retrieval.store.changes import Changes, compare, state_of
from retrieval.store.layout import Layout, Manifest
from retrieval.store.processes.corpus_reader import InterruptedReadingError, Reader

_MANY_GONE = 100


@dataclass(frozen=True, slots=True)
class Update:
    """What an update did: ids of documents, against those of the generation before; `read` counts sentences.

    `hidden` counts files and folders that were passed over for that. `is_new` tells that there is a new generation;
    else nothing had changed.
    """

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: int
    skipped: tuple[Skipped, ...]
    read: int
    hidden: int
    seconds: float
    is_new: bool


@dataclass(frozen=True, slots=True)
class How:
    """How a corpus is indexed.

    `made_by` names the code that analyses: an index of another one is built anew. `wants_tantivy` tells by the number
    of sentences whether the disk engine needs an index. `processes` is 0 for one for each core.
    """

    options: ReadingOptions
    made_by: str
    wants_tantivy: Callable[[int], bool]
    processes: int = 0


class TooMuchError(Exception):
    """There is more to be done than this update was to do."""


class Updating:
    """One update. It raises `RetrievalError`, `OSError` or `sqlite3.Error`; the index then is what it was before."""

    def __init__(
        self,
        layout: Layout,
        corpus: Path,
        how: How,
        on_progress: Callable[[Progress], None],
        stop: threading.Event,
    ) -> None:
        """Take where the index and the corpus are, whom to tell, and what tells it to stop."""
        self._layout = layout
        self._corpus = corpus
        self._how = how
        self._on_progress = on_progress
        self._stop = stop
        self._started = time.perf_counter()
        self._progress = Progress(0, 0, stage="looking")

    def run(self, catalogue: Catalogue, *, full: bool, most_bytes: int | None = None) -> Update:
        """Compare the corpus with the index, and write a new generation if they differ.

        Raises `TooMuchError`, nothing being done, where more than so many bytes, or files that are gone, are behind it.
        """
        self._tell(self._progress)
        checked_ns = time.time_ns()
        listing = list_corpus(self._corpus, self._how.options)
        walked = {"walked": json.dumps([(it.path, it.reason) for it in listing.skipped])}
        current = int(catalogue.get("generation") or 0)
        before = self._manifest(current)
        self._layout.remove_others(None if before is None else before.number)
        is_anew = full or before is None or catalogue.get("made_by") != self._how.made_by
        changes = compare(listing, {} if is_anew else catalogue.files())
        changes = _with_clashing(catalogue, changes)
        if before is not None and not is_anew and not changes.read and not changes.gone:
            lacks_tantivy = self._how.wants_tantivy(before.totals.sentences) and not before.has_tantivy
            if not lacks_tantivy:
                with catalogue.transaction():
                    catalogue.put_files(changes.restamped)
                    catalogue.set(walked)
                return Update(
                    added=(),
                    changed=(),
                    removed=(),
                    unchanged=catalogue.count(),
                    skipped=catalogue.skipped(),
                    read=0,
                    hidden=listing.hidden,
                    seconds=self._seconds(),
                    is_new=False,
                )
        if most_bytes is not None and (
            sum(file.size for file in changes.read) > most_bytes or len(changes.gone) > _MANY_GONE
        ):
            raise TooMuchError
        with catalogue.transaction(), self._tidied(before):
            assembly = Assembly(self._layout, catalogue, self._how.wants_tantivy, before, current + 1, is_anew=is_anew)
            try:
                self._assemble(assembly, catalogue, changes, checked_ns)
                catalogue.set(walked)
                if catalogue.is_empty():
                    raise EmptyCorpusError(self._corpus, catalogue.skipped())
                self._tell(replace(self._progress, stage="finishing", seconds=self._seconds()))
                number = assembly.finish(self._check)
            finally:
                assembly.close()
            catalogue.set({"generation": str(number), "made_by": self._how.made_by})
        added, changed, removed = assembly.intake.differences()
        return Update(
            added=added,
            changed=changed,
            removed=removed,
            unchanged=assembly.documents - len(added) - len(changed),
            skipped=catalogue.skipped(),
            read=self._progress.sentences,
            hidden=listing.hidden,
            seconds=self._seconds(),
            is_new=True,
        )

    def _manifest(self, number: int) -> Manifest | None:
        """Return what the current generation is made of; None where there is none, or it is lost: all is made anew."""
        try:
            return Manifest.read(self._layout.generation(number)) if number else None
        except (OSError, ValueError, KeyError, TypeError):
            return None

    @contextmanager
    def _tidied(self, before: Manifest | None) -> Iterator[None]:
        """Remove at once what was written, where not all is: a full disk may be why."""
        try:
            yield
        except BaseException:
            self._layout.remove_unfinished(None if before is None else before.number)
            raise

    def _assemble(self, assembly: Assembly, catalogue: Catalogue, changes: Changes, checked_ns: int) -> None:
        assembly.intake.forget([file.name for file in changes.read], changes.gone)
        self._read(assembly, changes.read)
        assembly.intake.drop_altered()
        assembly.absorb(self._check)
        catalogue.put_files(changes.restamped)
        catalogue.put_files(
            state_of(file, checked_ns, tuple(assembly.intake.skipped.pop(file.name, ()))) for file in changes.read
        )
        assembly.intake.note_skipped()

    def _read(self, assembly: Assembly, files: tuple[CorpusFile, ...]) -> None:
        size = sum(file.size for file in files)
        self._tell(Progress(0, 0, files_total=len(files), bytes_total=size, seconds=self._seconds()))
        with Reader(self._how.options, self._how.processes, self._stop) as reader:
            for task, found in reader.read(files):
                assembly.intake.take(found)
                self._tell(
                    replace(
                        self._progress,
                        documents=self._progress.documents + len(found.batch),
                        sentences=self._progress.sentences + len(found.batch.starts),
                        files=self._progress.files + task.files,
                        bytes_read=self._progress.bytes_read + task.size,
                        seconds=self._seconds(),
                    )
                )

    def _tell(self, progress: Progress) -> None:
        self._progress = progress
        self._on_progress(progress)

    def _seconds(self) -> float:
        return time.perf_counter() - self._started

    def _check(self) -> None:
        if self._stop.is_set():
            raise InterruptedReadingError


def _with_clashing(catalogue: Catalogue, changes: Changes) -> Changes:
    """Have those files read, too, that have a document of the same id as one of a file that has changed or is gone.

    Which of the two bears the id may be another one now.
    """
    touched = {file.name for file in changes.read} | set(changes.gone)
    clashing = {
        file for document_id, file in catalogue.clashes() if catalogue.file_of(document_id) in {None, *touched}
    } - touched
    again = [file for file in changes.same if file.name in clashing]
    if not again:
        return changes
    return replace(
        changes,
        read=tuple(sorted((*changes.read, *again), key=lambda file: file.name)),
        same=tuple(file for file in changes.same if file.name not in clashing),
    )
