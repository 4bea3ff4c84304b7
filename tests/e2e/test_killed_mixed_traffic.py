"""The process is killed amid questions, follow-ups, edits and presses: none is lost, and none completed wrongly."""

import random
from functools import partial
from itertools import groupby
from pathlib import Path

import pytest

from bot.storage import FILE, State, read_records
from tests.bot.telegram.running import say
from tests.bot.telegram.test_delivery import CHATS, WORKERS
from tests.e2e.program import LIFTED, Program
from tests.e2e.test_kills import has_calls
from tests.fakes.botapi import BotApiServer, buttons_of
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
TALKING, EDITING, BOTH, PRESSING = CHATS[:5], CHATS[5:7], CHATS[7], CHATS[8:]
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


@pytest.mark.parametrize("seed", range(4))
def test_a_bot_that_is_killed_amid_mixed_traffic_loses_nothing_and_completes_nothing_from_itself(
    tmp_path: Path, server: BotApiServer, seed: int
) -> None:
    with Program(tmp_path, SEEDS, server.url, LIFTED) as program:
        expected = [say(server, text, ALONE) for text in CONVERSATION]
        answers = {text: say(server, text, ALONE + 1 + at) for at, text in enumerate((QUESTION, *EDITED))}
        for chat in (*EDITING, BOTH, *PRESSING):
            say(server, QUESTION, chat)
        assert program.stop() == 0
    assert len(set(expected)) == len(CONVERSATION)
    asked = {chat: server.last_message_of(chat) for chat in (*EDITING, BOTH)}
    keys = {chat: buttons_of(server.messages(chat)[0])[0][1].partition(":")[0] for chat in (BOTH, *PRESSING)}
    for text in CONVERSATION:
        for chat in TALKING:
            server.send_text(chat, text)
    chance = random.Random(seed)  # noqa: S311  (no secret)
    program = Program(tmp_path, SEEDS, server.url, LIFTED)
    for kill in range(KILLS):
        for chat, message in asked.items():
            server.edit(chat, message, text=EDITED[kill % len(EDITED)])
        for chat, key in keys.items():
            server.press(chat, server.messages(chat)[0].message_id, f"{key}:{chance.choice(VIEWS)}")
        enough = len(server.calls) + 2 + chance.randrange(20)
        with program:
            server.wait_until(partial(has_calls, server, enough))
            program.kill()
    last = EDITED[(KILLS - 1) % len(EDITED)]
    with program:
        server.wait_until(lambda: all(len(told(server, it)) == len(CONVERSATION) for it in TALKING), timeout=60)
        server.wait_until(lambda: all(told(server, it) == [answers[last]] for it in EDITING), timeout=60)
        for chat, key in keys.items():
            server.press(chat, server.messages(chat)[0].message_id, f"{key}:w:0")
        server.wait_until(lambda: all("Why this sentence" in told(server, it)[0] for it in PRESSING), timeout=60)
        server.wait_until(lambda: _counts(tmp_path) == OUTCOMES, timeout=60)
        server.press(BOTH, server.messages(BOTH)[0].message_id, f"{keys[BOTH]}:q:0")
        server.wait_until(lambda: told(server, BOTH) == [answers[last]], timeout=60)
        assert program.stop() == 0
    assert [told(server, it) for it in TALKING] == [expected] * len(TALKING)
    assert [len(server.messages(it)) for it in (*EDITING, BOTH, *PRESSING)] == [1] * len((*EDITING, BOTH, *PRESSING))
    assert sum(len(server.messages(it)) for it in TALKING) - len(CONVERSATION) * len(TALKING) <= KILLS * WORKERS
    assert server.violations == []
