"""Answers queries from an immutable snapshot of the corpus; a reload swaps the snapshot."""

import struct
import sys
import threading
import time
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from numpy import bool_
from numpy.typing import NDArray

from retrieval.errors import IndexBusyError, IndexUnavailableError, ReloadInProgressError, RetrievalError
from retrieval.models import (
    Candidate,
    CorpusSummary,
    Document,
    Filters,
    Hit,
    Progress,
    Query,
    QueryTerm,
    ReloadReport,
    SearchResult,
    Weights,
)
from retrieval.query.foreign_parsing import CorpusLanguages, parse_question
from retrieval.query.parsing import parse
from retrieval.query.similar_words import similar_words
from retrieval.query.synonyms import Synonyms
from retrieval.query.typed_words import marked_in, typed_words
from retrieval.ranking.query_view import rarities
from retrieval.ranking.ranker import Ranker
from retrieval.search.port import Retriever
from retrieval.segments.document_filters import sources_of
from retrieval.segments.open_collection import OpenCollection
from retrieval.segments.phrases import phrases_of
from retrieval.segments.port import SentenceReader
from retrieval.segments.reader import SegmentReader
from retrieval.store import Generation, Store, Update, cited
from retrieval.store.update_process import short_switch_interval, update_while_serving
from retrieval.vocabulary.vocabulary import Vocabulary

CANDIDATES = 100
"""How many sentences the first stage hands to the ranking: no search returns more hits."""

_NO_FILTERS = Filters()

_UNUSED = 2
"""The reference count of a snapshot that only `reload` uses: its variable, and the argument of `sys.getrefcount`."""

_DRAIN_SECONDS = 0.25
"""How long a reload waits for searches that still use the old snapshot."""

Place = tuple[str, int, int]
"""Where a sentence stands: the id of its document, and its offsets there."""

OpenRetriever = Callable[[Generation, OpenCollection, Weights], Retriever]
"""Opens an engine over a generation whose segments are open. Raises `OSError` if a file that it needs is missing."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A corpus at one time, with all that a search needs. `generation` counts the snapshots of this process from 1."""

    generation: int
    loaded_at: datetime
    stored: Generation
    collection: OpenCollection
    retriever: Retriever
    reader: SentenceReader
    synonyms: Synonyms
    vocabulary: Vocabulary
    corpus: CorpusSummary
    languages: CorpusLanguages

    def parse(self, question: str, filters: Filters = _NO_FILTERS) -> Query:
        """Parse a question with the synonyms and the vocabulary of this corpus."""
        if self.languages.is_english and question.isascii():
            query = parse(question, self.synonyms, self.vocabulary, self.languages.asks_in_another(question))
        else:
            query = parse_question(question, self.languages, self.synonyms, self.vocabulary)
        return replace(query, filters=filters)

    def has(self, filters: Filters) -> bool:
        """Tell whether any article, or a duplicate of one, passes the filters by source, day and title."""
        return bool(self.collection.passing(filters).places.any())

    def document(self, document_id: str) -> Document:
        """Return an article, or a duplicate of one. Raises `KeyError` for an unknown id."""
        try:
            return self.reader.document(document_id)
        except KeyError:
            return self.stored.document(document_id)

    def sentence_count(self, document_id: str) -> int:
        """Return how many sentences an article has, or a duplicate of one. Raises `KeyError` for an unknown id."""
        try:
            return self.reader.sentence_count(document_id)
        except KeyError:
            return len(self.stored.sentences(document_id))

    def sources(self) -> frozenset[str]:
        """Return the sources of the articles, without regard to case."""
        return sources_of(self.collection.collection)


