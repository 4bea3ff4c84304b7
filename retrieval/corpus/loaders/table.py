"""Tables, CSV and TSV: a row a document, its text as it is; the header says which column is what."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import BinaryIO, Literal

from retrieval.corpus.loaders.base import ReadingOptions, UnusableError
from retrieval.corpus.loaders.lines import RUN_LENGTH, LongLine, NonUtf8, line_runs, long_line
from retrieval.corpus.loaders.metadata import date_field, language_field, text_field, title_of
from retrieval.corpus.loaders.names import printable
from retrieval.models import Document, Skipped

_FIELDS = ("id", "title", "text", "published", "source", "author", "url", "language")
_DELIMITERS = (",", ";", "\t", "|")
_SAMPLE_LENGTH = 1 << 16  # characters that decide on the form of a table
_SHOWN_COLUMNS = 200  # characters


@dataclass(frozen=True, slots=True)
class _Form:
    """How a table is written."""

    delimiter: str
    quoting: Literal[0, 3]  # QUOTE_MINIMAL, QUOTE_NONE

    def reader(self, lines: Iterable[str], *, is_strict: bool = False) -> Iterator[list[str]]:
        """Return the rows that lines make."""
        return csv.reader(lines, delimiter=self.delimiter, quoting=self.quoting, strict=is_strict)


def load_table(file: BinaryIO, path: str, options: ReadingOptions) -> Iterator[Document | Skipped]:
    """Yield a document for every row below the header, and a `Skipped` for every row that makes none.

    A row without an id is known by its place: `path#n`, n counted from 1 without the header.
    """
    for rows in split_table(file, options):
        yield from rows.load(path, options)


def split_table(file: BinaryIO, options: ReadingOptions) -> Iterator["Rows"]:
    """Yield the rows of a table, some at a time, cut where a row ends.

    Where that is, only who reads from the beginning knows: any line end may stand within quotation marks. Raises
    `UnusableError` where it is no table.
    """
    lines = _Lines(_decoded(file, options), options)
    try:
        form = _form_of(lines.sample(), options)
        rows = form.reader(lines)
        header = next(row for row in rows if any(row))
    except (csv.Error, StopIteration) as error:
        raise UnusableError(f"is no table: {str(error) or 'it has no header'}") from None
    columns = _columns(header, options)
    lines.cut()
    part = Rows((), lines.next, 1, form, tuple(header), columns)
    try:
        for _, number, _ in _numbered(rows, lines, 1):
            if lines.length >= RUN_LENGTH:
                lines.begin_row()
                yield replace(part, lines=lines.cut())
                part = replace(part, first=lines.next, first_row=number + 1)
    except OSError:  # what could be read comes first
        yield replace(part, lines=lines.cut())
        raise
    yield replace(part, lines=lines.cut())


@dataclass(frozen=True, slots=True)
class Rows:
    """Some rows of a table, with what its first lines have told: line `first` is the first one, of row `first_row`."""

    lines: tuple[str | LongLine, ...]
    first: int
    first_row: int
    form: _Form
    header: tuple[str, ...]
    columns: Mapping[str, int]

    def __len__(self) -> int:
        """Return how many characters these are."""
        return sum(len(it) for it in self.lines if isinstance(it, str))

    def load(self, path: str, options: ReadingOptions) -> Iterator[Document | Skipped]:
        """Yield a document for every row, and a `Skipped` for every row that makes none."""
        lines = _Lines(iter(self.lines), options, self.first)
        for first_line, number, row in _numbered(self.form.reader(lines), lines, self.first_row):
            if isinstance(row, str):
                yield Skipped(path, f"line {first_line} {row}")
            elif row:
                try:
                    yield _document(row, self.header, self.columns, f"{path}#{number}")
                except UnusableError as error:
                    yield Skipped(path, f"line {first_line} {error}")


def _numbered(rows: Iterator[list[str]], lines: "_Lines", number: int) -> Iterator[tuple[int, int, list[str] | str]]:
    """Yield the number of each row's first line, its own, and its fields, or why it has none; none if it is blank.

    `number` is that of the first row. Blank rows, and those that are too long, bear that of the row before.
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
    """The lines of a table, with their numbers, and how much of them one row has taken up."""

    def __init__(self, lines: Iterator[str | LongLine], options: ReadingOptions, first: int = 1) -> None:
        self._largest = options.largest_record
        # A process has one such limit; without it a field ends at 128 KiB, and this one is the same for all tables.
        csv.field_size_limit(self._largest)
        self._lines = lines
        self.next = first
        self._row_length = 0
        self._taken: list[str | LongLine] = []
        self._whole = 0
        self.length = 0

    def sample(self) -> str:
        """Return what the table begins with; it is yielded all the same."""
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
        """Return the number of the line that comes next; a row begins with it."""
        self._row_length = 0
        self._whole = len(self._taken)
        return self.next

    def cut(self) -> tuple[str | LongLine, ...]:
        """Return the lines of all rows since the last cut, without those of a row that did not end."""
        taken = tuple(self._taken[: self._whole])
        self._taken, self._whole, self.length = [], 0, 0
        return taken

    def __next__(self) -> str:
        """Return the next line. Raises `UnusableError` where the row becomes too long by it."""
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
    """Yield the lines of a table; a broken character is told with its row."""
    number = 1
    for part in line_runs(file, options):
        if isinstance(part, LongLine):
            yield part
            number = part.number + 1
            continue
        yield from ("\n" for _ in range(part.first_line - number))  # blank runs are left out
        text = part.text() if isinstance(part, NonUtf8) else part.data.decode(errors="surrogateescape")
        yield from io.StringIO(text, newline="\n")
        number = part.first_line + text.count("\n")


def _form_of(sample: str, options: ReadingOptions) -> _Form:
    """Return the form of a table: the one whose header has the most columns that are known.

    Quotation marks mean nothing where the rows fit the header only so. Raises `UnusableError` where no header tells
    which column is the text.
    """
    wanted = {_column_of(name, options) for name in _FIELDS}
    headers = {delimiter: _header(sample, _Form(delimiter, csv.QUOTE_MINIMAL)) for delimiter in _DELIMITERS}
    known = {delimiter: len(wanted.intersection(map(_plain, header))) for delimiter, header in headers.items()}
    delimiter = max(_DELIMITERS, key=lambda it: (known[it], len(headers[it])))
    _columns(headers[delimiter], options)
    quoted, unquoted = _Form(delimiter, csv.QUOTE_MINIMAL), _Form(delimiter, csv.QUOTE_NONE)
    return unquoted if '"' in sample and not _fits(sample, quoted) and _fits(sample, unquoted) else quoted


def _header(sample: str, form: _Form) -> list[str]:
    """Return the first row that is not blank."""
    try:
        return next((row for row in form.reader(io.StringIO(sample, newline="\n")) if any(row)), [])
    except csv.Error:
        return []


def _fits(sample: str, form: _Form) -> bool:
    """Tell whether all rows of a sample have as many fields as the first, and quotation marks only around fields."""
    whole_lines = sample[: sample.rfind("\n") + 1]
    try:
        lengths = {len(row) for row in form.reader(io.StringIO(whole_lines, newline="\n"), is_strict=True) if any(row)}
    except csv.Error:
        return False
    return len(lengths) == 1


def _column_of(name: str, options: ReadingOptions) -> str:
    return _plain(options.columns.get(name, name))


def _plain(column: str) -> str:
    return column.strip().casefold()


def _columns(header: Sequence[str], options: ReadingOptions) -> dict[str, int]:
    """Return where each field of a document stands. Raises `UnusableError` where no column is its text."""
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
