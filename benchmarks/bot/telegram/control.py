"""The client by which the benchmark controls its Bot API server."""

import http.client
import json
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from benchmarks.bot.telegram.questions import ChatQuestion


@dataclass(frozen=True, slots=True)
class Status:
    """The progress of a measurement: questions asked and answered, messages sent, calls and injected faults."""

    asked: int
    answered: int
    sends: int
    last_send: float
    calls: Mapping[str, int]
    hits: int

    @property
    def total_calls(self) -> int:
        """The number of calls of all methods."""
        return sum(self.calls.values())


@dataclass(frozen=True, slots=True)
class Record:
    """When one question was asked, fetched and answered; times are of the monotonic clock."""

    update_id: int
    chat: int
    created: float
    times_fetched: int
    first_fetched: Sequence[float]
    answered: Sequence[float]


@dataclass(frozen=True, slots=True)
class Outcome:
    """The records of all questions, and the messages that answer none."""

    records: Sequence[Record]
    others: Sequence[str]
    other_sends: int
    typed: Sequence[tuple[float, float | None]] = ()
    """When each inline query was typed, and when an answer was shown, None if it was dropped."""

    @property
    def lost(self) -> int:
        """The number of unanswered questions."""
        return sum(not it.answered for it in self.records)

    @property
    def repeated(self) -> int:
        """The number of repeated answers."""
        return sum(max(0, len(it.answered) - 1) for it in self.records)

    @property
    def disordered(self) -> int:
        """The number of chats with a question that was answered before an earlier one."""
        chats: dict[int, list[float]] = {}
        for it in self.records:
            if it.answered:
                chats.setdefault(it.chat, []).append(it.answered[0])
        return sum(times != sorted(times) for times in chats.values())


class BotApiProcess:
    """The server process, which runs as long as the block."""

    def __enter__(self) -> Self:
        """Start the process."""
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
        """Kill the process."""
        self._process.kill()
        self._process.communicate()

    @property
    def url(self) -> str:
        """The base URL for bots."""
        return f"http://127.0.0.1:{self._port}"

    def reset(self, *, seed: int = 0, round_trip: float = 0.0) -> None:
        """Start over with an empty server; `round_trip` is the network latency in seconds."""
        self._control("reset", seed=seed, round_trip=round_trip)

    def ask(self, questions: Sequence[ChatQuestion], gaps: Sequence[float] = ()) -> None:
        """Ask questions, all at once or with gaps in seconds before each."""
        self._control("ask", questions=[(it.chat, it.text, it.reply) for it in questions], gaps=gaps)

    def type(self, people: Sequence[Sequence[str]], gap: float) -> None:
        """Let people type at once behind the bot's name: of each, a text every `gap` seconds."""
        self._control("type", people=people, gap=gap)

    def set_faults(self, seed: int, plans: Mapping[str, Mapping[str, object]]) -> None:
        """Inject faults, by method."""
        self._control("faults", seed=seed, plans=plans)

    def status(self) -> Status:
        """Return the progress."""
        return Status(**self._control("status"))

    def wait(self, answered: int, seconds: float) -> Status:
        """Wait until this many questions are answered, or the time is over."""
        return Status(**self._control("wait", answered=answered, seconds=seconds))

    def outcome(self) -> Outcome:
        """Return the records of all questions."""
        found = self._control("records")
        return Outcome(
            [Record(*it) for it in found["questions"]],
            found["others"],
            found["other_sends"],
            [(created, shown) for created, shown in found["typed"]],
        )

    def settle(self, quiet: float, at_most: float = 600.0, expected: int = 0) -> Status:
        """Wait until all questions are answered, and a moment more for repeats.

        Gives up after `quiet` seconds without a message, or `at_most` seconds. `expected` is the number of questions
        if some are not asked yet.
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
