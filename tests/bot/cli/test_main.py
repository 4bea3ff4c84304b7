"""The `verbatim` command: `ask`, `check`, `init`, `completion`, help, exit codes."""

import json
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

import bot
from bot import __main__ as program
from bot.cli import init
from config.locations import FOLDER, SHIPPED
from config.settings import Settings
from tests.bot.articles import FOREST, HARBOUR
from tests.bot.program import FLAGSHIP, PLEDGE, SEEDS, call, environment, problem_of, run, said
from tests.bot.texts.po import entry, po

GOLDEN = Path(__file__).parents[2] / "golden" / "questions.jsonl"
SUBCOMMANDS = (
    "ask",
    "console",
    "telegram",
    "evaluate",
    "index",
    "corpus",
    "inbox",
    "stats",
    "unanswered",
    "feedback",
    "status",
    "check",
    "init",
    "completion",
)
WITHOUT_CORPUS = {"inbox", "stats", "unanswered", "init", "completion"}
TOKEN = "123456:TEST-do-not-show"  # noqa: S105  (worth nothing)
HUSH = "hush-hush-hush-hush"

# Longer than a terminal is wide: in a pipe it stays a line.
FROZEN = "The mayor's “plan” froze them 😀, as he had told the council, the press and everybody else in town he would."
# A line each of two stories, the second with Windows line ends within its text.
STORIES: list[dict[str, object]] = [
    {"id": "story-1", "text": "The museum bought a Vermeer.", "title": "Museum", "date": "2026-01-02"},
    {
        "id": 17,
        "text": "Café rents doubled.\r\n" + FROZEN + "\r\n\r\nTenants cheered.",
        "source": "Crow",
    },
]

