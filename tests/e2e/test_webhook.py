"""The bot that messages are delivered to, and what watches over it."""

import json
import socket
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.e2e.program import ADMIN, PERSON, TOKEN, Program, is_answering
from tests.e2e.test_durability import CHATS, LIFTED, WORKERS, answers, ask_all, has_webhook, repeats_in_order
from tests.fakes.botapi import BotApiServer
from tests.golden.questions import SEEDS

pytestmark = pytest.mark.slow

SECRET = "not-to-be-guessed-1234"  # noqa: S105  (between this test and its server)


def free_port() -> int:
    """Return a port that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def delivered(port: int, **more: str) -> dict[str, str]:
    """Return the settings of a bot that listens at a port."""
    return {
        **LIFTED,
        "VERBATIM_WEBHOOK_URL": f"http://127.0.0.1:{port}/updates",
        "VERBATIM_WEBHOOK_PORT": str(port),
        **more,
    }


def fetched(port: int, path: str) -> tuple[int, str]:
    """Return the status and the text of a page of the monitor."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as page:
            return page.status, page.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def test_what_is_delivered_is_answered_and_only_with_the_secret(tmp_path: Path, server: BotApiServer) -> None:
    port = free_port()
    with Program(tmp_path, SEEDS, server.url, delivered(port, VERBATIM_WEBHOOK_SECRET=SECRET)) as program:
        server.wait_until(lambda: has_webhook(server), timeout=30)
        server.send_text(PERSON, "what did Xi pledge?")
        assert "2060" in server.wait_for_messages(PERSON, 1)[0].text
        forged = urllib.request.Request(
            f"http://127.0.0.1:{port}/updates", json.dumps({"update_id": 1}).encode(), method="POST"
        )
        with pytest.raises(urllib.error.HTTPError, match="401"):
            urllib.request.urlopen(forged, timeout=5)  # noqa: S310  (http, as above)
        assert program.stop() == 0
        assert SECRET not in program.output
        assert TOKEN not in program.output
    assert server.webhook is not None
    assert server.webhook.allowed_updates == {"message"}


def test_a_bot_that_is_killed_while_messages_are_delivered_answers_them_all_in_order(
    tmp_path: Path, server: BotApiServer
) -> None:
    program = Program(tmp_path, SEEDS, server.url, delivered(free_port()))
    with program:
        server.wait_until(lambda: has_webhook(server), timeout=30)
        expected = ask_all(server, 12)
        server.lose_confirmations(3)
        server.wait_until(lambda: sum(len(server.messages(it)) for it in CHATS) > 20, timeout=30)
        program.kill()
    with program:
        server.wait_until(lambda: all(len(set(answers(server, it))) == 12 for it in CHATS), timeout=60)
        assert program.stop() == 0
    assert sum(repeats_in_order(answers(server, it), expected[it]) for it in CHATS) <= WORKERS


def test_a_port_that_is_taken_ends_the_bot_with_what_to_do(tmp_path: Path, server: BotApiServer) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with Program(tmp_path, SEEDS, server.url, delivered(taken.getsockname()[1])) as program:
            assert program.wait() == 1
            assert "cannot listen for the webhook" in program.output
            assert "VERBATIM_WEBHOOK_PORT" in program.output


def test_the_monitor_tells_how_the_bot_is_doing(tmp_path: Path, server: BotApiServer) -> None:
    port = free_port()
    with Program(tmp_path, SEEDS, server.url, {"VERBATIM_MONITOR_PORT": str(port)}) as program:
        server.wait_until(lambda: is_answering(server))
        server.send_text(PERSON, "what did Xi pledge?")
        server.send_text(PERSON, "who won the football match?")
        server.wait_for_messages(PERSON, 2)
        server.send_text(ADMIN, "/reload")
        server.wait_until(lambda: any(it.text.startswith("Reloaded") for it in server.messages(ADMIN)))
        assert fetched(port, "/healthz")[0] == 200
        assert fetched(port, "/readyz")[0] == 200
        figures = fetched(port, "/metrics")[1]
        assert program.stop() == 0
    for figure in (
        "verbatim_questions_total 2.0",
        "verbatim_answers_total 1.0",
        "verbatim_no_answers_total 1.0",
        "verbatim_answer_seconds_count 2.0",
        "verbatim_corpus_generation 2.0",
        "verbatim_dead 0.0",
        "verbatim_retries_total 0.0",
    ):
        assert figure in figures, figure
    assert TOKEN not in figures
    assert "Xi" not in figures


def test_a_bot_that_telegram_is_out_of_reach_of_is_not_ready(tmp_path: Path, server: BotApiServer) -> None:
    port = free_port()
    settings = {"VERBATIM_MONITOR_PORT": str(port), "VERBATIM_READY_AFTER": "1"}
    with Program(tmp_path, SEEDS, server.url, settings):
        server.wait_until(lambda: is_answering(server))
        while fetched(port, "/readyz")[0] != 200:
            pass  # it fetches before it has read the articles
        server.stop()
        while (page := fetched(port, "/readyz"))[0] == 200:
            pass
        assert page[0] == 503
        assert "Telegram" in page[1]
        assert fetched(port, "/healthz")[0] == 200
        server.start()
