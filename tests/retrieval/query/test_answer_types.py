"""The type of answer that a question asks for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.models import AnswerKind
from retrieval.query.answer_types import kind_of_answer

QUESTIONS = {
    AnswerKind.PERSON: (
        "Who is John Kerry?",
        "whose idea was it",
        "Which Chinese president spoke?",
        "what general won",
    ),
    AnswerKind.ORGANISATION: ("Which company pays?", "what rugby team won", "which university is it"),
    AnswerKind.PLACE: ("Where will the talks be?", "Which country emits most?", "what big city is it in"),
    AnswerKind.DATE: (
        "When is the summit?",
        "since when?",
        "On what date did he leave",
        "what was the exact date of the summit",
        "what day is it",
        "In which century was it built?",
    ),
    AnswerKind.YEAR: ("In which year will China be neutral?", "what year did it open?"),
    AnswerKind.DURATION: ("how long did the talks last?",),
    AnswerKind.NUMBER: ("HOW MANY people came?", "How much will the US cut?"),
    AnswerKind.MEASURE: (
        "How far is it to Shanghai?",
        "how old is Xi",
        "What is the population of China?",
        "what is the average temperature there",
        "at what rate did it fall",
    ),
    AnswerKind.MONEY: ("what is his salary", "What is the price of bread?", "what did the talks cost"),
    AnswerKind.PERCENT: ("what percentage of emissions?", "What per cent is that?", "what share of it is China's"),
    AnswerKind.REASON: ("Why did Xi speak?", "what caused the fire", "What was the purpose of the visit?"),
    AnswerKind.MANNER: ("How did it go?", "how is wool made"),
    AnswerKind.NAME: ("What is the summit called?", "what term is used", "what is the nickname of the ship"),
    AnswerKind.SORT: ("what kind of trees", "Which genre is it?"),
    AnswerKind.DEFINITION: ("What is carbon neutrality?", "what is a harbour", "What are the accords?"),
    AnswerKind.STATEMENT: ("What did Xi pledge?", "what can I do", "What has it to do with China?"),
    AnswerKind.THING: ("which trees burned", "What is the mayor's plan for the trees at the harbour?"),
    AnswerKind.OTHER: ("", "Whenever", "Did Xi speak?", "tell me about Xi", "Somewhere", "anyhow", "climate talks"),
}
_WORDS = st.lists(
    st.sampled_from(("who", "what", "when", "how", "many", "year", "is", "the", "date", "of", "Xi", "city", "?", "\n"))
)


def test_there_is_a_question_for_every_kind() -> None:
    assert set(QUESTIONS) == set(AnswerKind)


@pytest.mark.parametrize(("kind", "question"), [(kind, it) for kind, asked in QUESTIONS.items() for it in asked])
def test_a_question_asks_for_its_kind_also_in_capitals(kind: AnswerKind, question: str) -> None:
    assert kind_of_answer(question) is kind
    assert kind_of_answer(question.upper()) is kind


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("How many years did it last?", AnswerKind.NUMBER),
        ("What year did the president come?", AnswerKind.YEAR),
        ("Which country's president is Xi?", AnswerKind.PLACE),
    ],
)
def test_of_two_wordings_the_narrower_decides(question: str, kind: AnswerKind) -> None:
    assert kind_of_answer(question) is kind


def test_the_who_is_no_question_for_a_person() -> None:
    assert kind_of_answer("What did the WHO announce?") is AnswerKind.STATEMENT
    assert kind_of_answer("WHO ANNOUNCED IT?") is AnswerKind.PERSON


def test_a_question_is_read_from_its_beginning_only() -> None:
    assert kind_of_answer("Xi " * 300 + "when?") is AnswerKind.DATE
    assert kind_of_answer("Xi " * 400 + "when?") is AnswerKind.OTHER


@given(st.one_of(st.text(), _WORDS.map(" ".join)))
def test_whatever_is_asked_is_of_one_kind_and_always_of_the_same(question: str) -> None:
    assert kind_of_answer(question) is kind_of_answer(question)


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("When the war ended, how many soldiers were left?", AnswerKind.NUMBER),
        ("when Kerry arrived in Shanghai, who met him", AnswerKind.PERSON),
        ("In the area where the war was fought, how many died?", AnswerKind.NUMBER),
        ("In what year, according to Lee, did it end?", AnswerKind.YEAR),
        ("When, after all, did it end?", AnswerKind.DATE),
        ("Who was president when the war ended?", AnswerKind.PERSON),
    ],
)
def test_a_clause_beside_the_question_does_not_decide(question: str, kind: AnswerKind) -> None:
    assert kind_of_answer(question) is kind
