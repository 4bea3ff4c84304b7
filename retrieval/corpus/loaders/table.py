"""Loader of tables, CSV and TSV: one document a row, its text unaltered; the header names the columns."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import BinaryIO, Literal

from retrieval.corpus.loaders.errors import UnusableError
from retrieval.corpus.loaders.lines import RUN_LENGTH, LongLine, NonUtf8, line_runs, long_line
from retrieval.corpus.loaders.metadata import date_field, language_field, text_field, title_of
from retrieval.corpus.loaders.names import printable
from retrieval.corpus.loaders.options import ReadingOptions
from retrieval.models import Document, Skipped

_FIELDS = ("id", "title", "text", "published", "source", "author", "url", "language")
_DELIMITERS = (",", ";", "\t", "|")
_SAMPLE_LENGTH = 1 << 16  # characters from which the dialect is detected
_SHOWN_COLUMNS = 200  # characters


@dataclass(frozen=True, slots=True)
class _Dialect:
    """The CSV dialect of a table."""

    delimiter: str
    quoting: Literal[0, 3]  # QUOTE_MINIMAL, QUOTE_NONE

    def reader(self, lines: Iterable[str], *, is_strict: bool = False) -> Iterator[list[str]]:
        """Return the rows of the lines."""
        return csv.reader(lines, delimiter=self.delimiter, quoting=self.quoting, strict=is_strict)


def load_table(file: BinaryIO, path: str, options: ReadingOptions) -> Iterator[Document | Skipped]:
    """Yield a document for every row below the header, and a `Skipped` for every row that cannot become one.

    A row without an id gets the id `path#n`, with n counted from 1 below the header.
    """
    for rows in split_table(file, options):
        yield from rows.load(path, options)


def split_table(file: BinaryIO, options: ReadingOptions) -> Iterator["Rows"]:
    """Yield the rows of a table in batches of whole rows.

    Row ends are known only by parsing from the beginning, since line ends may be quoted. Raises `UnusableError` where
    the file is not a table.
    """
    lines = _Lines(_decoded(file, options), options)
    try:
        dialect = _detect_dialect(lines.sample(), options)
        rows = dialect.reader(lines)
        header = next(row for row in rows if any(row))
    except (csv.Error, StopIteration) as error:
        raise UnusableError(f"is no table: {str(error) or 'it has no header'}") from None
    columns = _columns(header, options)
    lines.cut()
    batch = Rows((), lines.next, 1, dialect, tuple(header), columns)
    try:
        for _, number, _ in _numbered(rows, lines, 1):
            if lines.length >= RUN_LENGTH:
                lines.begin_row()
                yield replace(batch, lines=lines.cut())
                batch = replace(batch, first=lines.next, first_row=number + 1)
    except OSError:  # yield what was read before raising
        yield replace(batch, lines=lines.cut())
        raise
    yield replace(batch, lines=lines.cut())


@dataclass(frozen=True, slots=True)
class Rows:
    """Consecutive rows of a table, with its dialect and header; they begin at line `first` with row `first_row`."""

    lines: tuple[str | LongLine, ...]
    first: int
    first_row: int
    dialect: _Dialect
    header: tuple[str, ...]
    columns: Mapping[str, int]

    def __len__(self) -> int:
        """Return the number of characters."""
        return sum(len(it) for it in self.lines if isinstance(it, str))

    def load(self, path: str, options: ReadingOptions) -> Iterator[Document | Skipped]:
        """Yield a document for every row, and a `Skipped` for every row that cannot become one."""
        lines = _Lines(iter(self.lines), options, self.first)
        for first_line, number, row in _numbered(self.dialect.reader(lines), lines, self.first_row):
            if isinstance(row, str):
                yield Skipped(path, f"line {first_line} {row}")
            elif row:
                try:
                    yield _document(row, self.header, self.columns, f"{path}#{number}")
                except UnusableError as error:
                    yield Skipped(path, f"line {first_line} {error}")


def _numbered(rows: Iterator[list[str]], lines: "_Lines", number: int) -> Iterator[tuple[int, int, list[str] | str]]:
    """Yield for each row its first line's number, its own number, and its fields or the reason to skip it.

    `number` is that of the first row. A blank row has no fields; blank and too long rows keep the previous number.
    """
    number -= 1
    while True:
        first_line = lines.begin_row()
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            number += 1
            yield first_line, number, f"is not of the table's form: {error}"
        except UnusableError as error:
            yield first_line, number, str(error)
        else:
            is_blank = not any(row)
            number += not is_blank
            yield first_line, number, [] if is_blank else row


class _Lines(Iterator[str]):
    """The lines of a table: counts them, limits the length of a row, and collects them into batches."""

    def __init__(self, lines: Iterator[str | LongLine], options: ReadingOptions, first: int = 1) -> None:
        self._largest = options.largest_record
        # The limit is global to the process (128 KiB by default); this one is the same for all tables.
        csv.field_size_limit(self._largest)
        self._lines = lines
        self.next = first
        self._row_length = 0
        self._taken: list[str | LongLine] = []
        self._whole = 0
        self.length = 0

    def sample(self) -> str:
        """Return the beginning of the table, without consuming it."""
        taken: list[str | LongLine] = []
        length = 0
        for line in self._lines:
            taken.append(line)
            length += len(line) if isinstance(line, str) else 0
            if length >= _SAMPLE_LENGTH:
                break
        self._lines = chain(taken, self._lines)
        return "".join(line for line in taken if isinstance(line, str))[:_SAMPLE_LENGTH]

    def begin_row(self) -> int:
        """Begin a row; return the number of its first line."""
        self._row_length = 0
        self._whole = len(self._taken)
        return self.next

    def cut(self) -> tuple[str | LongLine, ...]:
        """Return the lines of all complete rows since the last cut."""
        taken = tuple(self._taken[: self._whole])
        self._taken, self._whole, self.length = [], 0, 0
        return taken

    def __next__(self) -> str:
        """Return the next line. Raises `UnusableError` where it makes the row too long."""
        line = next(self._lines)
        self.next += 1
        self._taken.append(line)
        if isinstance(line, LongLine):
            raise UnusableError(line.reason)
        self.length += len(line)
        self._row_length += len(line)
        if self._row_length > self._largest:
            raise UnusableError(long_line(self.next - 1, self._largest).reason)
        return line


def _decoded(file: BinaryIO, options: ReadingOptions) -> Iterator[str | LongLine]:
    """Yield the lines of a table; a broken character is kept as a surrogate and reported with its row."""
    number = 1
    for run in line_runs(file, options):
        if isinstance(run, LongLine):
            yield run
            number = run.number + 1
            continue
        yield from ("\n" for _ in range(run.first_line - number))  # blank runs were left out
        text = run.text() if isinstance(run, NonUtf8) else run.data.decode(errors="surrogateescape")
        yield from io.StringIO(text, newline="\n")
        number = run.first_line + text.count("\n")


def _detect_dialect(sample: str, options: ReadingOptions) -> _Dialect:
    """Detect the dialect of a table: the delimiter that gives the header the most known columns.

    Quotation marks are literal if the rows fit the header only then. Raises `UnusableError` where no header has the
    column of the text.
    """
    wanted = {_column_of(name, options) for name in _FIELDS}
    headers = {delimiter: _header(sample, _Dialect(delimiter, csv.QUOTE_MINIMAL)) for delimiter in _DELIMITERS}
    known = {delimiter: len(wanted.intersection(map(_plain, header))) for delimiter, header in headers.items()}
    delimiter = max(_DELIMITERS, key=lambda it: (known[it], len(headers[it])))
    _columns(headers[delimiter], options)
    quoted, unquoted = _Dialect(delimiter, csv.QUOTE_MINIMAL), _Dialect(delimiter, csv.QUOTE_NONE)
    return unquoted if '"' in sample and not _fits(sample, quoted) and _fits(sample, unquoted) else quoted


def _header(sample: str, dialect: _Dialect) -> list[str]:
    """Return the first row that is not blank."""
    try:
        return next((row for row in dialect.reader(io.StringIO(sample, newline="\n")) if any(row)), [])
    except csv.Error:
        return []


def _fits(sample: str, dialect: _Dialect) -> bool:
    """Return whether all rows of a sample have as many fields as the first, and only well-formed quotation marks."""
    whole_lines = sample[: sample.rfind("\n") + 1]
    try:
        lengths = {
            len(row) for row in dialect.reader(io.StringIO(whole_lines, newline="\n"), is_strict=True) if any(row)
        }
    except csv.Error:
        return False
    return len(lengths) == 1


def _column_of(name: str, options: ReadingOptions) -> str:
    return _plain(options.columns.get(name, name))


def _plain(column: str) -> str:
    return column.strip().casefold()


def _columns(header: Sequence[str], options: ReadingOptions) -> dict[str, int]:
    """Return the column index of each field. Raises `UnusableError` where no column is the text."""
    places: dict[str, int] = {}
    for place, column in enumerate(header):
        places.setdefault(_plain(column), place)
    columns = {name: places[column] for name in _FIELDS if (column := _column_of(name, options)) in places}
    if "text" not in columns:
        found = printable(", ".join(column.strip() for column in header))
        shown = found if len(found) <= _SHOWN_COLUMNS else found[:_SHOWN_COLUMNS] + "…"
        wanted = options.columns.get("text", "text")
        raise UnusableError(f'has no column "{wanted}" (columns): its first line has {shown or "nothing"}')
    if "published" not in columns and "date" in places:
        columns["published"] = places["date"]
    return columns


def _document(row: Sequence[str], header: Sequence[str], columns: Mapping[str, int], place: str) -> Document:
    if any(field.strip() for field in row[len(header) :]):
        raise UnusableError(f"has {len(row)} fields where the header has {len(header)}")
    fields = {name: row[column] for name, column in columns.items() if column < len(row)}
    text = fields.get("text", "")
    if not any(map(str.isalnum, text)):
        raise UnusableError("has a text without words" if text.strip() else "has no text")
    try:
        "".join(row).encode()
    except UnicodeEncodeError:
        raise UnusableError("is UTF-8 with a broken character") from None
    return Document(
        id=fields.get("id", "").strip() or place,
        text=text,
        title=text_field(fields, "title") or title_of(text),
        source=text_field(fields, "source"),
        published=date_field(fields, "published"),
        url=text_field(fields, "url"),
        author=text_field(fields, "author"),
        language=language_field(fields, "language"),
    )
