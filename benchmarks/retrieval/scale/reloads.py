"""Measures answers during reloads, and the time until an added article is found."""

import itertools
import json
import statistics
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.retrieval.scale.measurement import Ask, Figures, summary
from bot.app import App

_ADDITIONS = 5
_RELOADS = 10
_REST_SECONDS = 10.0
_TEXT = (
    "The harbour of {name} was closed on Monday after a crane fell into the water.\n\n“Nobody was hurt,” said the"
    " mayor of {name}. The ships wait outside, and 1,200 containers of fruit with them."
)


class Additions:
    """Adds articles to a corpus, one file each, and removes them at the end."""

    def __init__(self, corpus: Path) -> None:
        """Take the folder of the corpus."""
        self._corpus = corpus
        self._files: list[Path] = []

    def add(self) -> str:
        """Add an article about a place that no other article names; return the place."""
        number = len(self._files)
        name = "Zyx" + "".join(chr(ord("a") + int(digit)) for digit in f"{number:04}") + "quor"
        path = self._corpus / f"zz-added-{number:04}.jsonl"
        article = {"id": path.stem, "title": f"Harbour of {name} closed", "text": _TEXT.format(name=name)}
        self._files.append(path)
        path.write_text(json.dumps(article | {"published": "2025-01-06", "source": "Benchmark"}), encoding="utf-8")
        return name

    def remove(self) -> None:
        """Remove the added articles."""
        for path in self._files:
            path.unlink(missing_ok=True)


def measure_reloads(  # noqa: PLR0913  (the app, its workload and two limits)
    app: App, corpus: Path, ask: Ask, questions: Sequence[str], most_seconds: float, *, has_full: bool
) -> Figures:
    """Return the time until an added article is found, and answer times at rest and during reloads.

    With `has_full` a full reload is measured too.
    """
    additions = Additions(corpus)
    try:
        found = [_add(app, additions) for _ in range(_affordable(most_seconds, _ADDITIONS, app))]
        stream = itertools.cycle(questions)
        at_rest = _asked_during(lambda: time.sleep(min(_REST_SECONDS, most_seconds)), ask, stream)
        during: list[float] = []
        end = time.perf_counter() + most_seconds
        for _ in range(_RELOADS):
            additions.add()
            during += _asked_during(lambda: reload(app, full=False), ask, stream)
            if time.perf_counter() > end:
                break
        full = _asked_during(lambda: reload(app, full=True), ask, stream) if has_full else []
    finally:
        additions.remove()
    return {
        "visible_seconds": statistics.median(found),
        "rest": summary(at_rest),
        "incremental": summary(during),
    } | ({"full": summary(full)} if full else {})


def reload(app: App, *, full: bool) -> None:
    """Update the index, or build it again."""
    app.searcher.reload(full=full)


def _affordable(most_seconds: float, wanted: int, app: App) -> int:
    """Return how many of the wanted reloads fit into the time, at least one; tries one to estimate."""
    started = time.perf_counter()
    reload(app, full=False)
    elapsed = time.perf_counter() - started
    return max(1, min(wanted, int(most_seconds / elapsed)))


def _add(app: App, additions: Additions) -> float:
    """Return the seconds from a new file to the answer that quotes it."""
    name = additions.add()
    started = time.perf_counter()
    reload(app, full=False)
    result = app.searcher.search(f"what happened to the harbour of {name}?", 1)
    elapsed = time.perf_counter() - started
    if not result.hits or name not in result.hits[0].document.text:
        raise RuntimeError(f"the article on {name} was added, but is not quoted after a reload")
    return elapsed


def _asked_during(work: Callable[[], None], ask: Ask, stream: "itertools.cycle[str]") -> list[float]:
    """Ask questions while `work` runs in a thread; return the milliseconds of each answer, at least one."""
    times: list[float] = []
    done = threading.Event()

    def run() -> None:
        try:
            work()
        finally:
            done.set()

    thread = threading.Thread(target=run)
    thread.start()
    while not (done.is_set() and times):
        started = time.perf_counter()
        ask(next(stream))
        times.append((time.perf_counter() - started) * 1000)
    thread.join()
    return times
