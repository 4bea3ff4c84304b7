"""Runs `benchmarks/probes/probe.py` in a checkout, over a generated corpus with questions."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from benchmarks.retrieval.scale.corpora import write_articles
from benchmarks.retrieval.scale.questions import make_questions

HERE = Path(__file__).resolve().parents[2]
"""This checkout."""

_PROBE = Path(__file__).with_name("probe.py")
_SEED = 1
_TIMEOUT_SECONDS = 1_800


@dataclass(frozen=True, slots=True)
class Workload:
    """A folder of generated articles, the number of their sentences, and a file of questions about them."""

    articles: Path
    questions: Path
    sentences: int


def make_workload(folder: Path, sentences: int, questions: int) -> Workload:
    """Generate a corpus with at least this many sentences, and this many questions."""
    articles = folder / "articles"
    shutil.rmtree(articles, ignore_errors=True)
    articles.mkdir(parents=True)
    written, _ = write_articles(articles, sentences, _SEED)
    made = make_questions(sorted(articles.iterdir()), _SEED, questions)
    path = folder / "questions.json"
    path.write_text(json.dumps([it.text for it in made]), encoding="utf-8")
    return Workload(articles, path, written)


def probe(what: str, workload: Workload, data: Path, index: str, checkout: Path = HERE) -> dict[str, float]:
    """Run one measurement in a process and return its figures.

    Raises `RuntimeError` with the process's error output if it fails.
    """
    command = [sys.executable, str(_PROBE), what, str(workload.articles), str(data), index, str(workload.questions)]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("VERBATIM_")}
    done = subprocess.run(
        command,
        cwd=checkout,
        env=environment | {"PYTHONPATH": str(checkout), "OPENBLAS_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        timeout=_TIMEOUT_SECONDS,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{what} in {checkout} failed:\n{done.stderr}")
    figures: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return figures
