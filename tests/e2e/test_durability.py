"""No question is lost: through kills, restarts, floods, and a network that lies."""

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest

from bot.storage import (
    FILE,
    Database,
    Inbox,
    NewUpdate,
)
from tests.e2e.program import ADMIN, PERSON, TOKEN, Program, is_answering
from tests.fakes.botapi import (
    BotApiServer,
    Drop,
    DropAfterAccept,
    Fault,
    Garbage,
    Hang,
    Nonsense,
    RateLimited,
    Refused,
    ServerError,
)
from tests.golden.questions import SEEDS

pytestmark = pytest.mark.slow

CHATS = range(1001, 1011)
WORKERS = 4
LIFTED = {
    "VERBATIM_SENDS_PER_SECOND": "0",
    "VERBATIM_OPEN_QUESTIONS": "0",
    "VERBATIM_TELEGRAM_WORKERS": str(WORKERS),
}


def ask_all(server: BotApiServer, each: int) -> dict[int, list[str]]:
    """Let every chat ask for so many commands that do not exist; return what each is to be told, in order."""
    expected: dict[int, list[str]] = {chat: [] for chat in CHATS}
    for number in range(each):
        for chat in CHATS:
            server.send_text(chat, f"/n{chat}x{number}")
            expected[chat].append(f"n{chat}x{number}")
    return expected


def has_webhook(server: BotApiServer) -> bool:
    """Tell whether the bot has asked for deliveries."""
    return server.webhook is not None


def has_calls(server: BotApiServer, count: int) -> bool:
    """Tell whether the bot has called so often."""
    return len(server.calls) >= count


def answers(server: BotApiServer, chat: int) -> list[str]:
    """Return which of those commands the chat was answered, in order of arrival."""
    return [it.text.split("/")[1].split(".")[0].split()[0] for it in server.messages(chat) if "/n" in it.text]


def repeats_in_order(told: list[str], expected: list[str]) -> int:
    """Return how many answers came again; all must have come, and in order but for those."""
    first_times = list(dict.fromkeys(told))
    assert first_times == expected
    return len(told) - len(first_times)


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
            server.wait_until(partial(has_calls, server, enough), timeout=30)
            program.kill()
    with program:
        server.wait_until(lambda: all(len(set(answers(server, it))) == 12 for it in CHATS), timeout=60)
        assert program.stop() == 0
    assert sum(repeats_in_order(answers(server, it), expected[it]) for it in CHATS) <= kills * WORKERS


def test_a_bot_that_is_stopped_ends_within_a_second_and_repeats_nothing(tmp_path: Path, server: BotApiServer) -> None:
    expected = ask_all(server, 40)
    with Program(tmp_path, SEEDS, server.url, LIFTED) as program:
        server.wait_until(lambda: sum(len(server.messages(it)) for it in CHATS) > 50, timeout=30)
        begun = time.monotonic()
        assert program.stop(signal.SIGTERM) == 0
        assert time.monotonic() - begun < 1
        assert "Traceback" not in program.output
    assert sum(len(server.messages(it)) for it in CHATS) < 400, "it was stopped too late to show anything"
    with Program(tmp_path, SEEDS, server.url, LIFTED):
        server.wait_until(lambda: all(len(answers(server, it)) >= 40 for it in CHATS), timeout=60)
    assert [repeats_in_order(answers(server, it), expected[it]) for it in CHATS] == [0] * len(CHATS)


@pytest.mark.parametrize(
    "fault",
    [RateLimited(1), ServerError(500), ServerError(502), Drop(), DropAfterAccept(), Hang(0.3), Garbage()],
    ids=lambda fault: type(fault).__name__,
)
def test_whatever_the_network_does_every_question_is_answered_and_the_token_kept(
    tmp_path: Path, server: BotApiServer, fault: Fault
) -> None:
    for method in ("getUpdates", "sendMessage", "getMe", "setMyCommands", "editMessageText", "deleteWebhook"):
        server.inject(method, fault, times=2)
    for number in range(6):
        server.send_text(PERSON, f"/n7x{number}")
    server.send_text(ADMIN, "/reload")
    with Program(tmp_path, SEEDS, server.url, LIFTED) as program:
        server.wait_until(lambda: len(set(answers(server, PERSON))) == 6, timeout=40)
        server.wait_until(lambda: any(it.text.startswith("Reloaded") for it in server.messages(ADMIN)), timeout=40)
        assert program.stop() == 0
        assert TOKEN not in program.output
        assert "Traceback" not in program.output
    assert list(dict.fromkeys(answers(server, PERSON))) == [f"n7x{number}" for number in range(6)]


