"""`verbatim stats` and `status`, beside no bot: they read what one has recorded."""

import json
import time
from pathlib import Path

import pytest

from bot.storage import FILE, Database, Tables
from tests.bot.program import SEEDS, call, problem_of
from tests.bot.storage.updates import inbox_in, update


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a data folder in which two questions of today are counted."""
    database = Database.open(tmp_path / FILE)
    with database.transaction() as connection:
        tables = Tables(connection)
        tables.counters.count_answer(time.time(), 0.04, answered=True)
        tables.counters.count_answer(time.time(), 0.2, answered=False)
        tables.counters.count_answer(time.time() - 10 * 86_400, 0.2, answered=True)
    database.close()
    return tmp_path


def test_statistics_are_told_as_in_telegram(folder: Path) -> None:
    done = call(folder, "stats", VERBATIM_DATA_DIR=str(folder))
    assert (done.returncode, done.stderr) == (0, "")
    assert "The last 7 days\n2 questions\nAnswered: 1, not answered: 1\n" in done.stdout
    assert "Half of the replies came within 50 ms, 95 % within 200 ms" in done.stdout
    assert "The last 30 days\n3 questions\n" in done.stdout


def test_statistics_as_json_have_each_day(folder: Path) -> None:
    done = call(folder, "stats", "--json", VERBATIM_DATA_DIR=str(folder))
    found = json.loads(done.stdout)
    assert [it["questions"] for it in found["periods"]] == [2, 3]
    assert len(found["days"]) == 30
    assert found["days"][-1]["latencies"] == [[0.05, 1], [0.2, 1]]


def test_a_file_that_no_question_has_reached_has_zeros(tmp_path: Path) -> None:
    Database.open(tmp_path / FILE).close()
    assert "0 questions" in call(tmp_path, "stats", VERBATIM_DATA_DIR=str(tmp_path)).stdout


def test_where_no_bot_has_run_there_is_nothing_to_tell_and_nothing_is_made(tmp_path: Path) -> None:
    for data_dir in (tmp_path, tmp_path / "none"):
        done = call(tmp_path, "stats", VERBATIM_DATA_DIR=str(data_dir))
        assert done.returncode == 0
        assert done.stdout.startswith("Nothing is recorded yet: ")
        assert "does not exist" in problem_of(call(tmp_path, "stats", "--json", VERBATIM_DATA_DIR=str(data_dir)))
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_file_is_told(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("no database " * 1000)
    assert "is damaged" in problem_of(call(tmp_path, "stats", VERBATIM_DATA_DIR=str(tmp_path)))


def test_the_console_tells_the_same_and_says_if_nothing_is_recorded(folder: Path, tmp_path: Path) -> None:
    said = call(folder, "console", typed="/stats\n", VERBATIM_DATA_DIR=str(folder))
    assert "2 questions" in said.stdout
    said = call(folder, "console", typed="/stats\n", VERBATIM_DATA_DIR=str(tmp_path / "none"))
    assert "What the bot has recorded cannot be read: " in said.stdout
    assert "does not exist" in said.stdout


def test_the_status_is_told_of_the_index_and_of_what_waits(folder: Path) -> None:
    variables = {"VERBATIM_DATA_DIR": str(folder), "VERBATIM_CORPUS": str(SEEDS)}
    before = call(folder, "status", **variables)
    assert (before.returncode, before.stdout) == (0, "There is no index of the articles yet.\n0 messages wait\n")
    assert call(folder, "index", **variables).returncode == 0
    with inbox_in(folder / FILE) as inbox:
        inbox.add([update(1), update(2)], time.time())
        inbox.bury(2, "ValueError", time.time())
    said = call(folder, "status", **variables).stdout
    assert "2 articles, 27 sentences" in said
    assert "Generation 1 of the index, written 20" in said
    assert "Searched by rank-bm25" in said
    assert "Last reload" not in said
    assert "1 message waits\n1 message could not be answered: see verbatim inbox" in said
    found = json.loads(call(folder, "status", "--json", **variables).stdout)
    assert (found["index"]["generation"], found["index"]["corpus"]["documents"]) == (1, 2)
    assert (found["waiting"], found["dead"]) == (1, 1)
    disk = call(folder, "status", VERBATIM_INDEX="disk", **variables).stdout
    assert "Searched by tantivy" in disk


def test_without_a_data_folder_the_status_says_so_and_makes_none(tmp_path: Path) -> None:
    done = call(tmp_path, "status", VERBATIM_DATA_DIR=str(tmp_path / "none"))
    assert done.returncode == 0
    assert done.stdout == "There is no index of the articles yet.\nNo bot has run with this data folder.\n"
    assert list(tmp_path.iterdir()) == []
