"""Measures retrieval, refusing and sentences on labelled sets in several languages, beside what each must reach.

`--sets FOLDER` names the folder of the English sets, by default `../shared/data/qa/dev` beside the project; beside that
folder, `dev-languages` has those in other languages. `--engine` chooses the engine; `both`, the default, compares them.
`--only` names the sets to measure, and then nothing is written. A set that is not there is skipped. Returns 1 if the
engines differ by more than .01.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from sentencex import get_sentence_boundaries

from benchmarks.report import report
from benchmarks.retrieval.language_targets import TARGETS, Target, shown
from benchmarks.retrieval.left_out import share_answered
from benchmarks.retrieval.rankings import sentences_of
from bot.app import build
from config.loading import load_settings
from config.locations import SHIPPED
from retrieval.evaluation import Estimate, Question, evaluate, read_questions
from retrieval.searcher import Searcher, Snapshot

SETS = Path(__file__).resolve().parents[3] / "shared" / "data" / "qa" / "dev"
LANGUAGES = "dev-languages"
_MOST_GLUED = 1.1
"""By how much sentences may be longer than sentencex's: gluing them makes it easier to find the right one."""
_MOST_DIFFERENCE = 0.01
_DEPTH = 10


@dataclass(frozen=True, slots=True)
class Measured:
    """The figures of one set by one engine.

    `refused` is the share of answerable questions without an answer; `answered_without` is the share that is answered
    by a corpus without the documents of their gold sentences, None if that was not measured. `length` is the mean
    length of sentences, `by_sentencex` that of sentencex's.
    """

    language: str
    questions: int
    success_1: float
    success_3: float
    success_10: float
    refused: float
    answered_without: float | None
    sentences: int
    length: float
    by_sentencex: float

    @property
    def glued(self) -> float:
        """How much longer the sentences are than sentencex's."""
        return self.length / self.by_sentencex

    @property
    def shares(self) -> Sequence[float]:
        """What both engines must agree on."""
        return self.success_1, self.success_3, self.success_10, self.refused


def main() -> int:
    """Measure and report."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.retrieval.languages", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("--sets", type=Path, default=SETS, metavar="FOLDER", help="folder of the English sets")
    parser.add_argument("--engine", choices=("memory", "disk", "both"), default="both")
    parser.add_argument("--only", nargs="+", choices=TARGETS, default=None, metavar="SET", help="sets to measure")
    options = parser.parse_args()
    engines = ("memory", "disk") if options.engine == "both" else (options.engine,)
    measured: dict[str, list[Measured]] = {}
    for name in options.only or TARGETS:
        folders = [it / name for it in (options.sets.parent / LANGUAGES, options.sets)]
        folder = next((it for it in folders if (it / "questions.jsonl").exists()), None)
        if folder is None:
            print(f"{name}: skipped, since neither {folders[0]} nor {folders[1]} has its questions", file=sys.stderr)
            continue
        print(f"{name} …", file=sys.stderr)
        measured[name] = [_measure(folder, engine, leaves_out=engine == engines[0]) for engine in engines]
    if not measured:
        print("skipped: there are no labelled sets")
        return 0
    numbers = {
        name: {engine: asdict(it) for engine, it in zip(engines, its, strict=True)} for name, its in measured.items()
    }
    targets = {name: asdict(TARGETS[name]) for name in measured}
    is_whole = options.only is None and options.engine == "both" and options.sets == SETS
    report(
        "languages" if is_whole else None,
        "Retrieval by language, all sentences competing; S@1/S@3, and shares of the answerable questions",
        [_row(name, its, _english_share(measured)) for name, its in measured.items()],
        numbers={"measured": numbers, "targets": targets},
    )
    return 1 if any(_difference(its) > _MOST_DIFFERENCE for its in measured.values()) else 0


def _measure(folder: Path, engine: str, *, leaves_out: bool) -> Measured:
    def open_searcher(corpus: Path, data: Path) -> Searcher:
        settings = {"corpus": str(corpus), "data_dir": str(data), "index": engine}
        return build(load_settings(settings, files=[SHIPPED]).settings).searcher

    corpus = folder / "corpus.jsonl"
    with tempfile.TemporaryDirectory() as data:
        searcher = open_searcher(corpus, Path(data))
        stored = searcher.snapshot.stored
        questions = read_questions(_with_words(folder, Path(data)), stored.document, stored.searched)
        answered_without = share_answered(corpus, questions, stored, open_searcher) if leaves_out else None
        return _figures(searcher, questions, answered_without)


def _with_words(folder: Path, into: Path) -> Path:
    """Return a file of the questions of a set without those that are blank: one set has such a one."""
    lines = (folder / "questions.jsonl").read_text(encoding="utf-8").split("\n")
    asked = into / "questions.jsonl"
    asked.write_text(
        "\n".join(it for it in lines if it.strip() and json.loads(it)["question"].strip()), encoding="utf-8"
    )
    return asked


def _figures(searcher: Searcher, questions: Sequence[Question], answered_without: float | None) -> Measured:
    snapshot = searcher.snapshot
    evaluation = evaluate(searcher, questions, depth=_DEPTH)
    figures, decisions = evaluation.figures, evaluation.figures.decisions
    sentences = sentences_of(snapshot)
    language = snapshot.languages.codes[0]  # that of most documents
    return Measured(
        language=language,
        questions=len(questions),
        success_1=_value(figures.success_1),
        success_3=_value(figures.success_3),
        success_10=_value(figures.success_10),
        refused=(decisions.abstained_right + decisions.abstained_wrong) / max(1, figures.answerable),
        answered_without=answered_without,
        sentences=len(sentences),
        length=sum(len(it.text) for it in sentences) / len(sentences),
        by_sentencex=_mean_by_sentencex(snapshot, language),
    )


def _mean_by_sentencex(snapshot: Snapshot, language: str) -> float:
    """Return the mean length of sentencex's sentences of the same documents, in characters."""
    lengths: list[int] = []
    for listed in snapshot.stored.documents():
        if listed.kept is None:
            text = snapshot.stored.document(listed.id).text
            spans = (it for line in text.splitlines() for it in get_sentence_boundaries(language, line))
            lengths += [len(stripped) for it in spans if (stripped := it["text"].strip())]
    return sum(lengths) / max(1, len(lengths))


