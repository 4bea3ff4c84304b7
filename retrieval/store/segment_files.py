"""Opens the segments of a generation, with the counts that it keeps of their served documents."""

from pathlib import Path

from retrieval.segments.arrays import mapped
from retrieval.segments.collection import Part
from retrieval.segments.segment import Segment
from retrieval.store.layout import Layout, Manifest, reporting_damage


def open_parts(layout: Layout, manifest: Manifest) -> list[Part]:
    """Open the segments of a generation, with its term frequencies."""
    folder = layout.generation(manifest.number)
    parts = []
    for name, first in manifest.segments:
        with reporting_damage(layout.segment(name)):
            parts.append(Part(name, first, Segment.open(layout.segment(name)), mapped(frequencies_file(folder, name))))
    return parts


def frequencies_file(folder: Path, name: str) -> Path:
    """Return the file of a generation with the term frequencies of a segment."""
    return folder / f"{name}.frequencies.npy"


def words_file(folder: Path, name: str) -> Path:
    """Return the file of a generation with the word counts of a segment, if they differ from the segment's own."""
    return folder / f"{name}.words"
