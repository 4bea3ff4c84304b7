"""One immutable snapshot per corpus generation; a search reads it once, a reload swaps it."""

import os
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from retrieval.errors import IndexBusyError, IndexUnavailableError, ReloadInProgressError, RetrievalError
from retrieval.models import (
    CorpusSummary,
    Hit,
    Progress,
    Query,
    ReloadReport,
    SearchResult,
    Weights,
)
from retrieval.query.parsing import parse
from retrieval.query.synonyms import Synonyms
from retrieval.ranking.ranker import Ranker
from retrieval.search.port import Retriever
from retrieval.segments.open_collection import OpenCollection
from retrieval.segments.port import SentenceReader
from retrieval.segments.reader import SegmentReader
from retrieval.store import Generation, Store, Update
from retrieval.store.update_process import update_while_serving
from retrieval.vocabulary.vocabulary import Vocabulary

CANDIDATES = 100
"""How many sentences the first stage hands to the ranking, and the most that one search returns."""

_PRIORITY = 10
"""Of a thread that reloads, as `nice` counts: the larger, the longer it waits."""

_TURN_SECONDS = 0.0001
"""For how long a thread may go on while others wait. By default it is fifty times as long, at each wait."""

_OWN_REFERENCES = 2  # as `sys.getrefcount` counts: a name, and the name of its own
_LETTING_GO = 0.25
"""Seconds that a reload waits for the answers that are under way."""

OpenRetriever = Callable[[Generation, OpenCollection, Weights], Retriever]
"""Opens an engine over a generation whose segments are open. Raises `OSError` if a file that it needs is missing."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A corpus as it was read at one time. `generation` counts this process's snapshots from 1."""

    generation: int
    loaded_at: datetime
    stored: Generation
    retriever: Retriever
    reader: SentenceReader
    synonyms: Synonyms
    vocabulary: Vocabulary
    corpus: CorpusSummary

    def parse(self, question: str) -> Query:
        """Read a question as this corpus does."""
        return parse(question, self.synonyms, self.vocabulary)


