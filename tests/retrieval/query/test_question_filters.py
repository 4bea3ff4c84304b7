"""A message as a question and filters: what holds together, what stays, and that any text can be read."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.models import Filters
from retrieval.query.question_filters import FilteredQuestion, Suggested
from tests.retrieval.query.filtering import CLUES, READER, SOURCES

DEV = Path(__file__).parents[4] / "shared" / "data" / "qa" / "dev"
DAY = date(2026, 11, 29)


@pytest.mark.parametrize(
    ("message", "question", "filters"),
    [
        ("what did Xi pledge?", "what did Xi pledge?", Filters()),
        ("Xi source:kyodo source:ap", "Xi", Filters(sources=frozenset({"kyodo", "ap"}))),
        ('Xi source:"Kyodo  News"', "Xi", Filters(sources=frozenset({"Kyodo News"}))),
        ("Xi source:guardian", "Xi", Filters(sources=frozenset({"The Guardian"}))),
        ("Xi after:2021-04", "Xi", Filters(since="2021-04-01")),
        ("Xi after:2021-04-03", "Xi", Filters(since="2021-04-03")),
        ("Xi before:2022", "Xi", Filters(until="2021-12-31")),
        ("Xi before:2021-04-03", "Xi", Filters(until="2021-04-02")),
        ("Xi after:2020 after:2021 before:2024 before:2023", "Xi", Filters(since="2021-01-01", until="2022-12-31")),
        ('Xi after:"3 May 2020"', "Xi", Filters(since="2020-05-03")),
        ("Xi after:yesterday", "Xi", Filters(since="2026-11-28")),
        ("Xi after:2026-11-20 last month", "Xi", Filters(since="2026-11-20", until="2026-10-31")),
        ('Xi title:climate title:"net zero"', "Xi", Filters(titles=("climate", "net", "zero"))),
        ("Xi -coal -oil -coal", "Xi", Filters(without=("coal", "oil"))),
        ("who made “net zero”?", "who made “net zero”?", Filters(phrases=("net zero",))),
        ('"net zero"', '"net zero"', Filters(phrases=("net zero",), in_sentence=True)),
        (
            '"net zero" source:kyodo, -coal yesterday?',
            '"net zero"?',
            Filters(frozenset({"kyodo"}), "2026-11-28", "2026-11-28", (), ("coal",), ("net zero",), in_sentence=True),
        ),
        ('"to be or not to be"', '"to be or not to be"', Filters(phrases=("to be or not to be",), in_sentence=True)),
        ("source:kyodo", "", Filters(sources=frozenset({"kyodo"}))),
        ("source:kyodo, what did Xi pledge?", "what did Xi pledge?", Filters(sources=frozenset({"kyodo"}))),
        ("last source:kyodo week", "", Filters(frozenset({"kyodo"}), "2026-11-16", "2026-11-22")),
    ],
)
def test_filters_are_taken_out_of_the_question(message: str, question: str, filters: Filters) -> None:
    read = READER.read(message, DAY, SOURCES)
    assert (read.question, read.filters) == (question, filters)


def test_filters_that_contradict_each_other_stay_as_they_are() -> None:
    filters = READER.read("Xi after:2022 before:2021", DAY).filters
    assert (filters.since, filters.until) == ("2022-01-01", "2020-12-31")


def test_an_order_by_date_is_asked_for() -> None:
    assert READER.read("Xi sort:date", DAY).newest_first
    assert READER.read("sort:date", DAY).question == ""
    assert not READER.read("Xi sort:size", DAY).newest_first


@pytest.mark.parametrize(
    "typed",
    [
        "before:soon",
        "after:99999",
        "after:2021-13",
        "before:0001",
        "after:2021-02-30",
        '-"fossil fuel"',
        "source:",
        'title:""',
        "before:?",
        "-source:kyodo",
        'source:"Kyodo',
    ],
)
def test_a_value_that_means_nothing_is_told_and_stays_text(typed: str) -> None:
    read = READER.read(f"Xi {typed} pledge", DAY)
    assert (read.question, read.unread) == (f"Xi {typed} pledge", (typed,))
    assert read.filters.is_empty


@pytest.mark.parametrize("message", ["MHC:antigen", "Re: x", 'an "open mark', "net-zero", "10:30", "sort:size", "ß:-"])
def test_text_is_neither_a_filter_nor_told(message: str) -> None:
    read = READER.read(message, DAY)
    assert (read.question, read.filters, read.unread) == (message, Filters(), ())


def test_a_suggestion_keeps_the_other_filters() -> None:
    suggested = READER.read("What did Japan lift in March 1974? source:kyodo", DAY).suggested
    assert suggested == Suggested("What did Japan lift?", Filters(frozenset({"kyodo"}), "1974-03-01", "1974-03-31"))


def test_nothing_is_suggested_beside_days_that_are_asked_for() -> None:
    assert READER.read("What did Japan lift in March 1974? after:2020", DAY).suggested is None


@pytest.mark.skipif(not DEV.is_dir(), reason="the labelled question sets are not at hand")
def test_no_question_of_the_labelled_sets_gets_a_filter_that_it_does_not_ask_for() -> None:
    lines = [line for file in sorted(DEV.glob("*/questions.jsonl")) for line in file.read_text("utf-8").splitlines()]
    questions = [json.loads(line)["question"] for line in lines]
    assert len(questions) == 4347
    reads = [(question, READER.read(question, DAY, SOURCES)) for question in questions]
    quoting = [question for question, read in reads if read.filters.phrases]
    assert 90 <= len(quoting) == sum('"' in question for question in quoting)
    assert [
        question
        for question, read in reads
        if replace(read.filters, phrases=()) != Filters() or read.newest_first or read.unread or read.undated
    ] == []
    assert all(read.question == question.strip() for question, read in reads)
    assert all(CLUES.may_filter(question) or read == FilteredQuestion(question.strip()) for question, read in reads)
    assert sum(map(CLUES.may_filter, questions)) < len(questions) / 5


_WORDS = """
source: after: before: title: sort: sort:date source:kyodo "Kyodo News" “ ” « » „ " - -coal -5 – 2021 2021-04 99999
0001 yesterday today last this past since ago Tuesday week days month year in the two 3 articles news from of April May
29 February 3rd , . ? according to Kyodo and what Xi MHC:antigen soon 's 1.5 05/03/2020
""".split()  # noqa: SIM905


@given(st.lists(st.sampled_from(_WORDS), max_size=12).map(" ".join) | st.text(), st.dates(), st.booleans())
def test_any_text_is_read_and_what_is_left_has_no_further_filter(message: str, day: date, has_dates: bool) -> None:  # noqa: FBT001
    read = READER.read(message, day, SOURCES, has_dates=has_dates)
    assert CLUES.may_filter(message) or read == FilteredQuestion(message.strip())
    again = READER.read(read.question, day, SOURCES, has_dates=has_dates)
    assert again.question == read.question
    assert again.filters == Filters(phrases=read.filters.phrases, in_sentence=read.filters.in_sentence)
    assert not again.newest_first
    assert again.unread == read.unread
