"""Measures answers over archives that anyone can install: the right sentence first, refusing, and what stands first.

`--python DIR` and `--postgresql DIR` name the folders of the unpacked HTML documentation, by default where Debian's
packages put it; an archive that is not there is left out. `--data DIR` keeps the indexes from run to run. `--only`
names the archives to measure, and then nothing is written. `--misses FILE` lists what was missed
in the half that is seen.
"""

import argparse
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.report import report, with_interval
from benchmarks.retrieval.archives.installed import Archive, archives
from benchmarks.retrieval.archives.misses import miss
from benchmarks.retrieval.archives.question_file import SEEN, UNSEEN, is_found, read_questions
from benchmarks.retrieval.archives.searching import opened
from benchmarks.retrieval.archives.shapes import Shape, shape_of
from benchmarks.retrieval.rankings import project
from retrieval.evaluation import Outcome, success
from retrieval.evaluation.metrics import mean_of

_BOTH = "both"


@dataclass(frozen=True, slots=True)
class Answered:
    """The outcome of a question over an archive, and what its first quote is on its page; None without a quote."""

    archive: str
    half: str
    outcome: Outcome
    shape: Shape | None


def main() -> int:
    """Measure and report."""
    names = [it.name for it in archives()]
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.retrieval.archives", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("--python", type=Path, metavar="DIR", help="HTML documentation of Python")
    parser.add_argument("--postgresql", type=Path, metavar="DIR", help="HTML documentation of PostgreSQL")
    parser.add_argument("--data", type=Path, metavar="DIR", help="where the indexes are kept from run to run")
    parser.add_argument("--only", nargs="+", choices=names, default=names, metavar="ARCHIVE", help="what to measure")
    parser.add_argument("--misses", type=Path, metavar="FILE", help="where to list what the seen half missed")
    options = parser.parse_args()
    chosen = [it for it in archives(options.python, options.postgresql) if it.name in options.only]
    there = [it for it in chosen if _is_there(it)]
    answered: list[Answered] = []
    misses: list[str] = []
    with tempfile.TemporaryDirectory() as temporary:
        for archive in there:
            its, missed = _measured(archive, options.data or Path(temporary))
            answered += its
            misses += missed
    if options.misses is not None:
        options.misses.write_text("\n".join(misses), encoding="utf-8")
    if not answered:
        print("skipped: none of the archives is there")
        return 0
    groups = [(it.title, [of for of in answered if of.archive == it.name]) for it in there]
    if len(there) > 1:
        groups.append(("all", answered))
    report(
        "archives" if len(there) == len(names) else None,
        "Questions over the documentation of Python and PostgreSQL, and of this project (95 % intervals)",
        [_row(title, half, its) for title, its in groups for half in (SEEN, UNSEEN, _BOTH)],
        numbers={"packages": {it.package: it.version for it in there if it.package}},
    )
    return 0


def _is_there(archive: Archive) -> bool:
    if archive.files:
        return True
    print(
        f"{archive.name}: left out, since {archive.folder} has no pages: install Debian's package {archive.package}, or"
        f" unpack it (apt-get download {archive.package}; dpkg -x) and name its folder html by --{archive.name}",
        file=sys.stderr,
    )
    return False


def _measured(archive: Archive, data: Path) -> tuple[Sequence[Answered], Sequence[str]]:
    """Ask an archive's questions, and describe the misses of those that are seen."""
    print(f"{archive.name} …", file=sys.stderr)
    searcher, corpus = opened(archive, data)
    ranking = project(searcher)
    answered, misses = [], []
    for asked in read_questions():
        if asked.archive != archive.name:
            continue
        outcome = ranking(asked.in_index(searcher.snapshot.stored))
        shape = None
        if (first := outcome.first) is not None:
            shape = shape_of(first.sentence.text, corpus / first.sentence.document_id)
        answered.append(Answered(archive.name, asked.half, outcome, shape))
        if asked.half == SEEN and not outcome.is_right:
            misses.append(miss(searcher, outcome))
    return answered, misses


def _row(title: str, half: str, answered: Sequence[Answered]) -> Mapping[str, object]:
    its = [it for it in answered if half in (it.half, _BOTH)]
    outcomes = [it.outcome for it in its]
    shapes = [it.shape for it in its]
    return {
        "archive": title,
        "half": half,
        "questions": len(its),
        "S@1": with_interval(success(outcomes, 1)),
        "S@3": with_interval(success(outcomes, 3)),
        "refused": with_interval(mean_of([float(not it.answered) for it in outcomes])),
        **{f"first: {shape.value}": shapes.count(shape) for shape in Shape if shape is not Shape.PROSE},
        "not in the index": sum(not is_found(it.question) for it in outcomes),
    }


if __name__ == "__main__":
    sys.exit(main())
