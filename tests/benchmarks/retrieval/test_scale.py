"""The scale benchmark: questions, engines, processes, tables and the plot."""

import json
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from benchmarks.report import table
from benchmarks.retrieval.scale.corpora import Corpus, write_articles
from benchmarks.retrieval.scale.measurement import Figures, latencies, memory, per_second, summary
from benchmarks.retrieval.scale.peers.engines import ENGINES, LIMIT
from benchmarks.retrieval.scale.plot import Series, log_log
from benchmarks.retrieval.scale.processes import run
from benchmarks.retrieval.scale.questions import make_questions, questions
from benchmarks.retrieval.scale.results import NAMES, page, picture
from benchmarks.retrieval.scale.terms import terms

_SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    folder = tmp_path_factory.mktemp("corpus")
    (folder / "articles").mkdir()
    sentences, documents = write_articles(folder / "articles", 2_000, seed=1)
    return Corpus(folder, "10k", sentences, documents)


def figures(engine: str, size: str, sentences: int, p50: float) -> Figures:
    """Return a row as the benchmark measures it."""
    times = {"p50": p50, "p99": 2 * p50, "slowest": 3 * p50, "asked": 1000}
    return times | {
        "engine": engine,
        "size": size,
        "sentences": sentences,
        "per_second_1": 1000 / p50,
        "per_second_2": 2000 / p50,
        "open_seconds": 0.2,
        "resident": 50.0,
        "anonymous": 20.0,
        "disk": 12.0,
        "build_seconds": 3.0,
        "most_building": 100.0,
    }


def own(size: str, sentences: int, p50: float) -> Figures:
    """Return a row of this project."""
    times = {"p50": 1.0, "p99": 10.0, "slowest": 20.0, "asked": 100}
    more = {"visible_seconds": 0.5, "rest": times, "incremental": times, "full": times, "quoted": 0.99}
    return figures("verbatim", size, sentences, p50) | more | {"stages": {"parse": 0.1, "retrieve": 0.5}}


def test_questions_depend_on_the_seed_alone_and_look_like_search_queries(corpus: Corpus) -> None:
    files = sorted(corpus.articles.iterdir())
    made = make_questions(files, seed=1, count=200)
    assert made == make_questions(files, seed=1, count=200)
    assert made != make_questions(files, seed=2, count=200)
    lengths = [len(it.terms) for it in made]
    assert min(lengths) >= 3
    assert max(lengths) <= 8
    assert 0.3 < sum(it.text == it.text.lower() for it in made) / len(made) < 0.7


def test_questions_are_kept_beside_their_corpus(corpus: Corpus) -> None:
    made = questions(corpus, seed=1, count=20)
    written = (corpus.folder / "questions.json").stat().st_mtime_ns
    assert questions(corpus, seed=1, count=20) == made
    assert (corpus.folder / "questions.json").stat().st_mtime_ns == written
    assert len(questions(corpus, seed=1, count=30)) == 30


def test_terms_are_kept_until_the_analysis_makes_others(corpus: Corpus) -> None:
    path = terms(corpus)
    lines = path.read_text(encoding="utf-8")
    assert lines.count("\n") == pytest.approx(corpus.sentences, rel=0.03)
    path.write_text("other " + lines, encoding="utf-8")
    assert terms(corpus).read_text(encoding="utf-8") == lines


@pytest.mark.parametrize("name", ENGINES)
def test_every_engine_finds_the_sentence_by_its_words(name: str, corpus: Corpus, tmp_path: Path) -> None:
    try:
        engine = ENGINES[name]()
    except ImportError as error:
        pytest.skip(f"{error.name} is not installed: it is no dependency")
    path = terms(corpus)
    lines = path.read_text(encoding="utf-8").splitlines()
    engine.build(path, tmp_path)
    engine.open(tmp_path)
    ask = engine.make_ask()
    for number in (0, 700, 1500):
        wanted = list(dict.fromkeys(lines[number].split()))
        found = ask(wanted)
        assert isinstance(found, list)
        assert len(found) == LIMIT
        assert set(lines[found[0]].split()) >= set(wanted)


def test_engines_agree_on_what_is_best(corpus: Corpus, tmp_path: Path) -> None:
    path = terms(corpus)
    asked = questions(corpus, seed=1, count=20)
    best: dict[str, list[set[int]]] = {}
    for name in ("tantivy", "fts5"):
        engine = ENGINES[name]()
        (tmp_path / name).mkdir()
        engine.build(path, tmp_path / name)
        engine.open(tmp_path / name)
        ask = engine.make_ask()
        found = [ask(it.terms) for it in asked]
        best[name] = [set(it[:10]) for it in found if isinstance(it, list)]
    shared = [len(one & other) for one, other in zip(best["tantivy"], best["fts5"], strict=True)]
    assert sum(shared) / len(shared) > 8


