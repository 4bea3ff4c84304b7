"""Measures and profiles the CPU time of ranking 100 candidates, in one thread, over labelled sets.

`--sets FOLDER` names the sets, by default `../shared/data/qa/dev` beside the project. Up to 500 questions of each are
ranked twice, first with empty caches.
"""

import argparse
import cProfile
import pstats
import statistics
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from benchmarks.report import report
from benchmarks.retrieval.quality import SETS
from bot.app import build
from config.loading import load_settings
from config.locations import FOLDER, SHIPPED
from retrieval.evaluation import read_questions
from retrieval.models import Candidate, Query, Weights
from retrieval.ranking.ranker import Ranker
from retrieval.searcher import CANDIDATES, Snapshot

_QUESTIONS = 500
_SHOWN = 12
_FEWEST = 10

T = TypeVar("T")
RankingInput = tuple[Query, Sequence[Candidate]]


def main() -> None:
    """Measure and report."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.retrieval.ranking", description="CPU time of ranking")
    parser.add_argument("--sets", type=Path, default=SETS, metavar="FOLDER", help="folder of labelled sets")
    folder: Path = parser.parse_args().sets
    sets = sorted(it.parent for it in folder.glob("*/questions.jsonl"))
    if not sets:
        sys.exit(f"no labelled set in {folder}: name a folder of sets with --sets")
    rows = [row for labelled in sets if (row := _row(labelled)) is not None]
    if not rows:
        sys.exit(f"no set in {folder} has questions with {CANDIDATES} candidates: name larger ones with --sets")
    report("ranking", f"CPU to rank {CANDIDATES} candidates, ms (must reach: 3 at the median)", rows)


def _row(labelled: Path) -> Mapping[str, object] | None:
    app = build(load_settings({"corpus": str(labelled / "corpus.jsonl")}, files=[SHIPPED]).settings)
    snapshot, ranker = app.searcher.snapshot, Ranker.read(FOLDER / "ranking.json", FOLDER / "lexicon.tsv", Weights())
    texts = [it.text for it in read_questions(labelled / "questions.jsonl", snapshot.stored.document)][:_QUESTIONS]
    _, parsing = _milliseconds(texts, snapshot.parse)
    queries = [snapshot.parse(text) for text in texts]
    _, searching = _milliseconds(queries, lambda query: snapshot.retriever.search(query, CANDIDATES))
    inputs = [(query, snapshot.retriever.search(query, CANDIDATES)) for query in queries]
    full = [it for it in inputs if len(it[1]) == CANDIDATES]
    if len(full) < _FEWEST:
        print(f"{labelled.name}: left out, too few of its questions have {CANDIDATES} candidates", file=sys.stderr)
        return None
    first, ranking = _milliseconds(full, lambda it: ranker.rank(*it, snapshot.retriever, snapshot.reader))
    print(f"\n{labelled.name}: profile of {len(full)} rankings (most of the time is the profiler's own)")
    _profile(full, ranker, snapshot)
    return {
        "set": labelled.name,
        "questions": len(full),
        "parse": f"{statistics.median(parsing):.2f}",
        "first stage": f"{statistics.median(searching):.2f}",
        "ranking, median": f"{statistics.median(ranking):.2f}",
        "ranking, 99 %": f"{statistics.quantiles(ranking, n=100)[98]:.2f}",
        "first time, median": f"{statistics.median(first):.2f}",
    }


def _milliseconds(items: Sequence[T], work: Callable[[T], object]) -> list[list[float]]:
    """Return the CPU milliseconds of `work` for each item, in a first and in a second pass."""
    passes: list[list[float]] = []
    for _ in range(2):
        times: list[float] = []
        passes.append(times)
        for item in items:
            started = time.process_time()
            work(item)
            times.append((time.process_time() - started) * 1000)
    return passes


def _profile(inputs: Sequence[RankingInput], ranker: Ranker, snapshot: Snapshot) -> None:
    profiler = cProfile.Profile()
    profiler.enable()
    for query, candidates in inputs:
        ranker.rank(query, candidates, snapshot.retriever, snapshot.reader)
    profiler.disable()
    pstats.Stats(profiler).strip_dirs().sort_stats("tottime").print_stats(_SHOWN)


if __name__ == "__main__":
    main()
