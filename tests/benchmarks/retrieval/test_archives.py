"""The benchmark of archives, over this project's own documents."""

import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from benchmarks.report import RESULTS
from benchmarks.retrieval.archives import keys
from benchmarks.retrieval.archives.__main__ import main
from benchmarks.retrieval.archives.installed import OWN, Archive, archives
from benchmarks.retrieval.archives.question_file import SEEN, UNSEEN, is_found, read_questions
from benchmarks.retrieval.archives.searching import opened
from benchmarks.retrieval.archives.sentence_keys import SentenceKey
from benchmarks.retrieval.archives.shapes import Shape, shape_of

HTML = """<html><head><title>The harbour</title></head><body><h1>Opening hours</h1>
<dl class="field-list"><dt>Depth</dt><dd>nine metres</dd></dl>
<pre>harbour.open(quay=3)</pre><p>The harbour opened in 1921. It is deep.</p></body></html>"""
MARKDOWN = "# Opening hours\n\nThe harbour opened in 1921,\nin spring.\n\n    harbour open --quay 3\n"


def _rows(printed: str) -> list[Mapping[str, str]]:
    header, _, *lines = [
        [cell.strip() for cell in line.split("|")] for line in printed.splitlines() if line.startswith("|")
    ]
    return [dict(zip(header, cells, strict=True)) for cells in lines]


def _result() -> bytes | None:
    file = RESULTS / "archives.md"
    return file.read_bytes() if file.exists() else None


def test_it_measures_both_halves_and_lists_misses_of_the_seen_one_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before, misses = _result(), tmp_path / "misses.txt"
    monkeypatch.setattr(
        sys, "argv", ["archives", "--only", OWN, "--data", str(tmp_path / "data"), "--misses", str(misses)]
    )
    assert main() == 0
    rows = _rows(capsys.readouterr().out)
    assert [it["half"] for it in rows] == [SEEN, UNSEEN, "both"]
    seen, unseen, both = (int(it["questions"]) for it in rows)
    assert seen + unseen == both == 30
    listed = misses.read_text(encoding="utf-8")
    asked = [it for it in read_questions() if it.archive == OWN]
    assert any(it.text in listed for it in asked if it.half == SEEN)
    assert not any(it.text in listed for it in asked if it.half == UNSEEN)
    assert _result() == before, "a part of the archives must not replace the result of all"


def test_an_archive_that_is_not_there_is_left_out_with_the_package_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["archives", "--only", "postgresql", "--postgresql", str(tmp_path)])
    assert main() == 0
    told = capsys.readouterr()
    assert "skipped" in told.out
    assert "postgresql-doc-15" in told.err
    assert str(tmp_path) in told.err


def test_the_questions_are_as_many_as_they_say_and_about_half_are_unseen() -> None:
    questions = read_questions()
    counts = {archive.name: sum(it.archive == archive.name for it in questions) for archive in archives()}
    assert counts == {"python": 60, "postgresql": 60, "own": 30}
    assert 60 <= sum(it.half == UNSEEN for it in questions) <= 90


def test_a_sentence_that_the_index_lacks_counts_as_missed(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "operating.md").write_text("Nothing of this is asked for.", encoding="utf-8")
    searcher, _ = opened(Archive(OWN, OWN, None, None, tmp_path), tmp_path / "data")
    question = next(it for it in read_questions() if it.archive == OWN)
    there = question.in_index(searcher.snapshot.stored)
    assert there.answerable
    assert not is_found(there)


def test_a_key_finds_its_words_whatever_stands_between_them() -> None:
    key = SentenceKey.of("a.html", "The Café opened in 1921.")
    text = "So: *the cafe\u0301*\nopened, in 1921! The café opened in 1922."
    assert SentenceKey.parse(str(key)) == key
    assert [text[it.start : it.end] for it in key.spans_in(text)] == ["the cafe\u0301*\nopened, in 1921"]
    assert [it.start for it in key.spans_in("Once. THE “café”\nopened in 1921")] == [6]
    assert not key.spans_in("The café opened early in 1921. The cafés opened in 1921.")


@pytest.mark.parametrize(
    "written", ["a.html", "a.html#0.3.0123456789abcdef", "a.html#1.3.0123", "#1.3.0123456789abcdef"]
)
def test_another_form_is_no_key(written: str) -> None:
    with pytest.raises(ValueError, match=r"DOCUMENT#WORDS\.LETTERS\.HASH"):
        SentenceKey.parse(written)


def test_the_line_of_a_wrong_question_is_told(tmp_path: Path) -> None:
    file = tmp_path / "questions.tsv"
    line = f"own\twhat is it?\t{SentenceKey.of('a.md', 'It is a harbour.')}\n"
    file.write_text(f"# comment\n{line}{line}", encoding="utf-8")
    with pytest.raises(ValueError, match=r"questions\.tsv, line 3: .*twice"):
        read_questions(file)


@pytest.mark.parametrize(
    ("quote", "shape"),
    [
        ("Opening hours", Shape.HEADING),
        ("Depth", Shape.FIELDS),
        ("harbour.open(quay=3)", Shape.CODE),
        ("The harbour opened in 1921.", Shape.PROSE),
        ("The harbour", Shape.PROSE),
        ("It is as deep as:", Shape.LEAD_IN),
    ],
)
def test_the_shape_of_a_quote_is_read_from_html(quote: str, shape: Shape, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(HTML, encoding="utf-8")
    assert shape_of(quote, page) is shape


@pytest.mark.parametrize(
    ("quote", "shape"),
    [
        ("Opening hours", Shape.HEADING),
        ("harbour open --quay 3", Shape.CODE),
        ("The harbour opened in 1921, in spring.", Shape.PROSE),
    ],
)
def test_the_shape_of_a_quote_is_read_from_markdown(quote: str, shape: Shape, tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(MARKDOWN, encoding="utf-8")
    assert shape_of(quote, page) is shape


def test_the_keys_of_a_sentence_are_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    data = ["--data", str(tmp_path)]
    monkeypatch.setattr(sys, "argv", ["keys", "--archive", OWN, *data, "reporting a vulnerability"])
    assert keys.main() == 0
    key, sentence = capsys.readouterr().out.splitlines()[0].split("\t")
    assert SentenceKey.parse(key) == SentenceKey.of("SECURITY.md", sentence)
    monkeypatch.setattr(sys, "argv", ["keys", "--archive", OWN, *data, "zygomorphic quinces"])
    assert keys.main() == 1
