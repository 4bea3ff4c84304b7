"""Filters in the words of each language, from what a person types to the answer, over dated articles with sources."""

import asyncio
import json
import tomllib
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

import pytest

from bot.asked import Asked
from bot.narrowing import Narrowing
from bot.service import Service
from bot.word_data import WordData
from config.languages import LanguageError
from retrieval.models import Filters
from tests.bot.articles import searcher
from tests.bot.clock import FakeClock

NOW = datetime(2026, 11, 29, 12, 0, tzinfo=UTC).timestamp()
TABLES = tomllib.loads(Path(__file__).with_name("filters.toml").read_text("utf-8"))
SOURCES = (
    *("Kyodo News", "Reuters", "The Guardian", "新华社", "Интерфакс", "رويترز", "الجزيرة"),
    *("El País", "AFP", "Die Zeit", "Le Monde", "Правда"),
)
DATES = (
    *("2026-11-29", "2026-11-28", "2026-11-27", "2026-11-26", "2026-11-25", "2026-11-18", "2026-11-11", "2026-10-10"),
    *("2025-05-05", "2021-04-03", "2021-04-01", "2019-06-01"),
)
FILTERED = [(code, *it) for code, table in TABLES.items() for it in table["filtered"]]
UNFILTERED = [(code, it) for code, table in TABLES.items() for it in table["unfiltered"]]


class Reader:
    """Reads messages over articles of each of the days and sources, with the words that ship or an operator's own."""

    def __init__(self, folder: Path, own: Path | None = None) -> None:
        """Index the articles."""
        articles = [
            {"id": f"{date}-{place}", "text": f"Xi pledged coal of {date}. It rained.", "source": source, "date": date}
            for date in DATES
            for place, source in enumerate(SOURCES)
        ]
        (folder / "a.jsonl").write_text("".join(json.dumps(it) + "\n" for it in articles), "utf-8")
        words = WordData(own)
        self.service = Service(searcher(folder), citations=3)
        clues = words.filter_clues()
        self.narrowing = Narrowing(self.service, clues, words.filters, ZoneInfo("UTC"), FakeClock(NOW))

    def read(self, message: str) -> Asked:
        """Return what is searched for a message."""
        return asyncio.run(self.narrowing.read(message))


@lru_cache
def reader() -> Reader:
    with TemporaryDirectory() as folder:
        return Reader(Path(folder))


@pytest.mark.parametrize("row", FILTERED, ids=lambda row: f"{row[0]}: {row[1]}")
def test_words_of_time_and_sources_are_filters_in_each_language(row: tuple[str, ...]) -> None:
    _, message, question, since, until, *sources = row
    asked = reader().read(message)
    assert asked.question == question
    found = asked.filters
    assert {it.casefold() for it in found.sources} == {it.casefold() for it in sources}
    assert found == Filters(found.sources, since=since or None, until=until or None)
    assert reader().read(asked.question).filters == Filters()


@pytest.mark.parametrize("row", FILTERED, ids=lambda row: f"{row[0]}: {row[1]}")
def test_only_articles_that_pass_are_quoted(row: tuple[str, ...]) -> None:
    _, message, _, since, until, *sources = row
    asked = reader().read(message)
    answer = asyncio.run(reader().service.ask(Asked("what did Xi pledge?", message, asked.filters)))
    assert answer.citations
    for it in answer.citations:
        assert since <= (it.published or "") <= (until or "9999")
        assert not sources or any((it.source or "").casefold().startswith(name.casefold()) for name in sources)


@pytest.mark.parametrize(("code", "message"), UNFILTERED)
def test_a_question_with_such_words_is_no_filter(code: str, message: str) -> None:
    asked = reader().read(message)
    assert asked.question == message
    kept = asked.filters
    assert (kept.sources, kept.since, kept.until, kept.without) == (frozenset(), None, None, ()), code


def test_each_language_has_a_dozen_of_both() -> None:
    assert set(TABLES) == set(WordData().filter_clues().languages)
    for table in TABLES.values():
        assert len(table["filtered"]) >= 12
        assert len(table["unfiltered"]) >= 7


def test_a_message_is_read_in_each_language_of_which_it_has_words() -> None:
    assert reader().read("what did Xi pledge, gestern?").filters.since == "2026-11-28"
    both = reader().read("¿Qué prometió Xi? Artikel von gestern, noticias de ayer").filters
    assert (both.since, both.until) == ("2026-11-28", "2026-11-28")


def test_a_date_of_the_question_is_offered_in_each_language() -> None:
    for message in (
        "Was versprach Xi im April 2021?",
        "¿Qué prometió Xi en abril de 2021?",
        "Qu'a promis Xi en avril 2021 ?",
        "Что пообещал Си в апреле 2021 года?",
        "习近平在2021年4月承诺了什么？",
        "ماذا وعد شي في أبريل ٢٠٢١؟",
    ):
        [only] = reader().read(message).suggestions
        assert only.asked.filters == Filters(since="2021-04-01", until="2021-04-30"), message


def test_words_of_ones_own_take_the_place_of_those_that_ship(tmp_path: Path) -> None:
    own, folder = tmp_path / "languages", tmp_path / "articles"
    own.mkdir()
    folder.mkdir()
    (own / "de.toml").write_text('[filters]\nweekdays = ["Mondtag", "D", "M", "Do", "F", "Sa", "So"]\n', "utf-8")
    asked = Reader(folder, own).read("Was versprach Xi seit Mondtag?")
    assert asked.filters == Filters(since="2026-11-23", until="2026-11-29")


@pytest.mark.parametrize(
    "table",
    ['time = [{ reach = "within", words = "(" }]', "months = 3", 'time = [{ reach = "sideways", words = "x" }]'],
)
def test_what_is_wrong_in_ones_own_words_is_reported_with_its_file(tmp_path: Path, table: str) -> None:
    own, folder = tmp_path / "languages", tmp_path / "articles"
    own.mkdir()
    folder.mkdir()
    (own / "de.toml").write_text(f"[filters]\n{table}\n", "utf-8")
    with pytest.raises(LanguageError, match=r"de\.toml"), WordData(own).reporting():
        Reader(folder, own).narrowing.prepare()
