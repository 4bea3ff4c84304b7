"""The `verbatim` command: what goes wrong, `check`, `completion`, help, exit codes."""

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

import bot
from bot import __main__ as program
from config.locations import SHIPPED
from config.settings import Settings
from tests.bot.program import FLAGSHIP, SEEDS, call, environment, problem_of, said
from tests.fakes.botapi import TEST_BOT, BotApiServer, Fault, Garbage, Nonsense, ServerError

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


@pytest.mark.parametrize("is_open", [False, True])
def test_check_tells_what_telegram_lets_the_bot_hear(folder: Path, *, is_open: bool) -> None:
    with BotApiServer() as server:
        if is_open:
            server.set_privacy_mode(is_on=False)
            server.allow_inline()
        variables = {"VERBATIM_TELEGRAM_TOKEN": TEST_BOT, "VERBATIM_TELEGRAM_API_URL": server.url}
        done = call(folder, "check", "--corpus", str(SEEDS), **variables)
    assert done.returncode == 0
    told = [it for it in done.stdout.splitlines() if it.startswith("Telegram: ")]
    assert told[0] == "Telegram: the token is that of @under_test_bot"
    value = "true" if is_open else "false"
    assert told[1].startswith(f"Telegram: in groups: can_read_all_group_messages is {value}")
    assert ("/setprivacy" in told[1]) != is_open
    assert told[2].startswith(f"Telegram: typed in any chat: supports_inline_queries is {value}: ")
    assert told[3].startswith("Telegram: elsewhere: supports_guest_queries is false: ")
    assert done.stdout.endswith("\nNothing here keeps the bot from starting.\n")
    assert TEST_BOT not in done.stdout + done.stderr


def test_check_fails_for_a_token_that_telegram_refuses(folder: Path) -> None:
    with BotApiServer() as server:
        variables = {"VERBATIM_TELEGRAM_TOKEN": TOKEN, "VERBATIM_TELEGRAM_API_URL": server.url}
        done = call(folder, "check", "--corpus", str(SEEDS), **variables)
    assert done.returncode == 1
    [problem] = said(done)
    assert "Telegram refuses the token" in problem
    assert TOKEN not in done.stdout + done.stderr


@pytest.mark.parametrize("fault", [None, Garbage(), Nonsense(7), ServerError(502)], ids=lambda it: type(it).__name__)
def test_check_says_that_telegram_could_not_be_asked_and_goes_on(folder: Path, fault: Fault | None) -> None:
    with BotApiServer() as server:
        if fault is not None:
            server.inject("getMe", fault)
        url = {} if fault is None else {"VERBATIM_TELEGRAM_API_URL": server.url}
        done = call(folder, "check", "--corpus", str(SEEDS), VERBATIM_TELEGRAM_TOKEN=TEST_BOT, **url)
    assert done.returncode == 0
    [told] = [it for it in done.stdout.splitlines() if it.startswith("Telegram: ")]
    assert told.startswith("Telegram: could not be asked about the bot: ")
    assert "Nothing here keeps the bot from starting." in done.stdout
    assert TEST_BOT not in done.stdout + done.stderr


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
