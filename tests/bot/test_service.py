"""The service: questions, sources and reloads, independent of the adapter."""

import asyncio
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.messages import Notice, Reloaded, ReloadFailed, Reloading, ReloadNotice, ReloadRunning
from bot.rendering.json import to_json
from bot.rendering.text import plain
from bot.service import Service
from config.settings import FOLDER
from tests.bot.articles import FOREST, WAIT, SlowIndexing, searcher
from tests.bot.samples import TEMPLATES

QUESTION = "what did mayor Lee pledge?"
PLEDGE = "Mayor Ann Lee pledged to plant a million trees by 2030."


@pytest.fixture
def service(articles: Path) -> Service:
    return Service(searcher(articles), citations=3)


@pytest.fixture
def slow() -> Iterator[SlowIndexing]:
    slow = SlowIndexing()
    yield slow
    slow.may_end.set()


def first_quote(service: Service) -> str:
    return asyncio.run(service.ask(QUESTION)).citations[0].text


async def collect(service: Service) -> list[ReloadNotice]:
    return [notice async for notice in service.reload()]


def reload(service: Service) -> ReloadNotice:
    """Reload, and return what is said last."""
    return asyncio.run(collect(service))[-1]


def told(notice: Notice) -> str:
    return plain(TEMPLATES.blocks(notice))


def test_a_question_is_answered_by_the_sentence_that_says_so(service: Service) -> None:
    answer = asyncio.run(service.ask(QUESTION))
    assert answer.answered
    assert answer.citations[0].text == PLEDGE
    assert FOREST[answer.citations[0].start : answer.citations[0].end] == PLEDGE


def test_as_many_sentences_are_quoted_as_the_settings_say(articles: Path) -> None:
    async def counts(citations: int) -> tuple[int, int]:
        service = Service(searcher(articles), citations)
        return len((await service.ask(QUESTION)).citations), len((await service.ask(QUESTION, top=2)).citations)

    assert asyncio.run(counts(1)) == (1, 2)
    assert asyncio.run(counts(3)) == (3, 2)


def test_many_can_ask_at_once(service: Service) -> None:
    async def ask_all() -> list[str]:
        answers = await asyncio.gather(*(service.ask(QUESTION) for _ in range(50)))
        return [answer.citations[0].text for answer in answers]

    assert asyncio.run(ask_all()) == [PLEDGE] * 50


def test_the_sources_are_counted_with_their_newest_date_and_last_reload(service: Service, articles: Path) -> None:
    assert told(service.sources()).splitlines()[:2] == ["2 articles, 5 sentences", "Newest: 2026-10-03"]
    assert "Last reload: 20" in told(service.sources())
    assert "Skipped" not in told(service.sources())
    (articles / "harbour.md").unlink()
    (articles / "scan.tiff").write_bytes(b"II*")
    reload(service)
    assert told(service.sources()).splitlines()[:2] == ["1 article, 3 sentences", "Newest: no dates known"]
    assert "Skipped: 1" in told(service.sources())


def test_a_reload_ends_with_what_it_has_done(service: Service, articles: Path) -> None:
    (articles / "forest.txt").write_text(FOREST.replace("2030", "2035"), encoding="utf-8")
    (articles / "harbour.md").unlink()
    (articles / "bridge.txt").write_text("The bridge is closed.", encoding="utf-8")
    (articles / "ferry.txt").write_text("The ferry is late.", encoding="utf-8")
    (articles / "empty.txt").touch()
    last = reload(service)
    assert isinstance(last, Reloaded)
    lines = told(last).splitlines()
    assert lines[0].startswith("Reloaded in ")
    assert lines[0].endswith(" s: 3 articles, 5 sentences.")
    assert lines[1:] == [
        "Added 2: bridge.txt, ferry.txt",
        "Changed 1: forest.txt",
        "Removed 1: harbour.md",
        "Skipped 1",
        "• empty.txt is empty",
    ]
    assert first_quote(service) == PLEDGE.replace("2030", "2035")


def test_a_reload_of_what_has_not_changed_says_so(service: Service) -> None:
    assert told(reload(service)).splitlines()[1:] == ["Added 0", "Changed 0", "Removed 0", "Skipped 0"]


def test_a_reload_says_at_once_that_it_has_begun(articles: Path, slow: SlowIndexing) -> None:
    service = Service(searcher(articles, slow), citations=3)

    async def begin_and_end() -> list[ReloadNotice]:
        slow.may_end.clear()
        notices = service.reload()
        first = await anext(notices)  # the reload cannot have ended
        slow.may_end.set()
        return [first, *[notice async for notice in notices]]

    first, *_, last = asyncio.run(begin_and_end())
    assert first == Reloading()
    assert isinstance(last, Reloaded)


