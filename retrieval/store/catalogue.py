"""Which files and documents a corpus has, and which generation serves: an SQLite database.

Its transactions are what makes a reload atomic: a generation's files are complete on disk before the one commit that
names it the current one, together with all that the catalogue knows of it.
"""

import json
import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from retrieval.models import Skipped

_SCHEMA = """
create table state (name text primary key, value text not null) without rowid;
create table files (
    name text primary key,
    size integer not null,
    modified_ns integer not null,
    checked_ns integer not null,    -- when it was compared: what was altered since may have the same time
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


@dataclass(frozen=True, slots=True)
class FileState:
    """A file as it was read."""

    name: str
    size: int
    modified_ns: int
    checked_ns: int
    hash: bytes
    skipped: tuple[Skipped, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A document of the catalogue; `kept` is the number of the one that it is a duplicate of."""

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
    """The database, for one thread."""

    def __init__(self, path: Path, *, writes: bool = False) -> None:
        """Open it; who writes makes it where it is not there. Raises `sqlite3.Error`."""
        self._database = _connected(path) if writes else _connected_to_read(path)
        if writes:
            self._database.execute("pragma journal_mode = wal")
            self._database.execute("pragma synchronous = full")
            if not self._database.execute("select 1 from sqlite_master where name = 'state'").fetchone():
                with self.transaction():
                    for statement in _SCHEMA.split(";\n"):
                        self._database.execute(statement)

    def close(self) -> None:
        """Close it."""
        self._database.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Do all of it or nothing."""
        self._database.execute("begin immediate")
        try:
            yield
        except BaseException:
            self._database.execute("rollback")
            raise
        self._database.execute("commit")

    @contextmanager
    def reading(self) -> Iterator[None]:
        """See one state of it meanwhile."""
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
        """Return all files by their names."""
        return {
            name: FileState(name, size, modified, checked, digest, tuple(Skipped(*it) for it in json.loads(skipped)))
            for name, size, modified, checked, digest, skipped in self._database.execute(
                "select name, size, modified_ns, checked_ns, hash, skipped from files"
            )
        }

    def put_files(self, files: Iterable[FileState]) -> None:
        """Add files, or replace what is known of them."""
        self._database.executemany(
            "insert or replace into files values (?, ?, ?, ?, ?, ?)",
            (
                (
                    it.name,
                    it.size,
                    it.modified_ns,
                    it.checked_ns,
                    it.hash,
                    json.dumps([(skipped.path, skipped.reason) for skipped in it.skipped]),
                )
                for it in files
            ),
        )

    def drop_files(self, names: Iterable[str]) -> None:
        """Forget files; their documents stay until they are dropped."""
        self._database.executemany("delete from files where name = ?", ((name,) for name in names))

    def documents(self, condition: str = "true", values: Sequence[object] = ()) -> Iterator[Row]:
        """Yield documents in the order of the corpus."""
        for row in self._database.execute(
            f"select * from documents where {condition} order by file, place",  # noqa: S608  (conditions are our own)
            values,
        ):
            yield Row(*row)

    def document(self, document_id: str) -> Row | None:
        """Return the document of an id."""
        row = self._database.execute("select * from documents where id = ?", (document_id,)).fetchone()
        return None if row is None else Row(*row)

    def in_order(self) -> list[int]:
        """Return the numbers of all documents in the order of the corpus."""
        return [number for (number,) in self._database.execute("select number from documents order by file, place")]

    def numbers_of(self, file: str) -> list[int]:
        """Return the numbers of a file's documents, in their order."""
        rows = self._database.execute("select number from documents where file = ? order by place", (file,))
        return [number for (number,) in rows]

    def last_before(self, file: str) -> int | None:
        """Return the number of the last document before all of a file's."""
        row = self._database.execute(
            "select number from documents where file < ? order by file desc, place desc limit 1", (file,)
        ).fetchone()
        return None if row is None else int(row[0])

    def is_empty(self) -> bool:
        """Tell whether there is no document."""
        return self._database.execute("select 1 from documents limit 1").fetchone() is None

    def count(self, condition: str = "true") -> int:
        """Return how many documents fulfil a condition."""
        return int(self._database.execute(f"select count(*) from documents where {condition}").fetchone()[0])  # noqa: S608

    def newest(self) -> str | None:
        """Return the latest day of any document."""
        day: str | None = self._database.execute("select max(day) from documents").fetchone()[0]
        return day

    def oldest(self) -> str | None:
        """Return the earliest day of any document."""
        day: str | None = self._database.execute("select min(day) from documents").fetchone()[0]
        return day

    def counted(self, what: str) -> tuple[tuple[str, int], ...]:
        """Return the values of a column or an expression with their numbers of documents, most first."""
        return tuple(
            self._database.execute(
                f"select {what} as value, count(*) from documents where value is not null"  # noqa: S608  (our own)
                " group by value order by count(*) desc, value"
            )
        )

    def skipped(self) -> tuple[Skipped, ...]:
        """Return all that was skipped, files and what stands in them, in an order that does not tell when it was."""
        skipped = [Skipped(*it) for it in json.loads(self.get("walked") or "[]")]
        skipped.extend(it for file in self.files().values() for it in file.skipped)
        return tuple(sorted(skipped, key=lambda it: (it.path, _as_people_count(it.reason))))

    def put_documents(self, rows: Iterable[Row]) -> None:
        """Add documents."""
        self._database.executemany(
            "insert into documents values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                (
                    it.number,
                    it.file,
                    it.place,
                    it.id,
                    it.title,
                    it.source,
                    it.published,
                    it.day,
                    it.language,
                    it.sentences,
                    it.kept,
                )
                for it in rows
            ),
        )

    def drop_documents(self, numbers: Iterable[int]) -> None:
        """Forget documents."""
        self._database.executemany("delete from documents where number = ?", ((number,) for number in numbers))

    def renumber(self, numbers: Iterable[tuple[int, int]]) -> None:
        """Give documents new numbers, which none has yet: (old, new). They are nobody's duplicates until told so."""
        self._database.executemany("update documents set number = ?2, kept = null where number = ?1", numbers)

    def clear(self) -> None:
        """Forget all documents and files."""
        for table in ("documents", "files", "clashes"):
            self._database.execute(f"delete from {table}")  # noqa: S608  (our own names)

    def set_kept(self, kept: Iterable[tuple[int, int | None]]) -> None:
        """Set which document each of these is a duplicate of."""
        self._database.executemany(
            "update documents set kept = ? where number = ?", ((its, number) for number, its in kept)
        )

    def file_of(self, document_id: str) -> str | None:
        """Return the file of the document that bears an id."""
        row = self.document(document_id)
        return None if row is None else row.file

    def clashes(self) -> list[tuple[str, str]]:
        """Return the ids that a file has for another document than the one that bears it, with the file's name."""
        return self._database.execute("select id, file from clashes").fetchall()

    def set_clashes(self, clashes: Iterable[tuple[str, str]], *, of_files: Iterable[str]) -> None:
        """Replace the clashes of some files."""
        self._database.executemany("delete from clashes where file = ?", ((file,) for file in of_files))
        self._database.executemany("insert or ignore into clashes values (?, ?)", clashes)


def _connected(database: Path | str) -> sqlite3.Connection:
    return sqlite3.connect(database, uri=isinstance(database, str), isolation_level=None, timeout=10)


def _connected_to_read(path: Path) -> sqlite3.Connection:
    """Connect to a database that may be another user's: its log cannot be begun then, nor is there need of one."""
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


def _as_people_count(text: str) -> list[str | int]:
    """Return what sorts line 5 before line 10."""
    return [int(it) if number % 2 else it for number, it in enumerate(re.split(r"(\d+)", text))]
