"""Measures this project.

Called as python -m benchmarks.retrieval.scale.project STEP ARTICLES DATA QUESTIONS INDEX SECONDS RELOADS.
STEP is build, serve or change. The program is wired as its commands do, by settings and composition root. A full answer
is timed: parsing, retrieval, ranking, confidence, and rendering as text.
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

from benchmarks.retrieval.scale.measurement import Ask, Figures, measure_serving, peak_resident, size_on_disk
from benchmarks.retrieval.scale.reloads import measure_reloads
from bot.answering import to_answer
from bot.app import App, build
from bot.rendering.text import plain
from config.loading import load_settings
from config.locations import SHIPPED
from config.settings import Settings
from retrieval.ranking.ranker import Ranker
from retrieval.searcher import Snapshot


def main() -> None:
    """Run the step, and print the figures as the last line."""
    step, articles, data, questions_file, index, most_seconds, reloads = sys.argv[1:]
    questions = json.loads(Path(questions_file).read_text(encoding="utf-8"))["questions"]
    open_app = functools.partial(_open, Path(articles), Path(data), index)
    if step == "build":
        figures = _build(open_app, Path(data))
    elif step == "serve":
        figures = _serve(open_app, questions, float(most_seconds))
    else:
        app = open_app()
        texts = [it["text"] for it in questions]
        figures = measure_reloads(
            app, Path(articles), _make_ask(app), texts, float(most_seconds), has_full=reloads == "all"
        )
    print(json.dumps(figures))


def _open(articles: Path, data: Path, index: str) -> App:
    """Build the program over a corpus, as its commands do."""
    options: dict[str, object] = {"corpus": str(articles), "data_dir": str(data)}
    if "index" in Settings.model_fields:
        options["index"] = index
    return build(load_settings(options, files=[SHIPPED]).settings)


def _build(open_app: Callable[[], App], data: Path) -> Figures:
    started = time.perf_counter()
    open_app()
    return {
        "build_seconds": time.perf_counter() - started,
        "highest_resident": peak_resident(),
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
        totals: list[float] = []
        figures = measure_serving(lambda: _timed(ask, totals), texts, most_seconds)
    # Only what was asked before the threads, which interleave the stages of questions.
    sequential = {name: times[: figures["asked"]] for name, times in stages.items()}
    stage_sums = [sum(times) for times in zip(*sequential.values(), strict=True)]
    sequential["quotes, rendering"] = [total - part for total, part in zip(totals, stage_sums, strict=False)]
    medians = {name: statistics.median(times) for name, times in sequential.items()}
    quoted = [_is_quoted(app, it) for it in questions[:200]]
    return {"open_seconds": opened, "stages": medians, "quoted": sum(quoted) / len(quoted)} | figures


def _make_ask(app: App) -> Ask:
    def ask(question: str) -> str:
        answer = to_answer(app.searcher.search(question, app.settings.citations))
        return plain(app.templates.blocks(answer))

    return ask


def _is_quoted(app: App, question: dict[str, Any]) -> bool:
    """Tell whether the answer quotes the article that the question was generated from."""
    hits = app.searcher.search(question["text"], app.settings.citations).hits
    return any(hit.document.id == question["document"] for hit in hits)


@contextmanager
def _timed_stages(app: App) -> Iterator[dict[str, list[float]]]:
    """Record the milliseconds of each stage of every answer, by patching its method."""
    methods: dict[str, tuple[type, str]] = {
        "parse": (Snapshot, "parse"),
        "retrieve": (type(app.searcher.snapshot.retriever), "search"),
        "rank, confidence": (Ranker, "rank"),
    }
    times: dict[str, list[float]] = {name: [] for name in methods}
    originals = {name: getattr(*method) for name, method in methods.items()}
    for name, method in methods.items():
        setattr(*method, _timed(originals[name], times[name]))
    try:
        yield times
    finally:
        for name, method in methods.items():
            setattr(*method, originals[name])


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