def test_a_chat_that_telegram_asks_to_wait_with_holds_up_no_other(tmp_path: Path, server: BotApiServer) -> None:
    with Program(tmp_path, SEEDS, server.url, {**LIFTED, "VERBATIM_TELEGRAM_WORKERS": "1"}):
        server.wait_until(lambda: is_answering(server))
        server.inject("sendMessage", RateLimited(4))
        server.send_text(PERSON, "/sources")
        server.wait_until(lambda: any(call.fault is not None for call in server.calls))
        server.send_text(8, "/sources")
        server.wait_for_messages(8, 1, timeout=2)
        assert server.messages(PERSON) == []
        server.wait_for_messages(PERSON, 1)


def test_several_chats_that_are_to_wait_at_once_make_the_bot_wait(tmp_path: Path, server: BotApiServer) -> None:
    with Program(tmp_path, SEEDS, server.url, LIFTED):
        server.wait_until(lambda: is_answering(server))
        server.inject("sendMessage", RateLimited(2), times=3)
        for chat in (11, 12, 13):
            server.send_text(chat, "/sources")
        server.wait_until(lambda: sum(call.fault is not None for call in server.calls) == 3)
        refused = max(call.at for call in server.calls if call.fault is not None)
        server.send_text(14, "/sources")
        server.wait_for_messages(14, 1)
        assert min(call.at for call in server.calls if call.params.get("chat_id") == 14) - refused > 1.8


@pytest.mark.parametrize("result", [{}, [], "x", 7, None], ids=repr)
def test_an_answer_that_makes_no_sense_is_asked_for_again(tmp_path: Path, server: BotApiServer, result: object) -> None:
    for method in ("getMe", "getUpdates", "sendMessage", "deleteWebhook", "setMyCommands"):
        server.inject(method, Nonsense(result))
    server.send_text(PERSON, "/sources")
    with Program(tmp_path, SEEDS, server.url, LIFTED) as program:
        assert "2 articles" in server.wait_for_messages(PERSON, 1, timeout=30)[0].text
        assert program.stop() == 0


def test_updates_without_a_number_are_told_and_do_not_make_the_bot_spin(tmp_path: Path, server: BotApiServer) -> None:
    server.inject("getUpdates", Nonsense([{}]), times=3)
    server.send_text(PERSON, "/sources")
    with Program(tmp_path, SEEDS, server.url, LIFTED) as program:
        server.wait_for_messages(PERSON, 1, timeout=30)
        assert "without a number" in program.output
        assert program.stop() == 0


@pytest.mark.usefixtures("program")
def test_a_message_whose_entities_telegram_does_not_take_arrives_as_plain_text(server: BotApiServer) -> None:
    server.inject("sendMessage", Refused(400, "Bad Request: can't parse entities: unsupported start tag"))
    server.send_text(PERSON, "what did Xi pledge?")
    [message] = server.wait_for_messages(PERSON, 1)
    assert "2060" in message.text
    assert message.entities == ()


def test_who_has_blocked_the_bot_is_left_alone(program: Program, server: BotApiServer) -> None:
    server.inject("sendMessage", Refused(403, "Forbidden: bot was blocked by the user"))
    server.send_text(PERSON, "/sources")
    server.wait_until(lambda: any(call.fault is not None for call in server.calls))
    server.send_text(PERSON, "/privacy")
    server.wait_for_messages(PERSON, 1)
    assert len(server.messages(ADMIN)) == 0
    assert program.stop() == 0
    assert "Traceback" not in program.output


BROKEN = {
    "message": {"message_id": 5, "date": "yesterday", "chat": {"id": PERSON, "type": "private"}, "text": "secret"}
}


def inbox(folder: Path, *arguments: str) -> str:
    """Run `verbatim inbox` on a bot's data, and return what it prints."""
    environment = {**os.environ, "VERBATIM_DATA_DIR": str(folder / "var")}
    command = [sys.executable, "-m", "bot", "inbox", *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, cwd=folder)
    return done.stdout + done.stderr


def test_an_update_that_cannot_be_read_is_kept_told_to_the_admins_once_and_in_nobodys_way(
    tmp_path: Path, program: Program, server: BotApiServer
) -> None:
    broken = server.send_raw(dict(BROKEN))
    server.send_text(PERSON, "/sources")
    server.wait_for_messages(PERSON, 1)
    [told] = server.wait_for_messages(ADMIN, 1)
    assert str(broken) in told.text
    assert "secret" not in told.text
    assert str(broken) in inbox(tmp_path)
    assert "secret" not in inbox(tmp_path)
    assert str(broken) in inbox(tmp_path, "retry", str(broken))
    server.wait_for_messages(ADMIN, 2)
    assert "1" in inbox(tmp_path, "retry", "1")
    assert "Traceback" not in inbox(tmp_path, "retry", "1") + inbox(tmp_path, "retry", "9" * 20)
    assert program.stop() == 0
    with program:
        server.send_text(PERSON, "/sources")
        server.wait_for_messages(PERSON, 2)
    assert len(server.messages(ADMIN)) == 2, "told once a failure, not at every start"


