"""`verbatim index` and `verbatim corpus`."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from bot.cli.progress_bar import ProgressLines
from retrieval.models import Progress
from tests.bot.articles import FOREST, write_articles
from tests.bot.program import TRACEBACK, call, environment, problem_of

STORY = {
    "id": "story-1",
    "text": "The museum bought a Vermeer.\n\nIt cost much, said the Crow.",
    "title": "Museum",
    "date": "2026-01-02",
    "source": "Crow",
    "language": "en",
    "author": "Ann Lee",
}
NAME_TO_FEAR = "a\x1b[31mred.txt"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Make a folder to start the program in, with two articles, a story, its copy, and what cannot be read."""
    corpus = write_articles(tmp_path / "corpus")
    copy = STORY | {"id": "story-2", "source": "Heron", "date": "2026-02-03"}
    lines = [json.dumps(STORY), "{broken", json.dumps(copy), '{"id": 3}']
    (corpus / "stories.jsonl").write_text("\n".join(lines), encoding="utf-8")
    for number in range(5):
        (corpus / f"{number}.xyz").touch()
    (corpus / NAME_TO_FEAR).touch()
    return tmp_path


def verbatim(folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return call(folder, *arguments, VERBATIM_CORPUS="corpus", VERBATIM_DATA_DIR="kept")


def table(text: str) -> dict[str, str]:
    """Return what stands behind the first word of each line."""
    pairs = [line.split(maxsplit=1) for line in text.splitlines()]
    return {pair[0]: pair[1] for pair in pairs if len(pair) > 1}


# What `index` says.


def test_an_index_is_made_and_told_of_in_figures(folder: Path) -> None:
    done = verbatim(folder, "index")
    assert (done.returncode, done.stderr) == (0, "")
    figures = table(done.stdout)
    assert done.stdout.startswith(f"Indexed {folder / 'corpus'} in ")
    assert "read 9 sentences" in done.stdout.splitlines()[0]
    assert (figures["documents"], figures["sentences"]) == ("3", "7")
    assert figures["duplicates"].startswith("1")
    counts = {name: figures[name] for name in ("added", "changed", "removed", "unchanged", "skipped")}
    assert counts == {"added": "4", "changed": "0", "removed": "0", "unchanged": "0", "skipped": "8"}
    assert str(folder / "kept" / "index") in figures["size"]


def test_what_was_skipped_is_told_by_reason_with_some_names(folder: Path) -> None:
    told = verbatim(folder, "index").stdout.partition("Skipped")[2]
    assert "  5 × is none of " in told
    assert "0.xyz, 1.xyz, 2.xyz and 2 more" in told
    assert "is not valid JSON" in told
    assert "stories.jsonl line 2" in told
    assert "has no text: stories.jsonl line 4" in told
    assert "\x1b" not in told
    assert "3.xyz" not in told


def test_all_that_was_skipped_can_be_listed(folder: Path) -> None:
    told = verbatim(folder, "index", "--all-skipped").stdout.partition("Skipped")[2]
    assert [f"  {number}.xyz: is none of" in told for number in range(5)] == [True] * 5
    assert "  stories.jsonl: line 2 is not valid JSON" in told
    assert "\x1b" not in told


def test_a_second_time_only_what_has_changed_is_read(folder: Path) -> None:
    verbatim(folder, "index")
    (folder / "corpus" / "forest.txt").write_text(FOREST.replace("2030", "2035"), encoding="utf-8")
    (folder / "corpus" / "harbour.md").unlink()
    told = verbatim(folder, "index").stdout
    assert "read 3 sentences" in told
    figures = table(told)
    assert (figures["added"], figures["changed"], figures["removed"], figures["unchanged"]) == ("0", "1", "1", "2")
    assert verbatim(folder, "index").stdout.startswith("Nothing has changed in ")
    assert "read 7 sentences" in verbatim(folder, "index", "--full").stdout


def test_another_path_has_an_index_of_its_own(folder: Path) -> None:
    write_articles(folder / "other")
    assert table(verbatim(folder, "index", "other").stdout)["documents"] == "2"
    assert table(verbatim(folder, "index").stdout)["documents"] == "3"
    assert len(list((folder / "kept" / "index").iterdir())) == 2


@pytest.mark.parametrize("command", [("index", "nowhere"), ("corpus", "--corpus", "nowhere")])
def test_a_corpus_that_is_not_there_is_told_in_one_line(folder: Path, command: tuple[str, ...]) -> None:
    assert "nowhere: there is no such folder or file" in problem_of(verbatim(folder, *command))


def test_a_corpus_without_articles_says_what_was_skipped(folder: Path) -> None:
    (folder / "empty").mkdir()
    (folder / "empty" / "nothing.txt").touch()
    done = verbatim(folder, "index", "empty")
    assert done.returncode == 1
    assert "verbatim: skipped 1 file or record, such as nothing.txt: is empty;" in done.stderr
    assert "no article found" in done.stderr


@pytest.mark.slow
def test_without_a_terminal_progress_is_a_line_now_and_then(folder: Path) -> None:
    write_large(folder / "corpus" / "large.jsonl")
    done = verbatim(folder, "index")
    assert done.returncode == 0
    assert "\x1b" not in done.stderr + done.stdout
    assert "sentences/s" in done.stdout.splitlines()[0]
    for line in done.stderr.splitlines():
        assert line.startswith(("verbatim: looking for changes", "verbatim: reading: ", "verbatim: finishing: "))


@pytest.mark.slow
@pytest.mark.parametrize("processes", [1, 3])  # so many are there when the keys are pressed
def test_ctrl_c_ends_it_at_once_and_the_index_before_goes_on_serving(folder: Path, processes: int) -> None:
    verbatim(folder, "index")
    write_large(folder / "corpus" / "large.jsonl")
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "index"],
        cwd=folder,
        env=environment(VERBATIM_CORPUS="corpus", VERBATIM_DATA_DIR="kept", VERBATIM_INDEXING_PROCESSES="2"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    ) as process:
        wait_until(lambda: children_of(process.pid) >= processes, process)
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does, to the processes that read as well
        out, told = process.communicate(timeout=30)
    assert process.returncode == 130
    lines = told.decode().splitlines()
    assert lines[-1] == "verbatim: interrupted: the index is unchanged; run the command again to update it"
    assert TRACEBACK not in told.decode()
    assert out == b""
    (folder / "corpus" / "large.jsonl").unlink()
    assert verbatim(folder, "index").stdout.startswith("Nothing has changed in ")


