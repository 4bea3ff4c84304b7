"""Follow-up questions over the sample articles: what is completed, how, and what is left as it was typed."""

from collections.abc import Sequence
from functools import lru_cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.completer import Completer
from bot.conversation.completion import Completion, LastTurn
from config.languages import read_language
from retrieval.searcher import Searcher
from tests.bot.articles import searcher
from tests.golden.questions import SEEDS

COMPLETER = Completer(read_language("en"))
PLEDGE = "Chinese President Xi Jinping announced at the summit that his country will aim to reach carbon neutrality"


@lru_cache
def seeds() -> Searcher:
    return searcher(SEEDS)


def mentions(name: str) -> Sequence[str]:
    return [it.sentence.text for it in seeds().search(name, 8).hits]


def complete(question: str, typed: str, quote: str | None = None) -> Completion:
    return COMPLETER.complete(typed, LastTurn(question, lambda: quote), seeds().snapshot.parse, mentions)


@pytest.mark.parametrize(
    "typed",
    [
        "How long did it take to make Wadjda?",
        "When was it announced that Kerry visits China?",
        "how did jessica jones get her powers",
        "What else were Revolutionaries called?",
        "And Then There Were None author",
        "what about Bob director",
        "WHO is where?",
        "when Atari closed their studios, who received the rights?",
        "When he was arrested, what was Abu Hamza charged with?",
        "where does it snow the most in north carolina",
        "where did they film game of thrones season 2",
        "is there any strike in punjab",
        "What is it called when a spiral is caused by the Sun?",
        "Is it easier or harder to change EU law?",
        "Who else was shot besides Kennedy?",
        "his dark materials author",
        "he's got the whole world in his hands history",
        "it movie 2017",
        "who sang it must be love",
        "who wrote it ends with us",
        "...And Justice for All release date",
        "So You Think You Can Dance winner",
        "But Beautiful composer",
        "how about a nice game of chess?",
        "what happened",
        "who resigned?",
        "what changed?",
        "who won",
        "and what did Biden announce?",
        "But why was the summit held?",
        "and US emissions?",
        "Tell me more about Kerry",
        "Tokyo",
        "Biden?",
        "2019",
        "emissions?",
        "and",
        "what about?",
        "",
    ],
)
def test_a_message_without_a_mark_or_with_a_clause_of_its_own_is_asked_as_typed(typed: str) -> None:
    assert complete("what did Xi pledge?", typed, PLEDGE) == Completion()


@pytest.mark.parametrize(
    ("question", "typed", "completed"),
    [
        ("what share of emissions is from China?", "and the us?", "what share of emissions is from the US?"),
        ("what did Biden cut?", "how much?", "how much did Biden cut?"),
        ("When was the first summit?", "the second one?", "When was the second summit?"),
        ("what did Biden say?", "his wife?", "Biden's wife?"),
        ("what did Biden say in 2021?", "and in 2019?", "what did Biden say in 2019?"),
        ("what did Biden say?", "and in 2019?", "what did Biden say in 2019?"),
        ("What is the target of the US?", "same for China", "What is the target of China?"),
        ("what did Biden announce?", "did Xi?", "what did Xi announce?"),
        ("what did Biden announce?", "And what about Mr Kerry?", "what did Mr Kerry announce?"),
        ("What is China's target?", "and Japan's?", "What is Japan's target?"),
        ("CHINA TARGET YEAR", "and the US?", "the US TARGET YEAR"),
        ("who opened the lighthouse?", "what about the ferry?", "who opened the ferry?"),
        ("who visited the new museum?", "and the old library?", "who visited the old library?"),
        ("what did the storm damage?", "and the fire?", "what did the fire damage?"),
        ("when was the bridge built?", "and the tower?", "when was the tower built?"),
        ("how tall is the tower?", "and the bridge?", "how tall is the bridge?"),
        ("did the mayor of Paris resign?", "and the minister?", "did the minister of Paris resign?"),
    ],
)
def test_a_fragment_is_completed_from_the_question_before(question: str, typed: str, completed: str) -> None:
    assert complete(question, typed) == Completion(completed)


def test_of_several_nouns_that_a_noun_may_stand_for_one_is_to_be_chosen() -> None:
    asked = complete("did the flood reach the village?", "and the storm?")
    assert asked.choices == ("did the storm reach the village?", "did the flood reach the storm?")