def _row(name: str, its: Sequence[Measured], of_english: float | None) -> Mapping[str, object]:
    measured, target = its[0], TARGETS[name]
    return {
        "set": name,
        "S@1/S@3": f"{_share(measured.success_1)}/{_share(measured.success_3)}",
        "S@10": _share(measured.success_10),
        "before": str(target.now),
        "bare": "–" if target.bare is None else str(target.bare),
        "to reach": str(target.to_reach),
        "reached": "yes" if _is_reached(measured, target) else "no",
        "wrongly refused": _share(measured.refused),
        "before → to reach": "–"
        if target.refused_now is None
        else f"{shown(target.refused_now)} → ≤ {shown(target.refused_at_most or 0)}",
        "answered without its document": _share(measured.answered_without),
        "English": _share(of_english),
        "sentences": f"{measured.sentences:,}",
        "mean length": f"{measured.length:.0f}",
        "by sentencex's": f"{measured.glued:.2f}",
        "engines differ by": "–" if len(its) == 1 else _share(_difference(its)),
    }


def _is_reached(measured: Measured, target: Target) -> bool:
    """Tell whether the set reaches what it must, with sentences that are not glued."""
    return (
        measured.glued <= _MOST_GLUED
        and measured.success_1 >= target.to_reach.success_1
        and measured.success_3 >= target.to_reach.success_3
        and (target.refused_at_most is None or measured.refused <= target.refused_at_most)
    )


def _english_share(measured: Mapping[str, Sequence[Measured]]) -> float | None:
    """Return the mean over the English sets of the share answered without the document."""
    english = (its[0].answered_without for its in measured.values() if its[0].language == "en")
    shares = [it for it in english if it is not None]
    return sum(shares) / len(shares) if shares else None


def _difference(its: Sequence[Measured]) -> float:
    """Return the largest difference between the engines."""
    differences: list[float] = [max(its) - min(its) for its in zip(*(it.shares for it in its), strict=True)]
    return max(differences)


def _value(estimate: Estimate | None) -> float:
    return 0.0 if estimate is None else estimate.value


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}".removeprefix("0")


if __name__ == "__main__":
    sys.exit(main())
