"""One immutable snapshot per corpus generation; a search reads it once, a reload swaps it."""

import hashlib
import json
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import astuple, dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from retrieval.aliases import Aliases, AliasesBuilder
from retrieval.analysis import content_words, sentence_spans, terms_of
from retrieval.corpus import read_corpus
from retrieval.errors import EmptyCorpusError, ReloadInProgressError
from retrieval.indexes.base import Index, IndexedDocument, IndexedSentence
from retrieval.models import (
    CorpusSummary,
    Document,
    Hit,
    Progress,
    Query,
    ReloadReport,
    SearchResult,
    Sentence,
    Skipped,
    Weights,
)
from retrieval.query import Synonyms, parse
from retrieval.ranking.ranker import Ranker, matches
from retrieval.vocabulary import Vocabulary, VocabularyBuilder

CANDIDATES = 100
"""How many sentences the first stage hands to the ranking, and the most that one search returns."""

IndexFactory = Callable[[Iterable[IndexedDocument], Weights], Index]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A corpus as it was read at one time. `digests` holds a hash of every document by its id."""

    generation: int
    loaded_at: datetime
    index: Index
    synonyms: Synonyms
    vocabulary: Vocabulary
    aliases: Aliases
    corpus: CorpusSummary
    digests: Mapping[str, str]

    def parse(self, question: str) -> Query:
        """Read a question as this corpus does."""
        return parse(question, self.synonyms, self.vocabulary, self.aliases)


class Searcher:
    """Answers queries from the current snapshot; safe to use from several threads, also while it reloads."""

    def __init__(  # noqa: PLR0913  (all that a search depends on)
        self,
        corpus: Path,
        synonyms: Path,
        weights: Weights,
        ranker: Ranker,
        make_index: IndexFactory,
        *,
        on_progress: Callable[[Progress], None] | None = None,
        threshold: float = 0.0,
    ) -> None:
        """Load the corpus. Raises `RetrievalError` where that fails or there is nothing to search.

        A result whose confidence is below the threshold is not answered.
        """
        self._corpus = corpus
        self._synonyms = synonyms
        self._weights = weights
        self._ranker = ranker
        self._make_index = make_index
        self._threshold = threshold
        self._reloading = threading.Lock()
        self._snapshot = self._build(1, on_progress)

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
        candidates = snapshot.index.search(query, CANDIDATES)
        ranking = self._ranker.rank(query, candidates, snapshot.index)
        hits = []
        for place in ranking.order[:limit]:
            sentence = snapshot.index.sentence(candidates[place].sentence_id)
            found = matches(query, sentence.text)
            hits.append(
                Hit(
                    sentence=sentence,
                    document=snapshot.index.document(sentence.document_id),
                    score=float(ranking.scores[place]),
                    matched=tuple(span for span, _ in found),
                    explanation=ranking.explanation(place, found),
                ),
            )
        unknown = {term for term in query.terms if not snapshot.index.knows(term.term)}
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

    def reload(self, on_progress: Callable[[Progress], None] | None = None) -> ReloadReport:
        """Read the corpus anew and serve it from then on.

        Raises `ReloadInProgressError` while another reload runs, and another `RetrievalError` where the
        build fails; the old snapshot then goes on serving.
        """
        if not self._reloading.acquire(blocking=False):
            raise ReloadInProgressError
        try:
            started = time.perf_counter()
            before = self._snapshot
            fresh = self._build(before.generation + 1, on_progress)
            self._snapshot = fresh  # reached only if the build succeeded
        finally:
            self._reloading.release()
        old, new = before.digests, fresh.digests
        return ReloadReport(
            added=tuple(it for it in new if it not in old),
            changed=tuple(it for it in new if it in old and new[it] != old[it]),
            removed=tuple(it for it in old if it not in new),
            corpus=fresh.corpus,
            seconds=time.perf_counter() - started,
        )

    def _build(self, generation: int, on_progress: Callable[[Progress], None] | None) -> Snapshot:
        synonyms = Synonyms.read(self._synonyms)
        reading = _Reading(on_progress or _ignore)
        index = self._make_index(reading.indexed(read_corpus(self._corpus)), self._weights)
        if index.sentence_count == 0:
            raise EmptyCorpusError(self._corpus, reading.skipped)
        return Snapshot(
            generation=generation,
            loaded_at=datetime.now(UTC),
            index=index,
            synonyms=synonyms,
            vocabulary=reading.vocabulary.build(),
            aliases=reading.aliases.build(),
            corpus=CorpusSummary(
                documents=len(reading.digests),
                sentences=index.sentence_count,
                fingerprint=_fingerprint(reading.digests),
                newest=max(reading.dates, default=None),
                skipped=tuple(reading.skipped),
            ),
            digests=reading.digests,
        )


class _Reading:
    """Documents on their way from the corpus into an index, and what is to be known of them afterwards."""

    def __init__(self, on_progress: Callable[[Progress], None]) -> None:
        self.digests: dict[str, str] = {}
        self.dates: list[str] = []
        self.skipped: list[Skipped] = []
        self.vocabulary = VocabularyBuilder()
        self.aliases = AliasesBuilder()
        self._sentences = 0
        self._on_progress = on_progress

    def indexed(self, items: Iterable[Document | Skipped]) -> Iterator[IndexedDocument]:
        for item in items:
            if isinstance(item, Skipped):
                self.skipped.append(item)
                continue
            sentences = list(self._sentences_of(item))
            if not sentences:
                self.skipped.append(Skipped(item.id, "has no sentence"))
                continue
            self.digests[item.id] = _digest(item)
            if (published := _date_of(item.published)) is not None:
                self.dates.append(published)
            title = content_words(item.title)
            title_terms = terms_of(title)
            self.vocabulary.add(title, title_terms)
            yield IndexedDocument(item, title_terms, sentences)
            self._on_progress(Progress(len(self.digests), self._sentences))

    def _sentences_of(self, document: Document) -> Iterator[IndexedSentence]:
        for span in sentence_spans(document.text, document.body):
            text = document.text[span.start : span.end]
            words = content_words(text)
            terms = terms_of(words)
            self.vocabulary.add_sentence(text, words, terms)
            self.aliases.add(text)
            yield IndexedSentence(
                Sentence(self._sentences, document.id, span.start, span.end, text, span.is_display),
                terms,
            )
            self._sentences += 1


def _digest(document: Document) -> str:
    return hashlib.sha256(json.dumps(astuple(document)).encode()).hexdigest()


def _fingerprint(digests: Mapping[str, str]) -> str:
    return hashlib.sha256("".join(sorted(digests.values())).encode()).hexdigest()[:16]


def _date_of(published: str | None) -> str | None:
    """Return the day of an ISO 8601 date or date-time; None for other words."""
    try:
        return date.fromisoformat((published or "")[:10]).isoformat()
    except ValueError:
        return None


def _ignore(_: Progress) -> None:
    """Do nothing with progress that nobody asked for."""