def test_a_long_reload_says_how_far_it_is(articles: Path, slow: SlowIndexing) -> None:
    service = Service(searcher(articles, slow), citations=3, progress_seconds=0.05)
    (articles / "forest.txt").write_text(FOREST.replace("2030", "2035"), encoding="utf-8")

    async def until_there_is_progress() -> list[ReloadNotice]:
        slow.may_end.clear()
        heard = []
        async for notice in service.reload():
            heard.append(notice)
            if isinstance(notice, Reloading) and notice.progress and notice.progress.stage == "finishing":
                slow.may_end.set()
        return heard

    _, *between, last = asyncio.run(until_there_is_progress())
    assert told(between[-1]).endswith(" 1 of 1 file, 3 sentences so far; putting them in order.")
    assert isinstance(last, Reloaded)


def test_while_one_reload_runs_another_is_refused_and_the_old_corpus_answers(
    articles: Path, slow: SlowIndexing
) -> None:
    service = Service(searcher(articles, slow), citations=3)
    (articles / "forest.txt").write_text(FOREST.replace("2030", "2035"), encoding="utf-8")

    async def meanwhile() -> tuple[list[ReloadNotice], str, list[ReloadNotice]]:
        slow.may_end.clear()
        slow.has_read.clear()
        running = asyncio.create_task(collect(service))
        assert await asyncio.to_thread(slow.has_read.wait, WAIT)
        second = await collect(service)
        quote = (await service.ask(QUESTION)).citations[0].text
        slow.may_end.set()
        return second, quote, await running

    second, quote, first = asyncio.run(meanwhile())
    assert isinstance(second[-1], ReloadRunning)
    assert quote == PLEDGE
    assert isinstance(first[-1], Reloaded)
    assert first[-1].report.changed == ("forest.txt",)
    assert first_quote(service) == PLEDGE.replace("2030", "2035")


def test_a_reload_that_fails_says_why_and_the_old_corpus_answers_on(service: Service, articles: Path) -> None:
    away = articles.rename(articles.with_name("away"))
    failed = reload(service)
    assert isinstance(failed, ReloadFailed)
    assert str(articles) in told(failed)
    assert "no such folder" in told(failed)
    assert first_quote(service) == PLEDGE
    away.rename(articles)
    assert isinstance(reload(service), Reloaded)


def test_a_reload_that_finds_no_article_any_more_fails(service: Service, articles: Path) -> None:
    for path in articles.iterdir():
        path.unlink()
    failed = reload(service)
    assert isinstance(failed, ReloadFailed)
    assert "no article found" in told(failed)
    assert first_quote(service) == PLEDGE


def test_a_reload_reads_the_synonyms_anew_and_fails_where_they_are_broken(articles: Path, tmp_path: Path) -> None:
    synonyms = Path(shutil.copy(FOLDER / "synonyms.toml", tmp_path))
    service = Service(searcher(articles, synonyms=synonyms), citations=3)

    def finds_by_a_new_word() -> bool:
        return bool(asyncio.run(service.ask("frobnicate?")).citations)

    assert not finds_by_a_new_word()
    synonyms.write_text('groups = [["frobnicate", "pledge"]]', encoding="utf-8")
    assert isinstance(reload(service), Reloaded)
    assert finds_by_a_new_word()
    synonyms.write_text('groups = "none"', encoding="utf-8")
    failed = reload(service)
    assert isinstance(failed, ReloadFailed)
    assert "synonyms.toml" in told(failed)
    assert finds_by_a_new_word()


def test_repetitions_are_counted_beyond_the_quotes_and_leave_room_for_others(tmp_path: Path) -> None:
    same = "Prime Minister Ilse Maartens resigned on Friday after a vote."
    for number in range(5):
        article = f"---\nsource: Paper {number}\n---\n{same} Page {number} has the weather of {number} towns.\n"
        (tmp_path / f"{number}.md").write_text(article, "utf-8")
    (tmp_path / "other.md").write_text("The mayor, who resigned with her, said nothing.\n", "utf-8")
    service = Service(searcher(tmp_path), citations=2)
    answer = asyncio.run(service.ask("who resigned?"))
    other, repeated = (quote for group in answer.groups for quote in group.quotes)
    assert other.citation.document_id == "other.md"
    assert repeated.citation.text == same
    assert len(repeated.also_in) == 4
    printed = to_json(answer, 0.0)["citations"]
    assert isinstance(printed, list)
    assert len(printed) == 2