def test_a_process_returns_its_figures_and_its_peak_memory_with_its_children() -> None:
    script = """
import json, subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; held = bytearray(80 << 20); time.sleep(1)"])
held = bytearray(60 << 20)
child.wait()
print("something else")
print(json.dumps({"answer": 42}))
"""
    measured = run([sys.executable, "-c", script], 30)
    assert measured["answer"] == 42
    assert 140 < measured["highest_together"] < 250


def test_a_process_that_fails_or_takes_too_long_returns_the_reason() -> None:
    assert run([sys.executable, "-c", "raise SystemExit('no room on the disk')"], 30) == {
        "failed": "no room on the disk"
    }
    assert "not done within" in run([sys.executable, "-c", "import time; time.sleep(60)"], 0.3)["failed"]
    assert "memory" in run([sys.executable, "-c", "import os; os.kill(os.getpid(), 9)"], 30)["failed"]


def test_an_engine_that_is_not_installed_says_so(tmp_path: Path) -> None:
    (tmp_path / "bm25s.py").write_text("raise ModuleNotFoundError('none', name='bm25s')", encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "benchmarks.retrieval.scale.peers",
        "bm25s",
        "build",
        "terms",
        "folder",
        "questions",
        "1",
    ]
    measured = run(command, 30, {"PYTHONPATH": f"{tmp_path}:{Path(__file__).resolve().parents[3]}"})
    assert measured["failed"] == "bm25s is not installed"


def test_answers_are_timed_one_by_one_and_counted_per_second() -> None:
    asked: list[object] = []
    times = latencies(asked.append, range(50), 10)
    assert len(times) == len(asked) == 50
    assert latencies(asked.append, range(50), 0)
    assert summary([1.0, 2.0, 3.0])["p50"] == 2
    assert summary([7.0]) == {"p50": 7.0, "p99": 7.0, "slowest": 7.0, "asked": 1}
    assert per_second([asked.append] * 2, range(50), 10) > 50
    assert len(asked) == 101
    assert memory()["resident"] > memory()["anonymous"] > 1


def test_the_page_has_a_row_for_everything_and_reasons_for_what_failed() -> None:
    failed = {"engine": "bm25s", "size": "10k", "sentences": 10_000, "failed": "numba is not installed"}
    rows = [own("10k", 10_000, 2.0), figures("tantivy", "10k", 10_000, 0.05), failed]
    text = page(rows, "scale.svg")
    assert "| 10,000    | tantivy" in text
    assert "0.05 ms / 0.10 ms" in text
    assert "numba is not installed" in text
    assert "(2.0 × p99 at rest)" in text
    assert "](scale.svg)" in text
    assert "This project's figures" not in page(rows[1:], None)


def test_a_reload_that_failed_leaves_the_other_figures_standing() -> None:
    row = own("10k", 10_000, 2.0)
    for name in ("visible_seconds", "rest", "incremental", "full"):
        del row[name]
    text = page([row | {"change_failed": "the disk is full"}], None)
    assert text.count("the disk is full") == 4
    assert "2.0 ms / 4.0 ms" in text


def test_the_plot_is_well_formed_and_names_every_line_and_power_of_ten() -> None:
    rows = [
        figures(engine, size, sentences, sentences * slope)
        for engine, slope in (("tantivy", 1e-6), ("bm25s", 1.05e-6), ("fts5", 1.1e-6), ("rank-bm25", 1e-3))
        for size, sentences in (("10k", 10_000), ("100k", 100_000), ("1m", 1_000_000))
    ]
    drawing = ET.fromstring(picture(rows))  # noqa: S314  (our own)
    texts = {it.text for it in drawing.iter(f"{_SVG}text")}
    assert {NAMES[it] for it in ("tantivy", "bm25s", "fts5", "rank-bm25")} <= texts
    assert {"10,000", "1 million", "0.01 ms", "1 s"} <= texts


def test_the_plot_is_the_same_each_time_and_escapes_names() -> None:
    drawn = log_log("Time", "size", [Series("<one>", [(10, 1), (100, 10)])])
    assert drawn == log_log("Time", "size", [Series("<one>", [(10, 1), (100, 10)])])
    assert "<one>" in {it.text for it in ET.fromstring(drawn).iter(f"{_SVG}text")}  # noqa: S314


def test_a_table_is_as_wide_as_its_cells() -> None:
    lines = table([{"a": 1, "b": "long text"}, {"a": 22, "b": "x"}])
    assert len({len(line) for line in lines}) == 1
    assert json.dumps(lines[0]) == '"| a  | b         |"'
