"""Dates as people write them: which are read at once, which dateparser reads, and which are none."""

import subprocess
import sys
from datetime import date

import pytest

from retrieval.query.periods import Period
from retrieval.query.written_dates import WrittenDates
from tests.retrieval.query.filtering import WORDS

DATES = WrittenDates("en", WORDS)
DAY = date(2026, 11, 29)
THIRD_OF_MAY = Period(date(2020, 5, 3), date(2020, 5, 3))
APRIL = Period(date(2021, 4, 1), date(2021, 4, 30))


@pytest.mark.parametrize(
    ("words", "period"),
    [
        ("2021", Period(date(2021, 1, 1), date(2021, 12, 31))),
        ("2021-04", APRIL),
        ("2021-4", APRIL),
        ("2021/04", APRIL),
        ("April 2021", APRIL),
        ("apr. 2021", APRIL),
        ("April, 2021", APRIL),
        ("April of 2021", APRIL),
        ("2020-05-03", THIRD_OF_MAY),
        ("3 May 2020", THIRD_OF_MAY),
        ("the 3rd of May 2020", THIRD_OF_MAY),
        ("May 3, 2020", THIRD_OF_MAY),
        ("May the 3rd, 2020", THIRD_OF_MAY),
        ("may 3 2020", THIRD_OF_MAY),
        ("November", Period(date(2026, 11, 1), date(2026, 11, 30))),
        ("December", Period(date(2025, 12, 1), date(2025, 12, 31))),
        ("29 February", Period(date(2024, 2, 29), date(2024, 2, 29))),
    ],
)
def test_usual_dates_are_read(words: str, period: Period) -> None:
    assert DATES.read(words, DAY) == period


@pytest.mark.parametrize("words", ["05/03/2020", "2020 May 3", "May 3 of the 2020"])
def test_dateparser_reads_the_others(words: str) -> None:
    assert DATES.read(words, DAY) == THIRD_OF_MAY


@pytest.mark.parametrize(
    "words",
    [
        "",
        "soon",
        "3",
        "1.5",
        "99999",
        "0000",
        "0",
        "2021-13",
        "2021-02-30",
        "99/99/2020",
        "31 June 2020",
        "32 May",
        "may be",
    ],
)
def test_what_names_no_day_month_or_year_is_no_date(words: str) -> None:
    assert DATES.read(words, DAY) is None


def test_dateparser_is_not_imported_for_usual_dates() -> None:
    program = """
import sys
from datetime import date
from tests.retrieval.query.filtering import READER
for message in (
    "What happened yesterday in March 1974?", "articles from April 2021", "articles of 3 May 2020",
    "Xi after:2021-04-03", "Xi before:soon", "articles from 5 countries", "What did Xi say?",
):
    READER.read(message, date(2026, 11, 29))
assert "dateparser" not in sys.modules
READER.read("articles from 05/03/2020", date(2026, 11, 29))
assert "dateparser" in sys.modules
"""
    subprocess.run([sys.executable, "-c", program], check=True)
