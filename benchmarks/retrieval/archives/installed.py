"""The archives: which package has each, and which of its files are searched."""

import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[3]
OWN = "own"
_OWN_FILES = ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md", "docs/**/*.md", "deploy/*.md")


@dataclass(frozen=True, slots=True)
class Archive:
    """An archive, and the Debian package that its questions were written over; None for the project's own documents.

    `folder` is where the package puts its pages.
    """

    name: str
    title: str
    package: str | None
    version: str | None
    folder: Path

    @property
    def files(self) -> Sequence[Path]:
        """The files that are searched: the pages, but none of the sources, scripts and pictures beside them."""
        patterns: Iterable[str] = _OWN_FILES if self.package is None else ("**/*.html",)
        return sorted(it for pattern in patterns for it in self.folder.glob(pattern) if it.is_file())

    def copied(self, into: Path) -> Path:
        """Copy the files that are searched into a folder of the archive's name, and return it.

        What is no longer in the archive is removed there. Files that are the same keep their times, so that an index of
        the folder is not made again.
        """
        target = into / self.name
        copies = {target / it.relative_to(self.folder): it for it in self.files}
        for old in [it for it in target.glob("**/*") if it.is_file() and it not in copies]:
            old.unlink()
        for copy, original in copies.items():
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(original, copy)
        return target


def archives(python: Path | None = None, postgresql: Path | None = None) -> Sequence[Archive]:
    """Return the archives. The folders are by default those into which Debian installs the packages."""
    documents = Path("/usr/share/doc")
    return (
        Archive(
            "python",
            "Python 3.11",
            "python3.11-doc",
            "3.11.2-6+deb12u9",
            python or documents / "python3.11" / "html",
        ),
        Archive(
            "postgresql",
            "PostgreSQL 15",
            "postgresql-doc-15",
            "15.20-0+deb12u1",
            postgresql or documents / "postgresql-doc-15" / "html",
        ),
        Archive(OWN, "this project", None, None, PROJECT),
    )
