"""Where the store keeps what, and how it gets there safely."""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from retrieval.segments.frequencies import Totals


@contextmanager
def telling_damage(folder: Path) -> Iterator[None]:
    """Raise an `OSError` that names the folder where something reads what cannot be, whatever the reader raises."""
    try:
        yield
    except (ValueError, LookupError, TypeError, RuntimeError, EOFError) as error:
        raise OSError(f"its folder {folder.parent.name}/{folder.name} is damaged ({error})") from error


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation is made of, beside the files of its folder.

    `segments` are names with the number of each one's first document. `fingerprint` is the sum of all digests, modulo
    2^256. `has_tantivy` tells whether there is an index for the disk engine.
    """

    number: int
    segments: tuple[tuple[str, int], ...]
    totals: Totals
    fingerprint: int
    has_tantivy: bool
    built: str

    def write(self, folder: Path) -> None:
        """Write it into the folder of the generation."""
        fields = {**asdict(self), "fingerprint": f"{self.fingerprint:x}"}
        manifest_file(folder).write_text(json.dumps(fields), encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> "Manifest":
        """Read that of a generation. Raises `OSError` where it is not there (any more)."""
        with telling_damage(folder):
            fields = json.loads(manifest_file(folder).read_text(encoding="utf-8"))
            return cls(
                number=fields["number"],
                segments=tuple((name, first) for name, first in fields["segments"]),
                totals=Totals(**fields["totals"]),
                fingerprint=int(fields["fingerprint"], 16),
                has_tantivy=fields["has_tantivy"],
                built=fields["built"],
            )


class Layout:
    """The paths of one corpus's index."""

    def __init__(self, folder: Path) -> None:
        """Take the folder of the index."""
        self.folder = folder
        self.catalogue = folder / "catalogue.sqlite"
        self.lock = folder / "lock"
        self.segments = folder / "segments"
        self.generations = folder / "generations"

    def segment(self, name: str) -> Path:
        """Return the folder of a segment."""
        return self.segments / name

    def generation(self, number: int) -> Path:
        """Return the folder of a generation."""
        return self.generations / f"{number:06}"

    def remove_unfinished(self, number: int | None) -> None:
        """Remove what an update has left that failed, so far as that goes: the next one would, too."""
        with suppress(OSError):
            self.remove_others(number)

    def remove_others(self, number: int | None) -> None:
        """Remove all generations but this one, and the segments that it does not need; who has them open keeps them."""
        needed: set[str] = set()
        if number is not None:
            needed = {name for name, _ in Manifest.read(self.generation(number)).segments}
        kept = None if number is None else self.generation(number).name
        for folder, names in ((self.generations, {kept}), (self.segments, needed)):
            for path in folder.iterdir() if folder.exists() else ():
                if path.name not in names:
                    # First, so that who opens it meanwhile can tell that what is not found was removed.
                    with suppress(OSError):
                        manifest_file(path).unlink()
                    shutil.rmtree(path, ignore_errors=True)


def manifest_file(generation: Path) -> Path:
    """Return where a generation keeps what it is made of."""
    return generation / "generation.json"


def tantivy_folder(generation: Path) -> Path:
    """Return where a generation keeps tantivy's files."""
    return generation / "tantivy"


def link_or_copy(old: Path, new: Path) -> None:
    """Give a file that is never altered a second name; where the file system cannot, copy it."""
    try:
        os.link(old, new)
    except OSError:
        shutil.copyfile(old, new)


def synchronise(folder: Path) -> None:
    """Return when all files below the folder are safe on the disk."""
    for parent, _, names in os.walk(folder):
        synchronise_names(*(Path(parent, name) for name in names), Path(parent))


def synchronise_names(*paths: Path) -> None:
    """Return when these are safe on the disk: of a file what it holds, of a folder which names stand in it."""
    for path in paths:
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
