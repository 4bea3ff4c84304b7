"""The conversations of the benchmark are what it says they are, and are asked as people ask them."""

import json

import pytest

from benchmarks.bot.conversations import LANGUAGES, ask, read_articles, read_conversations

ARTICLES = [
    json.dumps(
        {"id": "goals", "source": "Reuters", "text": "Xi pledged neutrality by 2060. Biden pledged half by 2030."}
    ),
    json.dumps(
        {"id": "ferry", "source": "Kyodo", "text": "The ferry to Ostend costs nine euros. It sails every hour."}
    ),
]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_twenty_conversations_about_sentences_that_are_there_once(language: str) -> None:
    conversations = read_conversations(language)
    assert len(conversations) == 20
    assert {len(it) for it in conversations} == {2, 3}
    texts = "\n".join(json.loads(line)["text"] for code in LANGUAGES for line in read_articles(code))
    ambiguous = [turn for turns in conversations for turn in turns if texts.count(turn[1]) != 1]
    assert ambiguous == []


def test_a_turn_follows_those_of_its_own_conversation_only() -> None:
    first = [["what did Xi pledge?", "by 2060"], ["and Biden?", "by 2030"]]
    (_, follow_up), (alone,) = ask(ARTICLES, [first, [["and Biden?", "by 2030"]]])
    assert (follow_up.place, follow_up.searched) == (1, "what did Biden pledge?")
    assert follow_up.is_first
    assert (alone.place, alone.searched) == (0, "and Biden?")


def test_a_turn_that_is_not_answered_quotes_nothing() -> None:
    ((turn,),) = ask(ARTICLES, [[["what did Xi pledge? source:Kyodo", "by 2060"]]])
    assert turn.quotes == ()
    assert not turn.is_first
    assert not turn.is_shown
