"""Tests of the overview of a corpus: its topics, and the questions that may be asked."""

import random
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.overview.overview import Overview
from retrieval.overview.words import OverviewWords
from tests.retrieval.overview.english import english, overview

PLAN = "Ann Lee announced a plan for a million trees in the north."


def test_topics_are_the_names_of_most_articles(tmp_path: Path) -> None:
    texts = [
        *(f"It was said by Ann Lee on day {day}. It rained in Old Oak." for day in "abc"),
        *(f"They met in Old Oak with dog {day}." for day in "abc"),
        "It was said by Ben Young.",
    ]
    assert overview(tmp_path, texts).topics == ("Old Oak", "Ann Lee")


def test_at_most_five_names_are_topics(tmp_path: Path) -> None:
    people = [f"{first} Young" for first in ("Ann", "Ben", "Cy", "Dan", "Eve", "Fay", "Gus")]
    texts = [f"They met {', '.join(people[: 7 - number])} on day {number}." for number in range(6)]
    assert overview(tmp_path, texts).topics == tuple(people[:5])


@pytest.mark.parametrize(
    "texts",
    [[], ["It rained."], ["no names here.", "none there either."], [PLAN], ["", "  "], ["中国。", "中国。 美国。"]],
)
def test_a_corpus_without_shared_names_has_no_topics(tmp_path: Path, texts: list[str]) -> None:
    assert overview(tmp_path, [*texts, "It was dry."]).topics == ()


def test_of_many_sentences_few_are_read_and_no_frequent_name_is_overlooked(tmp_path: Path) -> None:
    dice = random.Random(1)  # noqa: S311  (no secret)
    names = [
        f"{first}{letter} {last}{letter}" for letter in "abcdefghij" for first, last in (("An", "Le"), ("Bo", "Yu"))
    ]
    texts = [
        " ".join(
            f"It was on {day} that they met {name}." for name in names if dice.random() < 0.6 / (1 + names.index(name))
        )
        + " It rained."
        for day in range(600)
    ]
    counts = {name: sum(name in text for text in texts) for name in names}
    expected = sorted(names, key=lambda it: (-counts[it], it.lower()))[:5]
    assert counts[expected[4]] > 2
    assert sum(counts.values()) > 500
    assert overview(tmp_path, texts).topics == tuple(expected)


def test_a_name_that_only_begins_sentences_is_no_topic(tmp_path: Path) -> None:
    texts = [f"Old Oaks fell. Great Rain came. It was day {day}." for day in "abc"]
    assert overview(tmp_path, texts).topics == ()


def test_a_name_is_spelled_as_most_often(tmp_path: Path) -> None:
    texts = [f"They met Ann LEE here, on day {day}." for day in "ab"] + [
        f"They met Ann Lee, on day {day}." for day in "cde"
    ]
    assert overview(tmp_path, texts).topics == ("Ann Lee",)


def test_words_that_are_mostly_written_in_lower_case_are_no_topic(tmp_path: Path) -> None:
    texts = [
        f"The Panel on Climate Change met about climate change, and climate change it was, on {day}." for day in "abc"
    ]
    assert overview(tmp_path, texts).topics == ()


def test_headings_sources_and_agencies_are_no_topics(tmp_path: Path) -> None:
    texts = [
        {
            "text": f"All About Trees\n\nIt was said by the US Crow and by Kyodo News and by Old Oak on day {day}.",
            "source": "The US Crow",
        }
        for day in "abc"
    ]
    assert overview(tmp_path, texts).topics == ("Old Oak",)


def test_names_that_are_part_of_each_other_are_one_topic(tmp_path: Path) -> None:
    texts = [f"They met in Old Oak, the seat of Old Oak Council and of the Old Oaks, on day {day}." for day in "abc"]
    assert overview(tmp_path, texts).topics == ("Old Oak",)


def test_markup_in_names_stays_text(tmp_path: Path) -> None:
    texts = [f"They met <b>Ann Lee</b> & *Old Oak* on day {day}." for day in "abc"]
    assert set(overview(tmp_path, texts).topics) == {"Ann Lee", "Old Oak"}


def test_articles_without_titles_have_topics(tmp_path: Path) -> None:
    texts = [{"text": f"They met Ann Lee on day {day}.", "title": ""} for day in "abc"]
    assert overview(tmp_path, texts).topics == ("Ann Lee",)


