"""Labelled sets are read, and invalid lines are reported by number."""

import json
from pathlib import Path
from typing import Any

import pytest

from retrieval.corpus import read_corpus
from retrieval.errors import QuestionSetError
from retrieval.evaluation import Gold, Question, read_questions
from retrieval.models import Document

from .samples import DOCUMENT, TEXT

DEV = Path(__file__).resolve().parents[4] / "shared" / "data" / "qa" / "dev"

GOOD: dict[str, Any] = {
    "id": "q1",
    "question": "When did the harbour open?",
    "gold": [{"doc_id": "harbour", "start": 0, "end": 37}],
    "answerable": True,
}


def read(path: Path, *lines: bytes | dict[str, Any]) -> tuple[Question, ...]:
    path.write_bytes(b"\n".join(it if isinstance(it, bytes) else json.dumps(it).encode() for it in lines))
    return read_questions(path, {"harbour": DOCUMENT}.__getitem__)


def test_a_set_is_read_with_the_text_of_its_gold_sentences(tmp_path: Path) -> None:
    unanswerable = {"id": 2, "question": "Why?", "gold": [], "answerable": False, "tags": ["a", "a"], "doc_id": None}
    good, bad = read(tmp_path / "q.jsonl", b"\xef\xbb\xbf" + json.dumps(GOOD).encode(), b"", unanswerable)
    assert good == Question("q1", GOOD["question"], (Gold("harbour", 0, 37, TEXT[:37]),), ())
    assert good.answerable
    assert (bad.id, bad.gold, bad.tags, bad.answerable) == ("2", (), ("a",), False)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"gold": [{"doc_id": "port", "start": 0, "end": 5}]}, "'port', which the corpus does not have"),
        ({"doc_id": "port"}, "'port', which the corpus does not have"),
        ({"gold": [{"doc_id": "harbour", "start": 0, "end": 63}]}, "ends at 63, and the document 'harbour' has 62"),
        ({"gold": [{"doc_id": "harbour", "start": 5, "end": 5}]}, "the end must come after the start"),
        ({"gold": [{"doc_id": "harbour", "start": 6, "end": 5}]}, "the end must come after the start"),
        ({"gold": [{"doc_id": "harbour", "start": -1, "end": 5}]}, "a whole number from 0 on, not -1"),
        ({"gold": [{"doc_id": "harbour", "start": 0, "end": 5.0}]}, "a whole number from 0 on, not 5.0"),
        ({"gold": [{"doc_id": "harbour", "start": False, "end": 5}]}, "a whole number from 0 on, not False"),
        ({"gold": [GOOD["gold"][0], {"doc_id": "harbour", "start": 0}]}, "gold 2 must be an object"),
        ({"gold": [{"doc_id": 1, "start": 0, "end": 5}]}, "must be named by a string"),
        ({"gold": None}, '"gold" must be a list'),
        ({"gold": []}, '"answerable" is true and "gold" is empty'),
        ({"answerable": False}, '"answerable" is false and "gold" is not empty'),
        ({"answerable": "yes"}, '"answerable" must be true or false'),
        ({"question": " "}, '"question" must be a string that is not blank'),
        ({"question": 5}, '"question" must be a string that is not blank'),
        ({"id": None}, '"id" must be a string'),
        ({"id": "q0"}, "'q0' is that of an earlier line"),
        ({"tags": "a"}, '"tags" must be a list of strings'),
    ],
)
def test_a_line_that_does_not_fit_is_named_with_what_is_wrong(
    tmp_path: Path, change: dict[str, object], told: str
) -> None:
    path = tmp_path / "q.jsonl"
    with pytest.raises(QuestionSetError) as raised:
        read(path, GOOD | {"id": "q0"}, b" ", GOOD | change)
    assert (raised.value.path, raised.value.line) == (path, 3)
    assert str(raised.value).startswith(f"cannot use the questions of {path}, line 3: ")
    assert told in raised.value.reason


@pytest.mark.parametrize("name", ["id", "question", "gold", "answerable"])
def test_a_field_that_is_missing_is_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(QuestionSetError, match=f'line 1: "{name}" is missing'):
        read(tmp_path / "q.jsonl", {key: value for key, value in GOOD.items() if key != name})


@pytest.mark.parametrize("line", [b"{broken", b'{"id": NaN}', b"\xff", b"[" * 100_000, b"[]", b"5"])
def test_a_line_that_is_no_object_is_named(tmp_path: Path, line: bytes) -> None:
    with pytest.raises(QuestionSetError, match="line 2: not "):
        read(tmp_path / "q.jsonl", GOOD, line)


def test_a_set_without_a_question_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(QuestionSetError, match="there is no question in it"):
        read(tmp_path / "q.jsonl", b"\n\n")


def test_a_file_that_cannot_be_read_is_an_error_that_names_it(tmp_path: Path) -> None:
    for path in (tmp_path / "nowhere.jsonl", tmp_path):
        with pytest.raises(QuestionSetError) as raised:
            read_questions(path, {"harbour": DOCUMENT}.__getitem__)
        assert (raised.value.path, raised.value.line) == (path, None)
        assert str(path) in str(raised.value)


def _of_a_copy(folder: Path, copy: str, kept: str, *golds: tuple[int, int]) -> list[Gold]:
    documents = {"copy": Document("copy", copy, "Copy"), "kept": Document("kept", kept, "Kept")}
    spans = [{"doc_id": "copy", "start": start, "end": end} for start, end in golds]
    (folder / "q.jsonl").write_text(json.dumps(GOOD | {"gold": spans}), encoding="utf-8")
    [question] = read_questions(folder / "q.jsonl", documents.__getitem__, lambda _: documents["kept"])
    return list(question.gold)


def test_a_gold_sentence_of_a_copy_is_meant_where_the_kept_article_says_the_same(tmp_path: Path) -> None:
    assert _of_a_copy(tmp_path, TEXT, f"Oslo. {TEXT}", (38, 62)) == [Gold("kept", 44, 68, TEXT[38:62])]


def test_where_the_kept_article_says_it_twice_the_place_decides(tmp_path: Path) -> None:
    assert _of_a_copy(tmp_path, "No. Go. No.", "No. Go. No. Go.", (8, 11), (8, 11)) == [Gold("kept", 8, 11, "No.")]
    assert _of_a_copy(tmp_path, "No. Go. No.", "No. Go. No. Go.", (0, 3)) == [Gold("kept", 0, 3, "No.")]


def test_a_gold_sentence_that_only_the_copy_has_stays_there(tmp_path: Path) -> None:
    assert _of_a_copy(tmp_path, TEXT, TEXT.replace("hour", "day"), (0, 37), (38, 62)) == [
        Gold("kept", 0, 37, TEXT[:37]),
        Gold("copy", 38, 62, TEXT[38:62]),
    ]


@pytest.mark.parametrize("name", ["clapnq-half", "selqa-dev", "squad20-dev10"])
def test_the_labelled_sets_that_we_measure_by_fit_their_corpora(name: str) -> None:
    if not (folder := DEV / name).is_dir():
        pytest.skip(f"there is no labelled set at {folder}")
    documents = {it.id: it for it in read_corpus(folder / "corpus.jsonl") if isinstance(it, Document)}
    questions = read_questions(folder / "questions.jsonl", documents.__getitem__)
    assert len(questions) == len((folder / "questions.jsonl").read_bytes().splitlines())
    assert all(gold.text == gold.text.strip() for question in questions for gold in question.gold)
