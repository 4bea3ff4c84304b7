"""No question is lost when the network or Telegram fails."""

import json
import sqlite3
import time
from collections.abc import Mapping
from io import StringIO
from pathlib import Path

import pytest

from bot.cli import inbox
from bot.storage import FILE, Database, Inbox, NewUpdate
from tests.bot.clock import FakeClock
from tests.bot.storage.updates import inbox_in
from tests.bot.telegram.conftest import BotFactory
from tests.bot.telegram.running import ADMIN, PERSON, RunningBot, is_answering, numbers_told, say
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

CHATS = range(1001, 1011)
WORKERS = 4
LIFTED = {"sends_per_second": "0", "open_questions": "0", "telegram_workers": str(WORKERS)}
BROKEN = {
    "message": {"message_id": 5, "date": "yesterday", "chat": {"id": PERSON, "type": "private"}, "text": "secret"}
}


def ask_all(server: BotApiServer, each: int) -> dict[int, list[str]]:
    """Let every chat send so many commands that do not exist; return what each is to be told, in order."""
    expected: dict[int, list[str]] = {chat: [] for chat in CHATS}
    for number in range(each):
        for chat in CHATS:
            server.send_text(chat, f"/n{chat}x{number}")
            expected[chat].append(f"n{chat}x{number}")
    return expected


def has_suffered(server: BotApiServer, count: int = 1) -> bool:
    """Tell whether so many calls have suffered a fault."""
    return sum(call.fault is not None for call in server.calls) >= count


def test_a_bot_that_is_stopped_repeats_nothing_and_its_next_run_answers_the_rest(
    bot_with: BotFactory, server: BotApiServer
) -> None:
    expected = ask_all(server, 10)
    server.inject("sendMessage", Hang(0.02), times=50)
    bot = bot_with(**LIFTED)
    with bot:
        server.wait_until(lambda: sum(len(server.messages(it)) for it in CHATS) > 10)
    assert sum(len(server.messages(it)) for it in CHATS) < 100, "it was stopped too late to show anything"
    with bot:
        server.wait_until(lambda: all(len(server.messages(it)) >= 10 for it in CHATS))
    assert {chat: numbers_told(server, chat) for chat in CHATS} == expected


@pytest.mark.parametrize(
    "fault",
    [RateLimited(1), ServerError(500), ServerError(502), Drop(), DropAfterAccept(), Hang(0.05), Garbage()],
    ids=lambda fault: type(fault).__name__,
)
def test_whatever_the_network_does_every_question_is_answered(
    bot_with: BotFactory, server: BotApiServer, fault: Fault
) -> None:
    for method in ("getUpdates", "sendMessage", "getMe", "setMyCommands", "editMessageText", "deleteWebhook"):
        server.inject(method, fault, times=2)
    for number in range(6):
        server.send_text(PERSON, f"/n7x{number}")
    server.send_text(ADMIN, "/reload")
    with bot_with(**LIFTED):
        server.wait_until(lambda: len(set(numbers_told(server, PERSON))) == 6)
        server.wait_until(lambda: any(it.text.startswith("Reloaded") for it in server.messages(ADMIN)))
    assert list(dict.fromkeys(numbers_told(server, PERSON))) == [f"n7x{number}" for number in range(6)]


def test_a_chat_that_telegram_wants_to_wait_holds_up_no_other(bot_with: BotFactory, server: BotApiServer) -> None:
    with bot_with(clock=FakeClock(), **(LIFTED | {"telegram_workers": "1"})) as bot:
        server.inject("sendMessage", RateLimited(4))
        server.send_text(PERSON, "/sources")
        bot.wait_for_log("Telegram asks for a pause")
        server.send_text(8, "/sources")
        server.wait_for_messages(8, 1)
        bot.advance(3.9)
        assert server.messages(PERSON) == []
        bot.advance(0.2)
        server.wait_for_messages(PERSON, 1)


def test_several_chats_that_are_to_wait_at_once_make_the_bot_wait(bot_with: BotFactory, server: BotApiServer) -> None:
    with bot_with(clock=FakeClock(), **LIFTED) as bot:
        server.inject("sendMessage", RateLimited(2), times=3)
        for chat in (11, 12, 13):
            server.send_text(chat, "/sources")
        bot.wait_for_log("Telegram asks for a pause", times=3)
        server.send_text(14, "/sources")
        server.wait_until(lambda: server.unconfirmed == 0)
        bot.advance(1.9)
        assert server.messages(14) == []
        bot.advance(0.2)
        server.wait_for_messages(14, 1)