@pytest.mark.parametrize(
    ("question", "typed", "completed"),
    [
        ("When did Kerry visit Shanghai?", "why?", "why did Kerry visit Shanghai?"),
        ("In what year was the goal set?", "and by whom?", "by whom was the goal set?"),
        ("What caused the fire?", "who?", "who caused the fire?"),
        ("who won the cup?", "which team?", "which team won the cup?"),
        ("When is the Cop26 conference?", "where?", "where is the Cop26 conference?"),
        ("Did China agree?", "when?", "when Did China agree?"),
        ("When did it start?", "in which country?", "in which country did it start?"),
    ],
)
def test_a_lone_question_word_takes_the_place_of_the_one_before(question: str, typed: str, completed: str) -> None:
    assert complete(question, typed) == Completion(completed)


@pytest.mark.parametrize(
    ("question", "typed", "completed"),
    [
        ("who won the cup?", "where?", "where? (who won the cup)"),
        ("who won the cup?", "how much?", "how much? (who won the cup)"),
        ("Who leads the talks?", "since when?", "since when? (Who leads the talks)"),
        ("which company won the cup?", "and when?", "when? (which company won the cup)"),
        ("How many trees are planted?", "where exactly?", "where? (How many trees are planted)"),
        ("who was elected mayor?", "in which year?", "in which year? (who was elected mayor)"),
        ("who will lead the talks?", "why?", "why? (who will lead the talks)"),
        ("since when? (Who leads the talks)", "where?", "where? (Who leads the talks)"),
        ("since when? (Who leads the talks)", "which country?", "which country leads the talks"),
        ("where? (who won the cup)", "and the race?", "where? (who won the race)"),
    ],
)
def test_where_the_question_word_was_the_subject_a_lone_question_stands_before_the_whole_question(
    question: str, typed: str, completed: str
) -> None:
    assert complete(question, typed) == Completion(completed)


@pytest.mark.parametrize(
    ("question", "typed"),
    [
        ("who won the cup?", "by whom?"),
        ("who is Xi?", "when?"),
        ("Who is Jen Psaki?", "since when?"),
        ("What is the White House?", "why?"),
        ("why?", "when?"),
    ],
)
def test_a_lone_question_that_cannot_be_asked_of_the_question_before_is_asked_as_typed(
    question: str, typed: str
) -> None:
    assert complete(question, typed) == Completion()


def test_a_question_of_which_a_filter_took_the_rest_is_no_lone_question() -> None:
    last, parse = LastTurn("what did Xi pledge?"), seeds().snapshot.parse
    assert COMPLETER.complete("what is", last, parse, mentions, is_narrowed=True) == Completion()
    assert COMPLETER.complete("why?", last, parse, mentions, is_narrowed=True) == Completion("why did Xi pledge?")


@pytest.mark.parametrize(
    ("question", "typed", "completed"),
    [
        ("Also who is the governor?", "and the mayor of Lindholm?", "who is the mayor of Lindholm?"),
        ("and what did Biden say?", "and Xi?", "what did Xi say?"),
        ("And Then There Were None author", "when?", "when And Then There Were None author"),
        ("and the US?", "and Germany?", None),
        ("the US?", "and the US?", None),
    ],
)
def test_what_opens_the_question_before_is_not_taken_over(question: str, typed: str, completed: str | None) -> None:
    assert complete(question, typed) == Completion(completed)


@pytest.mark.parametrize(
    ("question", "typed", "completed"),
    [
        ("When did Kerry visit Shanghai?", "When will he travel to Seoul?", "When will Kerry travel to Seoul?"),
        ("Who is Jen Psaki?", "what did she say?", "what did Jen Psaki say?"),
        ("what did Biden tell Xi?", "and who invited him?", "and who invited Xi?"),
        ("When did the Cop26 conference begin?", "who leads it?", "who leads the Cop26 conference?"),
        ("What is the capital of China?", "how old is it?", "how old is it? (capital, China)"),
        ("What is China's target?", "is it legal?", "is it legal? (China, target)"),
        ("Who did Biden invite to the summit?", "when is it?", "when is it? (Biden, invite, summit)"),
        ("What is the White House?", "what is its role?", "what is the White House's role?"),
        ("How many trees burned?", "which of them are old?", "which of them are old? (trees, burned)"),
    ],
)
def test_a_pronoun_stands_for_what_the_question_before_names(question: str, typed: str, completed: str) -> None:
    assert complete(question, typed) == Completion(completed)


def test_after_who_a_pronoun_stands_for_the_person_in_the_quote_shown_first() -> None:
    assert complete("Who will reach carbon neutrality?", "what did he say?", PLEDGE) == Completion(
        "what did Chinese President Xi Jinping say?"
    )


@pytest.mark.parametrize(
    ("question", "persons"),
    [
        ("what did Kerry and Biden announce?", ("Kerry", "Biden")),
        ("what did Mr Kerry and Xi Jinping announce?", ("Mr Kerry", "Xi Jinping")),
        ("who invited Xi or Biden?", ("Xi", "Biden")),
    ],
)
def test_of_persons_who_stand_joined_one_is_to_be_chosen(question: str, persons: tuple[str, ...]) -> None:
    asked = complete(question, "what did he say?", None)
    assert asked == Completion(choices=tuple(f"what did {it} say?" for it in persons))
    asked = complete(question, "what else did he say?", None)
    assert asked == Completion(choices=tuple(f"what else did {it} say?" for it in persons), leaves_out=True)


