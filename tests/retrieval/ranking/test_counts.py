"""Numbers that may be a count."""

import pytest

from retrieval.query.parsing import parse
from retrieval.query.synonyms import Synonyms
from retrieval.ranking.counts import may_count


@pytest.mark.parametrize(
    ("text", "may"),
    [
        ("China has 1,058 plants.", True),
        ("Two of them closed in 2020.", True),
        ("No country stayed away.", True),
        ("China is responsible for 28 per cent of them.", False),
        ("The two-day summit begins on April 22.", False),
        ("They met in 2015 and for three weeks since.", False),
        ("A 40% rise of plants.", False),
    ],
)
def test_how_many_is_answered_by_neither_shares_nor_dates_nor_durations(text: str, *, may: bool) -> None:
    assert may_count(parse("How many plants does China have?", Synonyms()), text) is may


@pytest.mark.parametrize("question", ["How many days did it last?", "What percentage is it?", "When was it?"])
def test_other_questions_are_answered_by_them(question: str) -> None:
    assert may_count(parse(question, Synonyms()), "It lasted three days, until April 22, at 5 per cent.")
