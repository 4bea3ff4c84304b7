"""Lists the files of a corpus without opening any."""

import os
import stat
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from operator import attrgetter
from pathlib import Path

from retrieval.corpus.loaders import LOADERS, STREAMED, UNKNOWN_FORMAT, ReadingOptions
from retrieval.corpus.loaders.names import escape_bytes, printable, suffix_of
from retrieval.corpus.loaders.options import format_size
from retrieval.errors import LoadError
from retrieval.models import Skipped


@dataclass(frozen=True, slots=True)
class CorpusFile:
    """A file that has a loader: `name` is its unique, printable path within the corpus, with forward slashes.

    `place` is its path in the file system, as a string: a `Path` would cost more than all other fields.
    """

    name: str
    place: str
    size: int
    modified_ns: int

    @property
    def path(self) -> Path:
        """Its path in the file system."""
        return Path(self.place)


@dataclass(frozen=True, slots=True)
class Listing:
    """The contents of a corpus: files and skipped entries, each sorted by name, and the number of hidden entries."""

    files: tuple[CorpusFile, ...]
    skipped: tuple[Skipped, ...]
    hidden: int


def list_corpus(path: Path, options: ReadingOptions) -> Listing:
    """Return the files of a folder and its subfolders, or the single file that the corpus is.

    Links to folders are not followed. A link to a file is followed only to a file within the corpus that is not read
    anyway, such as a hidden one. Raises `LoadError` where the corpus itself is missing or cannot be listed.
    """
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        raise LoadError(path, "there is no such folder or file") from None
    except (OSError, ValueError) as error:  # a name that is too long, a folder above that may not be entered
        reason = error.strerror if isinstance(error, OSError) else None
        raise LoadError(path, reason or str(error)) from error
    walk = _Walk(os.path.realpath(path), options)
    if stat.S_ISDIR(mode):
        try:
            walk.folder(path)
        except OSError as error:
            raise LoadError(path, error.strerror or str(error)) from error
    else:
        walk.file(path.name, os.path.realpath(path))
    return walk.listing()


@dataclass(slots=True)
class _Walk:
    """The entries found so far: `files` by their final names, `odd` ones, not printable ASCII, by their raw names."""

    root: str
    options: ReadingOptions
    files: list[CorpusFile] = field(default_factory=list)
    odd: list[CorpusFile] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    hidden: int = 0

    def folder(self, path: Path) -> None:
        """Add everything below a folder. Raises `OSError` where the folder itself cannot be listed."""
        waiting = [("", os.fspath(path))]
        while waiting:
            prefix, folder = waiting.pop()
            try:
                entries = self._entries(folder)
            except OSError as error:
                if not prefix:
                    raise
                self._skip(prefix[:-1], f"cannot be read: {error.strerror or error}")
                continue
            for entry in entries:
                if entry.name.startswith("."):
                    self.hidden += 1
                elif entry.is_dir(follow_symlinks=False):
                    waiting.append((f"{prefix}{entry.name}/", entry.path))
                elif entry.is_symlink():
                    self._link(prefix + entry.name, entry.path)
                else:
                    self.file(prefix + entry.name, entry.path, entry)

    @staticmethod
    def _entries(folder: str) -> Iterator[os.DirEntry[str]]:
        with os.scandir(folder) as entries:
            return iter(list(entries))

    def _link(self, name: str, path: str) -> None:
        target = Path(os.path.realpath(path))
        if target.is_dir():
            self._skip(name, "is a link to a folder; links to folders are not followed")
        elif suffix_of(name) not in LOADERS:
            self._skip(name, UNKNOWN_FORMAT)
        elif not target.exists():
            self._skip(name, "is a link to nothing")
        elif not target.is_relative_to(self.root):
            self._skip(name, "is a link that leaves the corpus")
        elif self._is_read(target):
            self._skip(name, "is a link to a file of the corpus, which is read itself")
        else:
            self.file(name, os.fspath(target))

    def _is_read(self, target: Path) -> bool:
        parts = target.relative_to(self.root).parts
        return suffix_of(target.name) in LOADERS and not any(part.startswith(".") for part in parts)

    def file(self, name: str, path: str, entry: os.DirEntry[str] | None = None) -> None:
        """Add a file, or skip it."""
        suffix = suffix_of(name)
        if suffix not in LOADERS:
            self._skip(name, UNKNOWN_FORMAT)
            return
        try:
            status = entry.stat(follow_symlinks=False) if entry else Path(path).lstat()
        except OSError as error:
            self._skip(name, f"cannot be read: {error.strerror or error}")
            return
        if not stat.S_ISREG(status.st_mode):
            self._skip(name, "is not a file")
        elif status.st_size > self.options.largest_file and suffix not in STREAMED:
            size, most = format_size(status.st_size), format_size(self.options.largest_file)
            self._skip(name, f"has {size}, more than {most} (largest_file)")
        else:
            found = CorpusFile(name, path, status.st_size, status.st_mtime_ns)
            (self.files if name.isascii() and name.isprintable() else self.odd).append(found)

    def _skip(self, name: str, reason: str) -> None:
        self.skipped.append(Skipped(printable(name), reason))

    def listing(self) -> Listing:
        """Return what was found, sorted."""
        files = [*self.files, *self._named_apart()]
        files.sort(key=attrgetter("name"))
        self.skipped.sort(key=attrgetter("path"))
        return Listing(tuple(files), tuple(self.skipped), self.hidden)

    def _named_apart(self) -> Iterator[CorpusFile]:
        """Yield the odd files by unique printable names; names that print alike are escaped byte by byte."""
        alike: defaultdict[str, list[CorpusFile]] = defaultdict(list)
        for file in self.odd:
            alike[printable(file.name)].append(file)
        taken = {file.name for file in self.files} if alike else set()
        for printed, group in alike.items():
            for file in sorted(group, key=lambda it: os.fsencode(it.name)):
                name = printed if len(group) == 1 else escape_bytes(file.name)
                if name in taken:
                    self.skipped.append(Skipped(name, "has a name that prints like that of another file"))
                else:
                    taken.add(name)
                    yield replace(file, name=name)
