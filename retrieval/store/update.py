"""Brings an index up to date: reads changed files alone, and commits a complete new generation or nothing."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from retrieval.analysis.languages import UNLISTED, Languages
from retrieval.corpus import CorpusFile, list_corpus
from retrieval.corpus.loaders import ReadingOptions
from retrieval.errors import EmptyCorpusError, InterruptedReadingError
from retrieval.models import Progress, Skipped
from retrieval.overview.words import OverviewWords
from retrieval.store import compatibility
from retrieval.store.catalogue import Catalogue
from retrieval.store.changes import Changes, compare, state_of
from retrieval.store.layout import Layout, Manifest
from retrieval.store.overview_file import is_made_with, remake_overview

if TYPE_CHECKING:
    from retrieval.store.assembly import Assembly

_MANY_GONE = 100


@dataclass(frozen=True, slots=True)
class Update:
    """What an update did.

    `added`, `changed` and `removed` are ids of documents, compared with the generation before. `read` counts the
    sentences that were analysed, `hidden` the files and folders ignored because their names begin with a dot. `is_new`
    is whether a new generation was made; otherwise nothing had changed.
    """

    unchanged: int
    skipped: tuple[Skipped, ...]
    hidden: int
    seconds: float
    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    read: int = 0
    is_new: bool = False


@dataclass(frozen=True, slots=True)
class IndexSettings:
    """How a corpus is indexed.

    `wants_tantivy` decides by the number of sentences whether to write files for the disk engine. `processes` is the
    number of workers; 0 means one per core. `overview` are the words by which the topics of the articles are found.
    """

    options: ReadingOptions
    wants_tantivy: Callable[[int], bool]
    processes: int = 0
    overview: OverviewWords = OverviewWords()  # noqa: RUF009  (frozen)
    languages: Languages = UNLISTED


NO_INDEX = "there is no index yet"
"""The reason of a rebuild where nothing was indexed before."""

_WORD_DATA = "word_data"
"""Names, in the catalogue, the hashes of the word data by which documents were analysed, by language."""


class UpdateTooLargeError(Exception):
    """An update exceeds the work that it was limited to."""


def rebuild_reason(layout: Layout, catalogue: Catalogue | None, settings: IndexSettings) -> str | None:
    """Return why all articles must be read anew, such as "trafilatura 2.2 -> 2.3"; None if the index can be used."""
    made_by = None if catalogue is None else catalogue.get("made_by")
    if catalogue is None or made_by is None:
        others = layout.other_formats()
        return f"format {max(others)} -> {compatibility.FORMAT}" if others else NO_INDEX
    if current_manifest(layout, catalogue) is None:
        return "the last generation is lost"
    languages = settings.languages
    if (reason := compatibility.difference(made_by, _made_by(settings))) is not None:
        return reason
    before: dict[str, str] = json.loads(catalogue.get(_WORD_DATA) or "{}")
    changed = [code for code, its in languages.word_hashes(before).items() if its != before[code]]
    return f"other word data of {', '.join(changed)}" if changed else None


def _made_by(settings: IndexSettings) -> str:
    return compatibility.made_by(settings.options, settings.languages.corpus_language)


def current_manifest(layout: Layout, catalogue: Catalogue) -> Manifest | None:
    """Return the manifest of the current generation; None if there is none or it cannot be read."""
    number = catalogue.get("generation")
    try:
        return None if number is None else Manifest.read(layout.generation(int(number)))
    except (OSError, ValueError, KeyError, TypeError):
        return None


class Updater:
    """Runs one update. If it raises `RetrievalError`, `OSError` or `sqlite3.Error`, the index is unchanged."""

    def __init__(
        self,
        layout: Layout,
        corpus: Path,
        settings: IndexSettings,
        on_progress: Callable[[Progress], None],
        stop: threading.Event,
    ) -> None:
        """Take the paths, the receiver of progress and the event that cancels the update."""
        self._layout = layout
        self._corpus = corpus
        self._settings = settings
        self._on_progress = on_progress
        self._stop = stop
        self._started = time.perf_counter()
        self._progress = Progress(0, 0, stage="looking")

    def run(self, catalogue: Catalogue, *, full: bool, most_bytes: int | None = None) -> Update:
        """Compare the corpus with the index, and write a new generation if they differ.

        Raises `UpdateTooLargeError` before any work if more than `most_bytes` bytes must be read, or if many files are
        gone.
        """
        self._tell(self._progress)
        checked_ns = time.time_ns()
        listing = list_corpus(self._corpus, self._settings.options)
        walked = {"walked": json.dumps([(it.path, it.reason) for it in listing.skipped])}
        current = int(catalogue.get("generation") or 0)
        before = current_manifest(self._layout, catalogue)
        self._layout.remove_others(None if before is None else before.number)
        is_anew = full or rebuild_reason(self._layout, catalogue, self._settings) is not None
        changes = compare(listing, {} if is_anew else catalogue.files())
        changes = _with_clashing(catalogue, changes)
        if before is not None and not is_anew and not changes.read and not changes.gone:
            lacks_tantivy = self._settings.wants_tantivy(before.totals.sentences) and not before.has_tantivy
            if not lacks_tantivy:
                with catalogue.transaction():
                    catalogue.put_files(changes.restamped)
                    catalogue.set(walked)
                    if not is_made_with(catalogue, self._settings.overview):
                        from retrieval.store.previous import PreviousGeneration  # noqa: PLC0415  (see below)

                        generation = PreviousGeneration.open(self._layout, before)
                        remake_overview(catalogue, generation, self._settings.overview)
                return Update(catalogue.count(), catalogue.skipped(), listing.hidden, self._seconds())
        if most_bytes is not None and (
            sum(file.size for file in changes.read) > most_bytes or len(changes.gone) > _MANY_GONE
        ):
            raise UpdateTooLargeError
        # A start whose articles have not changed needs nothing of what reads and writes them.
        from retrieval.store.assembly import Assembly  # noqa: PLC0415

        with catalogue.transaction(), self._tidied(before):
            assembly = Assembly(
                self._layout,
                catalogue,
                self._settings.wants_tantivy,
                before,
                current + 1,
                languages=self._settings.languages,
                is_anew=is_anew,
            )
            try:
                self._assemble(assembly, catalogue, changes, checked_ns)
                catalogue.set(walked)
                if not catalogue.count():
                    raise EmptyCorpusError(self._corpus, catalogue.skipped())
                self._tell(replace(self._progress, stage="finishing", seconds=self._seconds()))
                number = assembly.finish(self._check, self._settings.overview)
            finally:
                assembly.close()
            known = {} if is_anew else json.loads(catalogue.get(_WORD_DATA) or "{}")
            hashes = self._settings.languages.word_hashes({*known, *assembly.intake.languages})
            state = {"generation": str(number), "made_by": _made_by(self._settings), _WORD_DATA: json.dumps(hashes)}
            catalogue.set(state)
        added, changed, removed = assembly.intake.differences()
        return Update(
            assembly.documents - len(added) - len(changed),
            catalogue.skipped(),
            listing.hidden,
            self._seconds(),
            added=added,
            changed=changed,
            removed=removed,
            read=self._progress.sentences,
            is_new=True,
        )

    @contextmanager
    def _tidied(self, before: Manifest | None) -> Iterator[None]:
        """On failure, remove at once what was written: the disk may be full."""
        try:
            yield
        except BaseException:
            self._layout.remove_unfinished(None if before is None else before.number)
            raise

    def _assemble(self, assembly: "Assembly", catalogue: Catalogue, changes: Changes, checked_ns: int) -> None:
        assembly.intake.forget([file.name for file in changes.read], changes.gone)
        self._read(assembly, changes.read)
        assembly.intake.drop_altered()
        assembly.merge_small(self._check)
        catalogue.put_files(changes.restamped)
        catalogue.put_files(
            state_of(file, checked_ns, tuple(assembly.intake.skipped.pop(file.name, ()))) for file in changes.read
        )
        assembly.intake.note_skipped()

    def _read(self, assembly: "Assembly", files: tuple[CorpusFile, ...]) -> None:
        from retrieval.store.processes.corpus_reader import CorpusReader  # noqa: PLC0415  (see `run`)

        size = sum(file.size for file in files)
        self._tell(Progress(0, 0, files_total=len(files), bytes_total=size, seconds=self._seconds()))
        settings = self._settings
        with CorpusReader(settings.options, settings.processes, self._stop, settings.languages) as reader:
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
    """Also read files that share a document id with a changed or removed file.

    The id may now belong to the other document.
    """
    touched = {file.name for file in changes.read} | set(changes.gone)
    clashing = {file for file, other in catalogue.clashes() if other in {None, *touched}}
    again = [file for file in changes.same if file.name in clashing]
    return replace(changes, read=tuple(sorted((*changes.read, *again), key=lambda file: file.name)))
