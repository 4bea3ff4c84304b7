"""Questions about something else of the same article."""

import pytest

from retrieval.evaluation.questions import Gold, Question
from retrieval.models import Sentence
from retrieval.training.unanswerable import EntityExchanger

TEXTS = (
    "Kerry met Xi in 2021.",  # answers
    "Putin stayed away in 1999.",  # beside it
    "Wang went to New York.",
    "They met the Bank of England in 2015, by the way.",
)


def others(texts: tuple[str, ...] = TEXTS, document: str = "a") -> EntityExchanger:
    return EntityExchanger(sentences(texts, document))


def sentences(texts: tuple[str, ...], document: str) -> list[Sentence]:
    starts = [sum(len(text) + 1 for text in texts[:number]) for number in range(len(texts))]
    return [
        Sentence(number, document, start, start + len(text), text)
        for number, (start, text) in enumerate(zip(starts, texts, strict=True))
    ]


def question(text: str, *, answerable: bool = True) -> Question:
    return Question("q", text, (Gold("a", 0, len(TEXTS[0]), TEXTS[0]),) if answerable else ())


def test_a_name_stands_in_place_of_another() -> None:
    whom = {others().exchanged(question(f"whom {verb} did Kerry meet?")) for verb in "abcdefghijkl"}
    names = {(text or "").split(" did ")[1].removesuffix(" meet?") for text in whom}
    assert names == {"New York", "Bank of England"}  # "Wang" and "Putin" may only begin a sentence


def test_a_number_stands_in_place_of_a_number() -> None:
    assert others().exchanged(question("what happened in 2021?")) == "what happened in 2015?"


def test_the_same_question_is_always_exchanged_alike() -> None:
    asked = question("Whom did Kerry meet in 2021?")
    assert others().exchanged(asked) == others().exchanged(asked)


@pytest.mark.parametrize(
    ("asked", "texts"),
    [
        ("whom did they meet?", TEXTS),
        ("What happened?", TEXTS),  # only begins the question
        ("what happened in 2021?", TEXTS[:3]),  # 1999 stands beside
        ("what did Kerry do, of New York and the Bank?", (*TEXTS[:3], "It was in New York.")),
    ],
)
def test_without_a_name_or_another_there_is_none(asked: str, texts: tuple[str, ...]) -> None:
    assert others(texts).exchanged(question(asked)) is None


def test_what_stands_in_another_document_is_not_taken() -> None:
    assert others(document="b").exchanged(question("whom did Kerry meet?")) is None


def test_a_question_without_an_answer_is_not_exchanged() -> None:
    assert others().exchanged(question("whom did Kerry meet?", answerable=False)) is None
