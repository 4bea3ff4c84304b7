"""The benchmark of languages, over a small set in German and one in English."""

import json
import sys
from pathlib import Path

import pytest

from benchmarks.report import RESULTS
from benchmarks.retrieval.languages import main

SETS = {
    "dev-languages/xquad-de-dev": (
        "Der Hafen von Lindholm wurde im Jahr 1921 eröffnet. Die Fähren fahren jede Stunde nach Norden.",
        "Zebras haben schwarze Streifen. Niemand weiß, warum das so ist.",
        "Wann wurde der Hafen von Lindholm eröffnet?",
        51,
    ),
    "dev/selqa-dev": (
        "The harbour of Lindholm opened in 1921. Ferries sail every hour.",
        "Zebras have black stripes. Nobody knows why that is so.",
        "When did the harbour of Lindholm open?",
        39,
    ),
}


@pytest.fixture
def sets(tmp_path: Path) -> Path:
    for name, (text, other, question, end) in SETS.items():
        folder = tmp_path / name
        folder.mkdir(parents=True)
        asked = {"id": "1", "question": question, "answerable": True, "gold": [{"doc_id": "a", "start": 0, "end": end}]}
        documents = [{"id": "a", "title": "", "text": text}, {"id": "b", "title": "", "text": other}]
        (folder / "corpus.jsonl").write_text("\n".join(map(json.dumps, documents)), encoding="utf-8")
        (folder / "questions.jsonl").write_text(json.dumps(asked), encoding="utf-8")
    return tmp_path / "dev"


def _results() -> bytes | None:
    file = RESULTS / "languages.json"
    return file.read_bytes() if file.exists() else None


def test_it_measures_the_sets_that_are_there_by_both_engines(
    sets: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = _results()
    monkeypatch.setattr(sys, "argv", ["languages", "--sets", str(sets)])
    assert main() == 0
    told = capsys.readouterr()
    header, _, german, english = [
        [cell.strip() for cell in line.split("|")] for line in told.out.splitlines() if line.startswith("|")
    ]
    rows = [dict(zip(header, cells, strict=True)) for cells in (german, english)]
    assert [it["set"] for it in rows] == ["xquad-de-dev", "selqa-dev"]
    for row in rows:
        assert row["S@1/S@3"] == "1.000/1.000"
        assert row["sentences"] == "4"
        assert row["by sentencex's"] == "1.00"
        assert row["answered without its document"] == ".000"
        assert row["engines differ by"] == ".000"
    assert "xquad-es-dev: skipped, since neither " in told.err
    assert _results() == before


def test_without_any_set_it_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["languages", "--sets", str(tmp_path / "dev")])
    assert main() == 0
    assert capsys.readouterr().out == "skipped: there are no labelled sets\n"
