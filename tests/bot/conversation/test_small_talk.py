"""Small talk: what is recognised, and what is left for a question."""

import json
from pathlib import Path

import pytest

from bot.conversation.small_talk import SmallTalkKind, SmallTalkPhrases
from bot.word_data import WordData
from tests.bot.conversation.phrases import HELD_OUT, QUESTIONS, TUNED
from tests.bot.conversation.phrases_of_languages import SMALL_TALK

PHRASES = WordData().small_talk()
DEV = Path(__file__).parents[4] / "shared" / "data" / "qa" / "dev"


IN_LANGUAGES = [(message, kind) for phrases in SMALL_TALK.values() for message, kind in phrases.items()]


@pytest.mark.parametrize(("message", "kind"), [*TUNED.items(), *HELD_OUT.items(), *IN_LANGUAGES])
def test_small_talk_is_recognised(message: str, kind: str) -> None:
    recognised = PHRASES.kind_of(message)
    assert recognised is not None
    assert recognised.value == kind


def test_sixty_phrases_are_tried_a_third_of_them_held_out() -> None:
    assert (len(TUNED), len(HELD_OUT)) == (40, 20)
    assert not TUNED.keys() & HELD_OUT.keys()


def test_the_longest_phrase_counts() -> None:
    lists: dict[str, list[str]] = {kind.value: [] for kind in SmallTalkKind} | {
        "farewell": ["have a nice day"],
        "filler": ["have", "a nice"],
    }
    phrases = SmallTalkPhrases(lambda: [lists])
    assert phrases.kind_of("Have a nice day!") is SmallTalkKind.FAREWELL
    assert phrases.kind_of("A nice, have a nice day") is SmallTalkKind.FAREWELL
    assert phrases.kind_of("have a nice") is None
    assert phrases.kind_of("have a nice daybreak") is None


@pytest.mark.parametrize("message", QUESTIONS)
def test_what_may_be_a_question_is_no_small_talk(message: str) -> None:
    assert PHRASES.kind_of(message) is None


@pytest.mark.skipif(not DEV.is_dir(), reason="the labelled question sets are not at hand")
def test_no_question_of_the_labelled_sets_is_taken_for_small_talk() -> None:
    files = sorted(DEV.glob("*/questions.jsonl"))
    questions = [json.loads(line)["question"] for file in files for line in file.read_text("utf-8").splitlines()]
    assert len(questions) > 4000
    assert [it for it in questions if PHRASES.kind_of(it) is not None] == []


@pytest.mark.parametrize("word", ["good", "very", "hi", "how are you"])
def test_repeated_phrases_before_another_word_are_no_small_talk(word: str) -> None:
    assert PHRASES.kind_of(" ".join([word] * 100)[:79] + "#x") is None
