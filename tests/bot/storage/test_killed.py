"""kill -9 at any moment loses nothing that was acknowledged."""

import os
import random
import subprocess
import sys
import threading
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import pytest

from bot.storage import Database, State
from tests.bot.storage.updates import inbox_in

pytestmark = pytest.mark.slow

_ROUNDS = 10
_ROOT = Path(__file__).parents[3]
# What each word promises of the state, at least: more may have been committed than was printed.
_PROMISED = {
    "added": set(State),
    "started": {State.WORKING, State.DONE, State.DEAD},
    "finished": {State.DONE},
    "buried": {State.DEAD},
}


def _killed_after(seconds: float, file: Path, first: int) -> Mapping[int, str]:
    """Return the last word that was printed of each update."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.bot.storage.acknowledging", file, str(first)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=_ROOT,
        env={**os.environ, "PYTHONPATH": str(_ROOT)},
    )
    with process:
        assert process.stdout is not None
        lines = [process.stdout.readline()]  # it has begun
        killer = threading.Timer(seconds, process.kill)
        killer.start()
        lines += process.stdout.readlines()
        killer.join()
    # A line that the kill cut off acknowledges nothing.
    words = [line.split() for line in lines if line.endswith("\n")]
    return {int(update_id): word for word, update_id in words}


def _states(file: Path) -> Mapping[int, State]:
    with closing(Database.open(file)) as database:
        rows = database.connection.execute("SELECT update_id, state FROM inbox").fetchall()
    return {update_id: State(state) for update_id, state in rows}


@pytest.mark.slow
def test_all_that_was_acknowledged_is_there_after_a_kill(file: Path) -> None:
    chance = random.Random(4)  # noqa: S311  # no secret
    said: dict[int, str] = {}
    for number in range(_ROUNDS):
        before = len(said)
        said |= _killed_after(chance.uniform(0, 0.3), file, 1 + number * 1_000_000)
        assert len(said) > before
        states = _states(file)
        wrong = {it: (word, states.get(it)) for it, word in said.items() if states.get(it) not in _PROMISED[word]}
        assert not wrong
    unfinished = {it for it, state in states.items() if state in {State.RECEIVED, State.WORKING}}
    with inbox_in(file) as inbox:
        assert {it.update_id for it in inbox.unfinished(sys.maxsize)} == unfinished
        assert all(it.body for it in (*inbox.unfinished(sys.maxsize), *inbox.dead()))