@pytest.mark.parametrize("result", [{}, [], "x", 7, None], ids=repr)
def test_an_answer_that_makes_no_sense_is_asked_for_again(
    bot_with: BotFactory, server: BotApiServer, result: object
) -> None:
    for method in ("getMe", "getUpdates", "sendMessage", "deleteWebhook", "setMyCommands"):
        server.inject(method, Nonsense(result))
    server.send_text(PERSON, "/sources")
    with bot_with(**LIFTED):
        assert "2 articles" in server.wait_for_messages(PERSON, 1)[0].text


def test_updates_without_a_number_are_logged_and_do_not_make_the_bot_spin(
    bot_with: BotFactory, server: BotApiServer
) -> None:
    server.inject("getUpdates", Nonsense([{}]), times=3)
    server.send_text(PERSON, "/sources")
    with bot_with(clock=FakeClock(), **LIFTED) as bot:
        for number in (1, 2, 3):
            bot.wait_for_log("its updates have no ids", times=number)
            assert sum(call.method == "getUpdates" for call in server.calls) == number
            assert bot.output.count("without an id") == number
            bot.advance(0.75 * 2 ** (number - 1))  # the longest wait after so many failures: one poll more
        server.wait_for_messages(PERSON, 1)


@pytest.mark.usefixtures("bot")
def test_a_message_whose_entities_telegram_does_not_take_arrives_as_plain_text(server: BotApiServer) -> None:
    server.inject("sendMessage", Refused(400, "Bad Request: can't parse entities: unsupported start tag"))
    server.send_text(PERSON, "what did Xi pledge?")
    [message] = server.wait_for_messages(PERSON, 1)
    assert "2060" in message.text
    assert message.entities == ()


@pytest.mark.usefixtures("bot")
def test_who_has_blocked_the_bot_is_left_alone(server: BotApiServer) -> None:
    server.inject("sendMessage", Refused(403, "Forbidden: bot was blocked by the user"))
    server.send_text(PERSON, "/sources")
    server.wait_until(lambda: has_suffered(server))
    server.send_text(PERSON, "/privacy")
    server.wait_for_messages(PERSON, 1)
    assert len(server.messages(ADMIN)) == 0


@pytest.mark.usefixtures("bot")
def test_a_group_where_the_bot_may_not_write_makes_no_noise(server: BotApiServer) -> None:
    refusal = "Bad Request: not enough rights to send text messages to the chat"
    server.inject("sendMessage", Refused(400, refusal), times=3)
    for _ in range(3):
        server.send_text(-100, "/sources", user_id=PERSON, chat_type="group")
    server.wait_until(lambda: has_suffered(server, 3))
    server.send_text(PERSON, "/sources")
    server.wait_for_messages(PERSON, 1)
    assert server.messages(ADMIN) == []


def test_an_update_that_cannot_be_read_is_kept_told_to_the_admins_once_and_in_nobodys_way(
    tmp_path: Path, bot: RunningBot, server: BotApiServer
) -> None:
    def shown(act: str | None = None, number: int = 0) -> str:
        out = StringIO()
        if act is None:
            inbox.show(tmp_path / "var", out)
        else:
            (inbox.retry if act == "retry" else inbox.discard)(tmp_path / "var", number, out)
        return out.getvalue()

    def is_unreported() -> bool:
        with inbox_in(tmp_path / "var" / FILE) as stored:
            return bool(stored.unreported())

    bot.fails = True
    broken = server.send_raw(dict(BROKEN))
    assert "2 articles" in say(server, "/sources")
    [told] = server.wait_for_messages(ADMIN, 1)
    assert str(broken) in told.text
    assert "secret" not in told.text
    assert str(broken) in shown()
    assert "secret" not in shown()
    assert str(broken) in shown("retry", broken)
    server.wait_for_messages(ADMIN, 2)
    while is_unreported():  # until the bot has noted that the report was sent
        time.sleep(0.01)
    bot.stop()
    with bot:
        say(server, "/sources")
    assert len(server.messages(ADMIN)) == 2, "told once a failure, not at every start"


