"""No question is lost when the process is killed or stopped, or delayed by a long reload."""

import random
import signal
from functools import partial
from pathlib import Path

import pytest

from bot.storage import FILE, read_records
from tests.bot.telegram.running import has_webhook, numbers_told, reserved_port, say
from tests.bot.telegram.test_delivery import CHATS, WORKERS, ask_all
from tests.e2e.program import ADMIN, LIFTED, Program, delivered
from tests.fakes.botapi import BotApiServer
from tests.golden.questions import SEEDS

pytestmark = pytest.mark.slow


def repeats_in_order(told: list[str], expected: list[str]) -> int:
    """Return how many answers came again; all must have come, and in order but for those."""
    first_times = list(dict.fromkeys(told))
    assert first_times == expected
    return len(told) - len(first_times)


def has_calls(server: BotApiServer, count: int) -> bool:
    """Tell whether the bot has called so often."""
    return len(server.calls) >= count


@pytest.mark.parametrize("seed", range(3))
def test_a_bot_that_is_killed_again_and_again_answers_everything_in_order(
    tmp_path: Path, server: BotApiServer, seed: int
) -> None:
    expected = ask_all(server, 12)
    chance = random.Random(seed)  # noqa: S311  (no secret)
    program = Program(tmp_path, SEEDS, server.url, LIFTED)
    kills = 4
    for _ in range(kills):
        enough = len(server.calls) + 2 + chance.randrange(30)
        with program:
            server.wait_until(partial(has_calls, server, enough))
            program.kill()
    with program:
        server.wait_until(lambda: all(len(set(numbers_told(server, it))) == 12 for it in CHATS), timeout=60)
        assert program.stop() == 0
    assert sum(repeats_in_order(numbers_told(server, it), expected[it]) for it in CHATS) <= kills * WORKERS


def test_a_bot_that_is_killed_while_messages_are_delivered_answers_them_all_in_order(
    tmp_path: Path, server: BotApiServer
) -> None:
    with reserved_port() as port:
        program = Program(tmp_path, SEEDS, server.url, delivered(port))
        with program:
            server.wait_until(lambda: has_webhook(server))
            expected = ask_all(server, 12)
            server.lose_confirmations(3)
            server.wait_until(lambda: sum(len(server.messages(it)) for it in CHATS) > 20)
            program.kill()
        with program:
            server.wait_until(lambda: all(len(set(numbers_told(server, it))) == 12 for it in CHATS), timeout=60)
            assert program.stop() == 0
    assert sum(repeats_in_order(numbers_told(server, it), expected[it]) for it in CHATS) <= WORKERS


def test_a_bot_that_is_stopped_amid_answers_repeats_nothing(tmp_path: Path, server: BotApiServer) -> None:
    expected = ask_all(server, 40)
    with Program(tmp_path, SEEDS, server.url, LIFTED) as program:
        server.wait_until(lambda: sum(len(server.messages(it)) for it in CHATS) > 50)
        assert program.stop(signal.SIGTERM) == 0
        assert "Traceback" not in program.output
    assert sum(len(server.messages(it)) for it in CHATS) < 400, "it was stopped too late to show anything"
    with Program(tmp_path, SEEDS, server.url, LIFTED):
        server.wait_until(lambda: all(len(server.messages(it)) >= 40 for it in CHATS), timeout=60)
    assert [repeats_in_order(numbers_told(server, it), expected[it]) for it in CHATS] == [0] * len(CHATS)


@pytest.mark.usefixtures("program")
def test_questions_are_answered_while_a_long_reload_runs(corpus: Path, server: BotApiServer) -> None:
    say(server, "/sources")
    for number in range(400):
        bridges = (f"Bridge {number * 50 + it} crosses river {number * 70 + it}." for it in range(40))
        (corpus / f"bridges {number}.txt").write_text(" ".join(bridges), encoding="utf-8")
    server.send_text(ADMIN, "/reload")
    server.wait_for_messages(ADMIN, 1)
    server.send_text(ADMIN, "/reload")
    server.wait_for_messages(ADMIN, 2)
    server.wait_until(lambda: any("already running" in it.text for it in server.messages(ADMIN)))
    assert "2060" in say(server, "what did Xi pledge?")
    assert "2 articles" in say(server, "/sources")
    server.wait_until(lambda: server.messages(ADMIN)[0].text.startswith("Reloaded"), timeout=60)
    assert "402 articles" in server.messages(ADMIN)[0].text
    assert "402 articles" in say(server, "/sources")


def test_each_question_is_counted_once_however_often_the_bot_is_killed(tmp_path: Path, server: BotApiServer) -> None:
    questions = ["what did Xi pledge?", "who is Zyxwv Qrstu?", "what did Biden say?"] * 4
    for question in questions:
        for chat in CHATS:
            server.send_text(chat, question)
    program = Program(tmp_path, SEEDS, server.url, LIFTED | {"VERBATIM_STORE_QUESTIONS": "true"})
    for kill in range(4):
        with program:
            server.wait_until(partial(has_calls, server, len(server.calls) + 5 + 7 * kill))
            program.kill()
    with program:
        server.wait_until(lambda: server.unconfirmed == 0)
        server.wait_until(lambda: _counted(tmp_path) >= len(questions) * len(CHATS), timeout=60)
        assert program.stop() == 0
    assert _counted(tmp_path) == len(questions) * len(CHATS)


def _counted(folder: Path) -> int:
    """Return how many questions are counted in the data folder of a bot: as often by outcome, by latency and stored."""
    days, kept = read_records(
        folder / "var" / FILE, lambda tables: (tables.counters.since("2000-01-01"), tables.questions.unanswered(0))
    )
    assert sum(day.not_answered for day in days) == len(kept)
    assert [sum(number for _, number in day.latencies) for day in days] == [day.questions for day in days]
    return sum(day.questions for day in days)