def test_a_pronoun_without_anybody_to_stand_for_is_asked_as_typed() -> None:
    assert complete("How many trees burned?", "what did he say?") == Completion()
    assert complete("Who burned trees?", "what did he say?") == Completion()


@pytest.mark.parametrize(
    ("typed", "completed"),
    [
        ("and in Shanghai?", "what did Xi tell Biden in Shanghai?"),
        ("and Shanghai?", "what did Xi tell Biden in Shanghai?"),
    ],
)
def test_a_place_takes_the_place_of_a_place(typed: str, completed: str) -> None:
    assert complete("what did Xi tell Biden in Tokyo?", typed) == Completion(completed)


def test_where_several_names_or_numbers_fit_all_are_offered() -> None:
    assert complete("what did Xi tell Biden in Tokyo?", "and Kerry?").choices == (
        "what did Kerry tell Biden in Tokyo?",
        "what did Xi tell Kerry in Tokyo?",
    )
    assert complete("What was set in 2020 and 2030?", "and in 2060?").choices == (
        "What was set in 2060 and 2030?",
        "What was set in 2020 and 2060?",
    )


def test_where_too_many_names_fit_the_message_is_asked_as_typed() -> None:
    question = "when did Anna, Berta, Carla, Dora, Emma and Frida meet?"
    assert COMPLETER.complete("and Gerda?", LastTurn(question), seeds().snapshot.parse, lambda _: []) == Completion()


@pytest.mark.parametrize("typed", ["what else?", "anything else?", "tell me more", "who else?", "more about him"])
def test_asking_for_more_asks_the_question_again_for_other_sentences(typed: str) -> None:
    assert complete("what did Xi pledge?", typed) == Completion("what did Xi pledge?", leaves_out=True)


def test_else_beside_a_pronoun_leaves_out_what_was_quoted() -> None:
    assert complete("what did Xi pledge?", "what else did he announce?") == Completion(
        "what else did Xi announce?", leaves_out=True
    )


def test_an_opener_beside_filters_asks_the_question_before_of_other_articles() -> None:
    last, parse = LastTurn("what did Xi pledge?"), seeds().snapshot.parse
    assert COMPLETER.complete("and", last, parse, mentions, is_narrowed=True) == Completion("what did Xi pledge?")
    assert COMPLETER.complete("what about?", last, parse, mentions, is_narrowed=True).question == "what did Xi pledge?"
    assert COMPLETER.complete("emissions", last, parse, mentions, is_narrowed=True) == Completion()
    assert COMPLETER.complete("and", last, parse, mentions) == Completion()


def test_a_completed_question_is_completed_further() -> None:
    first = complete("what did Xi announce at the summit?", "and Biden?").question
    assert first == "what did Biden announce at the summit?"
    assert complete(first, "by when?") == Completion("by when did Biden announce at the summit?")


def test_the_quote_is_looked_up_only_when_it_is_needed() -> None:
    def quote() -> str:
        raise AssertionError

    last = LastTurn("what did Xi pledge?", quote)
    assert COMPLETER.complete("and Biden?", last, seeds().snapshot.parse, mentions).question is not None
    assert COMPLETER.complete("when did he speak?", last, seeds().snapshot.parse, mentions).question is not None


def test_of_many_names_only_some_are_looked_up() -> None:
    looked_up: list[str] = []

    def find(name: str) -> Sequence[str]:
        looked_up.append(name)
        return []

    question = "what did " + ", ".join(f"Xi{number}" for number in range(80)) + " say?"
    for typed in ("and Biden?", "what did he say?", "and " + "of " * 100 + "Biden?"):
        COMPLETER.complete(typed, LastTurn(question), seeds().snapshot.parse, find)
        assert len(set(looked_up)) == len(looked_up) <= 12
        looked_up.clear()


_WORDS = """
    and what about the it he Xi his 's in 2021 near who how many one else more , ? US Biden of day first coldest
    """
WORDS = st.sampled_from(_WORDS.split())


@given(st.lists(WORDS, max_size=8).map(" ".join), st.lists(WORDS, max_size=8).map(" ".join))
def test_any_message_after_any_question_is_completed_or_asked_as_typed(question: str, typed: str) -> None:
    completion = COMPLETER.complete(typed, LastTurn(question, lambda: PLEDGE), seeds().snapshot.parse, lambda _: [])
    assert completion.question is None or completion.choices == ()