def test_no_line_of_progress_repeats_the_one_before(capsys: pytest.CaptureFixture[str]) -> None:
    show = ProgressLines(seconds=0)
    looking, reading = Progress(0, 0, stage="looking"), Progress(5, 10, files=1, files_total=2)
    for progress in (looking, looking, reading, reading, reading):
        show(progress)
    lines = ["verbatim: looking for changes", "verbatim: reading: 1 of 2 files, 10 sentences"]
    assert capsys.readouterr().err.splitlines() == lines


def write_large(path: Path) -> None:
    """Write stories enough for several seconds and processes: eight megabytes."""
    sentence = "The council of {} paid the museum {} crowns for a thousand trees in {} and for the ferry."
    with path.open("w", encoding="utf-8") as file:
        for number in range(4000):
            told = " ".join(sentence.format(number + it, 7 * it, number * it) for it in range(20))
            file.write(json.dumps({"id": f"large-{number}", "text": told}) + "\n")


def children_of(pid: int) -> int:
    lists = Path(f"/proc/{pid}/task").glob("*/children")  # of the thread that started them
    return sum(len(path.read_text(encoding="ascii").split()) for path in lists)


def wait_until(condition: Callable[[], bool], process: "subprocess.Popen[bytes]") -> None:
    """Wait for a condition; fail if the process ends before."""
    while not condition():
        with suppress(subprocess.TimeoutExpired):
            pytest.fail(f"it ended early, with {process.wait(0.05)}")


# What `corpus` says.


def test_the_articles_are_listed_in_lines_of_fields(folder: Path) -> None:
    done = verbatim(folder, "corpus")
    assert done.returncode == 0
    assert [line.split("\t") for line in done.stdout.splitlines()] == [
        ["forest.txt", "The forest of Arden burned in May.", "", "", "3"],
        ["harbour.md", "Harbour reopens", "2026-10-03", "Daily Crow", "2"],
        ["story-1", "Museum", "2026-01-02", "Crow", "2"],
        ["story-2", "Museum", "2026-02-03", "Heron", "same as story-1"],
    ]
    line, skipped = done.stderr.splitlines()
    assert skipped.startswith("verbatim: skipped 8 files or records, such as 0.xyz: ")
    assert line.startswith("verbatim: index of ")
    assert "brought up to date: 4 new, 0 changed, 0 removed in " in line
    assert verbatim(folder, "corpus").stderr == ""


@pytest.mark.parametrize(
    ("options", "ids"),
    [
        (("--source", "crow"), ["story-1"]),
        (("--since", "2026-02-03"), ["harbour.md", "story-2"]),
        (("--until", "2026-02-03"), ["story-1", "story-2"]),
        (("--since", "2026-02-01", "--until", "2026-03-01"), ["story-2"]),
        (("--language", "en"), ["story-1", "story-2"]),
        (("--matching", "MUSEUM"), ["story-1", "story-2"]),
        (("--matching", "arbour.m"), ["harbour.md"]),
        (("--matching", "100%"), []),
        (("--limit", "1"), ["forest.txt"]),
        (("--limit", "0"), ["forest.txt", "harbour.md", "story-1", "story-2"]),
    ],
)
def test_a_list_can_be_of_some_articles(folder: Path, options: tuple[str, ...], ids: list[str]) -> None:
    done = verbatim(folder, "corpus", *options)
    assert done.returncode == 0
    assert [line.split("\t")[0] for line in done.stdout.splitlines()] == ids


def test_a_list_can_be_of_json_objects(folder: Path) -> None:
    *_, last = (json.loads(line) for line in verbatim(folder, "corpus", "--json").stdout.splitlines())
    assert last == {
        "id": "story-2",
        "title": "Museum",
        "source": "Heron",
        "published": "2026-02-03",
        "language": "en",
        "sentences": 2,
        "file": "stories.jsonl",
        "duplicate_of": "story-1",
    }


