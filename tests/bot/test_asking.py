"""Questions that follow others, read at the console: which filters they have, and what is left out or told."""

import asyncio
import json
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.access import Access
from bot.answer import Answer, FurtherQuotes
from bot.asked import Asked
from bot.commands import Commands, parse_request
from bot.messages import Ambiguous, Reply
from bot.narrowing import Narrowing
from bot.rendering.text import plain
from bot.requests import OPERATOR
from bot.service import Service
from bot.word_data import WordData
from retrieval.models import Filters
from tests.bot.articles import searcher
from tests.bot.samples import TEMPLATES

ARTICLES = [
    {
        "id": "plans",
        "title": "Plans of spring",
        "text": "Merkel announced the climate plan in Berlin. Barroso announced the Green Deal in Brussels. It rained.",
        "source": "Kyodo News",
        "date": "2021-04-15",
    },
    {
        "id": "clouds",
        "title": "Ash",
        "text": "Eklund announced ash clouds over Iceland. Roosevelt announced the New Deal. It was dry.",
        "source": "Reuters",
        "date": "2021-05-02",
    },
]
GREEN_DEAL = 'who announced the "Green Deal"?'
UNANSWERED = "who won the football match?"


class Console:
    """Asks questions after each other."""

    def __init__(self, folder: Path) -> None:
        """Index the articles."""
        folder.mkdir()
        (folder / "a.jsonl").write_text("".join(json.dumps(it) + "\n" for it in ARTICLES), "utf-8")
        service, words = Service(searcher(folder), citations=1), WordData()
        narrowing = Narrowing(service, words.filter_clues(), words.filters, ZoneInfo("UTC"))
        completer = words.follow_ups()
        self._commands = Commands(service, Access(set()), citations=1, narrowing=narrowing, completer=completer)

    def reply(self, line: str) -> Reply:
        """Return the last reply to a line."""

        async def last() -> Reply:
            return [it async for it in self._commands.run(parse_request(line, OPERATOR))][-1]

        return asyncio.run(last())

    def asked(self, *lines: str) -> Asked:
        """Return what was searched for the last of these lines."""
        reply = [self.reply(it) for it in lines][-1]
        assert isinstance(reply, Answer)
        return reply.asked


@pytest.fixture
def console(tmp_path: Path) -> Console:
    return Console(tmp_path / "articles")


@pytest.mark.parametrize(
    ("question", "typed", "completed", "phrases"),
    [
        (GREEN_DEAL, "and the New Deal?", "who announced the New Deal?", ()),
        ('Who announced "climate plan"?', 'and "ash clouds"?', 'Who announced "ash clouds"?', ("ash clouds",)),
        ("who announced “ash clouds”?", 'and the "New Deal"?', 'who announced the "New Deal"?', ("New Deal",)),
        ('who announced "the climate plan"?', 'and "in Berlin"?', 'who announced "in Berlin"?', ("in Berlin",)),
        ('did Merkel plan "ash clouds"?', "and Eklund?", 'did Eklund plan "ash clouds"?', ("ash clouds",)),
        ('what did Merkel announce "in Berlin"?', "and in Rome?", "what did Merkel announce in Rome?", ()),
        ('who announced "plan in Berlin"?', "and Rome?", 'who announced "plan in Rome"?', ("plan in Rome",)),
        ('where was "ash clouds"?', "why?", 'why was "ash clouds"?', ("ash clouds",)),
        (GREEN_DEAL, "what else?", GREEN_DEAL, ("Green Deal",)),
    ],
)
def test_the_phrases_of_a_follow_up_are_those_that_stand_in_the_completed_question(
    console: Console, question: str, typed: str, completed: str, phrases: tuple[str, ...]
) -> None:
    answer = console.reply(question)
    assert isinstance(answer, Answer)
    assert answer.answered
    asked = console.asked(typed)
    assert (asked.question, asked.filters) == (completed, Filters(phrases=phrases))


@pytest.mark.parametrize(
    ("first", "typed", "filters"),
    [
        ("source:kyodo", "and Merkel after:2021-02", Filters(frozenset({"kyodo"}), since="2021-02-01")),
        ("source:kyodo title:spring", "and Merkel", Filters(frozenset({"kyodo"}), titles=("spring",))),
        ("source:kyodo", "and Merkel source:reuters", Filters(frozenset({"reuters"}))),
        ("before:2021-05", "and Merkel after:2021-06", Filters(since="2021-06-01")),
        ("-bread", "and Merkel source:kyodo", Filters(frozenset({"kyodo"}), without=("bread",))),
        ("-bread", "and Merkel -rolls", Filters(without=("rolls",))),
    ],
)
def test_a_follow_up_keeps_the_filters_of_the_kinds_that_it_does_not_state(
    console: Console, first: str, typed: str, filters: Filters
) -> None:
    assert console.asked(f"what did Barroso announce {first}", typed).filters == filters


@pytest.mark.parametrize("typed", ["what did he say?", "and Merkel?", "why?", "what else?"])
def test_where_nothing_was_answered_before_the_answer_says_that_a_follow_up_was_searched_as_typed(
    console: Console, typed: str
) -> None:
    said = "There is no recent answer that this could follow, so it was searched as you typed it."
    assert plain(TEMPLATES.blocks(console.reply(typed))).startswith(said)
    assert console.asked("/new", typed) == Asked(typed, typed, has_no_turn=True)
    assert not console.asked(GREEN_DEAL, typed).has_no_turn
    assert console.asked("/new", UNANSWERED, typed) == Asked(typed, typed, has_no_turn=True)


@pytest.mark.parametrize(
    "typed", [GREEN_DEAL, "And Then There Were None author", "what about Merkel director", "Merkel"]
)
def test_a_question_by_itself_needs_nothing_before_it(console: Console, typed: str) -> None:
    assert not console.asked(typed).has_no_turn


def test_where_several_persons_are_joined_the_choice_between_them_is_offered(console: Console) -> None:
    console.reply("what did Merkel and Barroso announce?")
    reply = console.reply("what did he announce?")
    assert isinstance(reply, Ambiguous)
    asked = [it.asked.question for it in reply.offers]
    assert asked == ["what did Merkel announce?", "what did Barroso announce?", "what did he announce?"]


def test_what_else_leaves_out_the_pages_that_were_listed_too(console: Console) -> None:
    question = "what was announced?"
    first = console.reply(question)
    assert isinstance(first, Answer)
    seen = {it.text for it in first.citations}
    page = console.reply("/more")
    assert isinstance(page, FurtherQuotes)
    seen |= {quote.citation.text for group in page.groups for quote in group.quotes}
    console.reply("/back")
    assert len(seen) > len(first.citations)
    else_ = console.reply("what else?")
    assert isinstance(else_, Answer)
    assert else_.answered
    assert seen.isdisjoint(it.text for it in else_.citations)
    assert len(else_.asked.leave_out) == len(set(else_.asked.leave_out)) == len(seen)


def test_pages_of_an_offer_that_is_no_turn_are_not_left_out(console: Console) -> None:
    console.reply(GREEN_DEAL)
    offers = console.reply("and the New Deal?")
    assert isinstance(offers, Answer)
    [number] = [at for at, it in enumerate(offers.offers, start=1) if it.label == "As you typed it"]
    console.reply(f"/instead {number}")
    console.reply("/more")
    assert len(console.asked("what else?").leave_out) == len(offers.citations)
