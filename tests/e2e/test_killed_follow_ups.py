"""No question that follows another is completed from itself when the process is killed amid conversations."""

import random
from functools import partial
from itertools import groupby
from pathlib import Path

import pytest

from tests.bot.telegram.running import say
from tests.bot.telegram.test_delivery import CHATS, WORKERS
from tests.e2e.program import LIFTED, Program
from tests.e2e.test_kills import has_calls
from tests.fakes.botapi import BotApiServer
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
KILLS = 5


def told(server: BotApiServer, chat: int) -> list[str]:
    """Return what a chat was told, each answer once however often it came."""
    return [text for text, _ in groupby(it.text for it in server.messages(chat))]


@pytest.mark.parametrize("seed", range(4))
def test_a_bot_that_is_killed_amid_conversations_completes_each_question_from_the_one_before(
    tmp_path: Path, server: BotApiServer, seed: int
) -> None:
    with Program(tmp_path, SEEDS, server.url, LIFTED) as program:
        expected = [say(server, text, ALONE) for text in CONVERSATION]
        assert program.stop() == 0
    assert len(set(expected)) == len(CONVERSATION)
    for text in CONVERSATION:
        for chat in CHATS:
            server.send_text(chat, text)
    chance = random.Random(seed)  # noqa: S311  (no secret)
    program = Program(tmp_path, SEEDS, server.url, LIFTED)
    for _ in range(KILLS):
        enough = len(server.calls) + 2 + chance.randrange(20)
        with program:
            server.wait_until(partial(has_calls, server, enough))
            program.kill()
    with program:
        server.wait_until(lambda: all(len(told(server, it)) == len(CONVERSATION) for it in CHATS), timeout=60)
        assert program.stop() == 0
    assert [told(server, it) for it in CHATS] == [expected] * len(CHATS)
    assert sum(len(server.messages(it)) for it in CHATS) - len(CONVERSATION) * len(CHATS) <= KILLS * WORKERS
