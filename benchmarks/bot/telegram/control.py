"""The benchmark's side of its Bot API server."""

import http.client
import json
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from benchmarks.bot.telegram.questions import Question


@dataclass(frozen=True, slots=True)
class Status:
    """How far things are."""

    asked: int
    answered: int
    sends: int
    last_send: float
    calls: Mapping[str, int]
    hits: int

    @property
    def total_calls(self) -> int:
        """How many calls there were."""
        return sum(self.calls.values())


@dataclass(frozen=True, slots=True)
class Record:
    """What became of one question."""

    update_id: int
    chat: int
    created: float
    times_fetched: int
    first_fetched: Sequence[float]
    answered: Sequence[float]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of all questions."""

    records: Sequence[Record]
    others: Sequence[str]
    other_sends: int

    @property
    def lost(self) -> int:
        """How many were never answered."""
        return sum(not it.answered for it in self.records)

    @property
    def repeated(self) -> int:
        """How many answers came beyond the first of their questions."""
        return sum(max(0, len(it.answered) - 1) for it in self.records)

    @property
    def disordered(self) -> int:
        """In how many chats a question was first answered before an earlier one was."""
        chats: dict[int, list[float]] = {}
        for it in self.records:
            if it.answered:
                chats.setdefault(it.chat, []).append(it.answered[0])
        return sum(times != sorted(times) for times in chats.values())


class BotApiProcess:
    """The server, started and stopped with the block."""

    def __enter__(self) -> Self:
        """Start it."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.bot.telegram.server"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,  # Ctrl-C is for the benchmark, which then ends it
        )
        if self._process.stdout is None:
            raise RuntimeError("the server has no output")
        self._port = int(self._process.stdout.readline())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """End it."""
        self._process.kill()
        self._process.communicate()

    @property
    def url(self) -> str:
        """Where bots find it."""
        return f"http://127.0.0.1:{self._port}"

    def reset(self, *, seed: int = 0, round_trip: float = 0.0) -> None:
        """Forget everything; from now on a request and its answer travel so many seconds."""
        self._control("reset", seed=seed, round_trip=round_trip)

    def ask(self, questions: Sequence[Question], gaps: Sequence[float] = ()) -> None:
        """Ask, all at once or each so many seconds after the one before."""
        self._control("ask", questions=[(it.chat, it.text, it.reply) for it in questions], gaps=gaps)

    def set_faults(self, seed: int, plans: Mapping[str, Mapping[str, object]]) -> None:
        """Let calls go wrong, by method."""
        self._control("faults", seed=seed, plans=plans)

    def status(self) -> Status:
        """Tell how far things are."""
        return Status(**self._control("status"))

    def wait(self, answered: int, seconds: float) -> Status:
        """Wait until so many are answered, but no longer than that."""
        return Status(**self._control("wait", answered=answered, seconds=seconds))

    def outcome(self) -> Outcome:
        """Return what became of all questions."""
        found = self._control("records")
        return Outcome([Record(*it) for it in found["questions"]], found["others"], found["other_sends"])

    def settle(self, quiet: float, at_most: float = 600.0, expected: int = 0) -> Status:
        """Wait until all are answered (and a moment more, for repeats), or nothing was sent for so long.

        `expected` is how many there will be, where they are still being asked.
        """
        began = time.monotonic()
        status = self.status()
        while status.answered < max(status.asked, expected):
            status = self.wait(max(status.asked, expected), 0.5)
            now = time.monotonic()
            if now - max(status.last_send, began) > quiet or now - began > at_most:
                return status
        time.sleep(0.5)
        return self.status()

    def _control(self, command: str, **options: object) -> dict[str, Any]:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=120)
        try:
            connection.request("POST", f"/control/{command}", json.dumps(options))
            answer: dict[str, Any] = json.loads(connection.getresponse().read())
        finally:
            connection.close()
        return answer
