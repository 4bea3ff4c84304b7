"""What is said around a question is left out of it, and nothing else is."""

import json

import pytest

from bot.conversation.courtesies import without_courtesies
from tests.bot.conversation.phrases import QUESTIONS
from tests.bot.conversation.test_small_talk import PHRASES, SETS


@pytest.mark.parametrize(
    ("message", "question"),
    [
        ("hey, who opened the ferry?", "who opened the ferry?"),
        ("Hello! Who opened the ferry?", "Who opened the ferry?"),
        ("Hi all,\nwho opened the ferry?\nThanks", "who opened the ferry?"),
        ("Hi. How are you? Who opened the ferry?", "Who opened the ferry?"),
        ("Who opened the ferry? 🙏 thank you so much", "Who opened the ferry?"),
        ("Thanks! And Biden?", "And Biden?"),
        ("Hallo zusammen, wer hat gewonnen? Danke!", "wer hat gewonnen?"),
        ("مرحبا، من فاز؟ شكرا", "من فاز؟"),
        ("Hola, buenas tardes, ¿quién ganó?", "¿quién ganó?"),
        ("¡Hola! ¿Quién ganó? Gracias", "¿Quién ganó?"),
        ("你好，谁赢了比赛？谢谢！", "谁赢了比赛？"),
    ],
)
def test_small_talk_before_and_behind_a_question_is_left_out(message: str, question: str) -> None:
    assert without_courtesies(message, PHRASES.kind_of) == question


@pytest.mark.parametrize(
    "message",
    [
        *("Nice, France: what happened?", "Was it in Paris? Nice?", "No. 10 Downing Street: who lives there?"),
        *("Hello, Dolly", "hello. thanks", "Hey Jude: who sang it?", "who said thank you?", " who won? ", ""),
        *(it for it in QUESTIONS if not it.startswith("hi,")),
    ],
)
def test_names_and_lone_small_talk_stay(message: str) -> None:
    assert without_courtesies(message, PHRASES.kind_of) == message


@pytest.mark.skipif(not SETS.is_dir(), reason="the labelled question sets are not at hand")
def test_the_questions_of_the_labelled_sets_stay() -> None:
    files = sorted(SETS.glob("dev*/*/questions.jsonl"))
    questions = [json.loads(line)["question"] for file in files for line in file.read_text("utf-8").splitlines()]
    assert [it for it in questions if without_courtesies(it, PHRASES.kind_of) != it] == []
