"""`verbatim stats`, `unanswered`, `feedback` and `status`, beside no bot: they read what one has recorded."""

import asyncio
import json
import time
from pathlib import Path

import pytest

from bot.asked import Asked
from bot.service import Service
from bot.storage import FILE, Database, StoredQuestion, Tables
from bot.views import given
from tests.bot.articles import searcher
from tests.bot.program import SEEDS, call, problem_of
from tests.bot.rendering.test_csv import read
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


KEPT = {"VERBATIM_STORE_QUESTIONS": "true", "VERBATIM_CORPUS": str(SEEDS)}
QUESTIONS = ("how many bananas?", "how many bananas are there", "=1+1 apples")


@pytest.fixture
def asked(folder: Path) -> Path:
    """Return a data folder with three unanswered questions of today, and an answer that was disliked."""
    service = Service(searcher(SEEDS), 3)
    given_answer = given(asyncio.run(service.ask(Asked.plainly("what did Xi pledge?"))))
    database = Database.open(folder / FILE)
    with database.transaction() as connection:
        tables = Tables(connection)
        for number, text in enumerate(QUESTIONS):
            tables.questions.put(StoredQuestion(str(number), 7, text, answered=False, asked_at=time.time() + number))
        tables.questions.put(StoredQuestion("k", 7, "what did Xi pledge?", answered=True, asked_at=time.time()))
        tables.questions.vote("k", -1, given_answer)
    database.close()
    return folder


def test_unanswered_questions_are_listed_and_written_as_a_table(asked: Path, tmp_path: Path) -> None:
    variables = KEPT | {"VERBATIM_DATA_DIR": str(asked)}
    said = call(asked, "unanswered", **variables).stdout
    assert said.endswith("3 questions\n• 2 × how many bananas are there\n• 1 × =1+1 apples\n")
    table = tmp_path / "unanswered.csv"
    done = call(asked, "unanswered", "--csv", str(table), **variables)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert [row[:2] for row in read(table.read_bytes())[1:]] == [["2", QUESTIONS[1]], ["1", "'=1+1 apples"]]
    found = json.loads(call(asked, "unanswered", "--json", **variables).stdout)
    assert [(it["count"], it["people"]) for it in found["groups"]] == [(2, 1), (1, 1)]


def test_disliked_answers_are_told_with_why_they_were_given(asked: Path) -> None:
    variables = KEPT | {"VERBATIM_DATA_DIR": str(asked)}
    done = call(asked, "feedback", **variables)
    assert "what did Xi pledge?\n> Chinese President Xi Jinping announced" in done.stdout
    assert "Matched: Xi, pledge → announced (synonym)" in done.stdout
    [found] = json.loads(call(asked, "feedback", "--json", **variables).stdout)["answers"]
    assert found["why"]["citation"]["document_id"] == "000_edc3ff55f33f79b7.txt"


@pytest.mark.parametrize("command", ["unanswered", "feedback"])
def test_where_no_questions_are_kept_both_fail_and_say_so(asked: Path, command: str) -> None:
    variables = {"VERBATIM_DATA_DIR": str(asked), "VERBATIM_CORPUS": str(SEEDS)}
    assert "set store_questions" in problem_of(call(asked, command, **variables))


def test_a_table_of_nothing_that_was_recorded_is_not_written(tmp_path: Path) -> None:
    done = call(tmp_path, "unanswered", "--csv", "a.csv", VERBATIM_DATA_DIR=str(tmp_path / "none"), **KEPT)
    assert "does not exist" in problem_of(done)
    assert list(tmp_path.iterdir()) == []


def test_the_console_lists_what_a_bot_on_the_same_data_folder_was_asked(asked: Path) -> None:
    said = call(asked, "console", typed="/unanswered\n/feedback\n", VERBATIM_DATA_DIR=str(asked), **KEPT).stdout
    assert "• 2 × how many bananas are there" in said
    assert "Matched: Xi, pledge → announced (synonym)" in said
