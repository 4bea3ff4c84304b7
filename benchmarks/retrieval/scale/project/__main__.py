"""This project's turn: python -m benchmarks.retrieval.scale.project TURN ARTICLES DATA QUESTIONS INDEX SECONDS RELOADS.

TURN is build, serve or change.
All goes through the settings and the composition root, as every command does. What is timed is a full answer: the
question read, sentences retrieved and ranked, the confidence, and the answer rendered as text.
"""

import functools
import json
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.retrieval.scale import reloading
from benchmarks.retrieval.scale.measuring import Ask, Figures, highest, serving, size_on_disk
from bot.answering import to_answer
from bot.app import App, build
from bot.rendering.text import plain
from config.loading import load_settings
from config.locations import SHIPPED
from config.settings import Settings
from retrieval.ranking.ranker import Ranker
from retrieval.searcher import Snapshot


def main() -> None:
    """Do what the turn is, and print the figures as the last line."""
    turn, articles, data, questions, index, most_seconds, reloads = sys.argv[1:]
    asked = json.loads(Path(questions).read_text(encoding="utf-8"))["questions"]
    open_app = functools.partial(_open, Path(articles), Path(data), index)
    if turn == "build":
        figures = _build(open_app, Path(data))
    elif turn == "serve":
        figures = _serve(open_app, asked, float(most_seconds))
    else:
        app = open_app()
        texts = [it["text"] for it in asked]
        figures = reloading.measure(
            app, Path(articles), _make_ask(app), texts, float(most_seconds), has_full=reloads == "all"
        )
    print(json.dumps(figures))


def _open(articles: Path, data: Path, index: str) -> App:
    """Wire the program on a corpus, as its commands do."""
    options: dict[str, object] = {"corpus": str(articles), "data_dir": str(data)}
    if "index" in Settings.model_fields:
        options["index"] = index
    return build(load_settings(options, files=[SHIPPED]).settings)


def _build(open_app: Callable[[], App], data: Path) -> Figures:
    started = time.perf_counter()
    open_app()
    return {
        "build_seconds": time.perf_counter() - started,
        "highest_resident": highest(),
        "disk": size_on_disk(data),
    }


def _serve(open_app: Callable[[], App], questions: list[dict[str, Any]], most_seconds: float) -> Figures:
    texts = [it["text"] for it in questions]
    started = time.perf_counter()
    app = open_app()
    ask = _make_ask(app)
    ask(texts[0])
    opened = time.perf_counter() - started
    with _timed_stages(app) as stages:
        whole: list[float] = []
        figures = serving(lambda: _timed(ask, whole), texts, most_seconds)
    one_by_one = {name: times[: figures["asked"]] for name, times in stages.items()}  # before threads mixed them
    staged = [sum(times) for times in zip(*one_by_one.values(), strict=True)]
    one_by_one["quotes, rendering"] = [all_of_it - part for all_of_it, part in zip(whole, staged, strict=False)]
    middle = {name: statistics.median(times) for name, times in one_by_one.items()}
    quoted = [_is_quoted(app, it) for it in questions[:200]]
    return {"open_seconds": opened, "stages": middle, "quoted": sum(quoted) / len(quoted)} | figures


def _make_ask(app: App) -> Ask:
    def ask(question: str) -> str:
        answer = to_answer(app.searcher.search(question, app.settings.citations))
        return plain(app.templates.blocks(answer))

    return ask


def _is_quoted(app: App, question: dict[str, Any]) -> bool:
    """Tell whether the article that the question was made from is among the quoted: that the figures are of answers."""
    hits = app.searcher.search(question["text"], app.settings.citations).hits
    return any(hit.document.id == question["document"] for hit in hits)


@contextmanager
def _timed_stages(app: App) -> Iterator[dict[str, list[float]]]:
    """Note the milliseconds that each stage of every answer takes."""
    places: dict[str, tuple[type, str]] = {
        "parse": (Snapshot, "parse"),
        "retrieve": (type(app.searcher.snapshot.retriever), "search"),
        "rank, confidence": (Ranker, "rank"),
    }
    times: dict[str, list[float]] = {name: [] for name in places}
    originals = {name: getattr(*place) for name, place in places.items()}
    for name, place in places.items():
        setattr(*place, _timed(originals[name], times[name]))
    try:
        yield times
    finally:
        for name, place in places.items():
            setattr(*place, originals[name])


def _timed(function: Callable[..., object], times: list[float]) -> Callable[..., object]:
    @functools.wraps(function)
    def timed(*arguments: object, **options: object) -> object:
        started = time.perf_counter()
        result = function(*arguments, **options)
        times.append((time.perf_counter() - started) * 1000)
        return result

    return timed


if __name__ == "__main__":
    main()
