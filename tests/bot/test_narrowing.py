"""Messages with filters, from what a person types to the answer: real articles, a real index, a clock that stands."""

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.access import Access
from bot.answer import Answer
from bot.app import build
from bot.asked import Asked
from bot.commands import Commands, parse_request
from bot.messages import Reply
from bot.narrowing import Narrowing
from bot.rendering.text import plain
from bot.requests import OPERATOR
from bot.service import Service
from bot.word_data import WordData
from config.loading import load_settings
from config.locations import SHIPPED
from retrieval.models import Filters
from tests.bot.articles import searcher
from tests.bot.clock import FakeClock
from tests.bot.samples import TEMPLATES

NOW = datetime(2026, 11, 29, 23, 30, tzinfo=UTC).timestamp()
NEW, OLD, OIL = "Xi pledged talks about coal.", "Xi pledged net zero by 2060.", "Xi pledged oil for Japan."
ARTICLES = [
    {"id": "new", "title": "Talks in Tokyo", "text": f"{NEW} It rained.", "source": "Reuters", "date": "2026-11-28"},
    {"id": "old", "title": "A summit", "text": f"{OLD} It snowed.", "source": "Kyodo News", "date": "2021-04-15"},
    {"id": "oil", "title": "Oil", "text": f"{OIL} It was dry.", "source": "The Guardian", "date": "1974-03-02"},
]
QUESTION = "what did Xi pledge"


class Bot:
    """Reads and answers messages of now, in a time zone."""

    def __init__(self, folder: Path, articles: list[dict[str, str]], zone: str = "UTC") -> None:
        """Index the articles."""
        folder.mkdir()
        (folder / "a.jsonl").write_text("".join(json.dumps(it) + "\n" for it in articles), "utf-8")
        self.service = Service(searcher(folder), citations=3)
        words = WordData()
        self.narrowing = Narrowing(self.service, words.filter_clues(), words.filters, ZoneInfo(zone), FakeClock(NOW))

    def read(self, message: str, sent_at: float | None = None) -> Asked:
        """Return what is searched for a message."""
        return asyncio.run(self.narrowing.read(message, sent_at))

    def answer(self, message: str) -> Answer:
        """Answer a message."""
        return self.answer_to(self.read(message))

    def answer_to(self, asked: Asked) -> Answer:
        """Answer what is asked."""
        return asyncio.run(self.service.ask(asked))

    def quotes(self, message: str) -> set[str]:
        """Return what the answer to a message quotes."""
        return {it.text for it in self.answer(message).citations}

    def shown(self, message: str) -> list[str]:
        """Return the lines that are shown."""
        return plain(TEMPLATES.blocks(self.answer(message), offers=True)).splitlines()


@pytest.fixture(scope="module")
def bot(tmp_path_factory: pytest.TempPathFactory) -> Bot:
    return Bot(tmp_path_factory.mktemp("narrowing") / "articles", ARTICLES)


@pytest.mark.parametrize(
    ("message", "quotes"),
    [
        (f"{QUESTION}?", {NEW, OLD, OIL}),
        (f"{QUESTION} yesterday?", {NEW}),
        (f"{QUESTION} last week?", set()),
        (f"{QUESTION} this week?", {NEW}),
        (f"{QUESTION} after:2021", {NEW, OLD}),
        (f"{QUESTION} before:2021-04-15", {OIL}),
        (f"{QUESTION} source:kyodo", {OLD}),
        (f"{QUESTION} source:guardian source:reuters", {NEW, OIL}),
        (f"according to Kyodo, {QUESTION}?", {OLD}),
        (f"{QUESTION} in articles from March 1974", {OIL}),
        (f"{QUESTION} title:summit", {OLD}),
        (f"{QUESTION} source:kyodo title:oil", set()),
    ],
)
def test_only_articles_that_pass_are_quoted(bot: Bot, message: str, quotes: set[str]) -> None:
    assert bot.quotes(message) & {NEW, OLD, OIL} == quotes


def test_the_answer_tells_its_filters(bot: Bot) -> None:
    assert bot.shown(f"{QUESTION} yesterday according to Reuters")[:2] == [
        "Only: source: Reuters · November 28, 2026",
        "",
    ]
    assert not any("Only" in line for line in bot.shown(f"{QUESTION}?"))


def test_words_of_time_count_from_where_people_are(tmp_path: Path) -> None:
    tokyo = Bot(tmp_path / "articles", ARTICLES, "Asia/Tokyo")  # it is Monday there
    assert tokyo.read(f"{QUESTION} yesterday").filters == Filters(since="2026-11-29", until="2026-11-29")
    assert tokyo.read(f"{QUESTION} yesterday", NOW - 86_400).filters.since == "2026-11-28"


