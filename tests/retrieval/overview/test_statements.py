"""Tests of statements as questions."""

import pytest

from retrieval.overview.statements import StatementReader
from tests.retrieval.overview.english import english, names


def _question(sentence: str) -> str | None:
    found = StatementReader(english(), names()).read(sentence)
    return None if found is None else found.question


@pytest.mark.parametrize(
    ("sentence", "question"),
    [
        ("Ann Lee announced a plan for a million trees.", "What did Ann Lee announce?"),
        ("Ann Lee pledged that a million trees would be planted.", "What did Ann Lee pledge?"),
        ("Ann Lee pledged to plant a million trees by 2030.", "What did Ann Lee pledge?"),
        ("The Old Oak Council built three harbours by the sea.", "What did the Old Oak Council build?"),
        ("President Ann Lee signed carbon treaties in Oslo in May.", "What did President Ann Lee sign?"),
        ("Ann Lee won $5 million in the lottery of Old Oak.", "What did Ann Lee win?"),
        ("Ann Lee wrote Old Oak Stories in a house by the sea.", "What did Ann Lee write?"),
    ],
)
def test_a_statement_is_the_answer_to_a_question(sentence: str, question: str) -> None:
    assert _question(sentence) == question


@pytest.mark.parametrize(
    "sentence",
    [
        "Ann Lee won a cup.",
        f"Ann Lee won a cup {'that was made of gold ' * 12}.",
        "Ann Lee announced her plan for a million trees.",
        "Ann Lee announced a plan, and they all planted trees.",
        "Ann Lee announced a plan for trees, and it’s a good one.",
        "Ann Lee announced “a plan for a million trees”.",
        'Ann Lee announced "a plan for a million trees".',
        "Ann Lee announced on Tuesday a plan for trees.",
        "Ann Lee signed for the club of Old Oak in the north.",
        "Ann Lee built to last a million years in the north.",
        "Ann Lee discovered by the council was on the way home",
        "Ann Lee's dog announced a plan for a million trees.",
        "Ann Lee said a million trees had been planted in May.",
        "Ann Lee announced a plan for a million trees",
        "Has Ann Lee announced a plan for a million trees?",
        "In May Ann Lee announced a plan for a million trees.",
        "Lee and Ben Old announced a plan for a million trees.",
        "Ann Lee announced yesterday a plan for trees in Oslo.",
    ],
)
def test_what_cannot_be_read_by_itself_makes_no_question(sentence: str) -> None:
    assert _question(sentence) is None


def test_the_words_of_english_are_complete() -> None:
    """Another form of a verb would ask nonsense."""
    verbs = dict(english().verbs)
    assert len(verbs) == len(english().verbs) >= 40
    assert {"won": "win", "wrote": "write", "announced": "announce"}.items() <= verbs.items()
    assert english().reporting <= set(verbs.values())
    assert all(base.isalpha() and not base.endswith("ed") for base in verbs.values())