def test_an_article_is_shown_with_its_sentences_and_where_they_stand(folder: Path) -> None:
    done = verbatim(folder, "corpus", "show", "story-1")
    assert done.returncode == 0
    about, _, sentences = done.stdout.partition("\n\n")
    known = table(about)
    assert known.pop("duplicates") == "story-2"
    assert known == {
        "title": "Museum",
        "id": "story-1",
        "file": "stories.jsonl",
        "source": "Crow",
        "author": "Ann Lee",
        "published": "2026-01-02",
        "language": "en",
    }
    assert sentences.splitlines() == [
        "1  0-28   The museum bought a Vermeer.",
        "2  30-58  It cost much, said the Crow.",
    ]
    assert "duplicate of story-1" in verbatim(folder, "corpus", "show", "story-2").stdout


def test_an_article_can_be_shown_as_json_with_its_very_text(folder: Path) -> None:
    told: dict[str, Any] = json.loads(verbatim(folder, "corpus", "show", "story-1", "--json").stdout)
    assert told["text"] == STORY["text"]
    assert told["duplicates"] == ["story-2"]
    assert [it["number"] for it in told["sentences"]] == [1, 2]
    for it in told["sentences"]:
        assert it["text"] == told["text"][it["start"] : it["end"]]


def test_an_id_that_there_is_not_is_told_with_close_ones(folder: Path) -> None:
    verbatim(folder, "index")
    problem = problem_of(verbatim(folder, "corpus", "show", "harbor"))
    assert "there is no article harbor; did you mean harbour.md?" in problem
    assert "--matching" in problem


def test_statistics_count_what_there_is(folder: Path) -> None:
    told: dict[str, Any] = json.loads(verbatim(folder, "corpus", "statistics", "--json").stdout)
    assert (told["documents"], told["duplicates"], told["sentences"]) == (3, 1, 7)
    assert (told["oldest"], told["newest"]) == ("2026-01-02", "2026-10-03")
    assert told["years"] == {"2026": 3}
    plainly = table(verbatim(folder, "corpus", "statistics").stdout)
    assert (plainly["documents"], plainly["published"]) == ("3", "2026-01-02 to 2026-10-03")
    assert {"Crow", "en", "2026"} <= set(plainly)


def test_duplicates_are_listed_below_the_one_that_is_searched(folder: Path) -> None:
    done = verbatim(folder, "corpus", "duplicates")
    assert done.stdout.splitlines() == [
        "story-1 · Museum · Crow · 2026-01-02",
        "  also story-2 · Museum · Heron · 2026-02-03",
    ]
    told = json.loads(verbatim(folder, "corpus", "duplicates", "--json").stdout)
    assert (told["kept"]["id"], [it["id"] for it in told["duplicates"]]) == ("story-1", ["story-2"])
    (folder / "corpus" / "stories.jsonl").unlink()
    assert verbatim(folder, "corpus", "duplicates").stdout == "No article is there twice.\n"


def test_a_sound_index_is_verified(folder: Path) -> None:
    done = verbatim(folder, "corpus", "verify")
    assert done.returncode == 0
    assert done.stdout.startswith("Verified 9 sentences of 4 articles: ")


def test_what_was_altered_behind_the_indexs_back_is_found(folder: Path) -> None:
    path = folder / "corpus" / "forest.txt"
    old = path.stat().st_mtime - 3600
    os.utime(path, (old, old))
    verbatim(folder, "index")
    changed = path.stat().st_ctime_ns
    while path.stat().st_ctime_ns == changed:  # the clock of a file system may tick slowly
        path.write_text(FOREST.replace("2030", "2035"), encoding="utf-8")
        os.utime(path, (old, old))  # of the same size and time as before
    done = verbatim(folder, "corpus", "verify")
    assert done.returncode == 1
    problem, summary = done.stdout.splitlines()
    assert problem.startswith("forest.txt has at 36 to ")
    assert "2030." in problem
    assert summary.startswith("1 problem in 9 sentences of 4 articles")
    assert verbatim(folder, "index", "--full").returncode == 0
    assert verbatim(folder, "corpus", "verify").returncode == 0


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--since", "yesterday"), "must be a day such as 2026-01-31"),
        (("--limit", "few"), "must be a number"),
        (("show",), "ID"),
        (("hide",), "hide"),
    ],
)
def test_a_wrong_call_exits_with_2_and_shows_the_usage(folder: Path, arguments: tuple[str, ...], told: str) -> None:
    done = verbatim(folder, "corpus", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("usage: verbatim")
    assert told in done.stderr.splitlines()[-1]


def test_the_path_may_stand_before_or_behind_the_action(folder: Path) -> None:
    write_articles(folder / "other")
    before = verbatim(folder, "corpus", "--corpus", "other", "statistics", "--json")
    behind = verbatim(folder, "corpus", "statistics", "--corpus", "other", "--json")
    assert json.loads(before.stdout)["documents"] == json.loads(behind.stdout)["documents"] == 2
