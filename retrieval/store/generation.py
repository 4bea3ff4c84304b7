"""A generation: an immutable state of the indexed corpus, served from one reload to the next."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from retrieval.errors import IndexMovedOnError
from retrieval.models import CorpusSummary, Document, Sentence, SentenceKind
from retrieval.overview.overview import Overview
from retrieval.segments.collection import Collection, Part
from retrieval.segments.corpus_word_counts import CorpusWords
from retrieval.segments.segment import Segment
from retrieval.segments.word_counts import SegmentWords
from retrieval.store.catalogue import Catalogue, DocumentRow
from retrieval.store.changes import IdDifferences, compare_digests
from retrieval.store.layout import Layout, Manifest, manifest_file, reporting_damage, tantivy_folder
from retrieval.store.order import DocumentOrder
from retrieval.store.overview_file import read_overview
from retrieval.store.segment_files import open_parts, words_file
from retrieval.vocabulary.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class ListedDocument:
    """A document as listings show it; `kept` is the id of the document that it duplicates."""

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
    """Statistics of a corpus. `sources`, `languages` and `years` come with their document counts, most first.

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
    """A difference between the index and the corpus."""

    document_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class Generation:
    """The result of one update. Its files stay readable while it is referenced, whatever later updates do.

    `written_at` is when the update wrote it, in UTC.
    """

    layout: Layout
    manifest: Manifest
    collection: Collection
    words: CorpusWords
    corpus: CorpusSummary
    written_at: datetime
    kept: dict[int, int] = field(default_factory=dict)  # by the number of a duplicate, that of the kept document
    copies: dict[int, tuple[int, ...]] = field(default_factory=dict)

    @property
    def number(self) -> int:
        """The number of the update that made it, counted from 1."""
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
        """Open the current generation; None if there is none. Raises `OSError`, `sqlite3.Error` or `ValueError`."""
        if not layout.catalogue.exists():
            return None
        while True:
            with closing(Catalogue(layout.catalogue)) as catalogue, catalogue.reading():
                if (current := catalogue.get("generation")) is None:
                    return None
                try:
                    return cls._open(layout, catalogue, int(current))
                except OSError:
                    # Another process may have committed the next generation meanwhile and removed this one.
                    with closing(Catalogue(layout.catalogue)) as later:
                        if later.get("generation") == current:
                            raise

    @classmethod
    def _open(cls, layout: Layout, catalogue: Catalogue, number: int) -> "Generation":
        folder = layout.generation(number)
        manifest = Manifest.read(folder)
        parts = open_parts(layout, manifest)
        order = DocumentOrder.open(folder)
        with reporting_damage(folder):
            words = [_words(folder, part) for part in parts]
        written = manifest_file(folder).stat().st_mtime  # it is removed first: other files may be missing
        kept = dict(zip(*order.duplicates.tolist(), strict=True))
        copies: dict[int, list[int]] = {}
        for copy, its in kept.items():
            copies.setdefault(its, []).append(copy)
        return cls(
            layout=layout,
            manifest=manifest,
            collection=Collection.of(parts, order.served, manifest.totals, order.duplicates),
            words=CorpusWords(words),
            corpus=CorpusSummary(
                documents=manifest.totals.documents,
                sentences=manifest.totals.sentences,
                fingerprint=f"{manifest.fingerprint:064x}"[:16],
                newest=catalogue.days()[1],
                skipped=catalogue.skipped(),
                duplicates=len(kept),
            ),
            written_at=datetime.fromtimestamp(written, UTC),
            kept=kept,
            copies={its: tuple(numbers) for its, numbers in copies.items()},
        )

    def overview(self) -> Overview:
        """Return what the corpus is about, read anew each time."""
        return read_overview(self.folder)

    def vocabulary(self) -> Vocabulary:
        """Return the words of the corpus."""
        return Vocabulary(self.words)

    def document(self, document_id: str) -> Document:
        """Return a document, which may be a duplicate. Raises `KeyError` if there is none."""
        part, place = self._find(document_id)
        return part.segment.document(place)

    def searched(self, document_id: str) -> Document:
        """Return the document that is searched in place of this one: of a duplicate the kept one. Raises `KeyError`."""
        part, place = self._find(document_id)
        return self._document(self.kept.get(part.first + place, part.first + place))

    def sentences(self, document_id: str) -> list[Sentence]:
        """Return the sentences of a document, numbered from 0. Raises `KeyError` if there is none."""
        part, place = self._find(document_id)
        return _sentences(part.segment, place, part.segment.document(place), 0)

    def number_of(self, document_id: str) -> int:
        """Return the number of a document. Raises `KeyError` if there is none."""
        part, place = self._find(document_id)
        return part.first + place

    def copies_of(self, document_id: str) -> dict[int, Document]:
        """Return by number the duplicates of a document, which are not searched. Raises `KeyError` if there is none."""
        return {number: self._document(number) for number in self.copies.get(self.number_of(document_id), ())}

    def documents(  # noqa: PLR0913  (each is a filter of its own)
        self,
        *,
        source: str | None = None,
        since: str | None = None,
        until: str | None = None,
        language: str | None = None,
        matching: str | None = None,
        limit: int | None = None,
    ) -> Iterator[ListedDocument]:
        """Yield the documents that match all filters, in the order of the corpus.

        `since` and `until` are inclusive days; `matching` is a substring of the id or title, ignoring case. Like
        `duplicates` and `statistics`, it raises `IndexMovedOnError` if a later generation is current.
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

    def duplicates(self) -> Iterator[tuple[ListedDocument, tuple[ListedDocument, ...]]]:
        """Yield each document that has duplicates, with these duplicates, in the order of the corpus."""
        with self._reading() as catalogue:
            further: dict[int, list[ListedDocument]] = {}
            for row in catalogue.documents("kept is not null"):
                if row.kept is not None:
                    further.setdefault(row.kept, []).append(self._listed(row))
            for row in catalogue.documents("number in (select kept from documents)"):
                yield self._listed(row), tuple(further[row.number])

    def digests(self) -> dict[str, bytes]:
        """Return the digests of all documents by id."""
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
        """Return statistics of the corpus and its index."""
        with self._reading() as catalogue:
            oldest, newest = catalogue.days()
            return Statistics(
                documents=self.corpus.documents,
                duplicates=len(self.kept),
                sentences=self.corpus.sentences,
                files=len(catalogue.files()),
                terms=len(set().union(*map(_terms_in_use, self.collection.parts))),
                oldest=oldest,
                newest=newest,
                sources=catalogue.counted("source"),
                languages=catalogue.counted("language"),
                years=catalogue.counted("substr(day, 1, 4)"),
                size=sum(path.stat().st_size for path in self.layout.root.rglob("*") if path.is_file()),
            )

    @contextmanager
    def _reading(self) -> Iterator[Catalogue]:
        """Read the catalogue. Raises `IndexMovedOnError` if it is that of another generation."""
        with closing(Catalogue(self.layout.catalogue)) as catalogue, catalogue.reading():
            if catalogue.get("generation") != str(self.number):
                raise IndexMovedOnError(self.layout.root)
            yield catalogue

    def _find(self, document_id: str) -> tuple[Part, int]:
        # An older segment may hold an earlier version of the document.
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

    def _listed(self, row: DocumentRow) -> ListedDocument:
        kept = None if row.kept is None else self._document(row.kept).id
        return ListedDocument(row.id, row.title, row.source, row.published, row.language, row.sentences, row.file, kept)


def _terms_in_use(part: Part) -> Iterator[str]:
    """Yield the terms of a segment that its served documents contain."""
    frequencies = part.frequencies.max(axis=0).tolist()
    return (term for number, term in part.segment.terms.items() if frequencies[number])


def _words(folder: Path, part: Part) -> SegmentWords:
    counts = words_file(folder, part.name)
    return SegmentWords.open(part.segment.folder, part.segment.terms, counts if counts.exists() else None)


def _sentences(segment: Segment, place: int, document: Document, first: int) -> list[Sentence]:
    """Return the sentences of a document, numbered from `first`."""
    begin, end = segment.first_sentence[place : place + 2].tolist()
    spans = zip(segment.bounds(place), segment.kinds[begin:end].tolist(), strict=True)
    return [
        Sentence(number, document.id, start, stop, document.text[start:stop], SentenceKind(kind))
        for number, ((start, stop), kind) in enumerate(spans, first)
    ]
