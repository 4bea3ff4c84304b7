"""Measure answers over growing corpora: python -m benchmarks.retrieval.scale [--quick] [--sizes 10k,1m]."""

import argparse
import json
import signal
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.report import RESULTS, machine
from benchmarks.retrieval.scale.corpora import SIZES, Corpus, corpus
from benchmarks.retrieval.scale.measuring import Figures
from benchmarks.retrieval.scale.questions import COUNT, questions
from benchmarks.retrieval.scale.results import NAMES, PROJECT, page, picture
from benchmarks.retrieval.scale.running import run
from benchmarks.retrieval.scale.terms import terms

_LARGEST = {"rank-bm25": "1m"}  # beyond it a question takes many seconds, and the index all memory


@dataclass(frozen=True, slots=True)
class Bench:
    """How to measure."""

    folder: Path
    peer_python: str
    index: str
    questions: int
    seconds: float  # that one measurement may go on asking
    longest: float  # that one process may take
    reloads: str  # "all" kinds of reloads, or "incremental" ones alone


def main() -> None:
    """Measure what the options ask for, and report."""
    options = _options()
    # Ended in whatever way, the benchmark ends its processes.
    for ending in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ending, lambda *_: sys.exit(1))
    with TemporaryDirectory(prefix="verbatim-scale-") as temporary:
        folder = Path(options.folder or temporary).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        bench = Bench(
            folder,
            options.peer_python,
            options.index,
            questions=200 if options.quick else COUNT,
            seconds=1 if options.quick else 60,
            longest=600 if options.quick else 7_200,
            reloads="incremental" if options.without_full_reload else "all",
        )
        rows = [row for size in options.sizes for row in _measure(bench, size, options.engines, options.seed)]
    name = options.report
    is_part = options.quick or set(options.engines) != set(NAMES) or set(options.sizes) != set(SIZES)
    if name is None and (options.update or not is_part):
        name = "scale"
    if options.update:
        rows = _with_earlier(rows, RESULTS / f"{name}.json")
    print(page(rows, None))
    # A part of it, or a quick one, does not take the place of the whole.
    if name is not None:
        _write(name, rows)


def _measure(bench: Bench, size: str, engines: Sequence[str], seed: int) -> list[Figures]:
    """Measure the engines at one size."""
    _tell(f"{size}: the corpus")
    made = corpus(bench.folder, size, seed)
    questions(made, seed, bench.questions)
    if set(engines) != {PROJECT}:
        terms(made)
    rows = []
    for engine in engines:
        _tell(f"{size}: {engine}")
        figures = _one(bench, made, engine)
        if "failed" in figures:
            _tell(f"{size}: {engine} failed: {figures['failed']}")
        rows.append({"size": size, "sentences": made.sentences, "engine": engine} | figures)
    return rows


def _one(bench: Bench, made: Corpus, engine: str) -> Figures:
    largest = _LARGEST.get(engine)
    if largest is not None and SIZES[made.name] > SIZES[largest]:
        return {"failed": f"not measured beyond {SIZES[largest]:,} sentences"}
    with TemporaryDirectory(prefix=f"{engine}-", dir=bench.folder) as data:
        asked = str(made.folder / "questions.json")

        def turn(name: str) -> Figures:
            if engine == PROJECT:
                command = [
                    sys.executable,
                    "-m",
                    "benchmarks.retrieval.scale.project",
                    name,
                    str(made.articles),
                    data,
                    asked,
                ]
                return run([*command, bench.index, str(bench.seconds), bench.reloads], bench.longest)
            command = [
                bench.peer_python,
                "-m",
                "benchmarks.retrieval.scale.peers",
                engine,
                name,
                str(made.folder / "terms.txt"),
            ]
            return run([*command, data, asked, str(bench.seconds)], bench.longest)

        built = turn("build")
        if "failed" in built:
            return built
        served = turn("serve")
        if "failed" in served:
            return served
        # The process's own high-water mark has no gaps, and the samples have its children.
        highest = max(built.pop("highest_together"), built.pop("highest_resident"))
        figures = built | {"most_building": highest} | served
        if engine == PROJECT:
            changed = turn("change")
            figures |= {"change_failed": changed["failed"]} if "failed" in changed else changed
        figures.pop("highest_together")  # of asking
        return figures


def _with_earlier(rows: list[Figures], path: Path) -> list[Figures]:
    """Return the rows with those of earlier runs that this one has not measured."""
    earlier = json.loads(path.read_text(encoding="utf-8"))["rows"] if path.exists() else []
    known = {(row["size"], row["engine"]): row for row in [*earlier, *rows]}
    return [known[size, engine] for size in SIZES for engine in NAMES if (size, engine) in known]


def _write(name: str, rows: list[Figures]) -> None:
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{name}.svg").write_text(picture(rows), encoding="utf-8")
    (RESULTS / f"{name}.md").write_text(page(rows, f"{name}.svg"), encoding="utf-8")
    contents = json.dumps({"machine": machine(), "rows": rows}, indent=1, ensure_ascii=False)
    (RESULTS / f"{name}.json").write_text(contents + "\n", encoding="utf-8")


def _tell(what: str) -> None:
    print(what, file=sys.stderr, flush=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.retrieval.scale", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="the two small sizes and few questions, to try things out")
    parser.add_argument("--sizes", type=_listed(list(SIZES)), help=f"of {','.join(SIZES)}; all of them")
    parser.add_argument("--engines", type=_listed(list(NAMES)), help=f"of {','.join(NAMES)}; all of them")
    parser.add_argument("--only", choices=["project", "peers"], help="measure this project, or the others")
    parser.add_argument("--folder", help="where corpora are kept from run to run; a temporary one")
    parser.add_argument("--index", default="auto", help="this project's index: auto, memory or disk")
    parser.add_argument(
        "--peer-python", default=sys.executable, help="the interpreter that has bm25s, numba and others"
    )
    parser.add_argument(
        "--without-full-reload", action="store_true", help="leave out the one that takes as long as the first build"
    )
    parser.add_argument("--seed", type=int, default=1, help="what every drawn number comes from")
    parser.add_argument("--report", help="write benchmarks/results/REPORT.md, .svg and .json even if it is only a part")
    parser.add_argument("--update", action="store_true", help="write a part beside what the results have already")
    options = parser.parse_args()
    options.sizes = options.sizes or (list(SIZES)[:2] if options.quick else list(SIZES))
    options.engines = options.engines or list(NAMES)
    if options.only:
        options.engines = [it for it in options.engines if (it == PROJECT) is (options.only == "project")]
    return options


class _listed:  # noqa: N801  (argparse shows its name)
    """Reads names with commas between."""

    def __init__(self, known: Sequence[str]) -> None:
        self._known = known

    def __call__(self, text: str) -> list[str]:
        names = text.split(",")
        if unknown := [it for it in names if it not in self._known]:
            raise argparse.ArgumentTypeError(f"{unknown[0]} is none of {', '.join(self._known)}")
        return names


if __name__ == "__main__":
    main()
