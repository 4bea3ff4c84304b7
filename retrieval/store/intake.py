"""Takes the documents of changed files into a new generation: new, unchanged and skipped ones."""

import json
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

import numpy as np

from retrieval.analysis.languages import Languages
from retrieval.duplicates import KEPT
from retrieval.models import Skipped, iso_day, language_code
from retrieval.segments.columns import DIGEST
from retrieval.store.catalogue import Catalogue, DocumentRow
from retrieval.store.changes import IdDifferences, compare_digests
from retrieval.store.previous import PreviousGeneration, digest_of
from retrieval.store.processes.batch_analysis import Analysed, analyse
from retrieval.store.processes.corpus_reader import HALF_READ
from retrieval.store.segment_counts import NewSegment

_IS_BEHIND = "has an article whose id another one has already: {}"
IS_NO_ID = "has an article whose id holds a NUL character, which the index cannot tell from an end: {!r}"


class Intake:
    """Writes documents to the catalogue, and new ones to a segment.

    `skipped` lists skipped items by file, `fingerprint` is the sum of all documents' digests, and `files` are the files
    that yielded documents. `forgotten` are the numbers of documents that were removed from their files, `gone` those of
    them that were not found again. `languages` are the codes of the languages of the documents read.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        new: NewSegment,
        base: PreviousGeneration | None,
        digests_before: dict[str, bytes],
        languages: Languages,
    ) -> None:
        """Start from the previous generation; if all is built anew, only `digests_before` tells of it."""
        self._all_languages = languages
        self.languages: set[str] = set()
        self._catalogue = catalogue
        self._new = new
        self._base = base
        self.skipped: defaultdict[str, list[Skipped]] = defaultdict(list)
        self.fingerprint = 0 if base is None else base.manifest.fingerprint
        self._numbers_before: dict[str, int] = {}
        self._digests_before = digests_before
        self.files: set[str] = set()
        self.forgotten: set[int] = set()
        self.gone: set[int] = set()
        self._digests_after: dict[str, bytes] = {}
        self._seen: set[str] = set()
        self._places: Counter[str] = Counter()
        self._clashes: list[tuple[str, str]] = []

    def forget(self, read: Sequence[str], gone: Sequence[str]) -> None:
        """Remove the documents of files that are read again or are gone; remove all if all is built anew."""
        if self._base is None:
            self._catalogue.clear()
            return
        for file in (*read, *gone):
            for row in self._catalogue.documents("file = ?", (file,)):
                self._forget(row, self._base)
        self._catalogue.drop_files((*read, *gone))
        self._catalogue.set_clashes((), of_files=(*read, *gone))

    def _forget(self, row: DocumentRow, base: PreviousGeneration) -> None:
        digest = digest_of(base.parts, row.number)
        self._numbers_before[row.id] = row.number
        self._digests_before[row.id] = digest
        self._catalogue.drop_documents([row.number])
        self.forgotten.add(row.number)
        self.gone.add(row.number)
        self.fingerprint -= int.from_bytes(digest)

    def take(self, found: Analysed) -> None:
        """Add a batch: write new documents, keep unchanged ones, and skip those whose id is taken."""
        for file, skipped in found.skipped:
            self.skipped[file].append(skipped)
        self.languages.update(map(language_code, np.unique(found.batch.languages).tolist()))
        is_new = np.zeros(len(found.batch), np.bool_)
        number = self._new.first + len(self._new)
        rows: list[DocumentRow] = []
        for place, (file, metadata) in enumerate(zip(found.files, found.batch.metadata, strict=True)):
            digest = found.batch.digests[place * DIGEST : (place + 1) * DIGEST]
            sentences = int(found.batch.terms.sentences[place])
            row = self._row(file, json.loads(metadata), sentences, digest, number)
            if row is None:
                continue
            if row.number == number:
                is_new[place] = True
                number += 1
            rows.append(row)
            self.files.add(file)
            self.gone.discard(row.number)
            self.fingerprint += int.from_bytes(digest)
        if is_new.all():
            if len(is_new):
                self._new.add(found)
        elif is_new.any():
            # The counts of the batch include the others, so the new ones are analysed again.
            self._new.add(analyse((("", it) for it in found.batch.documents(is_new)), self._all_languages))
        self._catalogue.put_documents(rows)

    def _row(
        self, file: str, fields: dict[str, Any], sentences: int, digest: bytes, new_number: int
    ) -> DocumentRow | None:
        """Return the catalogue's row of a document, with `new_number` if it is new; None if it is skipped."""
        document_id = fields["id"]
        if "\0" in document_id:
            self.skipped[file].append(Skipped(file, IS_NO_ID.format(document_id)))
            return None
        if self._is_taken(document_id, file):
            self.skipped[file].append(Skipped(file, _IS_BEHIND.format(document_id)))
            self._clashes.append((document_id, file))
            return None
        self._seen.add(document_id)
        self._digests_after[document_id] = digest
        place = self._places[file]
        self._places[file] += 1
        number, kept = new_number, KEPT
        if (
            self._base is not None
            and document_id in self._numbers_before
            and self._digests_before[document_id] == digest
        ):
            number = self._numbers_before[document_id]
            kept = int(self._base.assigned[number])
        published = fields.get("published")
        return DocumentRow(
            number=number,
            file=file,
            place=place,
            id=document_id,
            title=fields["title"],
            source=fields.get("source"),
            published=published,
            day=iso_day(published),
            language=fields.get("language"),
            sentences=sentences,
            kept=None if kept == KEPT else kept,
        )

    def _is_taken(self, document_id: str, file: str) -> bool:
        """Return whether a document earlier in the corpus has the id; a later one loses it."""
        if document_id in self._seen:
            return True
        other = None if self._base is None else self._catalogue.document(document_id)
        if other is None or self._base is None:
            return False
        if other.file < file:
            return True
        self._forget(other, self._base)
        self._clashes.append((document_id, other.file))
        self.skipped[other.file].append(Skipped(other.file, _IS_BEHIND.format(document_id)))
        return False

    def drop_altered(self) -> None:
        """Drop the documents of files that changed while they were read, since they may mix old and new content."""
        for file, skipped in self.skipped.items():
            if any(it.reason in HALF_READ for it in skipped):
                for row in list(self._catalogue.documents("file = ?", (file,))):
                    self._catalogue.drop_documents([row.number])
                    if row.number < self._new.first:  # new ones were only in the catalogue
                        self.gone.add(row.number)
                    self.fingerprint -= int.from_bytes(self._digests_after.pop(row.id))

    def note_skipped(self) -> None:
        """Record what was skipped of files that were not read themselves."""
        self._catalogue.set_clashes(self._clashes, of_files=())
        if self.skipped:
            states = self._catalogue.files()
            self._catalogue.put_files(
                states[file]._replace(skipped=(*states[file].skipped, *items)) for file, items in self.skipped.items()
            )
            self.skipped.clear()

    def differences(self) -> IdDifferences:
        """Return the ids of the documents that were added, changed and removed."""
        return compare_digests(self._digests_before, self._digests_after)
