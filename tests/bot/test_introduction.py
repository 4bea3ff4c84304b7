"""What the bot tells of its articles at the start."""

import asyncio
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.introduction import Introduction
from bot.messages import Reloaded
from bot.service import Service
from retrieval.models import SearchResult
from retrieval.searcher import Searcher
from tests.bot.articles import WAIT, searcher, searcher_of
from tests.retrieval.articles import write

_PEOPLE = {
    "Ann Lee": "announced a plan for a million trees in the north",
    "Ben Young": "launched three boats on the lake of Arden",
    "Cy Dean": "won the harbour cup in front of a crowd",
    "Dora Hill": "wrote a book about bread and rolls",
    "Eve Stone": "opened a bakery beside the old town hall",
}


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Write an article about each of five people, which names the next one."""
    names = list(_PEOPLE)
    return write(
        tmp_path / "corpus",
        {
            f"{number}.txt": f"{name} {did}. It was also said by {names[number - 1]}.\n"
            for number, (name, did) in enumerate(_PEOPLE.items())
        },
    )


def current(service: Service) -> Introduction:
    return asyncio.run(service.introductions.current())


def wait_until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + WAIT
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_topics_are_told_at_once_and_questions_once_they_have_been_tried(corpus: Path) -> None:
    service = Service(searcher(corpus), citations=3)
    before = current(service)
    assert set(before.topics) == set(_PEOPLE)
    assert before.questions == ()
    service.introductions.prepare()
    wait_until(lambda: len(current(service).questions) == 3)
    for question in current(service).questions:
        name = next(name for name in _PEOPLE if name in question)
        answer = asyncio.run(service.ask(question))
        assert answer.answered
        assert answer.confidence >= 0.6
        assert answer.citations[0].text == f"{name} {_PEOPLE[name]}."


def test_a_question_that_another_sentence_answers_is_not_offered(tmp_path: Path) -> None:
    did = "announced a plan for a million trees"
    texts = {
        "a.txt": f"Ann Lee {did} in the north. It rained.",
        "b.txt": f"It was dry. They say that Ann Lee {did}.",
        "c.txt": f"It was hot. Yesterday Ann Lee {did}.",
    }
    asked: list[str] = []

    class Recording(Searcher):
        def search(self, question: str, *args: Any, **named: Any) -> SearchResult:  # noqa: ANN401  (all that it takes)
            asked.append(question)
            return super().search(question, *args, **named)

    service = Service(searcher_of(Recording, write(tmp_path / "corpus", texts)), citations=3)
    service.introductions.prepare()
    wait_until(lambda: bool(asked))
    current(service)
    assert asked == ["What did Ann Lee announce?"]
    best = asyncio.run(service.ask(asked[0])).citations[0]
    assert current(service).questions == (tuple(asked) if best.document_id == "a.txt" else ())
    assert best.document_id != "a.txt"


def test_a_reload_makes_the_introduction_to_the_new_articles(corpus: Path) -> None:
    service = Service(searcher(corpus), citations=3)
    service.introductions.prepare()
    wait_until(lambda: len(current(service).questions) == 3)
    for path in corpus.iterdir():
        path.unlink()
    write(
        corpus,
        {"a.txt": "Fay Old announced a plan for a million trees. It rained.", "b.txt": "It was said by Fay Old."},
    )

    async def reload() -> bool:
        return isinstance([it async for it in service.reload()][-1], Reloaded)

    assert asyncio.run(reload())
    assert current(service).topics == ("Fay Old",)
    wait_until(lambda: current(service).questions == ("What did Fay Old announce?",))


@pytest.mark.parametrize("text", ["It rained.", "中国。", "Ann Lee announced a plan for a million trees in the north."])
def test_a_corpus_of_one_article_needs_no_names(tmp_path: Path, text: str) -> None:
    service = Service(searcher(write(tmp_path / "corpus", {"a.txt": text})), citations=3)
    service.introductions.prepare()
    assert current(service) == Introduction()


def test_the_question_of_a_person_waits_for_one_trial_at_most(corpus: Path) -> None:
    asked: list[str] = []
    is_trying, is_queued = threading.Event(), threading.Event()

    class Recording(Searcher):
        def search(self, question: str, *args: Any, **named: Any) -> SearchResult:  # noqa: ANN401  (all that it takes)
            asked.append(question)
            if len(asked) == 1:
                is_trying.set()
                is_queued.wait(WAIT)
            return super().search(question, *args, **named)

    service = Service(searcher_of(Recording, corpus), citations=3)

    async def ask() -> None:
        service.introductions.prepare()
        await asyncio.to_thread(is_trying.wait, WAIT)
        answer = asyncio.ensure_future(service.ask("who rained?"))
        await asyncio.sleep(0)  # it is queued
        is_queued.set()
        await answer

    asyncio.run(ask())
    wait_until(lambda: len(current(service).questions) == 3)
    assert asked.index("who rained?") == 1
