"""The `verbatim ask` command: one answer and many, as text and as JSON."""

import json
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.bot.cli.conftest import FROZEN, STORIES
from tests.bot.program import FLAGSHIP, PLEDGE, SEEDS, call, environment, problem_of, run, said
from tests.bot.texts.po import entry, po

KEYS = ["question", "filters", "newest_first", "answered", "confidence", "corrections", "missing"]
KEYS += ["languages_instead", "citations", "corpus", "elapsed_ms"]
CITATION_KEYS = ["rank", "document_id", "title", "source", "published", "url", "start", "end", "text", "score"]
CITATION_KEYS += ["further_sources", "group"]


def text_of(corpus: Path, document_id: str) -> str:
    """Read a document as an operator would who has only the corpus and its id."""
    for story in STORIES:
        if str(story["id"]) == document_id:
            return str(story["text"])
    return (corpus / document_id).read_bytes().decode("utf-8-sig")


def json_lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


# One answer.


def test_filters_are_taken_out_of_the_question_and_told_in_json(folder: Path) -> None:
    question = "When did the harbour open? title:harbour after:2020 sort:date"
    done = call(folder, "ask", "--json", "--corpus", "corpus", question)
    told = json.loads(done.stdout)
    assert told["question"] == "When did the harbour open?"
    assert told["filters"] == {"since": "2020-01-01", "titles": ["harbour"]}
    assert told["newest_first"] is True
    assert {it["document_id"] for it in told["citations"]} == {"sub/harbour.md"}
    shown = call(folder, "ask", "--corpus", "corpus", question).stdout.splitlines()
    assert shown[0] == "Only: since 2020 · in the title: “harbour”"


def test_filters_that_leave_nothing_are_no_answer(folder: Path) -> None:
    done = call(folder, "ask", "--corpus", "corpus", "When did the harbour open? source:bbc")
    assert done.returncode == 1
    assert done.stdout.strip() == "Nothing fits the filter: source: bbc"


@pytest.fixture(scope="module")
def asked(folder: Path) -> subprocess.CompletedProcess[str]:
    question = "what did the mayor pledge, when did the harbour open, what did the museum buy, who froze café rents?"
    settings = {"VERBATIM_ANSWER_THRESHOLD": "0"}  # four questions at once are not answered by one sentence
    return call(folder, "ask", "--json", "--top", "100", "--corpus", "corpus", question, **settings)


def test_json_is_one_object_of_exactly_the_documented_form(asked: subprocess.CompletedProcess[str]) -> None:
    assert asked.returncode == 0
    [told] = json_lines(asked.stdout)
    assert list(told) == KEYS
    assert told["answered"] is True
    assert 0 <= told["confidence"] <= 1
    assert told["elapsed_ms"] > 0
    assert list(told["corpus"]) == ["documents", "sentences", "fingerprint"]
    assert (told["corpus"]["documents"], told["corpus"]["sentences"]) == (4, 9)
    for rank, citation in enumerate(told["citations"], start=1):
        assert citation["rank"] == rank
        assert list(citation) == CITATION_KEYS


def test_every_quote_is_a_stretch_of_the_document_in_every_format(
    asked: subprocess.CompletedProcess[str], folder: Path
) -> None:
    [told] = json_lines(asked.stdout)
    for citation in told["citations"]:
        text = text_of(folder / "corpus", citation["document_id"])
        assert citation["text"] == text[citation["start"] : citation["end"]]
    quoted = {(citation["document_id"], citation["text"]) for citation in told["citations"]}
    assert quoted >= {
        ("forest.txt", "Mayor Ann Lee pledged to plant a million trees by 2030."),
        ("sub/harbour.md", "The harbour opened again on Saturday."),
        ("story-1", "The museum bought a Vermeer."),
        ("17", FROZEN),
    }