def test_above_the_high_water_mark_the_backlog_waits_at_telegram(bot_with: BotFactory, server: BotApiServer) -> None:
    server.inject("sendMessage", Hang(0.02), times=30)
    for number in range(200):
        server.send_text(CHATS[number % 10], f"/n{number}")
    least = 200

    def is_done() -> bool:
        nonlocal least
        answered = sum(len(server.messages(it)) for it in CHATS)
        least = min(least, server.unconfirmed + answered)
        return answered == 200

    with bot_with(**LIFTED, inbox_high_water="5"):
        server.wait_until(is_done)
    # What is neither answered nor still at Telegram is in the inbox: the mark, one more batch, and what is being sent.
    assert 200 - least <= 5 + 100 + WORKERS


def test_a_second_bot_with_the_same_token_ends_and_the_first_goes_on(
    tmp_path: Path, bot: RunningBot, bot_with: BotFactory, corpus: Path, server: BotApiServer
) -> None:
    say(server, "/sources")
    # The first has only begun as well, but the one that hears of the conflict first ends, which may be either.
    with bot_with(corpus, data_dir=str(tmp_path / "second")) as second:
        while bot.is_running and second.is_running:
            time.sleep(0.01)
        ended = second if bot.is_running else bot
        assert "another program fetches this bot's messages" in str(ended.failure)
        assert "2 articles" in say(server, "/sources")


def test_a_bot_whose_inbox_is_locked_still_stops_and_loses_nothing(
    tmp_path: Path, bot_with: BotFactory, server: BotApiServer
) -> None:
    bot = bot_with(**LIFTED)
    with bot:
        server.wait_until(lambda: is_answering(server))
        other = sqlite3.connect(tmp_path / "var" / FILE, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        server.send_text(PERSON, "/sources")
        bot.wait_for_log("verbatim.db")
        bot.stop()
        other.execute("ROLLBACK")
        other.close()
    assert server.messages(PERSON) == []
    with bot:
        server.wait_for_messages(PERSON, 1)


def left_in_the_inbox(folder: Path, *updates: tuple[Mapping[str, object], int]) -> None:
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


def message_of(chat: int, text: str) -> Mapping[str, object]:
    """Return a message as Telegram sends it."""
    about = {"id": chat, "type": "private", "first_name": "P"}
    sender = {"id": chat, "is_bot": False, "first_name": "P"}
    entities = [{"type": "bot_command", "offset": 0, "length": len(text)}]
    return {"message_id": 1, "date": 1, "chat": about, "from": sender, "text": text, "entities": entities}


def test_an_update_that_kills_the_program_is_given_up_and_its_companions_are_not(
    tmp_path: Path, bot_with: BotFactory, server: BotApiServer
) -> None:
    left_in_the_inbox(
        tmp_path, (message_of(PERSON, "/n1"), 9), (message_of(PERSON, "/n2"), 10), (message_of(PERSON, "/n3"), 0)
    )
    with bot_with(**LIFTED):
        [told] = server.wait_for_messages(ADMIN, 1)
        server.wait_for_messages(PERSON, 2)
    assert numbers_told(server, PERSON) == ["n1", "n3"]
    assert "10 times" in told.text


def test_everyones_reload_keeps_its_place_among_their_questions(bot_with: BotFactory, server: BotApiServer) -> None:
    server.inject("sendMessage", Hang(0.2))
    with bot_with(**LIFTED):
        for text in ("/n1", "/reload", "/n2"):
            server.send_text(PERSON, text)
        replies = [it.text for it in server.wait_for_messages(PERSON, 3)]
    assert ["admins" in it for it in replies] == [False, True, False]


def test_each_admin_is_told_whatever_hinders_another(bot_with: BotFactory, server: BotApiServer) -> None:
    server.meet(43)
    server.inject("sendMessage", RateLimited(60))
    with bot_with(admin_ids=f"{ADMIN},43") as bot:
        bot.fails = True
        server.send_raw(dict(BROKEN))
        server.wait_until(lambda: bool(server.messages(ADMIN) or server.messages(43)))
