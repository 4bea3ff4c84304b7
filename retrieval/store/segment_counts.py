"""Writes a new segment, and the counts that each generation keeps of its segments' served documents."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval.analysis.languages import Languages
from retrieval.duplicates import BandTable
from retrieval.models import Document, Skipped, language_code
from retrieval.segments.collection import Part
from retrieval.segments.frequencies import LEVELS, DocumentTerms, Totals, frequencies, totals
from retrieval.segments.segment import Segment, SegmentWriter
from retrieval.segments.word_counts import SegmentWords, write_counts, write_words
from retrieval.store.layout import link_or_copy
from retrieval.store.processes.batch_analysis import Analysed, analyse
from retrieval.store.segment_files import frequencies_file, words_file
from retrieval.vocabulary.batch_counts import BatchCounter
from retrieval.vocabulary.counts import WordTable, WordTableMerger
from retrieval.vocabulary.interning import WordInterner

_SOME = 200
"""Documents analysed at a time."""

_COUNTED = 2000
"""Documents whose terms are counted at a time."""


class NewSegment:
    """A segment under construction; its counts include all its documents, served or not."""

    def __init__(self, folder: Path, first: int) -> None:
        """Create the folder, and take the number of the first document."""
        self.first = first
        self.folder = folder
        self._writer = SegmentWriter(folder)
        self._frequencies = np.zeros((LEVELS, 1 << 16), np.int32)
        self._words = WordTableMerger()
        self.totals = Totals()

    def __len__(self) -> int:
        """Return the number of documents."""
        return self._writer.documents

    @property
    def sentences(self) -> int:
        """The number of sentences."""
        return self._writer.sentences

    def add(self, found: Analysed) -> None:
        """Append a batch."""
        numbers = self._writer.add(found.batch)
        while self._writer.vocabulary > self._frequencies.shape[1]:
            self._frequencies = np.concatenate((self._frequencies, np.zeros_like(self._frequencies)), axis=1)
        self._frequencies[:, numbers] += found.frequencies
        self._words.add(found.words)
        self.totals += found.totals

    def close(self) -> None:
        """Close all files, whether or not the segment is finished."""
        self._writer.close()

    def remove(self) -> None:
        """Remove the segment, which is empty."""
        self.close()
        shutil.rmtree(self.folder)

    def finish(self) -> None:
        """Write everything but the words. Then the segment can be opened."""
        self._writer.finish()
        folder = self.folder
        np.save(folder / "frequencies.npy", self._frequencies[:, : self._writer.vocabulary])
        segment = Segment.open(folder)
        numbers = np.arange(self.first, self.first + len(segment), dtype=np.int64)
        BandTable.write(folder / "bands", segment.signatures, segment.text_hashes, numbers)

    def write_words(self, segment: Segment) -> None:
        """Write the words; `segment` is this one, opened."""
        write_words(self.folder, self._words.merged(), segment.terms)


def carry_over(old: Path, new: Path, name: str) -> None:
    """Reuse the counts of a segment from the previous generation."""
    link_or_copy(frequencies_file(old, name), frequencies_file(new, name))
    if words_file(old, name).exists():
        link_or_copy(words_file(old, name), words_file(new, name))


def recount(  # noqa: PLR0913, PLR0917  (a segment's counts, and the change of its documents)
    folder: Path,
    part: Part,
    word_counts: Path | None,
    minus: NDArray[np.int64],
    plus: NDArray[np.int64],
    languages: Languages,
) -> Totals:
    """Write the counts of a segment without some documents and with others; return how the totals change.

    `minus` and `plus` are places in the segment. `word_counts` is the file of the previous generation, if any.
    """
    segment = part.segment
    counts = part.frequencies.copy()
    change = Totals()
    for left in _terms_of(segment, minus):
        counts -= frequencies(left, counts.shape[1])
        change -= totals(left)
    for joined in _terms_of(segment, plus):
        counts += frequencies(joined, counts.shape[1])
        change += totals(joined)
    np.save(frequencies_file(folder, part.name), counts)
    counted = word_counts if word_counts is not None and word_counts.exists() else None
    words = SegmentWords.open(segment.folder, segment.terms, counted)
    write_counts(
        words_file(folder, part.name), words, _words_of(segment, minus, languages), _words_of(segment, plus, languages)
    )
    return change


def totals_of(segment: Segment, places: NDArray[np.int64]) -> Totals:
    """Return the totals of some documents of a segment."""
    return sum((totals(terms) for terms in _terms_of(segment, places)), Totals())


def analysed_anew(documents: Iterator[tuple[str, Document | Skipped]], languages: Languages) -> Iterator[Analysed]:
    """Analyse documents in batches."""
    words = WordInterner()
    taken: list[tuple[str, Document | Skipped]] = []
    for entry in documents:
        taken.append(entry)
        if len(taken) == _SOME:
            yield analyse(taken, languages, words := words.or_new())
            taken = []
    if taken:
        yield analyse(taken, languages, words.or_new())


def _terms_of(segment: Segment, places: NDArray[np.int64]) -> Iterator[DocumentTerms]:
    """Yield the terms of documents, a bounded number at a time."""
    for begin in range(0, len(places), _COUNTED):
        several = [segment.terms_of(place) for place in places[begin : begin + _COUNTED].tolist()]
        yield DocumentTerms(*map(np.concatenate, zip(*several, strict=True)))


def _words_of(segment: Segment, places: NDArray[np.int64], languages: Languages) -> WordTable:
    """Count the words of documents from their known sentences."""
    merger, words = WordTableMerger(), WordInterner()
    for begin in range(0, len(places), _SOME):
        batch = BatchCounter(words := words.or_new())
        for place in places[begin : begin + _SOME].tolist():
            text, title = segment.text(place), segment.metadata(place)["title"]
            analysis = languages.analysis(language_code(int(segment.languages[place])))
            batch.add(title, [text[start:end] for start, end in segment.bounds(place)], analysis)
        merger.add(batch.counts().words)
    return merger.merged()
