"""The catalogue: an SQLite database of files, documents and the number of the current generation.

One transaction makes an update atomic: the files of a generation are complete on disk before the commit that makes it
the current one, together with everything that the catalogue knows of it.
"""

import json
import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from retrieval.models import Skipped

_SCHEMA = """
create table state (name text primary key, value text not null) without rowid;
create table files (
    name text primary key,
    size integer not null,
    modified_ns integer not null,
    checked_ns integer not null,    -- when it was compared: a later change may leave the same time
    hash blob not null,
    skipped text not null           -- JSON: [[path, reason], …]
) without rowid;
create table documents (
    number integer primary key,
    file text not null,
    place integer not null,         -- within the file
    id text not null,
    title text not null,
    source text,
    published text,
    day text,                       -- of published, YYYY-MM-DD
    language text,
    sentences integer not null,
    kept integer                    -- the number of the document that this one is a duplicate of
);
create unique index documents_by_id on documents (id);
create unique index documents_in_order on documents (file, place);
create index documents_by_day on documents (day);
create index duplicates on documents (kept) where kept is not null;
create table clashes (id text not null, file text not null, primary key (id, file)) without rowid;
"""


class FileState(NamedTuple):
    """A file as it was read."""

    name: str
    size: int
    modified_ns: int
    checked_ns: int
    hash: bytes
    skipped: tuple[Skipped, ...] = ()


class DocumentRow(NamedTuple):
    """A document of the catalogue; `kept` is the number of the document that it duplicates."""

    number: int
    file: str
    place: int
    id: str
    title: str
    source: str | None
    published: str | None
    day: str | None
    language: str | None
    sentences: int
    kept: int | None = None


