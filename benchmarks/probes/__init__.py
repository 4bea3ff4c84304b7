"""Runs `benchmarks/probes/probe.py` in a checkout, and makes the corpus and the questions that it works on."""

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
_LONGEST_SECONDS = 1_800


@dataclass(frozen=True, slots=True)
class Bench:
    """A corpus of made-up articles in a folder, with questions about it."""

    articles: Path
    questions: Path
    sentences: int


def make_bench(folder: Path, sentences: int, questions: int) -> Bench:
    """Write a corpus with at least so many sentences, and that many questions."""
    articles = folder / "articles"
    shutil.rmtree(articles, ignore_errors=True)
    articles.mkdir(parents=True)
    written, _ = write_articles(articles, sentences, _SEED)
    made = make_questions(sorted(articles.iterdir()), _SEED, questions)
    asked = folder / "questions.json"
    asked.write_text(json.dumps([it.text for it in made]), encoding="utf-8")
    return Bench(articles, asked, written)


def probe(what: str, bench: Bench, data: Path, index: str, checkout: Path = HERE) -> dict[str, float]:
    """Return the figures of one measurement. Raises `RuntimeError` with the program's error output if it fails."""
    command = [sys.executable, str(_PROBE), what, str(bench.articles), str(data), index, str(bench.questions)]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("VERBATIM_")}
    done = subprocess.run(
        command,
        cwd=checkout,
        env=environment | {"PYTHONPATH": str(checkout), "OPENBLAS_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        timeout=_LONGEST_SECONDS,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{what} in {checkout} failed:\n{done.stderr}")
    figures: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return figures