def test_what_an_update_skipped_is_counted_in_one_line_and_only_then(folder: Path, tmp_path: Path) -> None:
    def skipped() -> list[str]:
        done = call(folder, "ask", "--corpus", "corpus", "vermeer?", VERBATIM_DATA_DIR=str(tmp_path))
        return [line for line in done.stderr.splitlines() if "skipped" in line]

    line = "verbatim: skipped 3 files or records, such as empty.txt: is empty; `verbatim check` lists them all"
    assert skipped() == [line]
    assert skipped() == []
    try:
        (folder / "corpus" / "other.pdf").touch()
        assert skipped() == [line.replace("3", "4")]
    finally:
        (folder / "corpus" / "other.pdf").unlink()


@pytest.mark.slow
def test_the_same_question_gets_the_same_answer_byte_for_byte(folder: Path) -> None:
    runs = [
        run(folder, "ask", "--json", "--corpus", str(SEEDS), "--top", "100", FLAGSHIP, PYTHONHASHSEED=seed)
        for seed in ("1", "2")
    ]
    one, other = (re.sub(r'"elapsed_ms": [\d.]+', "", done.stdout) for done in runs)
    assert one == other
    assert json.loads(runs[0].stdout)["citations"][0]["text"] == PLEDGE
    assert 3 < len(json.loads(runs[0].stdout)["citations"]) <= 100


def test_an_answer_in_a_pipe_is_plain_text_even_where_the_locale_knows_only_ascii(folder: Path) -> None:
    done = run(
        folder, "ask", "--corpus", "corpus", "who", "froze", "café", "rents?", LANG="C", LC_ALL="C", TERM="xterm"
    )
    assert done.returncode == 0
    assert f"> {FROZEN}\n" in done.stdout
    assert "Café rents doubled. · Crow · 17" in done.stdout
    assert "\x1b" not in done.stdout


def test_a_question_that_nothing_answers_exits_with_1(folder: Path) -> None:
    done = call(folder, "ask", "zebras?", VERBATIM_CORPUS=str(SEEDS))
    assert (done.returncode, said(done)) == (1, [])
    assert len(done.stdout.splitlines()) == 1


def test_a_sentence_is_reworded_by_a_po_file_in_the_folder_of_templates(folder: Path, tmp_path: Path) -> None:
    po(tmp_path / "en.po", entry("Say hello", "Greet"))
    settings = {"VERBATIM_CORPUS": str(SEEDS), "VERBATIM_ANSWERS": str(tmp_path)}
    assert "/start: Greet\n" in call(folder, "console", typed="/help", **settings).stdout


@pytest.mark.parametrize(
    ("variables", "told"),
    [
        ({"LC_ALL": "", "LC_MESSAGES": "", "LANG": "de_AT.UTF-8"}, "Nichts in den Artikeln beantwortet das."),
        ({"LC_ALL": "", "LC_MESSAGES": "fr_FR.UTF-8", "LANG": "de_DE.UTF-8"}, "Rien dans les articles"),
        ({"LC_ALL": "C", "LC_MESSAGES": "", "LANG": "de_DE.UTF-8"}, "Nothing in the articles"),
        ({"LC_ALL": "tlh_XX.UTF-8", "LC_MESSAGES": "", "LANG": ""}, "Nothing in the articles"),
    ],
)
def test_a_reply_is_in_the_language_of_the_terminal(folder: Path, variables: dict[str, str], told: str) -> None:
    done = call(folder, "ask", "zebras?", VERBATIM_CORPUS=str(SEEDS), PYTHONUTF8="1", **variables)
    assert done.stdout.startswith(told)


def test_a_po_file_that_states_no_plural_forms_is_named(folder: Path, tmp_path: Path) -> None:
    po(tmp_path / "en.po", entry("Say hello", "Greet"), head="")
    done = call(folder, "ask", FLAGSHIP, VERBATIM_CORPUS=str(SEEDS), VERBATIM_ANSWERS=str(tmp_path))
    assert "en.po: it does not state" in problem_of(done, 2)


