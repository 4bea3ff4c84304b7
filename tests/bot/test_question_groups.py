"""Like questions stand together."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.question_groups import groups_of
from bot.reports import QuestionGroup
from bot.storage import StoredQuestion
from retrieval.analysis import is_stopword, stem
from tests.steps import steps

DAY = 86_400
NAMES = "Paris London Berlin Rome Madrid Vienna Prague Oslo".split()  # noqa: SIM905  (as they are read)


def asked(*texts: str, people: tuple[int | None, ...] = (7,)) -> list[StoredQuestion]:
    """Return questions of these texts, a day apart, by people in turn."""
    return [
        StoredQuestion(str(number), people[number % len(people)], text, answered=False, asked_at=number * DAY)
        for number, text in enumerate(texts)
    ]


def groups(*texts: str) -> list[tuple[str, int]]:
    """Return the text and the size of each group."""
    return [(it.text, it.count) for it in groups_of(asked(*texts))]


def test_questions_of_the_same_stems_are_one_group_by_their_most_frequent_text() -> None:
    texts = ("Who planted trees?", "who plants a tree", "Who planted trees?", "who sells bananas?")
    assert groups_of(asked(*texts, people=(7, 8, None))) == (
        QuestionGroup("Who planted trees?", 3, 2, "1970-01-01", "1970-01-03"),
        QuestionGroup("who sells bananas?", 1, 1, "1970-01-04", "1970-01-04"),
    )


@pytest.mark.parametrize(
    ("one", "other", "is_alike"),
    [
        ("the price of gold in Paris", "gold price Paris today", True),  # 3 of 4
        ("the price of gold in Paris", "gold price Paris today now, please", True),  # 3 of 5: please is no content
        ("the price of gold in Paris", "gold price Paris today now, tell me", False),  # 3 of 6
        ("the price of gold in Paris", "gold price", True),  # 2 of 3
        ("the price of gold in Paris", "gold price London", False),  # 2 of 4
        ("the price of gold", "the price of silver", False),
        ("who is it?", "what was that?", False),  # nothing but function words: by their text
        ("Who is  it?", "who is it?", True),
        ("?", "!", False),
    ],
)
def test_nearly_the_same_stems_are_one_group(one: str, other: str, *, is_alike: bool) -> None:
    assert (len(groups_of(asked(one, other))) == 1) == is_alike


def test_the_largest_group_comes_first_whatever_the_order() -> None:
    texts = ["gold price", "mayor of Paris", "mayor Paris", "price of gold", "the gold price", "bananas"]
    for order in (texts, texts[::-1]):
        assert [count for _, count in groups(*order)] == [3, 2, 1]


def test_nothing_asked_makes_no_group() -> None:
    assert groups_of([]) == ()


@given(st.lists(st.lists(st.sampled_from(NAMES), min_size=1, max_size=7, unique=True), max_size=20))
def test_each_question_joins_the_group_that_is_most_like_it(names: list[list[str]]) -> None:
    texts = [" ".join(it) for it in names]
    expected: dict[frozenset[str], int] = {}
    counts = Counter(frozenset(stem(word) for word in it) for it in names)
    for stems in sorted(counts, key=lambda it: (-counts[it], sorted(it))):
        likeness = {head: len(head & stems) / len(head | stems) for head in expected}
        best = max(expected, key=likeness.__getitem__, default=stems)
        head = best if likeness.get(best, 0) >= 0.6 else stems
        expected[head] = expected.get(head, 0) + counts[stems]
    assert not any(is_stopword(it) for it in NAMES)
    assert [it.count for it in groups_of(asked(*texts))] == sorted(expected.values(), reverse=True)


def test_a_question_is_compared_with_few_others() -> None:
    questions = asked(*(f"what did person{it % 401} say about topic{it % 37}?" for it in range(3000)))
    assert steps(lambda: groups_of(questions)) < len(questions) ** 2 / 10