def test_above_the_high_water_mark_the_backlog_waits_at_telegram(tmp_path: Path, server: BotApiServer) -> None:
    settings = {**LIFTED, "VERBATIM_INBOX_HIGH_WATER": "20"}
    server.inject("sendMessage", Hang(0.05), times=30)
    for number in range(400):
        server.send_text(CHATS[number % 10], f"/n{number}")
    least: list[int] = []
    with Program(tmp_path, SEEDS, server.url, settings):
        while sum(len(server.messages(it)) for it in CHATS) < 400:
            least.append(server.unconfirmed + sum(len(server.messages(it)) for it in CHATS))
            time.sleep(0.005)
            assert len(least) < 12_000
    # What is neither answered nor still at Telegram is in the inbox: the mark, one more batch, and what is being sent.
    assert 400 - min(least) <= 20 + 100 + WORKERS


def test_a_second_bot_with_the_same_data_ends_at_once(tmp_path: Path, program: Program, server: BotApiServer) -> None:
    server.wait_until(lambda: is_answering(server))
    (tmp_path / "second").mkdir()
    with Program(tmp_path / "second", SEEDS, server.url, {"VERBATIM_DATA_DIR": str(tmp_path / "var")}) as second:
        assert second.wait() == 1
        assert "another bot works with the data folder" in second.output
    server.send_text(PERSON, "/sources")
    server.wait_for_messages(PERSON, 1)
    assert program.stop() == 0


def test_a_second_bot_with_the_same_token_ends_and_the_first_goes_on(
    tmp_path: Path, program: Program, server: BotApiServer
) -> None:
    server.wait_until(lambda: is_answering(server))
    server.send_text(PERSON, "/sources")
    server.wait_for_messages(PERSON, 1)
    (tmp_path / "second").mkdir()
    # The first has only begun as well, but whoever hears of the conflict first ends: the one that polls later stays.
    with Program(tmp_path / "second", SEEDS, server.url) as second:
        ended = None
        deadline = time.monotonic() + 15
        while ended is None and time.monotonic() < deadline:
            ended = next((it for it in (program, second) if not it.is_running), None)
            time.sleep(0.05)
        assert ended is not None
        assert "another program fetches this bot's messages" in ended.output
        server.send_text(PERSON, "/sources")
        server.wait_for_messages(PERSON, 2)


def test_a_signal_reloads_the_articles(program: Program, corpus: Path, server: BotApiServer) -> None:
    server.wait_until(lambda: "answering as" in program.output)
    (corpus / "new.txt").write_text("The zebra crossed.", encoding="utf-8")
    program.send(signal.SIGHUP)
    deadline = time.monotonic() + 15
    while "Added 1: new.txt" not in program.output:
        assert time.monotonic() < deadline, program.output
        time.sleep(0.05)
    server.send_text(PERSON, "what did the zebra do?")
    assert server.wait_for_messages(PERSON, 1)[0].text.startswith("The zebra crossed.")
    assert program.stop() == 0


def test_a_flood_is_answered_with_one_friendly_line(tmp_path: Path, server: BotApiServer) -> None:
    settings = {"VERBATIM_QUESTIONS_PER_MINUTE": "5", "VERBATIM_OPEN_QUESTIONS": "0"}
    with Program(tmp_path, SEEDS, server.url, settings):
        for _ in range(12):
            server.send_text(PERSON, "/sources")
        server.send_text(8, "/sources")
        server.wait_for_messages(8, 1)
        server.wait_until(lambda: server.unconfirmed == 0)
        replies = server.wait_for_messages(PERSON, 6)
        server.send_text(8, "/sources")
        server.wait_for_messages(8, 2)
    assert ["articles" in it.text for it in replies] == [True] * 5 + [False]
    assert len(server.messages(PERSON)) == 6


