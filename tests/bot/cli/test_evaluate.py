"""`verbatim evaluate`, as a process of its own."""

import json
from pathlib import Path

import pytest

from tests.bot.program import SEEDS, TRACEBACK, call, problem_of, said

GOLDEN = SEEDS.parent / "tests" / "golden" / "questions.jsonl"
TEXT = "The harbour opened again on Saturday.\nFerries sail every hour.\x1b[2J The mayor <b>cheered</b>."


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """Make an operator's own folder: one article, and a set of two questions over it."""
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "harbour.txt").write_text(TEXT, encoding="utf-8", newline="")
    lines = [
        {
            "id": "opened",
            "question": "Who cheered <i>loudest</i> for the ferries? \ud83d",
            "gold": [{"doc_id": "harbour.txt", "start": 0, "end": 37}],
            "answerable": True,
            "tags": ["<hr>"],
        },
        {"id": "why", "question": "Why do zebras have stripes?", "gold": [], "answerable": False},
    ]
    (tmp_path / "own.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    return tmp_path


def test_in_a_pipe_it_prints_plain_tables(own: Path) -> None:
    done = call(own, "evaluate", "--corpus", str(SEEDS), "--questions", str(GOLDEN), TERM="xterm", FORCE_COLOR="1")
    assert (done.returncode, said(done)) == (0, [])
    assert "\x1b" not in done.stdout
    assert done.stdout.startswith("101 questions, 70 of them answerable\n")
    for name in ("S@1", "S@3", "S@10", "MRR@10", "AUROC", "95 % interval", "answered", "abstained", "paraphrase"):
        assert name in done.stdout
    assert "The worst " in done.stdout


def test_it_prints_the_curve_and_which_decisions_were_right_for_each_answer_type_on_eighty_columns(own: Path) -> None:
    done = call(own, "evaluate", "--corpus", str(SEEDS), "--questions", str(GOLDEN))
    before, _, worst = done.stdout.partition("The worst ")
    [_, tables] = before.split(" threshold ")
    assert worst
    curve, kinds, tags, words = tables.strip().split("\n\n")
    heading, _, *points = curve.splitlines()
    assert heading.split() == ["answered", "precision", "recall", "refused", "balance"]
    assert [line.split()[0] for line in points] == [str(percent) for percent in range(0, 101, 10)]
    assert "Answered right: " in words
    assert kinds.splitlines()[1].startswith("answer type ")
    for table in (kinds, tags):
        assert max(map(len, table.splitlines())) <= 80
        assert table.splitlines()[1].split()[-4:] == ["right", "wrong", "right", "wrong"]
    counted = [[int(it) for it in line.split()[-4:]] for line in kinds.splitlines()[3:]]
    told = json.loads(call(own, "evaluate", "--corpus", str(SEEDS), "--questions", str(GOLDEN), "--json").stdout)
    decisions = told["decisions"]
    assert [sum(column) for column in zip(*counted, strict=True)] == [
        decisions["answered_right"],
        decisions["answered_wrong"] + decisions["answered_unanswerable"],
        decisions["abstained_unanswerable"],
        decisions["abstained_right"] + decisions["abstained_wrong"],
    ]


def test_json_is_one_object(own: Path) -> None:
    done = call(own, "evaluate", "--corpus", str(SEEDS), "--questions", str(GOLDEN), "--json")
    assert (done.returncode, said(done)) == (0, [])
    [line] = done.stdout.splitlines()
    told = json.loads(line)
    assert (told["questions"], told["answerable"], len(told["outcomes"])) == (101, 70, 101)
    assert told["success_1"]["low"] < told["success_1"]["value"] <= told["success_1"]["high"]


def test_a_set_of_the_operators_own_makes_a_page_and_a_table(own: Path) -> None:
    done = call(own, "evaluate", "--corpus", "articles", "--questions", "own.jsonl", "--html", "report.html")
    assert (done.returncode, said(done)) == (0, [])
    assert done.stdout.endswith("The report is in report.html\n")
    assert "\x1b" not in done.stdout
    page = (own / "report.html").read_bytes().decode()
    assert page.startswith("<!DOCTYPE html>")
    assert "&lt;i&gt;loudest&lt;/i&gt;" in page
    assert "&lt;hr&gt;" in page
    assert "\x1b" not in page


def test_a_set_of_another_corpus_is_told_in_one_line_with_its_line(own: Path) -> None:
    problem = problem_of(call(own, "evaluate", "--corpus", str(SEEDS), "--questions", "own.jsonl"))
    assert "own.jsonl, line 1: gold 1 names the document 'harbour.txt', which the corpus does not have" in problem


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--questions", "nowhere.jsonl"), "nowhere.jsonl: No such file"),
        (("--questions", "own.jsonl", "--html", "nowhere/report.html"), "cannot write the report nowhere/report.html"),
        (("--questions", "own.jsonl", "--html", "articles"), "cannot write the report articles: Is a directory"),
    ],
)
def test_a_file_that_cannot_be_used_is_told_in_one_line(own: Path, arguments: tuple[str, ...], told: str) -> None:
    assert told in problem_of(call(own, "evaluate", "--corpus", "articles", *arguments))


def test_without_questions_it_is_called_wrongly(own: Path) -> None:
    done = call(own, "evaluate")
    assert (done.returncode, done.stdout) == (2, "")
    assert "--questions" in done.stderr
    assert TRACEBACK not in done.stderr
