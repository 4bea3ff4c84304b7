"""Putting a new generation together: from the one before it, and from the documents that were read anew."""

import json
import threading
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError, ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrieval.corpus import CHANGED
from retrieval.duplicates import KEPT, UNKNOWN, BandTable, Fingerprints, regroup, stream
from retrieval.duplicates.fingerprints import Part as Fingerprinted
from retrieval.models import Skipped, day_of
from retrieval.segments.arrays import mapped
from retrieval.segments.batch import DIGEST
from retrieval.segments.collection import Part
from retrieval.segments.frequencies import Totals
from retrieval.segments.segment import Segment
from retrieval.store.analysing import Analysed, analyse
from retrieval.store.catalogue import Catalogue, Row
from retrieval.store.engine import write_engine
from retrieval.store.layout import Layout, Manifest, link_or_copy, synchronise, synchronise_names
from retrieval.store.writing import (
    NewSegment,
    analysed_anew,
    carry_over,
    frequencies_file,
    open_order,
    open_parts,
    recount,
    totals_of,
    words_file,
)

Numbers = NDArray[np.int64]

_DIGESTS = 1 << 256
_ABSORBED = 2
"""An older segment is written anew with the new documents where it has no more than so many times as many."""

_IS_BEHIND = "has an article whose id another one has already: {}"
_IS_NO_ID = "has an article whose id holds a NUL character, which the index cannot tell from an end: {!r}"