def test_a_bot_whose_inbox_is_locked_still_stops_and_loses_nothing(tmp_path: Path, server: BotApiServer) -> None:
    with Program(tmp_path, SEEDS, server.url, LIFTED) as program:
        server.wait_until(lambda: is_answering(server))
        other = sqlite3.connect(tmp_path / "var" / "verbatim.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        server.send_text(PERSON, "/sources")
        deadline = time.monotonic() + 10
        while "verbatim.db" not in program.output:
            assert time.monotonic() < deadline, program.output
            time.sleep(0.05)
        begun = time.monotonic()
        assert program.stop() == 0
        assert time.monotonic() - begun < 1.5
        other.execute("ROLLBACK")
        other.close()
    assert server.messages(PERSON) == []
    with Program(tmp_path, SEEDS, server.url, LIFTED):
        server.wait_for_messages(PERSON, 1)


def left_in_the_inbox(folder: Path, *updates: tuple[dict[str, object], int]) -> None:
    """Write what a bot leaves that died so often while it worked on each update."""
    (folder / "var").mkdir()
    database = Database.open(folder / "var" / FILE)
    with database.transaction() as connection:
        inbox = Inbox(connection)
        for number, (message, deaths) in enumerate(updates, start=1):
            body = json.dumps({"update_id": number, "message": message})
            inbox.add([NewUpdate(number, body, PERSON, PERSON)], time.time())
            for _ in range(deaths):
                inbox.start(number)
    database.close()


def message_of(chat: int, text: str) -> dict[str, object]:
    """Return a message as Telegram sends it."""
    about = {"id": chat, "type": "private", "first_name": "P"}
    sender = {"id": chat, "is_bot": False, "first_name": "P"}
    entities = [{"type": "bot_command", "offset": 0, "length": len(text)}]
    return {"message_id": 1, "date": 1, "chat": about, "from": sender, "text": text, "entities": entities}


def test_an_update_that_kills_the_program_is_given_up_and_its_companions_are_not(
    tmp_path: Path, server: BotApiServer
) -> None:
    left_in_the_inbox(
        tmp_path, (message_of(PERSON, "/n1"), 9), (message_of(PERSON, "/n2"), 10), (message_of(PERSON, "/n3"), 0)
    )
    with Program(tmp_path, SEEDS, server.url, LIFTED) as program:
        [told] = server.wait_for_messages(ADMIN, 1)
        server.wait_for_messages(PERSON, 2)
        assert program.stop() == 0
    assert answers(server, PERSON) == ["n1", "n3"]
    assert "10 times" in told.text


def test_everyones_reload_keeps_its_place_among_their_questions(tmp_path: Path, server: BotApiServer) -> None:
    server.inject("sendMessage", Hang(1))
    with Program(tmp_path, SEEDS, server.url, LIFTED):
        for text in ("/n1", "/reload", "/n2"):
            server.send_text(PERSON, text)
        replies = [it.text for it in server.wait_for_messages(PERSON, 3)]
    assert ["admins" in it for it in replies] == [False, True, False]


def test_each_admin_is_told_whatever_hinders_another(tmp_path: Path, server: BotApiServer) -> None:
    server.meet(43)
    server.inject("sendMessage", RateLimited(60))
    with Program(tmp_path, SEEDS, server.url, {"VERBATIM_ADMIN_IDS": f"{ADMIN},43"}):
        server.send_raw(dict(BROKEN))
        server.wait_until(lambda: bool(server.messages(ADMIN) or server.messages(43)))


def test_a_group_where_the_bot_may_not_write_makes_no_noise(program: Program, server: BotApiServer) -> None:
    refusal = "Bad Request: not enough rights to send text messages to the chat"
    server.inject("sendMessage", Refused(400, refusal), times=3)
    for _ in range(3):
        server.send_text(-100, "/sources", user_id=PERSON, chat_type="group")
    server.wait_until(lambda: sum(call.fault is not None for call in server.calls) == 3)
    server.send_text(PERSON, "/sources")
    server.wait_for_messages(PERSON, 1)
    assert server.messages(ADMIN) == []
    assert program.stop() == 0


def test_what_was_written_while_the_bot_was_down_is_not_held_against_anybody(
    tmp_path: Path, server: BotApiServer
) -> None:
    for number in range(9):
        server.send_text(PERSON, f"/n{number}", date=int(time.time()) - 7200 + 60 * number)
    with Program(tmp_path, SEEDS, server.url, {"VERBATIM_QUESTIONS_PER_MINUTE": "2"}):
        server.wait_for_messages(PERSON, 9)
    assert answers(server, PERSON) == [f"n{number}" for number in range(9)]


def test_somebody_anonymous_fills_nobody_elses_place(tmp_path: Path, server: BotApiServer) -> None:
    group = {"id": -100, "type": "supergroup", "title": "A group"}
    server.inject("sendMessage", RateLimited(8))
    with Program(tmp_path, SEEDS, server.url, {"VERBATIM_INBOX_HIGH_WATER": "20"}):
        server.wait_until(lambda: is_answering(server))
        for _ in range(60):
            server.send_text(-100, "/sources", user_id=1087968824, chat_type="supergroup", sender_chat=group)
        server.wait_until(lambda: any(call.fault is not None for call in server.calls))
        server.send_text(PERSON, "/sources")
        server.wait_for_messages(PERSON, 1, timeout=5)