def test_below_the_threshold_the_closest_sentence_is_quoted_as_no_answer(folder: Path) -> None:
    told = call(folder, "ask", FLAGSHIP, VERBATIM_CORPUS=str(SEEDS), VERBATIM_ANSWER_THRESHOLD="1").stdout
    said, closest, *_ = told.split("\n\n")
    assert said.startswith("Nothing in the articles answers this")
    assert closest.startswith(f"Closest, not an answer:\n> {PLEDGE}\n")


def test_below_the_threshold_json_is_whole(folder: Path) -> None:
    settings = {"VERBATIM_CORPUS": str(SEEDS), "VERBATIM_ANSWER_THRESHOLD": "1"}
    [told] = json_lines(call(folder, "ask", "--json", "--top", "5", FLAGSHIP, **settings).stdout)
    assert list(told) == KEYS
    assert (told["answered"], len(told["citations"])) == (False, 5)
    assert told["citations"][0]["text"] == PLEDGE
    assert 0 < told["confidence"] < 1


def test_an_answer_can_be_explained_to_a_person(folder: Path) -> None:
    plainly = call(folder, "ask", FLAGSHIP, VERBATIM_CORPUS=str(SEEDS)).stdout
    explained = call(folder, "ask", "--explain", FLAGSHIP, VERBATIM_CORPUS=str(SEEDS)).stdout
    assert 0 < plainly.count("> ") == explained.count("\nscore ")
    assert set(plainly.splitlines()) <= set(explained.splitlines())


def test_an_answer_can_be_explained_in_json_also_in_a_batch(folder: Path) -> None:
    question = json.dumps({"id": 1, "question": FLAGSHIP})
    for done in (
        call(folder, "ask", "--explain", "--json", FLAGSHIP, VERBATIM_CORPUS=str(SEEDS)),
        call(folder, "ask", "--explain", "--batch", "-", VERBATIM_CORPUS=str(SEEDS), typed=question),
    ):
        [told] = json_lines(done.stdout)
        for citation in told["citations"]:
            assert list(citation) == [*CITATION_KEYS, "explanation"]
            assert list(citation["explanation"]) == ["score", "contributions", "matches", "corrections"]
            assert citation["explanation"]["score"] == citation["score"]


# Many answers.

QUESTIONS: list[bytes] = [
    json.dumps({"id": 1, "question": FLAGSHIP}).encode(),
    b"{broken",
    json.dumps({"id": "two", "question": "zebras?", "more": "is ignored"}).encode(),
    b"",
    b"   ",
    json.dumps({"id": None, "question": ""}).encode(),
    json.dumps({"id": [1, {"a": "é"}], "question": "What will the US cut?"}).encode() + b"\r",
    json.dumps({"question": "without an id?"}).encode(),
    json.dumps({"id": {"of": "three"}}).encode(),
    json.dumps({"id": False, "question": 5}).encode(),
    b"[1, 2]",
    b'{"id": 2.5, "question": "caf\xe9?"}',
    '{"id": 3.5, "question": "Who is “envoy” 😀?"}'.encode(),
    b'{"id": "half", "question": "\\ud83d Xi"}',
    b"[" * 100_000,
    b'{"id": "last", "question": "Where is Cop26?"}',  # and no line end behind it
]
ANSWERED = [1, "two", None, [1, {"a": "é"}], 3.5, "half", "last"]
IDS = [1, None, "two", None, [1, {"a": "é"}], None, {"of": "three"}, False, None, None, 3.5, "half", None, "last"]


@pytest.fixture(scope="module")
def batch(folder: Path) -> subprocess.CompletedProcess[str]:
    (folder / "questions.jsonl").write_bytes(b"\xef\xbb\xbf" + b"\n".join(QUESTIONS))
    return call(folder, "ask", "--corpus", str(SEEDS), "--batch", "questions.jsonl")


def test_a_batch_gives_a_line_for_every_line_that_is_not_blank_in_order(
    batch: subprocess.CompletedProcess[str],
) -> None:
    assert (batch.returncode, said(batch)) == (1, [])  # since lines of it failed
    assert [line["id"] for line in json_lines(batch.stdout)] == IDS