class Catalogue:
    """A connection to the database, for one thread."""

    def __init__(self, path: Path, *, writes: bool = False) -> None:
        """Open the database; a writer creates it if it is missing. Raises `sqlite3.Error`."""
        self._database = _connected(path) if writes else _connected_to_read(path)
        if writes:
            self._database.execute("pragma journal_mode = wal")
            self._database.execute("pragma synchronous = full")
            if not self._database.execute("select 1 from sqlite_master where name = 'state'").fetchone():
                with self.transaction():
                    for statement in _SCHEMA.split(";\n"):
                        self._database.execute(statement)

    def close(self) -> None:
        """Close the connection."""
        self._database.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Commit everything inside, or nothing if it raises."""
        self._database.execute("begin immediate")
        try:
            yield
        except BaseException:
            self._database.execute("rollback")
            raise
        self._database.execute("commit")

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Read one state of the database, whatever is committed meanwhile."""
        self._database.execute("begin")
        try:
            yield
        finally:
            self._database.execute("rollback")

    def get(self, name: str) -> str | None:
        """Return a value of the state."""
        row = self._database.execute("select value from state where name = ?", (name,)).fetchone()
        return None if row is None else str(row[0])

    def set(self, values: Mapping[str, str]) -> None:
        """Set values of the state."""
        self._database.executemany("insert or replace into state values (?, ?)", values.items())

    def files(self) -> dict[str, FileState]:
        """Return all files by name."""
        return {
            name: FileState(name, size, modified, checked, digest, tuple(Skipped(*it) for it in json.loads(skipped)))
            for name, size, modified, checked, digest, skipped in self._database.execute("select * from files")
        }

    def put_files(self, files: Iterable[FileState]) -> None:
        """Add or replace files."""
        self._database.executemany(
            "insert or replace into files values (?, ?, ?, ?, ?, ?)",
            ((*it[:5], json.dumps([(skipped.path, skipped.reason) for skipped in it.skipped])) for it in files),
        )

    def drop_files(self, names: Iterable[str]) -> None:
        """Remove files; their documents stay until they are removed."""
        self._database.executemany("delete from files where name = ?", ((name,) for name in names))

    def documents(self, condition: str = "true", values: Sequence[object] = ()) -> Iterator[DocumentRow]:
        """Yield documents in the order of the corpus."""
        query = f"select * from documents where {condition} order by file, place"  # noqa: S608  (conditions are our own)
        for row in self._database.execute(query, values):
            yield DocumentRow(*row)

    def document(self, document_id: str) -> DocumentRow | None:
        """Return the document with an id."""
        return next(self.documents("id = ?", (document_id,)), None)

    def in_order(self) -> list[int]:
        """Return the numbers of all documents in the order of the corpus."""
        return [number for (number,) in self._database.execute("select number from documents order by file, place")]

    def numbers_of(self, file: str) -> list[int]:
        """Return the numbers of a file's documents, in their order."""
        rows = self._database.execute("select number from documents where file = ? order by place", (file,))
        return [number for (number,) in rows]

    def last_before(self, file: str) -> int | None:
        """Return the number of the last document that precedes those of a file."""
        query = "select number from documents where file < ? order by file desc, place desc limit 1"
        row = self._database.execute(query, (file,)).fetchone()
        return None if row is None else int(row[0])

    def count(self) -> int:
        """Return the number of documents."""
        return int(self._database.execute("select count(*) from documents").fetchone()[0])

    def days(self) -> tuple[str | None, str | None]:
        """Return the earliest and the latest day of any document."""
        oldest, newest = self._database.execute("select min(day), max(day) from documents").fetchone()
        return oldest, newest

    def counted(self, what: str) -> tuple[tuple[str, int], ...]:
        """Return the values of a column or an expression with their document counts, most frequent first."""
        return tuple(
            self._database.execute(
                f"select {what} as value, count(*) from documents where value is not null"  # noqa: S608  (our own)
                " group by value order by count(*) desc, value"
            )
        )

    def skipped(self) -> tuple[Skipped, ...]:
        """Return all skipped files and records, in an order that does not depend on the history of updates."""
        skipped = [Skipped(*it) for it in json.loads(self.get("walked") or "[]")]
        skipped.extend(it for file in self.files().values() for it in file.skipped)
        return tuple(sorted(skipped, key=lambda it: (it.path, _natural_key(it.reason))))

    def put_documents(self, rows: Iterable[DocumentRow]) -> None:
        """Add documents."""
        self._database.executemany("insert into documents values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)

    def drop_documents(self, numbers: Iterable[int]) -> None:
        """Remove documents."""
        self._database.executemany("delete from documents where number = ?", ((number,) for number in numbers))

    def renumber(self, numbers: Iterable[tuple[int, int]]) -> None:
        """Give documents unused new numbers, as pairs of old and new; they stop being duplicates."""
        self._database.executemany("update documents set number = ?2, kept = null where number = ?1", numbers)

    def clear(self) -> None:
        """Remove all documents and files."""
        for table in ("documents", "files", "clashes"):
            self._database.execute(f"delete from {table}")  # noqa: S608  (our own names)

    def set_kept(self, kept: Iterable[tuple[int, int | None]]) -> None:
        """Set the document that each of these duplicates."""
        self._database.executemany(
            "update documents set kept = ? where number = ?", ((its, number) for number, its in kept)
        )

    def clashes(self) -> list[tuple[str, str | None]]:
        """Return the files whose documents claim the id of another, each with the file of that other, if it exists."""
        query = "select clashes.file, documents.file from clashes left join documents using (id)"
        return self._database.execute(query).fetchall()

    def set_clashes(self, clashes: Iterable[tuple[str, str]], *, of_files: Iterable[str]) -> None:
        """Replace the clashes of some files."""
        self._database.executemany("delete from clashes where file = ?", ((file,) for file in of_files))
        self._database.executemany("insert or ignore into clashes values (?, ?)", clashes)


def _connected(database: Path | str) -> sqlite3.Connection:
    return sqlite3.connect(database, uri=isinstance(database, str), isolation_level=None, timeout=10)


def _connected_to_read(path: Path) -> sqlite3.Connection:
    """Connect read-only. Another user's write-ahead log cannot be created; an empty one is not needed."""
    address = f"{path.absolute().as_uri()}?mode=ro"
    database = _connected(address)
    try:
        database.execute("select 1 from sqlite_master").fetchone()
    except sqlite3.OperationalError as error:
        database.close()
        log = path.with_name(f"{path.name}-wal")
        if error.sqlite_errorcode == sqlite3.SQLITE_BUSY or (log.exists() and log.stat().st_size):
            raise
        return _connected(f"{address}&immutable=1")
    return database


def _natural_key(text: str) -> list[str | int]:
    """Return a key that sorts line 5 before line 10."""
    return [int(it) if number % 2 else it for number, it in enumerate(re.split(r"(\d+)", text))]
