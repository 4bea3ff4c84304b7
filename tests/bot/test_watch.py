"""The watcher reloads when files change: real files, and the notifications of the real system."""

import asyncio
import logging
import os
import queue
import resource
import shutil
import threading
from collections.abc import Callable, Iterator
from logging.handlers import QueueHandler
from pathlib import Path

import pytest

from bot.messages import Reloaded, ReloadFailed, Reloading, ReloadNotice
from bot.service import Service
from bot.watch import Debounce, PendingChanges, Watcher, concerns
from retrieval.models import ReloadReport
from tests.bot.articles import FOREST, WAIT, SlowIndexing, searcher
from tests.bot.clock import FakeClock

QUESTION = "what did mayor Lee pledge?"
PLEDGE = "Mayor Ann Lee pledged to plant a million trees by 2030."
SOON = Debounce(quiet=5, longest=1000, retry=0.05, poll=0.02)
"""By the clock below, quiet is measured in polls."""
QUIETLY = 10
"""Polls in which a reload would have ended."""


class PollClock(FakeClock):
    """Moves on by a second whenever the watcher looks, which it does once a poll."""

    def __init__(self) -> None:
        """Begin."""
        super().__init__()
        self._looks = 0
        self._looked = threading.Condition()

    def monotonic(self) -> float:
        """Return how often the watcher has looked."""
        with self._looked:
            self._looks += 1
            self._looked.notify_all()
            return self._looks

    def wait_for(self, polls: int) -> None:
        """Return once the watcher has polled so often."""
        with self._looked:
            last = self._looks + polls
            assert self._looked.wait_for(lambda: self._looks >= last, WAIT)


class Watched:
    """A corpus that is watched, the service over it, and what the watcher told."""

    def __init__(self, corpus: Path, service: Service, data: Path) -> None:
        """Watch."""
        self.service = service
        self.heard: queue.Queue[ReloadNotice] = queue.Queue()
        self.clock = PollClock()
        self.watcher = Watcher(corpus, data, service.reload, self.heard.put, SOON, clock=self.clock)
        self.watcher.start_thread()

    def ended(self) -> ReloadNotice:
        """Return how the next reload ended."""
        while True:
            notice = self.heard.get(timeout=WAIT)
            if not isinstance(notice, Reloading):
                return notice

    def reloaded(self) -> ReloadReport:
        """Return what the next reload did."""
        notice = self.ended()
        assert isinstance(notice, Reloaded)
        return notice.report

    def is_quiet(self) -> bool:
        """Tell whether nothing is told for longer than a reload would need."""
        self.clock.wait_for(QUIETLY)
        return self.heard.empty()

    def quote(self) -> str:
        return asyncio.run(self.service.ask(QUESTION)).citations[0].text


Watch = Callable[..., Watched]


@pytest.fixture
def watch(articles: Path) -> Iterator[Watch]:
    running: list[Watched] = []

    def begin(corpus: Path = articles, service: Service | None = None, data: Path | None = None) -> Watched:
        watched = Watched(corpus, service or Service(searcher(corpus), 3), data or articles.parent / "var")
        running.append(watched)
        assert watched.watcher.is_watching.wait(WAIT)
        return watched

    yield begin
    for watched in running:
        watched.watcher.stop_thread()


def test_a_changed_a_new_and_a_removed_file_are_one_reload(articles: Path, watch: Watch) -> None:
    watched = watch()
    (articles / "forest.txt").write_text(FOREST.replace("2030", "2035"), encoding="utf-8")
    (articles / "harbour.md").unlink()
    (articles / "sub").mkdir()
    watched.clock.wait_for(2)
    (articles / "sub" / "bridge.txt").write_text("The bridge is closed.", encoding="utf-8")
    report = watched.reloaded()
    assert (report.added, report.changed, report.removed) == (("sub/bridge.txt",), ("forest.txt",), ("harbour.md",))
    assert watched.quote() == PLEDGE.replace("2030", "2035")
    assert watched.is_quiet()


def test_reading_an_article_is_no_change(articles: Path, watch: Watch) -> None:
    watched = watch()
    (articles / "forest.txt").read_text(encoding="utf-8")
    assert watched.is_quiet()


@pytest.mark.parametrize(
    ("path", "is_article"),
    [
        ("forest.txt", True),
        ("sub/bridge.txt", True),
        (".forest.txt.swp", False),
        (".git/index", False),
        ("var", False),
        ("var/index.db", False),
        ("various.txt", True),
    ],
)
def test_hidden_files_and_the_data_folder_are_passed_over(articles: Path, path: str, is_article: bool) -> None:  # noqa: FBT001
    assert concerns(str(articles / path), articles, str(articles / "var"), is_folder=True) is is_article


def test_the_data_folder_is_passed_over_also_by_way_of_a_link(articles: Path) -> None:
    (articles / "var").mkdir()
    (articles / "link").symlink_to(articles / "var")
    assert not concerns(str(articles / "link" / "index.db"), articles, str(articles / "var"), is_folder=True)


def test_of_a_corpus_of_one_file_its_neighbours_are_passed_over(articles: Path) -> None:
    file = articles / "forest.txt"
    assert concerns(str(file), file, "", is_folder=False)
    assert not concerns(str(articles / "harbour.md"), file, "", is_folder=False)


def test_a_reload_waits_for_a_pause_but_not_for_ever() -> None:
    async def run() -> None:
        clock = FakeClock()
        pending = PendingChanges(Debounce(quiet=2, longest=7), clock)
        await clock.advance(100)
        assert not pending.are_due
        pending.add()
        await clock.advance(1.5)
        pending.add()
        await clock.advance(1.5)
        assert not pending.are_due
        await clock.advance(0.5)
        assert pending.are_due
        pending = PendingChanges(Debounce(quiet=2, longest=7), clock, has_change=True)
        for _ in range(7):
            assert not pending.are_due
            await clock.advance(1)
            pending.add()
        assert pending.are_due

    asyncio.run(run())