class Searcher:
    """Answers questions from the current snapshot; safe to use from several threads, also while it reloads."""

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

        Raises `RetrievalError` if that fails or there is nothing to search. If the store cannot be written but has a
        complete generation, that is served, and `stale` has the reason. A result whose confidence is below `threshold`
        is not answered.
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
        self._snapshot = self._open_snapshot(1, stored, None)

    def check(self) -> None:
        """Check what is only read when a question needs it. Raises `RankingError` if the trained ranking is wrong."""
        self._ranker.check()

    @property
    def snapshot(self) -> Snapshot:
        """The current snapshot."""
        return self._snapshot

    @property
    def threshold(self) -> float:
        """The least confidence at which a question is answered."""
        return self._threshold

    def search(
        self, question: str, limit: int, filters: Filters = _NO_FILTERS, leave_out: Collection[Place] = ()
    ) -> SearchResult:
        """Return the best sentences for a question, at most `limit` and never more than `CANDIDATES`.

        Only what passes the filters is searched. If not the article that was searched passes but a duplicate of it, the
        hit names that one, provided that it has the very sentence. The sentences to `leave_out`, as hits named them,
        are no candidates. Raises `IndexUnavailableError` if the files of the index are damaged.
        """
        snapshot = self._snapshot  # read once: the whole question sees one corpus
        with self._reporting_damage():
            return self._search(snapshot, snapshot.parse(question, filters), limit, leave_out)

    def _search(self, snapshot: Snapshot, query: Query, limit: int, leave_out: Collection[Place]) -> SearchResult:
        retriever, reader = snapshot.retriever, snapshot.reader
        passing = None
        if not query.filters.is_empty:
            passing = snapshot.collection.passing(query.filters.of_documents).numbers
        candidates = retriever.search(query, CANDIDATES)
        if leave_out:
            candidates = [it for it in candidates if _place(it, snapshot, passing) not in leave_out]
        leading = _leading(query, candidates, snapshot.collection)
        ranking = self._ranker.rank(query, candidates, retriever, reader, leading=leading)
        hits = []
        places = ranking.order[: limit + 1]
        sentences = reader.sentences([candidates[place].sentence_id for place in places])
        for place, sentence in zip(places[:limit], sentences[:limit], strict=True):
            found = marked_in(query, ranking.matches(place))
            its_sentence, document, also = cited(
                snapshot.stored, sentence, reader.document(sentence.document_id), passing
            )
            hits.append(
                Hit(
                    sentence=its_sentence,
                    document=document,
                    also=also,
                    score=float(ranking.scores[place]),
                    matched=tuple(span for span, _ in found),
                    explanation=ranking.explanation(place, found),
                )
            )
        unknown = {term for term in query.terms if not any(map(retriever.knows, term.own))}
        has_known = not unknown.issuperset(query.terms)  # if only synonyms match, the hits are about something else
        confidence = ranking.confidence if has_known else 0.0
        is_sure = has_known and confidence >= self._threshold
        answered = bool(candidates) and (is_sure or query.filters.in_sentence)  # which asks for nothing but its words
        its_rarities = rarities(query, retriever)
        total = sum(its_rarities) or 1.0
        instead = () if answered else _languages_instead(query, unknown, snapshot.languages)
        return SearchResult(
            query=query,
            hits=tuple(hits),
            answered=answered,
            confidence=confidence,
            corpus=snapshot.corpus,
            generation=snapshot.generation,
            missing=tuple(it.text for it in typed_words(query, unknown.__contains__)),
            shares=tuple(it / total for it in its_rarities),
            similar={} if answered or instead else similar_words(query, unknown, snapshot.vocabulary),
            following=sentences[limit] if limit < len(sentences) else None,
            languages_instead=instead,
        )

    def reload(
        self,
        on_progress: Callable[[Progress], None] | None = None,
        *,
        full: bool = False,
        stop: threading.Event | None = None,
    ) -> ReloadReport:
        """Bring the store up to date, or build it anew if `full`, and serve it from then on.

        Raises `ReloadInProgressError` while another reload runs, and another `RetrievalError` if the update fails; the
        old snapshot then stays.
        """
        if not self._reloading.acquire(blocking=False):
            raise ReloadInProgressError
        try:
            started = time.perf_counter()
            before = self._snapshot
            with short_switch_interval:
                update = update_while_serving(self._store, on_progress, full=full, stop=stop)
                stored = self._store.current()
                if stored is None:
                    raise IndexUnavailableError(self._store.folder, "it has no generation")
                # Reached only if the update succeeded; swapped only when everything is open.
                fresh = self._open_snapshot(before.generation + 1, stored, before)
                self._snapshot = fresh
            differences = update.added, update.changed, update.removed
            stored = fresh.stored
            if stored.number != before.stored.number + update.is_new:  # another process has also updated it
                differences = stored.differences(before.stored)
            # Dropping the last reference to the old snapshot closes its files: that takes too long for a search.
            end = time.perf_counter() + _DRAIN_SECONDS
            while not (is_unused := sys.getrefcount(before) == _UNUSED) and time.perf_counter() < end:
                time.sleep(0.005)
            del before
            if is_unused:  # else the next update removes its files
                self._store.remove_old()
        finally:
            self._reloading.release()
        added, changed, removed = differences
        return ReloadReport(added, changed, removed, fresh.corpus, time.perf_counter() - started)

    @contextmanager
    def _reporting_damage(self) -> Iterator[None]:
        """Turn whatever a reader of damaged files raises into an `IndexUnavailableError`."""
        try:
            yield
        except (ArithmeticError, LookupError, OSError, ValueError, struct.error) as error:
            raise IndexUnavailableError(
                self._store.folder, f"it is damaged ({type(error).__name__}: {error})"
            ) from error

    def _open_snapshot(self, generation: int, stored: Generation, before: Snapshot | None) -> Snapshot:
        synonyms = Synonyms.read(self._synonyms)
        stored, collection, retriever, reader = self._open_engine(stored, before)
        with self._reporting_damage():
            self._ranker.prepare(reader)
            languages = CorpusLanguages(self._store.settings.languages, collection.collection.languages())
        return Snapshot(
            generation=generation,
            loaded_at=datetime.now(UTC),
            stored=stored,
            collection=collection,
            retriever=retriever,
            reader=reader,
            synonyms=synonyms,
            vocabulary=stored.vocabulary(),
            corpus=stored.corpus,
            languages=languages,
        )

    def _open_engine(
        self, stored: Generation, before: Snapshot | None
    ) -> tuple[Generation, OpenCollection, Retriever, SentenceReader]:
        """Open a generation, or a later one if another process has removed its files."""
        while before is None or before.stored.number != stored.number:
            try:
                collection = OpenCollection(stored.collection)
                retriever = self._open_retriever(stored, collection, self._weights)
                return stored, collection, retriever, SegmentReader(collection)
            except OSError as error:
                later = self._store.current()
                if later is None or later.number <= stored.number:
                    stale = "" if before or self.stale is None else f"; it could not be updated: {self.stale}"
                    raise IndexUnavailableError(self._store.folder, f"{error}{stale}") from error
                stored = later
        return stored, before.collection, before.retriever, before.reader


