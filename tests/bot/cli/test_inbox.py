"""`verbatim inbox`, beside a running bot and without one."""

import asyncio
import io
import re
import subprocess
import sys
from pathlib import Path

import pytest

from bot.cli import inbox as command
from bot.storage import FILE, Database, GroupCommit, Inbox, NewUpdate, StoreDamagedError, StoreError

_BODY = '{"text": "a private question"}'


def _shown(data_dir: Path) -> str:
    out = io.StringIO()
    assert command.show(data_dir, out) == 0
    return out.getvalue()


def _retried(data_dir: Path, update_id: int) -> tuple[int, str]:
    out = io.StringIO()
    return command.retry(data_dir, update_id, out), out.getvalue()


def _fill(data_dir: Path) -> None:
    database = Database.open(data_dir / FILE)
    with database.transaction() as connection:
        inbox = Inbox(connection)
        inbox.add([NewUpdate(it, _BODY, 70 + it, 70 + it) for it in range(1, 7)], 1_700_000_000)
        inbox.start(2)
        inbox.finish(3, 1_700_000_001)
        inbox.start(4)
        inbox.bury(4, "ValueError: [red]no such\x1b[31m\nthing[/red]", 1_700_000_002)
        inbox.add([NewUpdate(900, "[]", None, None)], 1_700_000_003)
        inbox.bury(900, "the update is not an object", 1_700_000_003)
    database.close()


def test_it_counts_by_state_and_lists_the_dead(tmp_path: Path) -> None:
    _fill(tmp_path)
    shown = _shown(tmp_path)
    for state, number in (("received", 3), ("working", 1), ("done", 1), ("dead", 2)):
        assert re.search(rf"^\s*{state} +{number} ", shown, re.MULTILINE)
    assert re.search(r"^\s*4 +2023-11-1\d \d\d:\d\d:\d\d +74 +1 +ValueError: \[red\]no such", shown, re.MULTILINE)
    assert re.search(r"^\s*900 +2023-11-1\d \d\d:\d\d:\d\d +– +0 +the update is not an object", shown, re.MULTILINE)
    assert "The oldest waits since 2023-11-1" in shown


def test_it_shows_no_text_of_anybody_and_nothing_that_a_terminal_obeys(tmp_path: Path) -> None:
    _fill(tmp_path)
    shown = _shown(tmp_path)
    assert "private" not in shown
    assert "\x1b" not in shown


def test_an_inbox_without_dead_ones_lists_none(tmp_path: Path) -> None:
    Database.open(tmp_path / FILE).close()
    shown = _shown(tmp_path)
    assert "Dead" not in shown
    assert "oldest" not in shown


def test_a_retried_update_waits_again_once(tmp_path: Path) -> None:
    _fill(tmp_path)
    assert _retried(tmp_path, 4) == (
        0,
        "4 waits again: a running bot takes it within seconds, else the next start.\n",
    )
    code, told = _retried(tmp_path, 4)
    assert code == 1
    assert told.startswith("4 is not among the dead ones in ")
    assert re.search(r"^\s*dead +1 ", _shown(tmp_path), re.MULTILINE)


def test_a_discarded_update_is_erased_for_good(tmp_path: Path) -> None:
    _fill(tmp_path)
    out = io.StringIO()
    assert command.discard(tmp_path, 4, out) == 0
    assert out.getvalue() == "4 is erased but for its number.\n"
    assert command.discard(tmp_path, 4, out) == 1
    assert _retried(tmp_path, 4)[0] == 1


def test_where_no_bot_has_run_nothing_is_made(tmp_path: Path) -> None:
    for data_dir in (tmp_path, tmp_path / "none"):
        assert _shown(data_dir).startswith("There is no inbox yet: no bot has run with ")
        assert _retried(data_dir, 4)[0] == 1
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_file_is_told(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("no database " * 1000)
    with pytest.raises(StoreDamagedError, match="is damaged"):
        _shown(tmp_path)
    with pytest.raises(StoreError, match="is damaged"):
        _retried(tmp_path, 4)


def test_it_works_while_a_bot_writes_as_fast_as_it_can(tmp_path: Path) -> None:
    """In another process: within one, SQLite's locks are other ones."""
    _fill(tmp_path)
    script = (
        "import sys; from pathlib import Path; from bot.cli import inbox; folder = Path(sys.argv[1]);"
        "sys.exit(inbox.show(folder, sys.stdout) or inbox.retry(folder, 4, sys.stdout))"
    )

    async def write(commits: GroupCommit[Inbox]) -> None:
        update_id = 1000
        while True:
            new = [NewUpdate(update_id, _BODY, 7, 7)]
            await commits.run(lambda inbox: inbox.add(new, 1))  # noqa: B023  # awaited
            update_id += 1

    async def run() -> None:
        troubles: list[StoreError | None] = []
        commits = GroupCommit(Database.open(tmp_path / FILE), Inbox, troubles.append)
        writers = [asyncio.create_task(write(commits)) for _ in range(4)]
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", script, tmp_path, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        said, _ = await process.communicate()
        assert b"4 waits again" in said
        assert process.returncode == 0
        waiting = await commits.run(lambda inbox: inbox.unfinished(1_000_000))
        assert 4 in {it.update_id for it in waiting}
        for writer in writers:
            writer.cancel()
        await commits.close()
        assert not troubles

    asyncio.run(run())
