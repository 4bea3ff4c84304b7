"""Paths of an index on disk, and how its files are written and removed safely."""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from retrieval.segments.frequencies import Totals
from retrieval.store import compatibility

_HOME = "format-{}"
_CONTENTS = ("generations", "segments", "catalogue.sqlite-wal", "catalogue.sqlite-shm", "catalogue.sqlite")
"""What an index consists of, in the order of removal: without a generation, no version trusts the catalogue."""


@contextmanager
def reporting_damage(folder: Path) -> Iterator[None]:
    """Turn whatever a reader of damaged files raises into an `OSError` that names the folder."""
    try:
        yield
    except (ValueError, LookupError, TypeError, RuntimeError, EOFError) as error:
        raise OSError(f"its folder {folder.parent.name}/{folder.name} is damaged ({error})") from error


@dataclass(frozen=True, slots=True)
class Manifest:
    """The description of a generation, stored in its folder.

    `segments` holds names with the number of each segment's first document. `fingerprint` is the sum of all documents'
    digests, modulo 2^256. `has_tantivy` is whether the generation has files of the disk engine.
    """

    number: int
    segments: tuple[tuple[str, int], ...]
    totals: Totals
    fingerprint: int
    has_tantivy: bool

    def write(self, folder: Path) -> None:
        """Write it into the folder of the generation."""
        fields = {**asdict(self), "fingerprint": f"{self.fingerprint:x}"}
        manifest_file(folder).write_text(json.dumps(fields), encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> "Manifest":
        """Read it from the folder of a generation. Raises `OSError` if that is missing or damaged."""
        with reporting_damage(folder):
            fields = json.loads(manifest_file(folder).read_text(encoding="utf-8"))
            segments = tuple((name, first) for name, first in fields.pop("segments"))
            totals, fingerprint = Totals(**fields.pop("totals")), int(fields.pop("fingerprint"), 16)
            return cls(**fields, segments=segments, totals=totals, fingerprint=fingerprint)


class Layout:
    """The paths of one corpus's index.

    Each format has a folder of its own below `root`, so that the index of another version of the program stays usable
    until this version's is complete. All formats share one lock.
    """

    def __init__(self, root: Path) -> None:
        """Take the folder of the index."""
        self.root = root
        self.folder = root / _HOME.format(compatibility.FORMAT)
        self.catalogue = self.folder / "catalogue.sqlite"
        self.lock = root / "lock"
        self.segments = self.folder / "segments"
        self.generations = self.folder / "generations"

    def segment(self, name: str) -> Path:
        """Return the folder of a segment."""
        return self.segments / name

    def generation(self, number: int) -> Path:
        """Return the folder of a generation."""
        return self.generations / f"{number:06}"

    def other_formats(self) -> dict[int, Path]:
        """Return the folders of indexes of other formats by format; format 1 lies directly in `root`."""
        numbers = ((home.name.partition("-")[2], home) for home in self.root.glob(_HOME.format("*")))
        homes = {int(number): home for number, home in numbers if number.isdecimal()}
        if any((self.root / name).exists() for name in _CONTENTS):
            homes[1] = self.root
        return {number: home for number, home in homes.items() if home != self.folder}

    def remove_unfinished(self, number: int | None) -> None:
        """Remove what a failed update left, as far as possible; the next update removes the rest."""
        with suppress(OSError):
            self.remove_others(number)

    def remove_others(self, number: int | None) -> None:
        """Remove everything but this generation: other generations, segments it does not use, and other formats.

        With None, only this format is cleared: an index of another format is then the last usable one. Processes that
        have removed files open can still read them.
        """
        needed: set[str] = set()
        if number is not None:
            needed = {name for name, _ in Manifest.read(self.generation(number)).segments}
            for home in self.other_formats().values():
                _remove_contents(home)
                if home != self.root:
                    shutil.rmtree(home, ignore_errors=True)
        kept = None if number is None else self.generation(number).name
        for folder, names in ((self.generations, {kept}), (self.segments, needed)):
            for path in folder.iterdir() if folder.exists() else ():
                if path.name not in names:
                    # First, so that a process opening it meanwhile can tell that missing files were removed.
                    with suppress(OSError):
                        manifest_file(path).unlink()
                    shutil.rmtree(path, ignore_errors=True)


def _remove_contents(home: Path) -> None:
    for path in (home / name for name in _CONTENTS):
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            with suppress(OSError):
                path.unlink()


def manifest_file(generation: Path) -> Path:
    """Return the path of a generation's manifest."""
    return generation / "generation.json"


def tantivy_folder(generation: Path) -> Path:
    """Return the folder of a generation's tantivy files."""
    return generation / "tantivy"


def link_or_copy(old: Path, new: Path) -> None:
    """Hard-link an immutable file; copy it if the file system has no hard links."""
    try:
        os.link(old, new)
    except OSError:
        shutil.copyfile(old, new)


def synchronise(folder: Path) -> None:
    """Flush all files and folders below a folder to the disk."""
    for parent, _, names in os.walk(folder):
        synchronise_names(*(Path(parent, name) for name in names), Path(parent))


def synchronise_names(*paths: Path) -> None:
    """Flush files (their contents) and folders (their entries) to the disk."""
    for path in paths:
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
