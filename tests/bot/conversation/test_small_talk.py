"""Small talk: what is recognised, and what is left for a question."""

import json
from itertools import chain
from pathlib import Path

import pytest

from bot.conversation.folding import folded, may_have, plain_letters, spellings
from bot.conversation.small_talk import SmallTalkKind, SmallTalkPhrases
from bot.word_data import WordData
from config.languages import languages, read_table, shipped_text
from tests.bot.conversation.phrases import HELD_OUT, QUESTIONS, TUNED
from tests.bot.conversation.phrases_of_languages import QUESTIONS as QUESTIONS_OF_LANGUAGES
from tests.bot.conversation.phrases_of_languages import SMALL_TALK

PHRASES = WordData().small_talk()
SETS = Path(__file__).parents[4] / "shared" / "data" / "qa"
IN_LANGUAGES = [(message, kind) for phrases in SMALL_TALK.values() for message, kind in phrases.items()]
CONTENT = {
    "de": ("Klimawandel", "Berlin"),
    "es": ("inflación", "Madrid"),
    "fr": ("climat", "Paris"),
    "ru": ("климат", "Москва"),
    "zh": ("气候", "北京"),
    "ar": ("المناخ", "القاهرة"),
}
"""Words that a question is about."""


@pytest.mark.parametrize(("message", "kind"), [*TUNED.items(), *HELD_OUT.items(), *IN_LANGUAGES])
def test_small_talk_is_recognised(message: str, kind: str) -> None:
    recognised = PHRASES.kind_of(message)
    assert recognised is not None
    assert recognised.value == kind


def test_sixty_phrases_are_tried_a_third_of_them_held_out() -> None:
    assert (len(TUNED), len(HELD_OUT)) == (40, 20)
    assert not TUNED.keys() & HELD_OUT.keys()


def test_every_language_that_ships_is_tried_with_twenty_phrases_of_all_kinds() -> None:
    have_small_talk = {it for it in languages() if read_table(it, "small_talk")}
    assert {"en", *SMALL_TALK} == {"en", *QUESTIONS_OF_LANGUAGES} == have_small_talk
    for phrases in SMALL_TALK.values():
        assert len(phrases) >= 20
        assert set(phrases.values()) == {kind.value for kind in SmallTalkKind}


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


def test_a_shorter_phrase_counts_where_the_longest_leaves_words_of_none() -> None:
    """In Chinese no blank tells where a phrase ends."""
    assert PHRASES.kind_of("谢谢你是谁") is SmallTalkKind.ABILITY


@pytest.mark.parametrize("message", [*QUESTIONS, *chain.from_iterable(QUESTIONS_OF_LANGUAGES.values())])
def test_what_may_be_a_question_is_no_small_talk(message: str) -> None:
    assert PHRASES.kind_of(message) is None


@pytest.mark.parametrize("language", CONTENT)
def test_a_word_that_a_question_is_about_makes_every_phrase_a_question(language: str) -> None:
    blank = "" if language == "zh" else " "
    for phrase in SMALL_TALK[language]:
        for word in CONTENT[language]:
            assert PHRASES.kind_of(f"{phrase}{blank}{word}") is None
            assert PHRASES.kind_of(f"{word}{blank}{phrase}") is None


@pytest.mark.skipif(not SETS.is_dir(), reason="the labelled question sets are not at hand")
def test_no_question_of_the_labelled_sets_is_taken_for_small_talk() -> None:
    files = sorted(SETS.glob("dev*/*/questions.jsonl"))
    questions = [json.loads(line)["question"] for file in files for line in file.read_text("utf-8").splitlines()]
    assert len(questions) > 10_000
    assert [it for it in questions if PHRASES.kind_of(it) is not None] == []


@pytest.mark.parametrize("word", ["good", "very", "hi", "how are you"])
def test_repeated_phrases_before_another_word_are_no_small_talk(word: str) -> None:
    assert PHRASES.kind_of(" ".join([word] * 100)[:79] + "#x") is None


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ("heeeey", "greeting"),
        ("cooool", "thanks"),
        ("byeeee byeeee", "farewell"),
        ("Прииивет", "greeting"),
        ("graciaaas", "thanks"),
    ],
)
def test_letters_may_be_drawn_out(message: str, kind: str) -> None:
    recognised = PHRASES.kind_of(message)
    assert recognised is not None
    assert recognised.value == kind


def test_a_word_of_one_letter_is_not_drawn_out() -> None:
    assert PHRASES.kind_of("kk") is SmallTalkKind.THANKS
    assert PHRASES.kind_of("KKK") is None


@pytest.mark.parametrize(
    "message", ["ok, danke", "hi 你是机器人吗", "спасибо, bye", "merci, grazie mille", "hola, كيف حالك"]
)
def test_languages_may_be_mixed(message: str) -> None:
    assert (PHRASES.kind_of(message) is None) == ("grazie" in message)


@pytest.mark.parametrize(
    "message", ["hallo", "what did Xi pledge?", "hi Angela", "你好", "你好吗朋友", "ok danke", "Hiii", ""]
)
def test_the_first_message_is_recognised_as_every_other(message: str) -> None:
    """For the first the tables are not always read."""
    assert WordData().small_talk().kind_of(message) is PHRASES.kind_of(message)


def test_every_word_of_the_phrases_stands_in_the_text_that_is_searched_first() -> None:
    text = plain_letters(shipped_text("small_talk"))
    for code in languages():
        for phrases in read_table(code, "small_talk").values():
            lines = phrases.replace(",", "\n") if isinstance(phrases, str) else "\n".join(phrases)
            words = {word for spelling in spellings(lines) for word in spelling.split()}
            assert [word for word in words if not may_have(text, word)] == []


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Grüße", "gruesse"),
        ("Grüße", "grusse"),
        ("j’ai", "jai"),
        ("j'ai", "j ai"),
        ("ＯＫ！", "ok"),
        ("ещё", "еще"),
        ("شُكْرًا", "شكرا"),
        ("أهلاً", "اهلا"),
        ("مـرحـبا", "مرحبا"),
        ("إلى السلامة", "الي السلامه"),
        ("¿Cómo estás?", "como estas"),
        ("à cœur", "a coeur"),
        ("谢谢，你好！", "谢谢你好"),
        ("j´ai", "jai"),
    ],
)
def test_what_is_typed_in_several_ways_is_folded_to_one(typed: str, meant: str) -> None:
    assert folded(meant).split() in [spelling.split() for spelling in spellings(typed)]
