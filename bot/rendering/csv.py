"""Tables as CSV for spreadsheets."""

import csv
import io
import unicodedata
from collections.abc import Iterable, Sequence

_FORMULA = frozenset("=+-@")
"""How a cell begins that a spreadsheet computes, in letters of any width, perhaps behind what nobody sees."""

_SKIPPED = ("\t", "\r", "\n")


def to_csv(header: Sequence[str], rows: Iterable[Sequence[str | int]]) -> bytes:
    """Return a table in UTF-8 with a byte order mark, by which spreadsheets know it.

    Texts are written by people: one that a spreadsheet would take for a formula begins with an apostrophe.
    """
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    writer.writerow(header)
    writer.writerows([_harmless(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return written.getvalue().encode("utf-8-sig", "backslashreplace")


def _harmless(text: str) -> str:
    first = unicodedata.normalize("NFKC", next(filter(_is_visible, text), ""))
    return f"'{text}" if first in _FORMULA or text.startswith(_SKIPPED) else text


def _is_visible(char: str) -> bool:
    """Tell whether a character is neither a blank nor one without a width, such as NUL and a byte order mark."""
    return not char.isspace() and unicodedata.category(char) not in {"Cc", "Cf"}