class Assembly:
    """A generation while it is made, within a transaction of the catalogue.

    `skipped` are by file.
    """

    def __init__(  # noqa: PLR0913  (all that a generation is made from)
        self,
        layout: Layout,
        catalogue: Catalogue,
        wants_tantivy: Callable[[int], bool],
        before: Manifest | None,
        number: int,
        *,
        is_anew: bool,
    ) -> None:
        """Begin with what the generation before it has, unless it is made anew; this one gets the number."""
        self._layout = layout
        self._catalogue = catalogue
        self._wants_tantivy = wants_tantivy
        self._before = before
        self._number = number
        self.skipped: defaultdict[str, list[Skipped]] = defaultdict(list)
        self._old: list[Part] = []
        self._served: Numbers = np.empty(0, np.int64)
        self._previous: Numbers = np.empty(0, np.int64)
        self._order_before: Numbers = np.empty(0, np.int64)
        self._base = None if is_anew else before
        if self._base is not None:
            self._open_old(self._base)
        first = max((part.end for part in self._old), default=0)
        self._new = NewSegment(layout.segment(f"{self._number:06}"), first)
        self._fingerprint = 0 if self._base is None else self._base.fingerprint
        self._numbers_before: dict[str, int] = {}
        self._digests_before: dict[str, bytes] = {}
        self._digests_after: dict[str, bytes] = {}
        self._seen: set[str] = set()
        self._places: Counter[str] = Counter()
        self._clashes: list[tuple[str, str]] = []
        self._dropped: list[Part] = []

    def _open_old(self, before: Manifest) -> None:
        self._old = open_parts(self._layout, before)
        self._served = open_order(self._layout, before).astype(np.int64)
        self._previous = np.full(max((part.end for part in self._old), default=0), UNKNOWN, np.int64)
        documents = self._catalogue.in_order()
        self._order_before = np.array([number for number, _ in documents], np.int64)
        for number, kept in documents:
            self._previous[number] = KEPT if kept is None else kept

    def forget(self, read: Sequence[str], gone: Sequence[str]) -> None:
        """Forget the documents of files that are read anew or are gone."""
        if self._base is None:
            self._remember_all()
            self._catalogue.clear()
            return
        for file in (*read, *gone):
            for row in self._catalogue.documents("file = ?", (file,)):
                self._forget(row)
        self._catalogue.drop_files((*read, *gone))
        self._catalogue.set_clashes((), of_files=(*read, *gone))

    def _remember_all(self) -> None:
        """Remember what the generation before has, so as to tell what differs."""
        if self._before is None:
            return
        try:
            old = open_parts(self._layout, self._before)
        except (OSError, ValueError, KeyError):  # of another form, or damaged: all is new
            return
        for row in self._catalogue.documents():
            self._digests_before[row.id] = _digest(old, row.number)

    def _forget(self, row: Row) -> None:
        digest = _digest(self._old, row.number)
        self._numbers_before[row.id] = row.number
        self._digests_before[row.id] = digest
        self._catalogue.drop_documents([row.number])
        self._fingerprint -= int.from_bytes(digest)

    def take(self, found: Analysed) -> None:
        """Add the documents of a batch but those that are there already, unchanged or under the same id."""
        for file, skipped in found.skipped:
            self.skipped[file].append(skipped)
        is_new = np.zeros(len(found.batch), np.bool_)
        number = self._new.first + len(self._new)
        rows: list[Row] = []
        for place, (file, metadata) in enumerate(zip(found.files, found.batch.metadata, strict=True)):
            digest = found.batch.digests[place * DIGEST : (place + 1) * DIGEST]
            sentences = int(found.batch.terms.sentences[place])
            row = self._row(file, json.loads(metadata), sentences, digest)
            if row is None:
                continue
            if row.number < 0:
                is_new[place] = True
                row = replace(row, number=number)
                number += 1
            rows.append(row)
            self._fingerprint += int.from_bytes(digest)
        if is_new.all():
            if len(is_new):
                self._new.add(found)
        elif is_new.any():
            # What was counted is of all of them: count those that stay.
            self._new.add(analyse(("", it) for it in found.batch.documents(is_new)))
        self._catalogue.put_documents(rows)

    def _row(self, file: str, fields: dict[str, Any], sentences: int, digest: bytes) -> Row | None:
        """Return what the catalogue is to know of a document, with number -1 if it is new; None where it is skipped."""
        document_id = fields["id"]
        if "\0" in document_id:
            self.skipped[file].append(Skipped(file, _IS_NO_ID.format(document_id)))
            return None
        if self._is_taken(document_id, file):
            self.skipped[file].append(Skipped(file, _IS_BEHIND.format(document_id)))
            self._clashes.append((document_id, file))
            return None
        self._seen.add(document_id)
        self._digests_after[document_id] = digest
        place = self._places[file]
        self._places[file] += 1
        is_there = document_id in self._numbers_before and self._digests_before[document_id] == digest
        number = self._numbers_before[document_id] if is_there else -1
        kept = int(self._previous[number]) if is_there else KEPT
        published = fields.get("published")
        return Row(
            number=number,
            file=file,
            place=place,
            id=document_id,
            title=fields["title"],
            source=fields.get("source"),
            published=published,
            day=day_of(published),
            language=fields.get("language"),
            sentences=sentences,
            kept=None if kept == KEPT else kept,
        )

    def _is_taken(self, document_id: str, file: str) -> bool:
        """Tell whether a document further ahead in the corpus bears the id; one that is behind loses it."""
        if document_id in self._seen:
            return True
        other = None if self._base is None else self._catalogue.document(document_id)
        if other is None:
            return False
        if other.file < file:
            return True
        self._forget(other)
        self._clashes.append((document_id, other.file))
        self.skipped[other.file].append(Skipped(other.file, _IS_BEHIND.format(document_id)))
        return False

    def drop_altered(self) -> None:
        """Drop all that files have given which were altered while they were read: it may be half old, half new."""
        for file, skipped in self.skipped.items():
            if any(it.reason == CHANGED for it in skipped):
                for row in list(self._catalogue.documents("file = ?", (file,))):
                    self._catalogue.drop_documents([row.number])
                    self._fingerprint -= int.from_bytes(self._digests_after.pop(row.id))

    def note_skipped(self) -> None:
        """Keep what was skipped of files that were not read."""
        self._catalogue.set_clashes(self._clashes, of_files=())
        if self.skipped:
            states = self._catalogue.files()
            self._catalogue.put_files(
                replace(states[file], skipped=(*states[file].skipped, *items)) for file, items in self.skipped.items()
            )
            self.skipped.clear()

    def absorb(self, check: Callable[[], None]) -> None:
        """Write older segments anew together with the new documents: small ones, and those that have lost most.

        So there are never more segments than the logarithm of their documents, since a question looks into each, and
        what is gone from the corpus does not fill the disk.
        """
        for part in list(self._old):
            if 2 * self._left(part) < len(part.segment):
                self._absorb(part, check)
        while self._old and self._left(self._old[-1]) <= _ABSORBED * len(self._new):
            self._absorb(self._old[-1], check)

    def _left(self, part: Part) -> int:
        return self._catalogue.count(f"number between {part.first} and {part.end - 1}")

    def _absorb(self, part: Part, check: Callable[[], None]) -> None:
        rows = list(self._catalogue.documents("number between ? and ?", (part.first, part.end - 1)))
        first = self._new.first + len(self._new)
        for found in analysed_anew((row.file, part.segment.document(row.number - part.first)) for row in rows):
            check()
            self._new.add(found)
        self._catalogue.renumber((row.number, first + place) for place, row in enumerate(rows))
        self._old = [it for it in self._old if it is not part]
        self._dropped.append(part)

    def finish(self, check: Callable[[], None]) -> int:
        """Write the generation, and return its number: it is whole on disk, and not yet the current one."""
        folder = self._layout.generation(self._number)
        folder.mkdir(parents=True)
        parts = self._parts()
        order, assigned = self._grouped(parts)
        check()
        served = order[assigned[order] == KEPT]
        # Most of tantivy's work is done by threads of its own: meanwhile the words are counted here.
        has_tantivy = self._wants_tantivy(_sentences(parts, served))
        with ThreadPoolExecutor(1) as other:
            has_failed = threading.Event()
            engine = other.submit(self._write_engine, folder, parts, served, check, has_failed) if has_tantivy else None
            try:
                counted = self._count_all(folder, parts, served)
                np.save(folder / "order.npy", served.astype(np.uint32))
            except BaseException:
                has_failed.set()
                raise
        if engine is not None:
            engine.result()
        Manifest(
            number=self._number,
            segments=tuple((part.name, part.first) for part in parts),
            totals=counted,
            fingerprint=self._fingerprint % _DIGESTS,
            has_tantivy=has_tantivy,
            built=datetime.now(UTC).isoformat(timespec="seconds"),
        ).write(folder)
        synchronise(folder)
        synchronise_names(self._layout.folder, self._layout.generations, self._layout.segments)
        return self._number

    def _write_engine(
        self,
        folder: Path,
        parts: Sequence[Part],
        served: Numbers,
        check: Callable[[], None],
        has_failed: threading.Event,
    ) -> None:
        """Write tantivy's files; stop where the rest has failed, since the generation will not be."""

        def check_both() -> None:
            check()
            if has_failed.is_set():
                raise CancelledError

        old = None
        if self._base is not None and self._base.has_tantivy:
            old = self._layout.generation(self._base.number), self._served
        write_engine(folder, old, parts, served, check_both)

    def _count_all(self, folder: Path, parts: Sequence[Part], served: Numbers) -> Totals:
        """Write the words of the new segment, and the counts of all; return how much is served."""
        for part in parts:
            if part.first == self._new.first:
                self._new.write_words(part.segment)
                synchronise(self._new.folder)
        counted = Totals() if self._base is None else self._base.totals
        for part in self._dropped:
            counted -= totals_of(part.segment, _within(part, self._served))
        for part in parts:
            counted += self._count(folder, part, served)
        return counted

    def close(self) -> None:
        """Close all files, whether it was finished or not."""
        self._new.close()

    def differences(self) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
        """Return the ids of the documents that are new, that were changed and that are gone."""
        before, after = self._digests_before, self._digests_after
        return (
            tuple(it for it in after if it not in before),
            tuple(it for it in after if it in before and after[it] != before[it]),
            tuple(it for it in before if it not in after),
        )

    def _parts(self) -> list[Part]:
        """Return the segments of this generation; the new one is finished first, if there is anything in it."""
        if not len(self._new):
            self._new.remove()
            return self._old
        self._new.finish()
        segment = Segment.open(self._new.folder)
        return [
            *self._old,
            Part(self._new.folder.name, self._new.first, segment, mapped(self._new.folder / "frequencies.npy")),
        ]

    def _grouped(self, parts: Sequence[Part]) -> tuple[Numbers, Numbers]:
        """Return all documents in the order of the corpus, and of which one each is a duplicate, by number."""
        order = np.array([number for number, _ in self._catalogue.in_order()], np.int64)
        fingerprints = Fingerprints(
            [
                Fingerprinted(part.first, part.segment.signatures, part.segment.text_hashes)
                for part in (*self._dropped, *parts)
            ]
        )
        if self._base is None:
            assigned = stream(order, fingerprints)
            differs = order[assigned[order] != KEPT]
        else:
            before = np.full(max([len(self._previous), *(part.end for part in parts)]), UNKNOWN, np.int64)
            before[: len(self._previous)] = self._previous
            is_there = np.zeros(len(before), np.bool_)
            is_there[order] = True
            came = order[before[order] == UNKNOWN]
            went = np.flatnonzero((before != UNKNOWN) & ~is_there)
            stayed = self._order_before[is_there[self._order_before]]
            if np.array_equal(order[before[order] != UNKNOWN], stayed):
                tables = [BandTable.open(part.segment.folder / "bands") for part in parts]
                assigned = regroup(order, self._previous, came, went, fingerprints, tables)
            else:  # an unchanged article stands elsewhere, as when its file was renamed: another one may come first
                assigned = stream(order, fingerprints)
            before[came] = KEPT  # as the catalogue has it of what is new
            differs = order[assigned[order] != before[order]]
        self._catalogue.set_kept(
            (number, None if kept == KEPT else kept)
            for number, kept in zip(differs.tolist(), assigned[differs].tolist(), strict=True)
        )
        return order, assigned

    def _count(self, folder: Path, part: Part, served: Numbers) -> Totals:
        """Give the generation the counts of a segment, and return by how much they differ from those before."""
        now = _within(part, served)
        if part.first == self._new.first:
            before, change = np.arange(len(part.segment), dtype=np.int64), self._new.totals
        else:
            before, change = _within(part, self._served), Totals()
        minus, plus = np.setdiff1d(before, now), np.setdiff1d(now, before)
        old = None if self._base is None else self._layout.generation(self._base.number)
        if len(minus) or len(plus):
            counts = None if old is None else words_file(old, part.name)
            change += recount(folder, part, counts, minus, plus)
        elif part.first == self._new.first:
            link_or_copy(part.segment.folder / "frequencies.npy", frequencies_file(folder, part.name))
        elif old is not None:
            carry_over(old, folder, part.name)
        return change


def _digest(parts: Sequence[Part], number: int) -> bytes:
    part = next(part for part in parts if part.first <= number < part.end)
    return bytes(part.segment.digests[number - part.first])


def _sentences(parts: Sequence[Part], served: Numbers) -> int:
    """Return how many sentences the documents have that are served."""
    return sum(int(np.diff(part.segment.first_sentence)[_within(part, served)].sum()) for part in parts)


def _within(part: Part, numbers: Numbers) -> Numbers:
    """Return those documents that are in a segment, by their places there."""
    return np.sort(numbers[(part.first <= numbers) & (numbers < part.end)]) - part.first
