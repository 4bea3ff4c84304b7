"""CSV that a spreadsheet reads as it was meant."""

import csv
import io

import pytest

from bot.rendering.csv import to_csv


def read(table: bytes) -> list[list[str]]:
    """Read a table as a spreadsheet does."""
    return list(csv.reader(io.StringIO(table.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize(
    "text",
    [
        *("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "\u00a0=1", "\uff1d1", "\uff0b1", "\tx"),
        *("\u200b=1", "\ufeff=1", "\x00=1", "\u200d \u2060@SUM(A1)"),
        '=HYPERLINK("http://example.org";"gold")',
    ],
)
def test_no_cell_is_computed(text: str) -> None:
    assert read(to_csv(["question"], [[text]])) == [["question"], [f"'{text}"]]


@pytest.mark.parametrize("text", ["who?", 'a "b"; c, d\ne', "ünï 😀", "1-1", "a=b", "'quoted'", ""])
def test_other_texts_arrive_as_they_are(text: str) -> None:
    assert read(to_csv(["question"], [[text, 3]])) == [["question"], [text, "3"]]


def test_a_spreadsheet_can_tell_the_encoding_and_half_a_surrogate_does_no_harm() -> None:
    assert to_csv(["ä"], []).startswith(b"\xef\xbb\xbf")
    assert read(to_csv(["a"], [["\ud83d"]])) == [["a"], ["\\ud83d"]]