def _place(candidate: Candidate, snapshot: Snapshot, passing: NDArray[bool_] | None) -> Place:
    """Return where a hit would say that the candidate stands."""
    [sentence] = snapshot.reader.sentences([candidate.sentence_id])
    its, _, _ = cited(snapshot.stored, sentence, snapshot.reader.document(sentence.document_id), passing)
    return its.document_id, its.start, its.end


def _languages_instead(query: Query, unknown: Collection[QueryTerm], corpus: CorpusLanguages) -> tuple[str, ...]:
    """Return the languages of the corpus, if the question is in another."""
    # Only what would be refused needs it, and the question words of other languages that it reads.
    from retrieval.query.foreign_questions import is_in_another_language  # noqa: PLC0415

    return corpus.codes if is_in_another_language(query, unknown, corpus.languages, corpus.codes) else ()


def _leading(query: Query, candidates: Sequence[Candidate], collection: OpenCollection) -> int | None:
    """Return how many candidates come before the others since they have the phrases; None if that makes no difference.

    A retriever returns these first.
    """
    phrases = phrases_of(query.filters, collection)
    if not phrases or query.filters.in_sentence:
        return None

    def lacks(candidate: Candidate) -> int:
        text = collection.text_between(candidate.sentence_id, candidate.sentence_id)
        return not all(phrase.stands_in(text) for phrase in phrases)

    return bisect_left(candidates, 1, key=lacks)
