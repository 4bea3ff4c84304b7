"""Measures engines on corpora of growing size: python -m benchmarks.retrieval.scale [--quick] [--sizes 10k,1m]."""

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
from benchmarks.retrieval.scale.measurement import Figures
from benchmarks.retrieval.scale.processes import run
from benchmarks.retrieval.scale.questions import COUNT, questions
from benchmarks.retrieval.scale.results import NAMES, PROJECT, page, picture
from benchmarks.retrieval.scale.terms import terms

_LARGEST = {"rank-bm25": "1m"}  # larger corpora take many seconds per question and all memory


@dataclass(frozen=True, slots=True)
class Plan:
    """The options of a run."""

    folder: Path
    peer_python: str
    index: str
    questions: int
    seconds: float  # time limit of one measurement
    timeout: float  # of one process, in seconds
    reloads: str  # "all" kinds of reloads, or only "incremental" ones


def main() -> None:
    """Measure what the options ask for, and report."""
    options = _options()
    # The benchmark exits normally on a signal too, so that it ends its processes.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: sys.exit(1))
    with TemporaryDirectory(prefix="verbatim-scale-") as temporary:
        folder = Path(options.folder or temporary).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        plan = Plan(
            folder,
            options.peer_python,
            options.index,
            questions=200 if options.quick else COUNT,
            seconds=1 if options.quick else 60,
            timeout=600 if options.quick else 7_200,
            reloads="incremental" if options.without_full_reload else "all",
        )
        rows = [row for size in options.sizes for row in _measure(plan, size, options.engines, options.seed)]
    name = options.report
    is_part = options.quick or set(options.engines) != set(NAMES) or set(options.sizes) != set(SIZES)
    if name is None and (options.update or not is_part):
        name = "scale"
    if options.update:
        rows = _with_earlier(rows, RESULTS / f"{name}.json")
    print(page(rows, None))
    # A partial or quick run does not replace the results of a full one.
    if name is not None:
        _write(name, rows)


def _measure(plan: Plan, size: str, engines: Sequence[str], seed: int) -> list[Figures]:
    """Return the figures of the engines at one size."""
    _log(f"{size}: the corpus")
    made = corpus(plan.folder, size, seed)
    questions(made, seed, plan.questions)  # writes the files that the processes read
    if set(engines) != {PROJECT}:
        terms(made)
    rows = []
    for engine in engines:
        _log(f"{size}: {engine}")
        figures = _one(plan, made, engine)
        if "failed" in figures:
            _log(f"{size}: {engine} failed: {figures['failed']}")
        rows.append({"size": size, "sentences": made.sentences, "engine": engine} | figures)
    return rows


def _one(plan: Plan, made: Corpus, engine: str) -> Figures:
    largest = _LARGEST.get(engine)
    if largest is not None and SIZES[made.name] > SIZES[largest]:
        return {"failed": f"not measured beyond {SIZES[largest]:,} sentences"}
    with TemporaryDirectory(prefix=f"{engine}-", dir=plan.folder) as data:
        questions_file = str(made.folder / "questions.json")

        def step(name: str) -> Figures:
            if engine == PROJECT:
                command = [
                    sys.executable,
                    "-m",
                    "benchmarks.retrieval.scale.project",
                    name,
                    str(made.articles),
                    data,
                    questions_file,
                ]
                return run([*command, plan.index, str(plan.seconds), plan.reloads], plan.timeout)
            command = [
                plan.peer_python,
                "-m",
                "benchmarks.retrieval.scale.peers",
                engine,
                name,
                str(made.folder / "terms.txt"),
            ]
            return run([*command, data, questions_file, str(plan.seconds)], plan.timeout)

        built = step("build")
        if "failed" in built:
            return built
        served = step("serve")
        if "failed" in served:
            return served
        # The high-water mark of the process has no gaps; the samples include its children.
        peak = max(built.pop("highest_together"), built.pop("highest_resident"))
        figures = built | {"most_building": peak} | served
        if engine == PROJECT:
            changed = step("change")
            figures |= {"change_failed": changed["failed"]} if "failed" in changed else changed
        figures.pop("highest_together")  # sampled while serving
        return figures


def _with_earlier(rows: list[Figures], path: Path) -> list[Figures]:
    """Return the rows, and those of earlier runs that this one has not measured again."""
    earlier = json.loads(path.read_text(encoding="utf-8"))["rows"] if path.exists() else []
    known = {(row["size"], row["engine"]): row for row in [*earlier, *rows]}
    return [known[size, engine] for size in SIZES for engine in NAMES if (size, engine) in known]


def _write(name: str, rows: list[Figures]) -> None:
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{name}.svg").write_text(picture(rows), encoding="utf-8")
    (RESULTS / f"{name}.md").write_text(page(rows, f"{name}.svg"), encoding="utf-8")
    contents = json.dumps({"machine": machine(), "rows": rows}, indent=1, ensure_ascii=False)
    (RESULTS / f"{name}.json").write_text(contents + "\n", encoding="utf-8")


def _log(what: str) -> None:
    print(what, file=sys.stderr, flush=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.retrieval.scale", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a trial run: the two smallest sizes and few questions")
    parser.add_argument("--sizes", type=_listed(list(SIZES)), help=f"some of {','.join(SIZES)}; default: all")
    parser.add_argument("--engines", type=_listed(list(NAMES)), help=f"some of {','.join(NAMES)}; default: all")
    parser.add_argument("--only", choices=["project", "peers"], help="measure only this project, or only its peers")
    parser.add_argument("--folder", help="folder that keeps the corpora between runs; default: a temporary one")
    parser.add_argument("--index", default="auto", help="this project's index: auto, memory or disk")
    parser.add_argument(
        "--peer-python",
        default=sys.executable,
        help="the interpreter that has the peers, such as bm25s with numba",
    )
    parser.add_argument(
        "--without-full-reload",
        action="store_true",
        help="skip the full reload, which takes as long as a build",
    )
    parser.add_argument("--seed", type=int, default=1, help="seed of all random numbers")
    parser.add_argument("--report", help="write benchmarks/results/REPORT.md, .svg and .json also for a partial run")
    parser.add_argument("--update", action="store_true", help="merge the measured part into the existing results")
    options = parser.parse_args()
    options.sizes = options.sizes or (list(SIZES)[:2] if options.quick else list(SIZES))
    options.engines = options.engines or list(NAMES)
    if options.only:
        options.engines = [it for it in options.engines if (it == PROJECT) is (options.only == "project")]
    return options


class _listed:  # noqa: N801  (argparse shows its name)
    """Parses names separated by commas."""

    def __init__(self, known: Sequence[str]) -> None:
        self._known = known

    def __call__(self, text: str) -> list[str]:
        names = text.split(",")
        if unknown := [it for it in names if it not in self._known]:
            raise argparse.ArgumentTypeError(f"{unknown[0]} is none of {', '.join(self._known)}")
        return names


if __name__ == "__main__":
    main()
