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


def test_articles_in_several_languages_have_figures_of_their_own(tmp_path: Path) -> None:
    texts = {
        "hafen.txt": "Der Hafen wurde am Samstag wieder eröffnet. Die Fähren fahren jede Stunde nach Norden.",
        "port.txt": "Порт снова открылся в субботу. Паромы ходят каждый час на север.",
    }
    (tmp_path / "articles").mkdir()
    for name, text in texts.items():
        (tmp_path / "articles" / name).write_text(text, encoding="utf-8", newline="")
    asked = {"hafen.txt": ("Wann wurde der Hafen eröffnet?", 43), "port.txt": ("Когда открылся порт?", 30)}
    lines = [
        {
            "id": name,
            "question": question,
            "gold": [{"doc_id": name, "start": 0, "end": end}],
            "answerable": True,
        }
        for name, (question, end) in asked.items()
    ]
    lines.append({"id": "no", "question": "Warum?", "gold": [], "answerable": False, "doc_id": "hafen.txt"})
    (tmp_path / "own.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    options = ("evaluate", "--corpus", "articles", "--questions", "own.jsonl")
    told = json.loads(call(tmp_path, *options, "--json").stdout)
    groups = {key: {it["name"]: it["questions"] for it in told[key]} for key in ("languages", "scripts", "asked_in")}
    assert groups == {
        "languages": {"de": 2, "ru": 1},
        "scripts": {"Latn": 2, "Cyrl": 1},
        "asked_in": {"de": 2, "ru": 1},
    }
    assert [it["language"] for it in told["outcomes"]] == ["de", "ru", "de"]
    table = call(tmp_path, *options).stdout
    begun = {line.split("  ")[0].strip() for line in table.splitlines()}
    assert {"language", "script", "asked in", "de", "Cyrl"} <= begun


class TestCandidates:
    """`--candidates`, which needs no articles."""

    @pytest.fixture
    def lists(self, tmp_path: Path) -> Path:
        lines = [
            {
                "id": "opened",
                "question": "When did the harbour open?",
                "candidates": [
                    {"text": "Ferries sail every hour.", "relevant": False},
                    {"text": "The harbour opened in 1921.", "relevant": True},
                ],
            },
            {"id": "why", "question": "Why?", "candidates": [{"text": "Nobody knows.", "relevant": False}]},
        ]
        (tmp_path / "lists.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
        return tmp_path

    def test_it_prints_map_and_mrr_and_what_was_left_out(self, lists: Path) -> None:
        done = call(lists, "evaluate", "--corpus", "nowhere", "--candidates", "lists.jsonl")
        assert (done.returncode, said(done)) == (0, [])
        assert done.stdout.startswith(
            "2 questions with 3 candidates; 1 counted, 1 left out without a relevant candidate, 0 without an irrelevant"
        )
        figures = [line.split() for line in done.stdout.splitlines() if line.strip().startswith("M")]
        assert [(it[0], it[-2], it[-1]) for it in figures] == [
            ("MAP:", "1.000", "1.000–1.000"),
            ("MRR:", "1.000", "1.000–1.000"),
        ]

    def test_json_has_the_order_of_each_list(self, lists: Path) -> None:
        told = json.loads(call(lists, "evaluate", "--candidates", "lists.jsonl", "--json").stdout)
        assert (told["questions"], told["counted"], told["without_relevant"], told["without_irrelevant"]) == (
            2,
            1,
            1,
            0,
        )
        assert told["map"] == told["mrr"] == {"value": 1.0, "low": 1.0, "high": 1.0}
        assert [it["ranked"] for it in told["lists"]] == [[1, 0], [0]]

    def test_what_cannot_be_done_is_told_in_one_line(self, lists: Path) -> None:
        page = problem_of(call(lists, "evaluate", "--candidates", "lists.jsonl", "--html", "report.html"))
        assert "there is no page of ranked candidates" in page
        assert "nowhere.jsonl: No such file" in problem_of(call(lists, "evaluate", "--candidates", "nowhere.jsonl"))
        both = call(lists, "evaluate", "--candidates", "lists.jsonl", "--questions", "own.jsonl")
        assert both.returncode == 2
        assert "not allowed with argument" in both.stderr
