"""The process is killed amid all that people do: no question is lost, completed wrongly, or answered elsewhere.

What nobody waits for any more is not answered: presses, inline queries and guest messages that came before a restart.
"""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from itertools import groupby
from pathlib import Path

import pytest

from bot.storage import FILE, State, read_records
from tests.bot.telegram.running import reserved_port, say
from tests.bot.telegram.test_delivery import CHATS, WORKERS
from tests.e2e.group_traffic import GroupTraffic
from tests.e2e.program import LIFTED, Program, delivered
from tests.e2e.test_kills import has_calls
from tests.fakes.botapi import BotApiServer, Hang, SentMessage, buttons_of
from tests.golden.questions import SEEDS

pytestmark = pytest.mark.slow

# Each of these would be answered otherwise if it were completed from itself: "else" leaves out what was quoted.
CONVERSATION = (
    "who visited China?",
    "who else?",
    "who else?",
    "and Shanghai?",
    "what did Xi announce at the summit?",
    "what else?",
    "and Biden?",
    "what else did he announce?",
)
ALONE = 2000
TALKING, EDITING, BOTH, PRESSING, LATE = CHATS[:5], CHATS[5:7], CHATS[7], CHATS[8:9], CHATS[9]
TYPING, GUESTS = range(600, 606), range(700, 706)
QUESTION, EDITED = "what did Xi pledge?", ("who visited Shanghai?", "what did Biden announce?", "why did Kerry visit?")
VIEWS = ("c:0", "w:0", "s:0", "q:0")
KILLS = 5
OUTCOMES = {State.RECEIVED: 0, State.WORKING: 0, State.DEAD: 0}


def told(server: BotApiServer, chat: int) -> list[str]:
    """Return what a chat was told, each answer once however often it came."""
    return [text for text, _ in groupby(it.text for it in server.messages(chat))]


def _counts(folder: Path) -> dict[State, int]:
    counts = read_records(folder / "var" / FILE, lambda tables: tables.inbox.counts())
    return {state: counts[state] for state in OUTCOMES}


@dataclass(slots=True)
class Passers:
    """What lapses: it is answered by the process that runs when it is done, or by none."""

    server: BotApiServer
    late: list[str] = field(default_factory=list)
    """The ids of presses, inline queries and guest messages that came while no process ran."""

    def come(self, message: SentMessage, press: str, *, is_late: bool) -> None:
        """Let somebody press a button, and others type and ask as guests."""
        self.server.press(message.chat_id, message.message_id, press)
        ids = [self.server.last_press]
        ids += [self.server.type_inline(it, QUESTION) for it in TYPING]
        ids += [self.server.ask_as_guest(it, f"@under_test_bot {QUESTION}") for it in GUESTS]
        if is_late:
            self.late += ids

    @property
    def answered(self) -> set[object]:
        """The ids of those that were answered, or that the bot tried to answer."""
        names = ("callback_query_id", "inline_query_id", "guest_query_id")
        return {call.params.get(name) for call in self.server.calls for name in names}


@pytest.fixture
def late(server: BotApiServer) -> BotApiServer:
    """Let a bot begin to answer before it can fetch what has waited: what comes before that is dropped in any case."""
    server.inject("deleteWebhook", Hang(1), times=1 + KILLS + 1)
    return server


@pytest.mark.parametrize("seed", range(2))
def test_a_bot_that_is_killed_amid_mixed_traffic_loses_nothing_and_mistakes_nothing(
    tmp_path: Path, late: BotApiServer, seed: int
) -> None:
    kill_amid_mixed_traffic(tmp_path, late, seed, LIFTED)


@pytest.mark.parametrize("seed", range(2, 4))
def test_nor_does_a_bot_to_which_it_is_delivered(tmp_path: Path, late: BotApiServer, seed: int) -> None:
    with reserved_port() as port:
        kill_amid_mixed_traffic(tmp_path, late, seed, delivered(port))