def test_a_good_line_of_a_batch_gets_its_answer_whatever_its_id(batch: subprocess.CompletedProcess[str]) -> None:
    answers = [line for line in json_lines(batch.stdout) if "error" not in line]
    assert [line["id"] for line in answers] == ANSWERED
    keys = ["id", *KEYS]
    assert all(list(answer) == keys for answer in answers)
    by_id = {str(answer["id"]): answer for answer in answers}
    assert by_id["1"]["citations"][0]["text"] == PLEDGE
    assert len(by_id["1"]["citations"]) == 3
    assert (by_id["two"]["answered"], by_id["two"]["citations"]) == (False, [])
    assert (by_id["None"]["question"], by_id["None"]["answered"]) == ("", False)
    assert by_id["3.5"]["question"] == "Who is “envoy” 😀?"
    assert by_id["half"]["question"] == "\ud83d Xi"


def test_a_bad_line_of_a_batch_gets_an_error_and_the_rest_go_on(batch: subprocess.CompletedProcess[str]) -> None:
    errors = [line for line in json_lines(batch.stdout) if "error" in line]
    assert all(list(line) == ["id", "error"] and line["error"] for line in errors)
    assert len(errors) == 7
    assert json_lines(batch.stdout)[-1]["answered"] is True


def test_a_batch_from_standard_input_is_the_same_and_a_single_question_too(
    folder: Path, batch: subprocess.CompletedProcess[str]
) -> None:
    def essence(line: Mapping[str, object]) -> dict[str, object]:
        return {key: value for key, value in line.items() if key != "elapsed_ms"}

    piped = call(folder, "ask", "--top", "1", "--corpus", str(SEEDS), "--batch", "-", typed=b"\n".join(QUESTIONS))
    assert (piped.returncode, said(piped)) == (1, [])
    from_file = [essence(line) for line in json_lines(batch.stdout)]
    for line in from_file:
        if "citations" in line:
            line["citations"] = line["citations"][:1]  # type: ignore[index]  # a list, as the tests above show
    assert [essence(line) for line in json_lines(piped.stdout)] == from_file


def test_a_single_question_imports_only_what_it_needs(tmp_path: Path) -> None:
    assert PLEDGE in call(tmp_path, "ask", FLAGSHIP).stdout  # reads the articles
    program = "import sys; from bot.__main__ import main; main(); print(*sys.modules, file=sys.stderr)"
    command = [sys.executable, "-c", program, "ask", FLAGSHIP]
    done = subprocess.run(
        command, cwd=tmp_path, env=environment(), stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True
    )
    assert PLEDGE in done.stdout
    imported = set(done.stderr.split())
    assert "bot.answering" in imported
    assert imported.isdisjoint(
        {
            *("bot.commands", "bot.conversation.words", "bot.introduction", "bot.messages", "bot.requests"),
            "retrieval.query.foreign_questions",
            *("retrieval.query.question_filters", "retrieval.query.time_words", "retrieval.overview.making"),
            *("retrieval.corpus.loaders.text", "retrieval.corpus.loaders.html", "retrieval.corpus.loaders.lines"),
            *("retrieval.store.assembly", "retrieval.store.previous", "retrieval.store.processes"),
            *("babel", "charset_normalizer", "dateparser", "rich", "yaml"),
        }
    )


@pytest.mark.parametrize("question", ["Warum ist der Himmel blau?", "天空为什么是蓝色的？"])
def test_a_question_in_another_language_is_told_that_of_the_articles(tmp_path: Path, question: str) -> None:
    done = call(tmp_path, "ask", question)
    assert done.stdout.startswith("Nothing in the articles answers this. They are in English: ask in that language.")
    [told] = json_lines(call(tmp_path, "ask", "--json", question).stdout)
    assert told["languages_instead"] == ["en"]
    assert "They are in English" in call(tmp_path, "console", typed=f"{question}\n").stdout
