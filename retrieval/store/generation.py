"""A generation of the corpus: what is served from one reload to the next, read-only."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from retrieval.errors import IndexMovedOnError
from retrieval.models import CorpusSummary, Document, Sentence
from retrieval.segments.collection import Collection, Part
from retrieval.segments.corpus_word_counts import CorpusWords
from retrieval.segments.segment import Segment
from retrieval.segments.word_counts import SegmentWords
from retrieval.store.catalogue import Catalogue, DocumentRow
from retrieval.store.changes import IdDifferences, compare_digests
from retrieval.store.layout import Layout, Manifest, manifest_file, tantivy_folder, telling_damage
from retrieval.store.order import Order
from retrieval.store.segment_counts import open_parts, words_file
from retrieval.vocabulary.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Listed:
    """A document of the corpus, as a list shows it; `kept` is the id of the one that it is a duplicate of."""

    id: str
    title: str
    source: str | None
    published: str | None
    language: str | None
    sentences: int
    file: str
    kept: str | None = None


@dataclass(frozen=True, slots=True)
class Statistics:
    """What a corpus holds. `sources`, `languages` and `years` are with their numbers of documents, most first.

    `size` is that of the index on disk, in bytes.
    """

    documents: int
    duplicates: int
    sentences: int
    files: int
    terms: int
    oldest: str | None
    newest: str | None
    sources: tuple[tuple[str, int], ...]
    languages: tuple[tuple[str, int], ...]
    years: tuple[tuple[str, int], ...]
    size: int


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in the index that is not as it should be."""

    document_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class Generation:
    """What one update made. Its files stay readable while it is held, whatever later updates do."""

    layout: Layout
    manifest: Manifest
    collection: Collection
    words: CorpusWords
    corpus: CorpusSummary
    loaded_at: datetime
    kept: dict[int, int] = field(default_factory=dict)  # duplicates, by number: the number of the kept one
    copies: dict[int, tuple[int, ...]] = field(default_factory=dict)

    @property
    def number(self) -> int:
        """Which update made it, counted from 1."""
        return self.manifest.number

    @property
    def folder(self) -> Path:
        """The folder of its files."""
        return self.layout.generation(self.number)

    @property
    def tantivy(self) -> Path:
        """The folder of tantivy's files, where there are any."""
        return tantivy_folder(self.folder)

    @classmethod
    def open(cls, layout: Layout) -> "Generation | None":
        """Open the current one; None where there is none yet. Raises `OSError`, `sqlite3.Error` or `ValueError`."""
        if not layout.catalogue.exists():
            return None
        while True:
            with closing(Catalogue(layout.catalogue)) as catalogue, catalogue.reading():
                if (current := catalogue.get("generation")) is None:
                    return None
                try:
                    return cls._open(layout, catalogue, int(current))
                except OSError:
                    # Another process may have gone on to the next one meanwhile, and removed this.
                    with closing(Catalogue(layout.catalogue)) as later:
                        if later.get("generation") == current:
                            raise

    @classmethod
    def _open(cls, layout: Layout, catalogue: Catalogue, number: int) -> "Generation":
        folder = layout.generation(number)
        manifest = Manifest.read(folder)
        parts = open_parts(layout, manifest)
        order = Order.open(folder)
        with telling_damage(folder):
            words = [_words(folder, part) for part in parts]
        if not manifest_file(folder).exists():  # the first to be removed: what was not found may have been there
            raise FileNotFoundError(manifest_file(folder))
        kept = order.duplicates
        copies: dict[int, list[int]] = {}
        for copy, its in kept.items():
            copies.setdefault(its, []).append(copy)
        return cls(
            layout=layout,
            manifest=manifest,
            collection=Collection.of(parts, order.served, manifest.totals),
            words=CorpusWords(words),
            corpus=CorpusSummary(
                documents=manifest.totals.documents,
                sentences=manifest.totals.sentences,
                fingerprint=f"{manifest.fingerprint:064x}"[:16],
                newest=catalogue.days()[1],
                skipped=catalogue.skipped(),
                duplicates=len(kept),
            ),
            loaded_at=datetime.now(UTC),
            kept=kept,
            copies={its: tuple(numbers) for its, numbers in copies.items()},
        )

    def vocabulary(self) -> Vocabulary:
        """Return the words of the corpus."""
        return Vocabulary(self.words)

    def document(self, document_id: str) -> Document:
        """Return a document, also one that is a duplicate. Raises `KeyError` where there is none."""
        part, place = self._find(document_id)
        return part.segment.document(place)

    def searched(self, document_id: str) -> Document:
        """Return what is searched in place of a document: of a duplicate the kept one. Raises `KeyError`."""
        part, place = self._find(document_id)
        return self._document(self.kept.get(part.first + place, part.first + place))

    def sentences(self, document_id: str) -> list[Sentence]:
        """Return the sentences of a document, counted from 0. Raises `KeyError` where there is none."""
        part, place = self._find(document_id)
        return _sentences(part.segment, place, part.segment.document(place), 0)

    def further(self, document_id: str) -> list[Document]:
        """Return the duplicates of a document, which are not searched themselves. Raises `KeyError`."""
        part, place = self._find(document_id)
        return [self._document(number) for number in self.copies.get(part.first + place, ())]

    def documents(  # noqa: PLR0913  (each is a filter of its own)
        self,
        *,
        source: str | None = None,
        since: str | None = None,
        until: str | None = None,
        language: str | None = None,
        matching: str | None = None,
        limit: int | None = None,
    ) -> Iterator[Listed]:
        """Yield the documents that fit all filters, in the order of the corpus.

        `since` and `until` are days, inclusive; `matching` is looked for in ids and titles, whatever the case. This
        and `duplicates` and `statistics` raise `IndexMovedOnError` where a later generation has taken its place.
        """
        conditions, values = ["true"], list[object]()
        for condition, value in (
            ("lower(source) = lower(?)", source),
            ("day >= ?", since),
            ("day <= ?", until),
            ("language = ?", language),
        ):
            if value is not None:
                conditions.append(condition)
                values.append(value)
        if matching is not None:
            conditions.append("(instr(lower(id), lower(?)) or instr(lower(title), lower(?)))")
            values += [matching, matching]
        with self._reading() as catalogue:
            for count, row in enumerate(catalogue.documents(" and ".join(conditions), values)):
                if limit is not None and count >= limit:
                    return
                yield self._listed(row)

    def duplicates(self) -> Iterator[tuple[Listed, tuple[Listed, ...]]]:
        """Yield each document that has duplicates, with these, in the order of the corpus."""
        with self._reading() as catalogue:
            further: dict[int, list[Listed]] = {}
            for row in catalogue.documents("kept is not null"):
                if row.kept is not None:
                    further.setdefault(row.kept, []).append(self._listed(row))
            for row in catalogue.documents("number in (select kept from documents)"):
                yield self._listed(row), tuple(further[row.number])

    def digests(self) -> dict[str, bytes]:
        """Return a hash of every document by its id: equal ones mean equal documents."""
        found = {}
        for part in self.collection.parts:
            for place in range(len(part.segment)):
                if self._has(part.first + place):
                    found[part.segment.ids.word(place)] = part.segment.digests[place].tobytes()
        return found

    def differences(self, before: "Generation") -> IdDifferences:
        """Return the ids of the documents that were added, changed and removed since another generation."""
        return compare_digests(before.digests(), self.digests())

    def statistics(self) -> Statistics:
        """Count what there is."""
        with self._reading() as catalogue:
            oldest, newest = catalogue.days()
            return Statistics(
                documents=self.corpus.documents,
                duplicates=len(self.kept),
                sentences=self.corpus.sentences,
                files=len(catalogue.files()),
                terms=max((int(part.frequencies.any(axis=0).sum()) for part in self.collection.parts), default=0),
                oldest=oldest,
                newest=newest,
                sources=catalogue.counted("source"),
                languages=catalogue.counted("language"),
                years=catalogue.counted("substr(day, 1, 4)"),
                size=sum(path.stat().st_size for path in self.layout.root.rglob("*") if path.is_file()),
            )

    @contextmanager
    def _reading(self) -> Iterator[Catalogue]:
        """Read what the catalogue knows of this generation, and of no other. Raises `IndexMovedOnError`."""
        with closing(Catalogue(self.layout.catalogue)) as catalogue, catalogue.reading():
            if catalogue.get("generation") != str(self.number):
                raise IndexMovedOnError(self.layout.root)
            yield catalogue

    def _find(self, document_id: str) -> tuple[Part, int]:
        # A document that was changed stands in an older segment, too: the newest one counts.
        for part in reversed(self.collection.parts):
            place = part.segment.ids.get(document_id)
            if place >= 0 and self._has(part.first + place):
                return part, place
        raise KeyError(document_id)

    def _has(self, number: int) -> bool:
        return number in self.kept or bool(self.collection.place_of[number] >= 0)

    def _document(self, number: int) -> Document:
        part = self.collection.part_of(number)
        return part.segment.document(number - part.first)

    def _listed(self, row: DocumentRow) -> Listed:
        kept = None if row.kept is None else self._document(row.kept).id
        return Listed(row.id, row.title, row.source, row.published, row.language, row.sentences, row.file, kept)


def _words(folder: Path, part: Part) -> SegmentWords:
    counts = words_file(folder, part.name)
    return SegmentWords.open(part.segment.folder, counts if counts.exists() else None, part.segment.terms)


def _sentences(segment: Segment, place: int, document: Document, first: int) -> list[Sentence]:
    """Return the sentences of a document with ids from `first` on."""
    begin, end = segment.first_sentence[place : place + 2].tolist()
    spans = zip(segment.bounds(place), segment.display[begin:end].tolist(), strict=True)
    return [
        Sentence(number, document.id, start, stop, document.text[start:stop], is_display)
        for number, ((start, stop), is_display) in enumerate(spans, first)
    ]