def test_a_date_of_the_question_becomes_a_button(bot: Bot) -> None:
    asked = bot.read(f"{QUESTION} in March 1974?")
    assert (asked.question, asked.filters) == (f"{QUESTION} in March 1974?", Filters())
    [only] = asked.suggestions
    assert only.shown(TEMPLATES.text) == "Only articles of March 1974"
    assert only.asked == Asked(f"{QUESTION}?", asked.typed, Filters(since="1974-03-01", until="1974-03-31"))
    assert {it.text for it in bot.answer_to(only.asked).citations} & {NEW, OLD, OIL} == {OIL}


def test_days_without_any_article_are_not_suggested(bot: Bot) -> None:
    assert bot.read(f"{QUESTION} in March 1975?").suggestions == ()


@pytest.mark.parametrize(
    ("typed", "told", "offers"),
    [
        ("source:bbc", "Nothing fits the filter: source: bbc", ["Without filters"]),
        ("source:bbc after:2021", "Nothing fits the filter: source: bbc", ["Without the filter (source: bbc)"]),
        (
            "source:kyodo title:oil",
            "Nothing fits these filters together: source: kyodo · in the title: “oil”",
            ["Without the filter (source: kyodo)", "Without the filter (in the title: “oil”)"],
        ),
        (
            "after:2022 before:2021",
            "Nothing fits these filters together: since 2022 · before 2021",
            ["Without the filter (since 2022)", "Without the filter (before 2021)"],
        ),
    ],
)
def test_where_filters_leave_nothing_it_is_told_which_and_offered_to_ask_without(
    bot: Bot, typed: str, told: str, offers: list[str]
) -> None:
    answer = bot.answer(f"{QUESTION} {typed}")
    assert (answer.answered, answer.citations) == (False, ())
    assert plain(TEMPLATES.blocks(answer)) == told
    assert [it.shown(TEMPLATES.text) for it in answer.offers] == offers
    assert all(bot.answer_to(it.asked).citations for it in answer.offers)


def test_where_several_filters_each_leave_nothing_all_are_told(bot: Bot) -> None:
    answer = bot.answer(f"{QUESTION} source:bbc title:cup")
    assert answer.excluded_by == (Filters(frozenset({"bbc"}), titles=("cup",)),)
    assert [it.label for it in answer.offers] == ["Without filters"]


def test_a_source_of_which_words_are_missing_at_its_beginning_is_offered(bot: Bot) -> None:
    answer = bot.answer(f"{QUESTION} source:NEWS after:2021")
    assert plain(TEMPLATES.blocks(answer)) == "Nothing fits the filter: source: NEWS"
    first, *others = answer.offers
    assert first.shown(TEMPLATES.text) == "Did you mean “source: kyodo news”?"
    assert first.asked.filters == Filters(frozenset({"kyodo news"}), since="2021-01-01")
    assert {it.text for it in bot.answer_to(first.asked).citations} & {NEW, OLD, OIL} == {OLD}
    assert [it.shown(TEMPLATES.text) for it in others] == ["Without the filter (source: NEWS)"]


@pytest.mark.parametrize("typed", ["source:kyodo", "source:guardian", "source:the", "source:bbc", "source:kyo"])
def test_no_source_is_offered_for_one_that_is_there_or_is_like_none(bot: Bot, typed: str) -> None:
    assert bot.read(f"{QUESTION} {typed}").suggestions == ()


def test_filters_are_not_blamed_for_what_is_not_there(bot: Bot) -> None:
    assert bot.answer("where are zebras? source:kyodo").excluded_by == ()


@pytest.mark.parametrize(
    "typed",
    [
        "before:soon",
        "after:99999",
        "before:99999-01-01",
        "title:",
        "source:",
        'source:""',
        "after:",
        "before:?",
        'source:"Kyodo',
        'title:"',
        "-source:kyodo",
        '-"net zero"',
    ],
)
def test_a_filter_without_meaning_is_told_and_searched(bot: Bot, typed: str) -> None:
    message = f"{typed} {QUESTION}"
    assert bot.shown(message)[0] == (
        f"Not readable as a filter, so searched as a word: “{typed}”."
        " Filters are written without a blank: source:kyodo, title:climate, after:2021-04, -coal."
    )
    assert bot.read(message).filters == Filters()
    assert bot.quotes(message) >= {NEW}


