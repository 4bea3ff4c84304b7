"""The benchmark of people who type while others ask, in a small form."""

import pytest

from benchmarks.bot import typing

pytestmark = pytest.mark.slow


def test_all_questions_are_answered_while_people_type_and_some_of_these_as_well() -> None:
    rows, _ = typing.measure(sentences=2_000, people=100, seconds=10)
    assert [row["people who type"] for row in rows] == [0, 100]
    assert all(row["questions"] == "50 of 50 answered" for row in rows)
    shown = str(rows[1]["inline queries"])
    assert not shown.startswith("0 of")