KEYS = ["question", "filters", "newest_first", "answered", "confidence", "corrections", "missing", "citations"]
KEYS += ["corpus", "elapsed_ms"]
CITATION_KEYS = ["rank", "document_id", "title", "source", "published", "url", "start", "end", "text", "score"]
CITATION_KEYS += ["further_sources", "group"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a folder to start the program in, with a corpus of every format and of what cannot be read."""
    folder = tmp_path_factory.mktemp("main")
    corpus = folder / "corpus"
    (corpus / "sub").mkdir(parents=True)
    (corpus / "forest.txt").write_bytes(FOREST.replace("\n", "\r\n").encode("utf-8-sig"))
    (corpus / "sub" / "harbour.md").write_text(HARBOUR, encoding="utf-8")
    first, second = STORIES
    lines = [json.dumps(first), "{broken", json.dumps(second, ensure_ascii=False)]
    (corpus / "stories.jsonl").write_text("\n".join(lines), encoding="utf-8")
    (corpus / "scan.pdf").write_bytes(b"%PDF-1.7")
    (corpus / "empty.txt").touch()
    (folder / "nothing").mkdir()
    return folder


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
def asked(folder: Path) -> "subprocess.CompletedProcess[str]":
    question = "what did the mayor pledge, when did the harbour open, what did the museum buy, who froze café rents?"
    settings = {"VERBATIM_ANSWER_THRESHOLD": "0"}  # four questions at once are not answered by one sentence
    return call(folder, "ask", "--json", "--top", "100", "--corpus", "corpus", question, **settings)


def test_json_is_one_object_of_exactly_the_documented_form(asked: "subprocess.CompletedProcess[str]") -> None:
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
    asked: "subprocess.CompletedProcess[str]", folder: Path
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
def batch(folder: Path) -> "subprocess.CompletedProcess[str]":
    (folder / "questions.jsonl").write_bytes(b"\xef\xbb\xbf" + b"\n".join(QUESTIONS))
    return call(folder, "ask", "--corpus", str(SEEDS), "--batch", "questions.jsonl")


def test_a_batch_gives_a_line_for_every_line_that_is_not_blank_in_order(
    batch: "subprocess.CompletedProcess[str]",
) -> None:
    assert (batch.returncode, said(batch)) == (1, [])  # since lines of it failed
    assert [line["id"] for line in json_lines(batch.stdout)] == IDS


def test_a_good_line_of_a_batch_gets_its_answer_whatever_its_id(batch: "subprocess.CompletedProcess[str]") -> None:
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


def test_a_bad_line_of_a_batch_gets_an_error_and_the_rest_go_on(batch: "subprocess.CompletedProcess[str]") -> None:
    errors = [line for line in json_lines(batch.stdout) if "error" in line]
    assert all(list(line) == ["id", "error"] and line["error"] for line in errors)
    assert len(errors) == 7
    assert json_lines(batch.stdout)[-1]["answered"] is True


def test_a_batch_from_standard_input_is_the_same_and_a_single_question_too(
    folder: Path, batch: "subprocess.CompletedProcess[str]"
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


# What goes wrong.


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("nonsense",), "nonsense"),
        (("ask",), "a question is needed"),
        (("ask", "--top", "0", "q"), "1 to 100"),
        (("ask", "--top", "101", "q"), "1 to 100"),
        (("ask", "--top", "x", "q"), "1 to 100"),
        (("ask", "--batch", "-", "q"), "not both"),
        (("check", "--nonsense"), "--nonsense"),
    ],
)
def test_a_wrong_call_exits_with_2_and_shows_the_usage(folder: Path, arguments: tuple[str, ...], told: str) -> None:
    done = call(folder, *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("usage: verbatim")
    assert told in done.stderr.splitlines()[-1]


def test_a_corpus_that_is_not_there_is_told_in_one_line(folder: Path) -> None:
    assert "nowhere: there is no such folder or file" in problem_of(call(folder, "ask", "--corpus", "nowhere", "q"), 2)


def test_a_corpus_without_articles_is_told_in_one_line(folder: Path) -> None:
    assert "no article found" in problem_of(call(folder, "console", "--corpus", "nothing", typed="q\n"))


def test_a_misspelt_setting_is_told_in_one_line(folder: Path) -> None:
    problem = problem_of(call(folder, "ask", "q", VERBATIM_CORPSU="corpus"), 2)
    assert "VERBATIM_CORPSU" in problem
    assert "did you mean VERBATIM_CORPUS?" in problem


def test_the_bot_without_a_token_says_how_to_get_one(folder: Path) -> None:
    problem = problem_of(call(folder, "telegram", VERBATIM_CORPUS=str(SEEDS)))
    assert "VERBATIM_TELEGRAM_TOKEN" in problem
    assert "@BotFather" in problem


@pytest.mark.parametrize(("name", "why"), [("nowhere.jsonl", "No such file"), ("corpus", "Is a directory")])
def test_questions_that_cannot_be_read_are_told_in_one_line(folder: Path, name: str, why: str) -> None:
    problem = problem_of(call(folder, "ask", "--corpus", str(SEEDS), "--batch", name), 2)
    assert f"{name}: {why}" in problem


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("ask", "--json", FLAGSHIP), 141),
        (("ask", "--batch", "-"), 141),
        (("console",), 1),
        (("check",), 141),
        (("--help",), 141),
    ],
)
def test_a_reader_that_has_left_is_no_reason_for_a_traceback(
    folder: Path, arguments: tuple[str, ...], code: int
) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "bot", *arguments],
        cwd=folder,
        env=environment(VERBATIM_CORPUS=str(SEEDS), VERBATIM_TELEGRAM_TOKEN=TOKEN),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        process.stdout.close()
        process.stdout = None
        _, told = process.communicate(json.dumps({"id": 1, "question": FLAGSHIP}).encode() + b"\n", timeout=60)
    done = subprocess.CompletedProcess(arguments, process.returncode, "", told.decode())
    assert (done.returncode, said(done)) == (code, [])


# `check`.


def test_check_prints_every_setting_with_its_origin_and_masks_secrets(folder: Path) -> None:
    (folder / ".env").write_text("VERBATIM_CITATIONS=2\n", encoding="utf-8")
    try:
        done = call(
            folder,
            "check",
            "--corpus",
            "corpus",
            VERBATIM_TELEGRAM_TOKEN=TOKEN,
            VERBATIM_WEBHOOK_SECRET=HUSH,
            VERBATIM_ADMIN_IDS="43,42",
            VERBATIM_COLUMNS="title=headline, text=body",
        )
    finally:
        (folder / ".env").unlink()
    assert done.returncode == 0
    origins = ("default", "environment", "option", str(folder / ".env"), str(SHIPPED))
    settings: dict[str, list[str]] = {}
    for line in done.stdout.partition("\n\n")[0].splitlines():
        name, _, rest = line.partition(" ")
        [origin] = [it for it in origins if rest.endswith(f" {it}")]  # a path may hold a blank
        settings[name] = [rest.removesuffix(origin).strip(), origin]
    assert list(settings) == list(Settings.model_fields)
    assert settings["corpus"] == [str(folder / "corpus"), "option"]
    assert settings["citations"] == ["2", str(folder / ".env")]
    assert settings["admin_ids"] == ["42,43", "environment"]
    assert settings["columns"] == ["title=headline,text=body", "environment"]
    assert settings["telegram_token"] == ["**********", "environment"]
    assert settings["webhook_secret"] == ["**********", "environment"]
    assert settings["webhook_url"] == ["", str(SHIPPED)]
    assert settings["name_weight"] == ["1.2", str(SHIPPED)]
    assert "4 articles, 9 sentences\nNewest: 2026-10-03" in done.stdout
    assert "Nothing here keeps the bot from starting." in done.stdout
    assert TOKEN not in done.stdout + done.stderr
    assert HUSH not in done.stdout + done.stderr
    assert done.stderr.count("verbatim: skipped ") == 3


def test_check_fails_where_the_bot_has_no_token(folder: Path) -> None:
    done = call(folder, "check", "--corpus", str(SEEDS))
    assert done.returncode == 1
    assert "\n2 articles, " in done.stdout
    assert "The bot can start" not in done.stdout
    [problem] = said(done)
    assert "VERBATIM_TELEGRAM_TOKEN" in problem


@pytest.mark.parametrize("command", ["check", "telegram"])
def test_a_template_that_fails_is_told_before_the_bot_starts(folder: Path, tmp_path: Path, command: str) -> None:
    (tmp_path / "citation.html.j2").write_text("{{ nope.x }}", encoding="utf-8")
    variables = {"VERBATIM_ANSWERS": str(tmp_path), "VERBATIM_TELEGRAM_TOKEN": TOKEN}
    done = call(folder, command, "--corpus", str(SEEDS), **variables)
    assert done.returncode == 1
    assert "cannot fill the template citation.html.j2: 'nope' is undefined" in said(done)[-1]
    assert "Nothing here keeps" not in done.stdout


def test_check_names_every_wrong_setting_at_once(folder: Path) -> None:
    done = call(folder, "check", VERBATIM_CITATIONS="0", VERBATIM_ADMIN_IDS="@ann", VERBATIM_TOKEN=TOKEN)
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 3
    for name in ("VERBATIM_CITATIONS", "VERBATIM_ADMIN_IDS", "VERBATIM_TOKEN"):
        assert f"verbatim: {name} (environment): " in done.stderr
    assert TOKEN not in done.stderr


@pytest.mark.parametrize("command", ["check", "telegram", "ask"])
def test_a_time_zone_that_does_not_exist_is_told_before_anything_is_read(folder: Path, command: str) -> None:
    done = call(folder, *((command,) if command != "ask" else (command, "x")), VERBATIM_TIME_ZONE="Europe/Berlim")
    assert done.returncode == (2 if command == "ask" else 1)
    assert (
        "VERBATIM_TIME_ZONE (environment): must be the name of a time zone that exists, perhaps Europe/Berlin, not"
        in done.stderr
    )
    assert "Traceback" not in done.stderr


def test_many_skipped_files_are_counted_and_check_lists_them_all(folder: Path) -> None:
    corpus = folder / "many skipped"
    corpus.mkdir()
    (corpus / "good.txt").write_text("This is good.", encoding="utf-8")
    for number in range(30):
        (corpus / f"{number}.pdf").touch()
    done = call(folder, "ask", "--corpus", str(corpus), "good?")
    [line] = [line for line in done.stderr.splitlines() if line.startswith("verbatim: skipped ")]
    assert "skipped 30 files or records" in line
    assert "`verbatim check`" in line
    assert call(folder, "check", "--corpus", str(corpus)).stderr.count(".pdf: ") == 30


# Help.


def test_the_help_lists_every_subcommand_and_shows_an_example(folder: Path) -> None:
    done = call(folder, "--help")
    assert done.returncode == 0
    assert tuple(re.findall(r"^ {4}(\w+)(?:  |$)", done.stdout, re.MULTILINE)) == SUBCOMMANDS
    assert '\n  verbatim ask "' in done.stdout.partition("example:")[2]


@pytest.mark.parametrize("name", SUBCOMMANDS)
def test_the_help_of_a_subcommand_shows_an_example_and_takes_a_corpus_where_it_reads_one(
    folder: Path, name: str
) -> None:
    done = call(folder, name, "--help")
    assert (done.returncode, said(done)) == (0, [])
    options, _, examples = done.stdout.partition("\nexample")
    assert ("--corpus PATH" in options) == (name not in WITHOUT_CORPUS)
    assert ("[PATH]" in options) == (name == "index")
    assert f"verbatim {name}" in examples


def test_a_corpus_of_broken_files_says_why(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"id": 1}\n', encoding="utf-8")
    done = call(tmp_path, "check", "--corpus", str(tmp_path))
    assert done.returncode == 1
    assert "verbatim: skipped a.jsonl: line 1 has no text" in done.stderr


def test_check_prints_what_it_could_read_beside_what_is_wrong(tmp_path: Path) -> None:
    done = call(tmp_path, "check", "--corpus", str(tmp_path), VERBATIM_CITATIONS="many", VERBATIM_CORPSU="x")
    assert done.returncode == 1
    assert "telegram_api_url" in done.stdout
    assert len(done.stderr.splitlines()) == 2


def test_a_number_that_is_no_json_is_told_in_its_line(tmp_path: Path) -> None:
    done = call(tmp_path, "ask", "--batch", "-", typed='{"id": NaN, "question": "Xi?"}\n')
    assert json.loads(done.stdout) == {"id": None, "error": "not valid JSON: NaN is not JSON"}
    assert done.returncode == 1


def test_a_full_disk_is_told_in_one_line() -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("this system has no full disk to try")
    with full.open("w", encoding="utf-8") as out:
        done = subprocess.run(
            [sys.executable, "-m", "bot", "ask", "Xi?"],
            env=environment(),
            stdout=out,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1


def test_a_closed_standard_output_is_told_and_no_success() -> None:
    command = f"{shlex.quote(sys.executable)} -m bot ask Xi? >&-"
    done = subprocess.run(["/bin/sh", "-c", command], env=environment(), capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1] == "verbatim: standard output is closed"


@pytest.mark.parametrize(("command", "code"), [("ask", 2), ("console", 1)])
def test_a_bug_is_told_in_one_line_and_is_no_answer(
    folder: Path, monkeypatch: pytest.MonkeyPatch, command: str, code: int
) -> None:
    def stumble(_: object) -> int:
        raise LookupError("a, but not b")

    monkeypatch.setitem(program._COMMANDS, command, stumble)  # noqa: SLF001
    assert "LookupError: a, but not b. This is a bug: please report it" in problem_of(call(folder, command), code)


# A question from standard input.


@pytest.mark.parametrize("arguments", [("ask",), ("ask", "-")])
def test_without_a_question_all_of_standard_input_is_one(folder: Path, arguments: tuple[str, ...]) -> None:
    done = call(folder, *arguments, "--json", typed="what did\nXi pledge?\n\n", VERBATIM_CORPUS=str(SEEDS))
    assert done.returncode == 0
    assert json.loads(done.stdout)["question"] == "what did\nXi pledge?"


@pytest.mark.parametrize("typed", ["", " \n\t\n"])
@pytest.mark.parametrize("arguments", [("ask",), ("ask", "-")])
def test_a_blank_standard_input_is_misuse(folder: Path, arguments: tuple[str, ...], typed: str) -> None:
    done = call(folder, *arguments, typed=typed)
    assert (done.returncode, done.stdout) == (2, "")
    assert "a question is needed" in done.stderr


@pytest.mark.parametrize("blank", ["", " \n"])
def test_a_blank_question_is_misuse(folder: Path, blank: str) -> None:
    done = call(folder, "ask", blank, typed="Xi?")
    assert (done.returncode, done.stdout) == (2, "")
    assert "a question is needed" in done.stderr


def test_standard_input_is_not_read_beside_a_question(folder: Path) -> None:
    done = call(folder, "ask", "--json", FLAGSHIP, typed="zebras?", VERBATIM_CORPUS=str(SEEDS))
    assert json.loads(done.stdout)["question"] == FLAGSHIP


def test_ctrl_c_exits_with_130(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setitem(program._COMMANDS, "ask", interrupt)  # noqa: SLF001
    monkeypatch.setitem(program._COMMANDS, "console", interrupt)  # noqa: SLF001
    assert call(folder, "ask", "q").returncode == 130
    assert call(folder, "console").returncode == 1


# `--version`, `init`, `completion`.


def test_bare_verbatim_prints_its_help(folder: Path) -> None:
    done = call(folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == call(folder, "--help").stdout


def test_the_version_is_printed(folder: Path) -> None:
    assert call(folder, "--version").stdout == f"verbatim {bot.__version__}\n"


@pytest.mark.parametrize("arguments", [(), *((name,) for name in SUBCOMMANDS)])
def test_the_help_fits_a_narrow_terminal(folder: Path, arguments: tuple[str, ...]) -> None:
    told = call(folder, *arguments, "--help", COLUMNS="40").stdout
    assert [line for line in told.splitlines() if len(line) > 40] == []


def test_init_writes_a_folder_that_answers_and_whose_settings_are_those_that_ship(tmp_path: Path) -> None:
    done = call(tmp_path, "init")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[:3] == ["wrote verbatim.toml", "wrote .env.example", "wrote articles/"]
    assert sorted(it.name for it in tmp_path.iterdir()) == [".env.example", "articles", "verbatim.toml"]
    assert {it.name: it.read_bytes() for it in (tmp_path / "articles").iterdir()} == {
        it.name: it.read_bytes() for it in SEEDS.iterdir()
    }
    text = (tmp_path / "verbatim.toml").read_text(encoding="utf-8")
    assert tomllib.loads(text) == {"corpus": "articles"}
    shipped = tomllib.loads(SHIPPED.read_text(encoding="utf-8"))
    assert tomllib.loads(re.sub(r"^# (?=\w+ = )", "", text, flags=re.MULTILINE)).keys() >= shipped.keys()
    (tmp_path / ".env.example").rename(tmp_path / ".env")
    assert PLEDGE in call(tmp_path, "ask", FLAGSHIP).stdout


def test_init_never_overwrites(tmp_path: Path) -> None:
    (tmp_path / "articles").mkdir()
    (tmp_path / "verbatim.toml").symlink_to("nowhere")
    (tmp_path / ".env.example").write_text("mine", encoding="utf-8")
    told = call(tmp_path, "init").stdout.splitlines()
    assert told[:3] == ["left verbatim.toml as it is", "left .env.example as it is", "left articles/ as it is"]
    assert (tmp_path / ".env.example").read_text(encoding="utf-8") == "mine"
    assert list((tmp_path / "articles").iterdir()) == []
    assert not (tmp_path / "nowhere").exists()


def test_init_tells_how_to_use_only_what_it_wrote(tmp_path: Path) -> None:
    (tmp_path / "verbatim.toml").touch()
    told = call(tmp_path, "init").stdout.splitlines()
    assert told[-1] == 'To use what was written, set corpus = "articles" in verbatim.toml.'
    assert call(tmp_path, "init").stdout.splitlines()[-1] == "left articles/ as it is"


def test_init_refuses_a_file_in_the_place_of_a_folder_and_writes_nothing(tmp_path: Path) -> None:
    (tmp_path / "articles").touch()
    assert "articles is a file" in problem_of(call(tmp_path, "init"))
    assert [it.name for it in tmp_path.iterdir()] == ["articles"]


def test_an_init_that_fails_halfway_leaves_no_part_of_a_folder(tmp_path: Path) -> None:
    samples = tmp_path / "samples"
    samples.mkdir()
    (samples / "a.txt").touch()
    (samples / "z.txt").symlink_to("/proc/self/mem")  # a file that cannot be read
    (tmp_path / "here").mkdir()
    with pytest.raises(OSError, match="error"):
        init.run(tmp_path / "here", FOLDER, samples)
    assert {it.name for it in (tmp_path / "here").iterdir()} == {"verbatim.toml", ".env.example"}


def test_a_copy_of_the_word_data_can_be_edited_and_what_it_lacks_is_what_ships(tmp_path: Path) -> None:
    done = call(tmp_path, "init", "--languages")
    assert "wrote languages/" in done.stdout
    assert 'languages = "languages"' in (tmp_path / "verbatim.toml").read_text(encoding="utf-8")
    words = tmp_path / "languages" / "en.toml"
    assert words.read_bytes() == (FOLDER / "languages" / "en.toml").read_bytes()
    assert (tmp_path / "languages" / "agencies.toml").exists()
    words.write_text('[small_talk]\nthanks = ["grazie"]\n', encoding="utf-8")
    assert "You are welcome" in call(tmp_path, "ask", "grazie").stdout
    assert PLEDGE in call(tmp_path, "ask", FLAGSHIP).stdout
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "en.toml").write_text("[small_talk]\nthanks = 7\n", encoding="utf-8")
    done = call(tmp_path, "ask", FLAGSHIP, VERBATIM_LANGUAGES=str(broken))
    assert f"cannot use the word data in {broken}" in problem_of(done, 2)


@pytest.mark.parametrize(("table", "name"), [("follow_ups", "openers"), ("filters", "months"), ("overview", "verbs")])
def test_word_data_of_another_form_are_reported_with_their_folder(tmp_path: Path, table: str, name: str) -> None:
    (tmp_path / "en.toml").write_text(f"[{table}]\n{name} = 7\n", encoding="utf-8")
    done = call(tmp_path, "console", typed=FLAGSHIP, VERBATIM_LANGUAGES=str(tmp_path))
    assert f"cannot use the word data in {tmp_path}" in problem_of(done)


def test_a_copy_of_the_replies_can_be_edited_and_what_it_lacks_is_what_ships(tmp_path: Path) -> None:
    assert call(tmp_path, "init", "--answers").returncode == 0
    assert sorted(it.name for it in (tmp_path / "answers").iterdir()) == sorted(
        it.name for it in (FOLDER / "answers").iterdir()
    )
    template = tmp_path / "answers" / "not_answered.html.j2"
    template.write_text("No idea.", encoding="utf-8")
    (tmp_path / "answers" / "citation.html.j2").unlink()
    assert call(tmp_path, "ask", "zebras?").stdout == "No idea.\n"
    assert f"> {PLEDGE}\n" in call(tmp_path, "ask", FLAGSHIP).stdout
    template.write_text("{{ nothing", encoding="utf-8")
    assert f"cannot use the template {template}" in problem_of(call(tmp_path, "ask", "q"), 2)
    told = call(tmp_path, "init", "--answers").stdout
    assert "left answers/ as it is" in told


@pytest.mark.parametrize(("shell", "word"), [("bash", "complete "), ("zsh", "compdef"), ("fish", "complete -")])
def test_completion_prints_the_script_of_a_shell(folder: Path, shell: str, word: str) -> None:
    done = call(folder, "completion", shell)
    assert (done.returncode, done.stderr) == (0, "")
    assert word in done.stdout
    assert "verbatim" in done.stdout


@pytest.mark.slow
@pytest.mark.parametrize(
    ("line", "completions"),
    [
        ("verbatim co", ["completion", "console", "corpus"]),
        ("verbatim ask --ex", ["--explain"]),
        ("verbatim ask f", []),
    ],
)
def test_a_shell_is_told_the_completions(folder: Path, line: str, completions: list[str]) -> None:
    file = folder / "completions"
    variables = environment(_ARGCOMPLETE="1", COMP_LINE=line, COMP_POINT=str(len(line)), _ARGCOMPLETE_IFS="\n")
    command = [sys.executable, "-m", "bot"]
    subprocess.run(command, cwd=folder, env=variables | {"_ARGCOMPLETE_STDOUT_FILENAME": str(file)}, check=True)
    assert sorted(it.strip() for it in file.read_text(encoding="utf-8").split("\n") if it) == completions


# A narrow terminal.


@pytest.mark.parametrize(
    "arguments",
    [
        ("ask", "--explain", FLAGSHIP),
        ("ask", "zebras?", "--corpus", "nowhere"),
        ("index",),
        ("corpus",),
        ("corpus", "show", "000_edc3ff55f33f79b7.txt"),
        ("corpus", "statistics"),
        ("corpus", "duplicates"),
        ("corpus", "verify"),
        ("check",),
        ("inbox",),
        ("stats",),
        ("status",),
        ("unanswered",),
        ("feedback",),
        ("inbox", "retry", "17"),
        ("evaluate", "--questions", str(GOLDEN)),
    ],
)
def test_on_forty_columns_lines_are_broken_between_words(folder: Path, arguments: tuple[str, ...]) -> None:
    done = call(folder, *arguments, VERBATIM_CORPUS=str(SEEDS), COLUMNS="40")
    assert done.stdout + done.stderr
    lines = re.sub(r"\x1b\[[\d;?]*[A-Za-z]", "", done.stdout + done.stderr).splitlines()
    shown = [re.sub(r"^ *from /.*", "", line) for line in lines]  # a path is one word, even with a blank in it
    assert [line for line in shown if len(line.rstrip()) > 40 and " " in line.strip()] == []