def kill_amid_mixed_traffic(tmp_path: Path, server: BotApiServer, seed: int, settings: Mapping[str, str]) -> None:
    """Kill a bot with these settings again and again, and check what it has told whom."""
    server.set_privacy_mode(is_on=False)
    server.allow_inline()
    server.allow_guest_mode()
    with Program(tmp_path, SEEDS, server.url, LIFTED) as program:
        expected = [say(server, text, ALONE) for text in CONVERSATION]
        answers = {text: say(server, text, ALONE + 1 + at) for at, text in enumerate((QUESTION, *EDITED))}
        for chat in (*EDITING, BOTH, *PRESSING, LATE):
            say(server, QUESTION, chat)
        in_groups = {text: told_in_group(server, ALONE + place, text) for place, text in enumerate((QUESTION, *EDITED))}
        assert program.stop() == 0
    assert len(set(expected)) == len(CONVERSATION)
    asked = {chat: server.last_message_of(chat) for chat in (*EDITING, BOTH)}
    keys = {chat: buttons_of(server.messages(chat)[0])[0][1].partition(":")[0] for chat in (BOTH, *PRESSING, LATE)}
    for text in CONVERSATION:
        for chat in TALKING:
            server.send_text(chat, text)
    chance = random.Random(seed)  # noqa: S311  (no secret)
    groups, passers = GroupTraffic(server, in_groups), Passers(server)
    program = Program(tmp_path, SEEDS, server.url, settings)
    for kill in range(KILLS):
        for chat, message in asked.items():
            server.edit(chat, message, text=EDITED[kill % len(EDITED)])
        passers.come(server.messages(LATE)[0], f"{keys[LATE]}:{chance.choice(VIEWS)}", is_late=True)
        groups.ask(kill)
        enough = len(server.calls) + 2 + chance.randrange(20)
        with program:
            server.wait_until(partial(has_calls, server, enough))
            for chat in (BOTH, *PRESSING):
                passers.come(server.messages(chat)[0], f"{keys[chat]}:{chance.choice(VIEWS)}", is_late=False)
            enough = len(server.calls) + 1 + chance.randrange(20)
            server.wait_until(partial(has_calls, server, enough))
            program.kill()
    last = EDITED[(KILLS - 1) % len(EDITED)]
    with program:
        server.wait_until(lambda: all(len(told(server, it)) == len(CONVERSATION) for it in TALKING), timeout=60)
        server.wait_until(lambda: all(told(server, it) == [answers[last]] for it in EDITING), timeout=60)
        server.wait_until(lambda: groups.is_answered, timeout=60)
        for chat in (BOTH, *PRESSING):
            server.press(chat, server.messages(chat)[0].message_id, f"{keys[chat]}:w:0")
        server.wait_until(lambda: all("Why this sentence" in told(server, it)[0] for it in PRESSING), timeout=60)
        server.wait_until(lambda: _counts(tmp_path) == OUTCOMES, timeout=60)
        server.press(BOTH, server.messages(BOTH)[0].message_id, f"{keys[BOTH]}:q:0")
        server.wait_until(lambda: told(server, BOTH) == [answers[last]], timeout=60)
        passers.come(server.messages(LATE)[0], f"{keys[LATE]}:w:0", is_late=False)
        server.wait_until(lambda: "Why this sentence" in told(server, LATE)[0], timeout=60)
        assert program.stop() == 0
    assert [told(server, it) for it in TALKING] == [expected] * len(TALKING)
    edited = (*EDITING, BOTH, *PRESSING, LATE)
    assert [len(server.messages(it)) for it in edited] == [1] * len(edited)
    assert list(groups.misplaced()) == []
    repeats = sum(len(server.messages(it)) for it in TALKING) - len(CONVERSATION) * len(TALKING) + groups.repeats
    assert repeats <= KILLS * WORKERS
    assert passers.answered.isdisjoint(passers.late)
    assert len(server.messages(LATE)[0].edits) == 1
    assert not any(server.messages(it) for it in (*TYPING, *GUESTS))
    assert server.violations == []


def told_in_group(server: BotApiServer, number: int, text: str) -> str:
    """Ask in a group of its own, and return the answer."""
    group = -number
    server.send_text(group, f"@under_test_bot {text}", user_id=number, chat_type="supergroup")
    return server.wait_for_messages(group, 1)[0].text
