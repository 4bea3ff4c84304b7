"""Written conversations and full questions over the sample articles and the labelled sets, as in the benchmark."""

from functools import lru_cache
from itertools import chain

import pytest

from benchmarks.bot.follow_ups import (
    FULL_QUESTIONS,
    MUST_REACH,
    SETS,
    Asker,
    full_questions,
    read_conversations,
    searcher_of,
    wrongly_completed,
)

NEEDS_SETS = pytest.mark.skipif(not SETS.is_dir(), reason="the labelled question sets are not at hand")


@lru_cache
def asker(corpus: str) -> Asker:
    return Asker(searcher_of(corpus))


def test_there_are_sixty_conversations_and_a_third_of_them_was_held_out() -> None:
    built_on, held_out = (read_conversations(it) for it in ("built_on", "held_out"))
    assert len(built_on) + len(held_out) >= 60
    assert len(held_out) * 3 >= len(built_on) + len(held_out)
    assert {len(turns) for _, turns in built_on + held_out} == {2, 3}


@pytest.mark.slow
@NEEDS_SETS
@pytest.mark.parametrize("file", ["built_on", "held_out"])
def test_nine_of_ten_follow_ups_are_answered_by_the_expected_sentence(file: str) -> None:
    turns = chain.from_iterable(asker(corpus).turns(turns) for corpus, turns in read_conversations(file))
    follow_ups = [it for it in turns if it.is_follow_up]
    missed = [(it.question, it.completed) for it in follow_ups if not it.is_right]
    assert len(missed) <= (1 - MUST_REACH) * len(follow_ups), missed


@pytest.mark.slow
@NEEDS_SETS
def test_no_full_question_is_completed_from_the_one_before() -> None:
    asked = 0
    for file in sorted(SETS.glob("*/questions.jsonl")):
        questions = full_questions(searcher_of(file.parent.name), file)
        asked += len(questions)
        assert list(wrongly_completed(asker(file.parent.name), questions)) == []
    assert asked >= FULL_QUESTIONS