def test_a_question_is_made_of_a_statement_about_a_name_that_the_corpus_knows(tmp_path: Path) -> None:
    [question] = overview(tmp_path, [PLAN, "It was said by Ann Lee."]).questions
    assert (question.question, question.document_id) == ("What did Ann Lee announce?", "0")
    assert (question.start, question.end) == (0, len(PLAN))


@pytest.mark.parametrize(
    "others",
    [
        ["It was dry."],
        ["It was said by Mary Ann Lee."],
        ["Ann Lee spoke."],
    ],
)
def test_a_name_that_may_be_half_a_name_makes_no_question(tmp_path: Path, others: list[str]) -> None:
    assert overview(tmp_path, [PLAN, *others]).questions == ()


def test_the_title_of_an_article_knows_a_name_too(tmp_path: Path) -> None:
    [question] = overview(tmp_path, [{"text": PLAN, "title": "Ann Lee and the trees"}]).questions
    assert question.question == "What did Ann Lee announce?"


def test_a_single_word_is_a_name_where_it_always_stands_alone(tmp_path: Path) -> None:
    statement = "Norway announced a plan for a million trees in the north."
    [question] = overview(tmp_path, [statement, "They met in Norway and in Old Oak."]).questions
    assert question.question == "What did Norway announce?"
    assert overview(tmp_path, [statement, "They met Ann Norway."]).questions == ()


def test_each_name_and_each_article_has_one_question_at_most(tmp_path: Path) -> None:
    other = "Ann Lee signed a treaty about a million trees in the north."
    third = "Ben Old signed a treaty about a million trees in the north."
    found = overview(tmp_path, [f"{PLAN} {third} They met Ann Lee and Ben Old.", f"They left. {other}"]).questions
    assert len(found) in {1, 2}
    assert len({it.document_id for it in found}) == len({it.question.split()[2] for it in found}) == len(found)


def test_a_publisher_makes_no_question(tmp_path: Path) -> None:
    texts = [{"text": PLAN, "source": "Ann Lee"}, {"text": "It was said by Ann Lee."}]
    assert overview(tmp_path, texts).questions == ()


def test_a_sample_has_no_more_sentences_than_asked_for_and_is_always_the_same(tmp_path: Path) -> None:
    texts = [f"They met Ann Lee on day {day}. It rained on {day}. They met Ben Old on {day}." for day in range(40)]
    found = overview(tmp_path, texts, 20)
    assert found == overview(tmp_path / "again", texts, 20)
    assert set(found.topics) <= {"Ann Lee", "Ben Old"}
    assert found.topics


_WORDS = st.sampled_from(
    [
        "Ann",
        "Lee",
        "Old",
        "Oak",
        "Council",
        "of",
        "the",
        "met",
        "The",
        "Monday",
        "President",
        "in",
        "and",
        "U.S.",
        "I",
        "won",
        "a",
    ]
)
_SENTENCES = st.lists(_WORDS, min_size=1, max_size=9).map(lambda it: f"They saw {' '.join(it)} there.")
_TEXTS = st.lists(_SENTENCES | st.text(max_size=40), min_size=1, max_size=4).map(" ".join)


@settings(max_examples=30, deadline=None)
@given(st.lists(_TEXTS, min_size=1, max_size=5))
def test_any_corpus_has_at_most_five_topics_which_each_stand_in_two_articles(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str]
) -> None:
    texts = [*texts, "It was dry."]
    topics = overview(tmp_path_factory.mktemp("any"), texts).topics
    assert len(topics) <= 5
    for topic in topics:
        pattern = re.compile(r"\s".join(map(re.escape, topic.split())), re.IGNORECASE)
        assert sum(bool(pattern.search(text)) for text in texts) >= 2


def test_an_overview_is_read_from_json_as_it_was(tmp_path: Path) -> None:
    found = overview(tmp_path, [PLAN, "It was said by Ann Lee.", "They met Ann Lee."])
    assert found.topics
    assert found.questions
    assert Overview.from_json(found.to_json()) == found


def test_other_words_have_another_digest() -> None:
    assert english().digest() == english().digest() != OverviewWords().digest()