def test_a_change_during_a_reload_is_read_by_one_more(articles: Path, watch: Watch) -> None:
    slow = SlowIndexing()
    watched = watch(service=Service(searcher(articles, slow), 3))
    slow.may_end.clear()
    slow.has_read.clear()
    (articles / "forest.txt").write_text(FOREST.replace("2030", "2035"), encoding="utf-8")
    assert slow.has_read.wait(WAIT)
    (articles / "forest.txt").write_text(FOREST.replace("2030", "2040"), encoding="utf-8")
    slow.may_end.set()
    first, second = watched.reloaded(), watched.reloaded()
    assert (first.changed, second.changed) == (("forest.txt",), ("forest.txt",))
    assert watched.quote() == PLEDGE.replace("2030", "2040")
    assert watched.is_quiet()


def test_while_somebody_reloads_it_waits_and_then_reads_what_came_too_late(articles: Path, watch: Watch) -> None:
    slow = SlowIndexing()
    service = Service(searcher(articles, slow), 3)
    slow.may_end.clear()
    slow.has_read.clear()
    (articles / "bridge.txt").write_text("The bridge is closed.", encoding="utf-8")

    async def by_an_admin() -> tuple[ReloadNotice, Watched]:
        running = asyncio.create_task(collect(service))
        assert await asyncio.to_thread(slow.has_read.wait, WAIT)
        watched = watch(service=service)
        (articles / "forest.txt").write_text(FOREST.replace("2030", "2035"), encoding="utf-8")
        assert await asyncio.to_thread(watched.is_quiet)
        slow.may_end.set()
        return (await running)[-1], watched

    notice, watched = asyncio.run(by_an_admin())
    assert isinstance(notice, Reloaded)
    assert (notice.report.added, notice.report.changed) == (("bridge.txt",), ())
    assert watched.reloaded().changed == ("forest.txt",)


async def collect(service: Service) -> list[ReloadNotice]:
    return [notice async for notice in service.reload()]


def test_a_reload_that_fails_is_told_and_the_next_change_is_heard(articles: Path, watch: Watch) -> None:
    watched = watch()
    (articles / "forest.txt").unlink()
    (articles / "harbour.md").unlink()
    assert isinstance(watched.ended(), ReloadFailed)
    (articles / "forest.txt").write_text(FOREST, encoding="utf-8")
    watched.reloaded()


def test_a_corpus_that_is_replaced_is_read_and_watched_on(articles: Path, watch: Watch) -> None:
    watched = watch()
    log: queue.SimpleQueue[logging.LogRecord] = queue.SimpleQueue()
    told = QueueHandler(log)
    logging.getLogger("bot.watch").addHandler(told)
    away = articles.rename(articles.with_name("away"))
    assert "is missing" in log.get(timeout=WAIT).getMessage()
    logging.getLogger("bot.watch").removeHandler(told)
    shutil.copytree(away, articles)
    (articles / "forest.txt").write_text(FOREST.replace("2030", "2035"), encoding="utf-8")
    assert watched.reloaded().changed == ("forest.txt",)
    (articles / "forest.txt").write_text(FOREST, encoding="utf-8")
    assert watched.reloaded().changed == ("forest.txt",)
    assert watched.is_quiet()


def test_a_corpus_of_one_file_is_watched_also_where_it_is_replaced(articles: Path, watch: Watch) -> None:
    file = articles / "forest.txt"
    watched = watch(corpus=file)
    other = articles / "other.txt"
    other.write_text(FOREST.replace("2030", "2035"), encoding="utf-8")
    other.replace(file)
    assert watched.reloaded().changed == ("forest.txt",)


def test_a_name_that_is_no_text_does_not_end_the_watch(articles: Path, watch: Watch) -> None:
    watched = watch()
    name = os.fsencode(articles) + b"/\xff\xfe.txt"
    with open(name, "wb") as file:  # noqa: PTH123  (no Path can be of bytes)
        file.write(b"The bridge is closed.")
    assert len(watched.reloaded().added) == 1
    (articles / "forest.txt").write_text(FOREST.replace("2030", "2035"), encoding="utf-8")
    assert watched.reloaded().changed == ("forest.txt",)


def test_to_stop_does_not_wait_for_a_reload(articles: Path, watch: Watch) -> None:
    slow = SlowIndexing()
    watched = watch(service=Service(searcher(articles, slow), 3))
    slow.may_end.clear()
    slow.has_read.clear()
    (articles / "forest.txt").write_text(FOREST.replace("2030", "2035"), encoding="utf-8")
    assert slow.has_read.wait(WAIT)
    watched.watcher.stop_thread()
    assert watched.heard.empty()
    slow.may_end.set()
    watched.reloaded()


def test_where_the_system_does_not_let_it_watch_it_says_so_and_what_to_do(
    articles: Path, caplog: pytest.LogCaptureFixture
) -> None:
    service = Service(searcher(articles), 3)
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with (articles / "forest.txt").open("rb") as lowest:
        free = lowest.fileno()
    with caplog.at_level(logging.ERROR):
        resource.setrlimit(resource.RLIMIT_NOFILE, (free, hard))  # and nothing can be opened any more
        try:
            watched = Watched(articles, service, articles.parent / "var")
            watched.watcher.thread.join(WAIT)
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    assert watched.heard.empty()
    [record] = caplog.records
    assert f"{articles} cannot be watched" in record.getMessage()
    assert "max_user_instances" in record.getMessage()
    assert watched.quote() == PLEDGE
