"""Assembles a new generation from the previous one and the documents that were read."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError, ThreadPoolExecutor
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval.analysis.languages import Languages
from retrieval.duplicates import KEPT, Numbers
from retrieval.overview.words import OverviewWords
from retrieval.segments.arrays import mapped
from retrieval.segments.collection import Collection, Part
from retrieval.segments.frequencies import Totals
from retrieval.segments.segment import Segment
from retrieval.store.catalogue import Catalogue
from retrieval.store.dedup import assign
from retrieval.store.intake import Intake
from retrieval.store.layout import Layout, Manifest, link_or_copy, synchronise, synchronise_names
from retrieval.store.order import DocumentOrder, order_after, order_of_all
from retrieval.store.overview_file import write_overview
from retrieval.store.page_cache import warm
from retrieval.store.previous import PreviousGeneration, all_digests, end_of, mask_of
from retrieval.store.segment_counts import (
    NewSegment,
    analysed_anew,
    carry_over,
    recount,
    totals_of,
)
from retrieval.store.segment_files import frequencies_file, words_file
from retrieval.store.tantivy_build import TantivyInput, tantivy_writer

_DIGESTS = 1 << 256
_MERGED = 2
"""An older segment is merged with the new one if it has at most this many times as many documents."""


class Assembly:
    """A generation under construction, within a transaction of the catalogue; `intake` takes the documents read.

    `documents` is their number once the generation is finished.
    """

    def __init__(  # noqa: PLR0913  (everything that a generation is made from)
        self,
        layout: Layout,
        catalogue: Catalogue,
        wants_tantivy: Callable[[int], bool],
        before: Manifest | None,
        number: int,
        *,
        languages: Languages,
        is_anew: bool,
    ) -> None:
        """Start generation `number` from the previous one, or from nothing if it `is_anew`."""
        self._layout = layout
        self._catalogue = catalogue
        self._wants_tantivy = wants_tantivy
        self._number = number
        self._languages = languages
        self._base = None if is_anew or before is None else PreviousGeneration.open(layout, before)
        self._old: list[Part] = [] if self._base is None else list(self._base.parts)
        self._were_served = np.empty(0, np.bool_)
        self._renumbered: dict[int, int] = {}
        self.documents = 0
        self._dropped: list[Part] = []
        digests = all_digests(layout, before, catalogue) if is_anew and before is not None else {}
        self._new = NewSegment(layout.segment(f"{self._number:06}"), end_of(self._old))
        self.intake = Intake(catalogue, self._new, self._base, digests, languages)

    def merge_small(self, check: Callable[[], None]) -> None:
        """Merge older segments into the new one: small ones, and those that have lost most of their documents.

        This keeps the number of segments logarithmic in that of documents, since a question reads each segment, and
        frees the disk space of removed documents.
        """
        if self._base is None:
            return
        is_left = mask_of(self._base.order, end_of(self._old))
        is_left[list(self.intake.gone)] = False
        left = {part.name: np.count_nonzero(is_left[part.first : part.end]) for part in self._old}
        for part in list(self._old):
            if 2 * left[part.name] < len(part.segment):
                self._merge(part, check)
        while self._old and left[self._old[-1].name] <= _MERGED * len(self._new):
            self._merge(self._old[-1], check)

    def _merge(self, part: Part, check: Callable[[], None]) -> None:
        rows = list(self._catalogue.documents("number between ? and ?", (part.first, part.end - 1)))
        first = self._new.first + len(self._new)
        for found in analysed_anew(
            ((row.file, part.segment.document(row.number - part.first)) for row in rows), self._languages
        ):
            check()
            self._new.add(found)
        renumbered = {row.number: first + place for place, row in enumerate(rows)}
        self._catalogue.renumber(renumbered.items())
        self._renumbered |= renumbered
        self._old = [it for it in self._old if it is not part]
        self._dropped.append(part)

    def finish(self, check: Callable[[], None], overview: OverviewWords) -> int:
        """Write the generation completely to disk, and return its number; it is not yet the current one."""
        folder = self._layout.generation(self._number)
        folder.mkdir(parents=True)
        expected = len(self._new) if self._wants_tantivy(self._new.sentences) else 0
        # On failure the subprocess ends before the thread, which may be waiting for it.
        with ThreadPoolExecutor(1) as other, tantivy_writer(expected) as write_tantivy:
            parts = self._all_parts()
            self._were_served = mask_of(
                () if self._base is None else self._base.served, end_of((*parts, *self._dropped))
            )
            order = self._order()
            self.documents = len(order)
            assigned, differs = assign(order, self._base, parts, self._dropped)
            self._catalogue.set_kept(
                (number, None if kept == KEPT else kept)
                for number, kept in zip(differs.tolist(), assigned[differs].tolist(), strict=True)
            )
            check()
            served = order[assigned[order] == KEPT]
            has_tantivy = self._wants_tantivy(_sentences(parts, mask_of(served, len(self._were_served))))
            # A subprocess or tantivy's own threads write its files; meanwhile this thread counts the words.
            has_failed = threading.Event()
            engine = None
            if has_tantivy:
                changes = self._tantivy_input(folder, parts, served)
                engine = other.submit(write_tantivy, changes, _checking(check, has_failed))
            try:
                counted = self._count_all(folder, parts, served)
                DocumentOrder(order.astype(np.uint32), assigned[order]).write(folder)
                collection = Collection.of(parts, served.astype(np.uint32), counted)
                write_overview(folder, self._catalogue, collection, overview)
                if engine is not None:
                    engine.result()
            except BaseException:
                has_failed.set()
                raise
        Manifest(
            number=self._number,
            segments=tuple((part.name, part.first) for part in parts),
            totals=counted,
            fingerprint=self.intake.fingerprint % _DIGESTS,
            has_tantivy=has_tantivy,
        ).write(folder)
        synchronise(folder)
        layout = self._layout
        synchronise_names(layout.root, layout.folder, layout.generations, layout.segments)
        warm(self._new.folder, folder)
        return self._number

    def _tantivy_input(self, folder: Path, parts: Sequence[Part], served: Numbers) -> TantivyInput:
        """Return what to write for tantivy: only the changes if the previous generation has its files."""
        before, removed, added = None, np.empty(0, np.int64), served
        if self._base is not None and self._base.manifest.has_tantivy:
            was, now = self._were_served, mask_of(served, len(self._were_served))
            before, removed, added = self._base.folder, np.flatnonzero(was & ~now), np.flatnonzero(now & ~was)
        segments = tuple((part.segment.folder, part.first) for part in parts)
        return TantivyInput(folder, before, removed, added, segments)

    def _count_all(self, folder: Path, parts: Sequence[Part], served: Numbers) -> Totals:
        """Write the words of the new segment and the counts of all segments; return the totals of what is served."""
        for part in parts:
            if part.first == self._new.first:
                self._new.write_words(part.segment)
                synchronise(self._new.folder)
        counted = Totals() if self._base is None else self._base.manifest.totals
        for part in self._dropped:
            counted -= totals_of(part.segment, np.flatnonzero(self._were_served[part.first : part.end]))
        are_served = mask_of(served, len(self._were_served))
        for part in parts:
            counted += self._count(folder, part, are_served[part.first : part.end])
        return counted

    def close(self) -> None:
        """Close all files, whether or not the generation is finished."""
        self._new.close()

    def _all_parts(self) -> list[Part]:
        """Finish the new segment, unless it is empty, and return all segments of this generation."""
        if not len(self._new):
            self._new.remove()
            return self._old
        self._new.finish()
        segment = Segment.open(self._new.folder)
        return [
            *self._old,
            Part(self._new.folder.name, self._new.first, segment, mapped(self._new.folder / "frequencies.npy")),
        ]

    def _order(self) -> Numbers:
        """Return all documents in the order of the corpus."""
        if self._base is None:
            return order_of_all(self._catalogue)
        intake = self.intake
        return order_after(self._catalogue, self._base.order, intake.files, intake.forgotten, self._renumbered)

    def _count(self, folder: Path, part: Part, now: NDArray[np.bool_]) -> Totals:
        """Write the counts of a segment, and return how the totals change; `now` masks the documents it serves."""
        before, change = self._were_served[part.first : part.end], Totals()
        if part.first == self._new.first:
            before, change = np.ones(len(part.segment), np.bool_), self._new.totals
        minus, plus = np.flatnonzero(before & ~now), np.flatnonzero(now & ~before)
        old = None if self._base is None else self._base.folder
        if len(minus) or len(plus):
            counts = None if old is None else words_file(old, part.name)
            change += recount(folder, part, counts, minus, plus, self._languages)
        elif part.first == self._new.first:
            link_or_copy(part.segment.folder / "frequencies.npy", frequencies_file(folder, part.name))
        elif old is not None:
            carry_over(old, folder, part.name)
        return change


def _checking(check: Callable[[], None], has_failed: threading.Event) -> Callable[[], None]:
    """Return a check that also raises `CancelledError` once the rest of the generation has failed."""

    def check_both() -> None:
        check()
        if has_failed.is_set():
            raise CancelledError

    return check_both


def _sentences(parts: Sequence[Part], are_served: NDArray[np.bool_]) -> int:
    """Return the number of sentences of the documents that are served."""
    return sum(int(np.diff(part.segment.first_sentence)[are_served[part.first : part.end]].sum()) for part in parts)