class Searcher:
    """Answers queries from the current snapshot; safe to use from several threads, also while it reloads."""

    def __init__(  # noqa: PLR0913  (all that a search depends on)
        self,
        store: Store,
        synonyms: Path,
        weights: Weights,
        ranker: Ranker,
        open_retriever: OpenRetriever,
        *,
        on_progress: Callable[[Progress], None] | None = None,
        stop: threading.Event | None = None,
        threshold: float = 0.0,
    ) -> None:
        """Bring the store up to date with the corpus, and open it.

        Raises `RetrievalError` where that fails or there is nothing to search. A result whose confidence is below the
        threshold is not answered. Where the store cannot be written now but has a good generation, that is served;
        `stale` says why.
        """
        self._store = store
        self._synonyms = synonyms
        self._weights = weights
        self._ranker = ranker
        self._open_retriever = open_retriever
        self._threshold = threshold
        self._reloading = threading.Lock()
        self.first_update: Update | None = None
        self.stale: RetrievalError | None = None
        try:
            self.first_update = store.update(on_progress, stop=stop)
        except (IndexBusyError, IndexUnavailableError) as error:
            self.stale = error
        stored = store.current()
        if stored is None:
            raise self.stale or IndexUnavailableError(store.folder, "it has no generation")
        self._snapshot = self._opened(1, stored, None)

    @property
    def snapshot(self) -> Snapshot:
        """The snapshot that serves now."""
        return self._snapshot

    @property
    def threshold(self) -> float:
        """The confidence from which on a question is answered."""
        return self._threshold

    @property
    def ranker(self) -> Ranker:
        """What puts candidates in order; it stays the same through reloads."""
        return self._ranker

    def search(self, question: str, limit: int) -> SearchResult:
        """Return the best sentences for a question, at most `limit` and never more than `CANDIDATES`."""
        snapshot = self._snapshot  # read once: the whole question sees one corpus
        query = snapshot.parse(question)
        retriever, reader = snapshot.retriever, snapshot.reader
        candidates = retriever.search(query, CANDIDATES)
        ranking = self._ranker.rank(query, candidates, retriever, reader)
        hits = []
        places = ranking.order[:limit]
        sentences = reader.sentences([candidates[place].sentence_id for place in places])
        for place, sentence in zip(places, sentences, strict=True):
            found = ranking.matches(place)
            hits.append(
                Hit(
                    sentence=sentence,
                    document=reader.document(sentence.document_id),
                    also=tuple(snapshot.stored.further(sentence.document_id)),
                    score=float(ranking.scores[place]),
                    matched=tuple(span for span, _ in found),
                    explanation=ranking.explanation(place, found),
                ),
            )
        unknown = {term for term in query.terms if not retriever.knows(term.term)}
        # Where synonyms alone are known, what is found is at best about something like it.
        confidence = 0.0 if unknown.issuperset(query.terms) else ranking.confidence
        return SearchResult(
            query=query,
            hits=tuple(hits),
            answered=confidence >= self._threshold and not unknown.issuperset(query.terms),
            confidence=confidence,
            corpus=snapshot.corpus,
            generation=snapshot.generation,
            missing=tuple(term.word for term in query.terms if term in unknown),
        )

    def reload(
        self,
        on_progress: Callable[[Progress], None] | None = None,
        *,
        full: bool = False,
        stop: threading.Event | None = None,
    ) -> ReloadReport:
        """Bring the store up to date, or build it anew, and serve what it has from then on.

        Raises `ReloadInProgressError` while another reload runs, and another `RetrievalError` where the update fails;
        the old snapshot then goes on serving.
        """
        if not self._reloading.acquire(blocking=False):
            raise ReloadInProgressError
        try:
            started = time.perf_counter()
            before = self._snapshot
            with _short_turns:
                update = self._updated(lambda: update_while_serving(self._store, on_progress, full=full, stop=stop))
                stored = self._store.current()
                if stored is None:
                    raise IndexUnavailableError(self._store.folder, "it has no generation")
                # Reached only if the update succeeded; and swapped only when all is open.
                fresh = self._opened(before.generation + 1, stored, before)
                self._snapshot = fresh
            differences = update.added, update.changed, update.removed
            stored = fresh.stored
            if stored.number != before.stored.number + update.is_new:  # another process has been at it meanwhile
                differences = stored.differences(before.stored)
            # Whoever is the last to have the old snapshot closes its files: an answer should not be the one.
            end = time.perf_counter() + _LETTING_GO
            while not (has_let_go := sys.getrefcount(before) == _OWN_REFERENCES) and time.perf_counter() < end:
                time.sleep(0.005)
            del before
            if has_let_go:  # else the next update removes it
                self._store.remove_old()
        finally:
            self._reloading.release()
        added, changed, removed = differences
        return ReloadReport(added, changed, removed, fresh.corpus, time.perf_counter() - started)

    @staticmethod
    def _updated(update: Callable[[], Update]) -> Update:
        """Update in a thread that gives way, and that alone: the new snapshot is opened as soon as answers are given.

        The main thread does it by itself, so that Ctrl-C reaches what it does.
        """
        if threading.current_thread() is threading.main_thread():
            return update()
        with ThreadPoolExecutor(1, initializer=_give_way) as other:
            return other.submit(update).result()

    def _opened(self, generation: int, stored: Generation, before: Snapshot | None) -> Snapshot:
        synonyms = Synonyms.read(self._synonyms)
        stored, retriever, reader = self._engine_of(stored, before)
        self._ranker.prepare(reader)
        return Snapshot(
            generation=generation,
            loaded_at=datetime.now(UTC),
            stored=stored,
            retriever=retriever,
            reader=reader,
            synonyms=synonyms,
            vocabulary=stored.vocabulary(),
            corpus=stored.corpus,
        )

    def _engine_of(self, stored: Generation, before: Snapshot | None) -> tuple[Generation, Retriever, SentenceReader]:
        """Open a generation, or a later one if another process has removed it meanwhile."""
        while before is None or before.stored.number != stored.number:
            try:
                collection = OpenCollection(stored.collection)
                return stored, self._open_retriever(stored, collection, self._weights), SegmentReader(collection)
            except OSError as error:
                later = self._store.current()
                if later is None or later.number <= stored.number:
                    why_not_mended = (
                        "" if before or self.stale is None else f"; and it could not be mended now: {self.stale}"
                    )
                    raise IndexUnavailableError(self._store.folder, f"{error}{why_not_mended}") from error
                stored = later
        return stored, before.retriever, before.reader


class _ShortTurns:
    """Have threads take turns more often than usual, as long as any reload lasts in this process.

    An answer reads files, and after each read waits for its turn.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._reloads = 0
        self._usual = 0.0

    def __enter__(self) -> None:
        with self._lock:
            if not self._reloads:
                self._usual = sys.getswitchinterval()
                sys.setswitchinterval(min(self._usual, _TURN_SECONDS))
            self._reloads += 1

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._reloads -= 1
            if not self._reloads:
                sys.setswitchinterval(self._usual)


_short_turns = _ShortTurns()


def _give_way() -> None:
    """Have this thread, and those that it starts, wait for those that answer questions."""
    if hasattr(os, "setpriority"):
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _PRIORITY)