@pytest.mark.parametrize("typed", ["-", '""', "“", '"net zero', "MHC:antigen", "10:30", "http://example.org/a:b"])
def test_what_is_no_filter_changes_nothing_but_the_words(bot: Bot, typed: str) -> None:
    asked = bot.read(f"{typed} {QUESTION}")
    assert asked == Asked(f"{typed} {QUESTION}", f"{typed} {QUESTION}")
    assert bot.quotes(f"{typed} {QUESTION}") >= {NEW, OLD}


def test_a_blank_behind_the_colon_is_told(bot: Bot) -> None:
    assert "“source:”" in bot.shown(f"{QUESTION} source: kyodo")[0]


@pytest.mark.parametrize(
    ("typed", "quotes"),
    [
        ("title:summit title:oil", set()),
        ("sort:date sort:date", {NEW, OLD, OIL}),
        ("source:kyodo -net", set()),
        ("source:kyodo -source:kyodo", {OLD}),
        ('"net zero" -zero', set()),
        ("title:oil -oil", set()),
        ("after:2022 before:2020 yesterday", set()),
    ],
)
def test_filters_given_twice_or_against_each_other_hold_together(bot: Bot, typed: str, quotes: set[str]) -> None:
    answer = bot.answer(f"{QUESTION} {typed}")
    assert {it.text for it in answer.citations} & {NEW, OLD, OIL} == quotes
    assert answer.citations or all(bot.answer_to(it.asked).citations for it in answer.offers)


def test_where_no_article_has_a_date_words_of_time_are_words_and_the_answer_says_so(tmp_path: Path) -> None:
    undated = [{name: value for name, value in it.items() if name != "date"} for it in ARTICLES]
    bot = Bot(tmp_path / "articles", undated)
    asked = bot.read(f"{QUESTION} yesterday?")
    assert (asked.question, asked.filters) == (f"{QUESTION} yesterday?", Filters())
    assert bot.shown(f"{QUESTION} yesterday?")[0] == (
        "No article has a date, so this is searched as words: “yesterday”"
    )


@pytest.fixture(scope="module")
def bot_without_sources(tmp_path_factory: pytest.TempPathFactory) -> Bot:
    unsourced = [{name: value for name, value in it.items() if name != "source"} for it in ARTICLES]
    return Bot(tmp_path_factory.mktemp("narrowing") / "articles", unsourced)


@pytest.mark.parametrize(
    ("message", "told"),
    [
        (f"According to Kyodo, {QUESTION}?", "According to Kyodo"),
        (f"{QUESTION} according to the AP and Reuters?", "according to the AP and Reuters"),
        (f"{QUESTION} laut dpa?", "laut dpa"),
    ],
)
def test_where_no_article_has_a_source_an_agency_is_words_and_the_answer_says_so(
    bot_without_sources: Bot, message: str, told: str
) -> None:
    asked = bot_without_sources.read(message)
    assert (asked.question, asked.filters, asked.unsourced) == (message, Filters(), (told,))
    assert Asked.from_values(json.loads(json.dumps(asked.to_values()))) == asked
    assert bot_without_sources.shown(message)[0] == (f"No article has a source, so this is searched as words: “{told}”")


@pytest.mark.parametrize("named", ["Xi", "United", "Press", "the Guardian", "Reuters' rival", "Agence"])
def test_where_no_article_has_a_source_nothing_is_told_of_whoever_may_be_none(
    bot_without_sources: Bot, named: str
) -> None:
    asked = bot_without_sources.read(f"according to {named}, {QUESTION}?")
    assert (asked.filters, asked.unsourced) == (Filters(), ())


def test_where_articles_have_sources_an_agency_that_is_none_of_them_is_words(bot: Bot) -> None:
    asked = bot.read(f"according to Bloomberg, {QUESTION}?")
    assert (asked.filters, asked.unsourced) == (Filters(), ())


@pytest.mark.parametrize("message", ["source:kyodo", "after:2021", "yesterday", "sort:date"])
def test_filters_alone_ask_for_nothing(bot: Bot, message: str) -> None:
    answer = bot.answer(message)
    assert (answer.answered, answer.citations, answer.excluded_by) == (False, (), ())
    told = (
        "That has no word to search for" if message == "sort:date" else "That says which articles, but not what about"
    )
    assert any(told in line for line in bot.shown(message))
    assert answer.offers == ()


