"""Questions of who has a role."""

import pytest

from retrieval.query.parsing import parse
from retrieval.query.roles import asked_role
from retrieval.query.synonyms import Synonyms
from tests.retrieval.articles import SEEDS, searcher_over


@pytest.mark.parametrize(
    ("question", "words", "owners"),
    [
        ("Who is Japan's environment minister?", ["environ", "minist"], ["japan"]),
        ("who was the special envoy of China", ["special", "envoy"], ["china"]),
        ("Who's the US president?", ["presid"], ["u.s."]),
    ],
)
def test_the_words_of_a_role_are_told_from_whose_it_is(question: str, words: list[str], owners: list[str]) -> None:
    role = asked_role(searcher_over(SEEDS).snapshot.parse(question))
    assert role is not None
    assert [it.term for it in role.words] == words
    assert [it.term for it in role.owners] == owners


@pytest.mark.parametrize(
    "question",
    [
        "Who is John Kerry?",
        "Who met Kerry in Japan?",
        "What is Japan's capital?",
        "Who is the man that left Japan?",
        "",
    ],
)
def test_other_questions_ask_for_none(question: str) -> None:
    assert asked_role(parse(question, Synonyms())) is None
