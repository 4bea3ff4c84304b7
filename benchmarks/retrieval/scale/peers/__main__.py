"""Measures another engine: python -m benchmarks.retrieval.scale.peers ENGINE STEP TERMS FOLDER QUESTIONS MOST_SECONDS.

STEP is build or serve.
"""

import json
import sys
import time
from pathlib import Path

from benchmarks.retrieval.scale.measurement import Figures, measure_serving, peak_resident, size_on_disk
from benchmarks.retrieval.scale.peers.engines import ENGINES, Engine


def main() -> None:
    """Run the step, and print the figures as the last line."""
    name, step, terms, folder, questions, most_seconds = sys.argv[1:]
    try:
        engine = ENGINES[name]()
    except ImportError as error:
        print(json.dumps({"failed": f"{error.name} is not installed"}))
        return
    if step == "build":
        print(json.dumps(_build(engine, Path(terms), Path(folder))))
    else:
        print(json.dumps(_serve(engine, Path(folder), Path(questions), float(most_seconds))))


def _build(engine: Engine, terms: Path, folder: Path) -> Figures:
    started = time.perf_counter()
    engine.build(terms, folder)
    return {
        "build_seconds": time.perf_counter() - started,
        "highest_resident": peak_resident(),
        "disk": size_on_disk(folder),
    }


def _serve(engine: Engine, folder: Path, questions: Path, most_seconds: float) -> Figures:
    queries = [it["terms"] for it in json.loads(questions.read_text(encoding="utf-8"))["questions"] if it["terms"]]
    started = time.perf_counter()
    engine.open(folder)
    engine.make_ask()(queries[0])
    opened = time.perf_counter() - started
    return {"open_seconds": opened} | measure_serving(engine.make_ask, queries, most_seconds)


if __name__ == "__main__":
    main()