@pytest.mark.parametrize("message", ['"it was dry"', '"It WAS"', "“net zero”", '"net zero" source:kyodo'])
def test_a_message_of_nothing_but_a_phrase_is_answered_by_sentences_with_it(bot: Bot, message: str) -> None:
    answer = bot.answer(message)
    [phrase] = answer.asked.filters.phrases
    assert answer.answered
    assert answer.citations
    assert all(phrase.lower() in it.text.lower() for it in answer.citations)


@pytest.mark.parametrize("message", ['"was it"', '"of the"', '"zero net"', '"net zero" source:reuters'])
def test_a_phrase_that_stands_nowhere_is_told(bot: Bot, message: str) -> None:
    answer = bot.answer(message)
    assert (answer.answered, answer.citations) == (False, ())
    assert answer.excluded_by
    assert plain(TEMPLATES.blocks(answer)).startswith(
        ("Nothing fits the filter: ", "Nothing fits these filters together: ")
    )


@pytest.mark.parametrize(
    ("message", "quotes"),
    [
        (f"{QUESTION} -coal", {OLD, OIL}),
        (f"{QUESTION} -coal -OIL", {OLD}),
        (f"{QUESTION} in “net zero”?", {OLD}),
        (f'{QUESTION} "nothing at all"', set()),
    ],
)
def test_words_and_phrases_narrow_what_is_quoted(bot: Bot, message: str, quotes: set[str]) -> None:
    assert bot.quotes(message) & {NEW, OLD, OIL} == quotes


def test_the_newest_first_can_be_typed(bot: Bot) -> None:
    answer = bot.answer(f"{QUESTION}? sort:date")
    assert [it.published for it in answer.citations][:2] == ["2026-11-28", "2021-04-15"]
    assert [it.label for it in answer.offers] == ["Best first"]


def test_the_same_words_and_filters_get_the_same_answer_however_they_are_typed(bot: Bot) -> None:
    one, other = bot.answer(f"according to Kyodo, {QUESTION}"), bot.answer(f"{QUESTION} source:Kyodo")
    assert one.citations == other.citations


def test_new_sources_are_known_after_a_reload(tmp_path: Path) -> None:
    bot = Bot(tmp_path / "articles", ARTICLES)
    message = f"according to the Morning Owl, {QUESTION}?"
    assert bot.read(message).filters == Filters()
    owl = {"id": "owl", "title": "Owls", "text": "Xi pledged a wood. It was dark.", "source": "The Morning Owl"}
    (tmp_path / "articles" / "b.jsonl").write_text(json.dumps(owl), "utf-8")

    async def reload() -> None:
        async for _ in bot.service.reload():
            pass

    asyncio.run(reload())
    assert bot.read(message).filters == Filters(frozenset({"the Morning Owl"}))
    assert "Xi pledged a wood." in bot.quotes(message)


def test_what_is_searched_survives_json(bot: Bot) -> None:
    for message in (f"{QUESTION} in March 1974? source:guardian", f"{QUESTION} before:soon", f"{QUESTION} yesterday"):
        asked = bot.read(message)
        assert Asked.from_values(json.loads(json.dumps(asked.to_values()))) == asked


def test_the_console_asks_without_the_filter_by_a_command(bot: Bot) -> None:
    commands = Commands(bot.service, Access(set()), narrowing=bot.narrowing)

    async def told(line: str) -> Reply:
        return [reply async for reply in commands.run(parse_request(line, OPERATOR))][-1]

    excluded = asyncio.run(told(f"{QUESTION} source:bbc"))
    lines = plain(TEMPLATES.blocks(excluded, offers=True)).splitlines()
    assert lines == ["Nothing fits the filter: source: bbc", "", "/instead 1 Without filters"]
    answer = asyncio.run(told("/instead 1"))
    assert isinstance(answer, Answer)
    assert answer.citations


def test_the_program_dates_what_is_typed_by_its_clock_in_the_time_zone_of_the_settings(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text("".join(json.dumps(it) + "\n" for it in ARTICLES), "utf-8")
    given = {"corpus": str(tmp_path), "data_dir": str(tmp_path / "var"), "time_zone": "Asia/Tokyo"}
    app = build(load_settings(given, [SHIPPED]).settings, clock=FakeClock(NOW))
    for message, day in (("yesterday", "2026-11-29"), ("the day before yesterday", "2026-11-28")):
        answer = asyncio.run(app.answer(f"{QUESTION} {message}?"))
        assert answer.asked.filters == Filters(since=day, until=day)
        assert {it.text for it in answer.citations} & {NEW} == ({NEW} if day == "2026-11-28" else set())
