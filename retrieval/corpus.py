"""A folder or a file to documents, and to what had to be skipped."""

import os
from collections.abc import Iterator
from pathlib import Path

from retrieval.errors import LoadError
from retrieval.loaders import LOADERS
from retrieval.models import Document, Skipped


def read_corpus(path: Path) -> Iterator[Document | Skipped]:
    """Yield the documents of a folder and its subfolders, or of one file, in the order of their paths.

    A document's id is its path within the folder (a file's name where the corpus is one file), or what the
    file says it is; of two documents with one id the second is skipped. Hidden files are passed over.
    Raises `LoadError` where the corpus itself is not there or cannot be listed.
    """
    seen: set[str] = set()
    for name, item in _read(path):
        if isinstance(item, Document):
            if item.id in seen:
                yield Skipped(name, f"has an article whose id another one has already: {item.id}")
                continue
            seen.add(item.id)
        yield item


def _read(path: Path) -> Iterator[tuple[str, Document | Skipped]]:
    """Yield what is read, with the file that it stands in."""
    try:
        is_folder, exists = path.is_dir(), path.exists()
    except OSError as error:  # a name that is too long, a folder above that may not be entered
        raise LoadError(path, error.strerror or str(error)) from error
    if is_folder:
        yield from _read_folder(path)
    elif exists:
        yield from _read_file(path, _printable(path.name))
    else:
        raise LoadError(path, "there is no such folder or file")


def _read_folder(folder: Path) -> Iterator[tuple[str, Document | Skipped]]:
    skipped: list[Skipped] = []

    def on_error(error: OSError) -> None:
        if error.filename in (None, os.fspath(folder)):
            raise LoadError(folder, error.strerror or str(error)) from error
        skipped.append(Skipped(_printable(os.path.relpath(error.filename, folder)), _reason(error)))

    paths: list[Path] = []
    for parent, folders, files in os.walk(folder, onerror=on_error):
        folders[:] = [name for name in folders if not name.startswith(".")]
        links = [name for name in folders if Path(parent, name).is_symlink()]  # os.walk does not follow them
        paths.extend(Path(parent, name) for name in (*files, *links) if not name.startswith("."))
    yield from ((item.path, item) for item in skipped)
    for relative, path in sorted((_printable(path.relative_to(folder).as_posix()), path) for path in paths):
        yield from _read_file(path, relative)


def _read_file(path: Path, name: str) -> Iterator[tuple[str, Document | Skipped]]:
    try:
        for item in _load(path, name):
            yield name, item
    except OSError as error:
        yield name, Skipped(name, _reason(error))


def _load(path: Path, name: str) -> Iterator[Document | Skipped]:
    if path.is_dir():
        yield Skipped(name, "is a link to a folder; links to folders are not followed")
    elif (loader := LOADERS.get(path.suffix.lower())) is None:
        yield Skipped(name, f"is none of {', '.join(sorted(LOADERS))}")
    elif path.is_file():
        with path.open("rb") as file:
            yield from loader(file, name)
    else:
        yield Skipped(name, "is not a file" if path.exists() else "is a link to nothing")


def _reason(error: OSError) -> str:
    return f"cannot be read: {error.strerror or error}"


def _printable(path: str) -> str:
    """Return a path that can be printed: bytes that are no UTF-8 become replacement characters."""
    return os.fsencode(path).decode(errors="replace")
